"""A picture whose sizes can't be made: tried again, then told to its uploader, to who signs, and to headquarters."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from files.models import WAITS, PictureFault
from messaging.models import OutboxMessage
from messaging.outbox import send_due
from news.models import NewsPage
from news.pictures import SPECS, make_renditions
from operations import health
from tests.conftest import draft, pass_step, person, starter
from tests.walls.foreign import picture
from workflows.models import DecisionLink
from workflows.notifications import decision_links

pytestmark = pytest.mark.django_db


@pytest.fixture
def lost():
    """A picture whose file is away."""
    photo = picture("serang", "Aula", uploaded_by_user=person("serang.staf").user)
    name, content = photo.file.name, photo.file.read()
    photo.file.storage.delete(name)
    photo.bring_back = lambda: photo.file.storage.save(
        name, type(photo.file)(photo, photo.file.field, name) and _of(content)
    )
    return photo


def _of(content):

    return ContentFile(content)


def orders():
    return DBTaskResult.objects.filter(task_path="news.pictures.make_renditions", run_after__gt=timezone.now())


def test_it_is_tried_again_and_told_and_forgotten_when_it_works(lost):
    assert make_renditions.call(lost.pk) == 0
    assert orders().filter(run_after__lt=timezone.now() + timedelta(days=1)).count() == 1
    assert health.pictures().well
    for _ in WAITS:
        make_renditions.call(lost.pk)
    told = OutboxMessage.objects.get(reason="picture")
    assert told.user.get_username() == "serang.staf"
    assert "Aula" in health.pictures().fault
    lost.bring_back()
    assert make_renditions.call(lost.pk) == len(SPECS)
    assert health.pictures().well
    assert not PictureFault.objects.exists()


def test_pictures_come_before_mails():
    assert make_renditions.priority > send_due.priority


def test_who_signs_is_told(lost):
    page = draft("serang")
    text = NewsPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    text.body = [("image", {"image": lost, "alt": "Rapat"})]
    text.save_revision()
    make_renditions.call(lost.pk)
    run = pass_step(starter("serang").act(page.pk, "start"))
    link = DecisionLink.objects.filter(visit=run.open_visit).first()
    signer = person(link.user.get_username()).client
    for address in (f"/admin/sop/tugas/{page.pk}/", f"/putusan/{decision_links.token(link)}/"):
        assert "gagal disiapkan" in signer.get(address, follow=True).content.decode()
