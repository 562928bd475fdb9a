"""That a text is live is told once it came whole when asked for as anybody would; what is missing is told instead."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from messaging.models import OutboxMessage
from news.models import Attachment
from news.pictures import make_renditions
from operations import health
from tests.conftest import draft, office, pass_step, starter, walk_to, writer_of
from workflows.actions.confirm import confirm
from workflows.notifications.announcing import about, thread

pytestmark = [pytest.mark.django_db, pytest.mark.both]
SLUG = "serang"


def published(page: Page):
    run = starter(SLUG).act(page.pk, "start")
    run = walk_to(run, run.sop.publish_step.number)
    return pass_step(run)


def said(run) -> list[str]:
    return list(OutboxMessage.objects.filter(thread=thread(run)).order_by("pk").values_list("subject", flat=True))


def asked(run, attempt: int = 0) -> list[str]:
    return confirm.func(run.events.get(kind="published").pk, attempt)


def test_it_is_told_to_be_live_once_it_was_asked_for():
    run = published(draft(SLUG))
    assert not [subject for subject in said(run) if "Sudah tayang" in subject]
    waiting = DBTaskResult.objects.filter(task_path=confirm.module_path, status=TaskResultStatus.READY)
    assert waiting.count() == 1
    assert asked(run) == []
    assert [subject for subject in said(run) if "Sudah tayang" in subject]
    run.refresh_from_db()
    assert run.reached_at
    assert run.events.filter(kind="reached").count() == 1
    before = len(said(run))
    assert asked(run) == []  # again says nothing again
    assert len(said(run)) == before


def with_files(page: Page) -> tuple:
    buffer = BytesIO()
    Picture.new("RGB", (1600, 900), "teal").save(buffer, "JPEG")
    collection = office(SLUG).collection
    picture = get_image_model().objects.create(
        title="Foto", file=ContentFile(buffer.getvalue(), name="foto.jpg"), collection=collection
    )
    document = get_document_model().objects.create(
        title="Jadwal", file=ContentFile(b"Isi.", name="jadwal.txt"), collection=collection
    )
    text = page.specific.get_latest_revision_as_object()
    text.image, text.image_alt = picture, "Aula"
    text.attachments = [Attachment(document=document, title="Jadwal")]
    text.save_revision(user=writer_of(SLUG).user)
    make_renditions.func(picture.pk)
    return picture, document


def test_a_lost_file_is_told_to_who_published_it_and_asked_for_again():
    page = draft(SLUG)
    _, document = with_files(page)
    run = published(page)
    assert asked(run) == []
    run.reached_at = None
    run.save(update_fields=["reached_at"])
    default_storage.delete(document.file.name)
    (fault,) = asked(run)
    assert fault.startswith("Berkas /documents/")
    assert not run.events.filter(kind="unreached").exists()  # it may be on its way
    asked(run, 1)
    event = run.events.get(kind="unreached")
    assert event.data["faults"] == [fault]
    publisher = run.visits.filter(step_number=run.sop.publish_step.number).last().finished_by
    message = OutboxMessage.objects.get(about=about(event), user=publisher)
    assert "Belum terbuka untuk publik" in message.subject
    assert fault in message.text
    again = DBTaskResult.objects.filter(task_path=confirm.module_path, status=TaskResultStatus.READY)
    assert sorted(task.args_kwargs["args"][1:] for task in again)[-1] == [2]
    shown = writer_of(SLUG).client.get(reverse("sop:task", args=[page.pk]))
    assert [said for said in shown.context["warnings"] if fault in said]
    run.refresh_from_db()
    run.reached_at = run.published_at
    run.save(update_fields=["reached_at"])
    shown = writer_of(SLUG).client.get(reverse("sop:task", args=[page.pk]))
    assert not [said for said in shown.context["warnings"] if fault in said]


def test_a_page_that_is_not_there_is_said_to_be_so_and_health_names_it(monkeypatch):
    run = published(draft(SLUG))
    Page.objects.filter(pk=run.page_id).update(expire_at=run.published_at)
    assert asked(run) == ["Alamat halaman dijawab 404."]
    monkeypatch.setattr(health, "PATIENCE", health.PATIENCE * 0)
    assert run.page_title in health.reached().fault
    Page.objects.filter(pk=run.page_id).update(expire_at=None)
    assert asked(run) == []
    assert health.reached().well


def test_what_was_taken_down_meanwhile_is_not_asked_for():
    run = published(draft(SLUG))
    Page.objects.filter(pk=run.page_id).update(live=False)
    assert asked(run) == []
    run.refresh_from_db()
    assert run.reached_at is None
