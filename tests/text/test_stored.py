"""What was stored before texts were cleaned: cleaned afterwards, except what somebody signed."""

import pytest
from django.apps import apps
from django.conf import settings
from taggit.models import Tag
from wagtail.images import get_image_model
from wagtail.models import Page, Revision

from news.models import NewsPage
from offices.models import Office
from tests.conftest import draft, office, started, user
from tests.news.pages import picture, put
from text.stored import clean_stored
from workflows.models.signed import fingerprint

pytestmark = pytest.mark.django_db


def spoil(model, pk, **fields):
    model._base_manager.filter(pk=pk).update(**{name: f"{text}\x0b\u202e" for name, text in fields.items()})


def test_what_nobody_signed_is_cleaned():
    page, image, tag = draft("serang"), picture(), Tag.objects.create(name="Satu", slug="satu")
    row = Revision.objects.get(pk=page.latest_revision_id)
    Revision.objects.filter(pk=row.pk).update(
        content={**row.content, "title": "Judul\x0b", "body": '[{"type":"text","value":"a\\u000bb","id":"1"}]'}
    )
    spoil(Page, page.pk, title="Judul", draft_title="Judul")
    spoil(NewsPage, page.pk, summary="Ringkasan")
    spoil(get_image_model(), image.pk, title="Foto")
    spoil(Tag, tag.pk, name="Satu")
    spoil(Office, office("serang").pk, name="KPU Serang")
    spoil(type(user("serang.staf")), user("serang.staf").pk, jabatan="Staf")
    clean_stored(apps, settings.APPS_WITH_CLEAN_TEXT)
    page = NewsPage.objects.get(pk=page.pk)
    assert (page.title, page.summary, page.draft_title) == ("Judul ", "Ringkasan\n", "Judul ")
    content = page.get_latest_revision().content
    assert (content["title"], "\\u000b" in content["body"]) == ("Judul\n", False)
    assert get_image_model().objects.get(pk=image.pk).title == "Foto "
    assert Tag.objects.get(pk=tag.pk).name == "Satu "
    assert (office("serang").name, user("serang.staf").jabatan) == ("KPU Serang ", "Staf ")
    assert clean_stored(apps, settings.APPS_WITH_CLEAN_TEXT) == 0


def test_what_somebody_signed_stays_to_the_letter():
    live, run = put(NewsPage), started("serang")
    for pk in (live.pk, run.page_id):
        spoil(Page, pk, title="Judul")
        spoil(NewsPage, pk, summary="Ringkasan")
    before = [fingerprint(NewsPage.objects.get(pk=pk).serializable_data()) for pk in (live.pk, run.page_id)]
    clean_stored(apps, settings.APPS_WITH_CLEAN_TEXT)
    assert [fingerprint(NewsPage.objects.get(pk=pk).serializable_data()) for pk in (live.pk, run.page_id)] == before
