"""What an upgrade leaves to the worker: the first order is given by a migration, the next by each that is done."""

from importlib import import_module

import pytest
from django.apps import apps
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from news.models import NewsPage
from news.pictures import SPECS, make_renditions
from search.models import SearchEntry
from tests.news.pages import document, picture, put
from workflows.models import DraftFile

pytestmark = pytest.mark.django_db
ORDERED = {
    "news.migrations.0009_sizes_nobody_shows": "news.files.withdrawal.withdraw",
    "search.migrations.0004_entries_of_before": "search.rebuilding.enter_anew",
    "workflows.migrations.0017_files_of_old_drafts": "workflows.gate.approved_files.note_old_drafts",
}


def upgrade(migration: str) -> None:
    """Migrate, and let the worker do what that leads to."""
    import_module(migration).forwards(apps, None)
    orders = DBTaskResult.objects.filter(task_path=ORDERED[migration], status="READY")
    while order := orders.first():
        order.delete()
        import_string(order.task_path).func(*order.args_kwargs["args"])


def test_pages_of_before_are_found():
    pages = [put(NewsPage).pk for _ in range(3)]
    SearchEntry.objects.all().delete()
    upgrade("search.migrations.0004_entries_of_before")
    assert set(pages) <= set(SearchEntry.objects.values_list("pk", flat=True))


def test_files_of_drafts_of_before_are_noted():
    page, photo, file = put(NewsPage, live=False), picture(), document()
    page.image, page.file = photo, file
    page.save_revision()
    DraftFile.objects.all().delete()
    upgrade("workflows.migrations.0017_files_of_old_drafts")
    assert list(DraftFile.naming(photo).values_list("page", flat=True)) == [page.pk]


def test_sizes_that_lay_among_the_public_files_stay_there_for_what_is_shown_only():
    shown, drafted = picture(), picture()
    put(NewsPage, image=shown, image_alt="Aula")
    for photo in (shown, drafted):
        assert make_renditions.call(photo.pk) == len(SPECS)
        for size in photo.renditions.exclude(file__startswith="images/"):
            type(size).objects.filter(pk=size.pk).update(file=size.file.storage.show(size.file.name))
    upgrade("news.migrations.0009_sizes_nobody_shows")
    assert shown.renditions.count() == len(SPECS)
    assert not drafted.renditions.exists(), "the worker draws them anew"
