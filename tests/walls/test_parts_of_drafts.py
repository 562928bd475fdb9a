"""What only a draft names stays too; and a draft of which a part is gone all the same opens, with the hole named."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from accounts.forbidden import Forbidden
from home.walking import Refusal
from news.models import Attachment
from search.models import DocumentText
from tests.conftest import draft, holder, office, pass_step, starter, walk_to, writer_of

pytestmark = pytest.mark.django_db
SLUG = "serang"


def picture():
    buffer = BytesIO()
    Picture.new("RGB", (60, 40), "teal").save(buffer, "PNG")
    file = ContentFile(buffer.getvalue(), name="foto.png")
    return get_image_model().objects.create(title="Foto", file=file, collection=office(SLUG).collection)


def document():
    file = ContentFile(b"Isi lampiran.", name="lampiran.txt")
    return get_document_model().objects.create(title="Lampiran", file=file, collection=office(SLUG).collection)


def with_files(page: Page, **fields):
    """A revision that names a picture in a field and in the text, and a document in a row and in a link."""
    files = {"image": picture(), "inner": picture(), "attached": document(), "linked": document()}
    text = page.specific.get_latest_revision_as_object()
    text.image, text.image_alt = files["image"], "Aula"
    text.attachments = [Attachment(document=files["attached"], title="Jadwal")]
    text.body = [
        ("text", f'<p><a linktype="document" id="{files["linked"].pk}">unduh</a></p>'),
        ("image", {"image": files["inner"], "alt": "Aula", "caption": "", "credit": ""}),
    ]
    text.save_revision(user=writer_of(SLUG).user, clean=False)
    return files


def at_publishing(page: Page):
    run = starter(SLUG).act(page.pk, "start")
    return walk_to(run, run.sop.publish_step.number)


@pytest.mark.parametrize("live", [False, True])
def test_what_a_draft_names_is_not_deleted_and_who_uses_it_is_said(live):
    page = draft(SLUG)
    if live:
        pass_step(at_publishing(page))
        page.refresh_from_db()
        assert page.live
    for item in with_files(page).values():
        with pytest.raises(Forbidden, match=page.title), transaction.atomic():
            item.delete()


def test_what_an_earlier_revision_names_is_kept_with_it():
    page = draft(SLUG)
    files = with_files(page)
    text = page.specific.get_latest_revision_as_object()
    text.image, text.attachments, text.body = None, [], [("text", "<p>Lain.</p>")]
    text.save_revision(user=writer_of(SLUG).user, clean=False)
    for item in files.values():
        with pytest.raises(Forbidden, match="riwayat"), transaction.atomic():
            item.delete()


def test_what_no_kept_revision_names_any_more_may_go():
    page = draft(SLUG)
    before = page.latest_revision
    files = with_files(page)
    page.refresh_from_db()
    page.specific.get_latest_revision_as_object().save_revision(user=writer_of(SLUG).user, clean=False)
    text = page.specific.get_latest_revision_as_object()
    text.image = None
    text.save_revision(user=writer_of(SLUG).user, clean=False)
    page.revisions.exclude(pk=page.revisions.latest("pk").pk).exclude(pk=before.pk).delete()
    files["image"].delete()


def screens(page: Page, run) -> list[str]:
    revision = page.latest_revision_id
    first = page.revisions.order_by("pk").first().pk
    addresses = [
        f"/admin/pages/{page.pk}/edit/",
        f"/admin/pages/{page.pk}/edit/preview/",
        f"/admin/pages/{page.pk}/history/",
        f"/admin/pages/{page.pk}/view_draft/",
        f"/admin/pages/{page.pk}/revisions/{revision}/view/",
        f"/admin/pages/{page.pk}/revisions/compare/{first}...{revision}/",
        f"/admin/pages/{page.pk}/revisions/{first}/revert/",
        f"/admin/sop/tugas/{page.pk}/",
        f"/admin/sop/tugas/{page.pk}/naskah/",
        f"/admin/pages/{page.get_parent().pk}/",
    ]
    return addresses + ([f"/admin/sop/banding/{run.pk}/"] if run else [])


def test_a_draft_whose_parts_are_gone_opens_on_every_screen_and_is_not_published():
    page = draft(SLUG)
    files = with_files(page)
    run = at_publishing(page)
    DocumentText.objects.all().delete()  # what was read of them when the text was signed
    for item in files.values():  # around the guards, as a database restored in part would be
        type(item).objects.filter(pk=item.pk)._raw_delete("default")
    page.refresh_from_db()
    client = writer_of(SLUG).client
    answers = {address: client.get(address).status_code for address in screens(page, run)}
    assert not {address: status for address, status in answers.items() if status >= 500}
    task = client.get(f"/admin/sop/tugas/{page.pk}/").content.decode()
    for part in ("Gambar utama", "Lampiran ke-1", "Isi"):
        assert f"{part}: yang dipilih sudah tidak ada" in task
    with pytest.raises(Refusal, match="Gambar wajib diisi"):
        holder(SLUG, run.sop.publish_step.roles[0]).act(page.pk, "publish")
