"""The nightly check compares all that the public gets with what was approved, in both directions."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, PageViewRestriction

from home.demo_offices import bring_on
from home.demo_pictures import draw_pdf
from news.files.previews import make_preview
from news.models import AnnouncementPage, DocumentPreview, LegalDocumentPage
from news.pictures import make_renditions
from operations import health
from tests.conftest import section
from tests.news.pages import picture
from tests.news.test_previews import stored
from tests.workflows.test_gate import page_by
from workflows.gate.publishing import permitted
from workflows.gate.verification import differences, live_pages
from workflows.models import SopRun

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    """A legal document with a picture and a file, published by its people, all drawn."""
    photo, file = picture(), stored(draw_pdf("Keputusan", ["Isi keputusan."]))
    facts = {"number": "7", "year": 2025, "enacted_on": timezone.localdate(), "file": file}
    page = page_by("serang.staf", LegalDocumentPage, "produk-hukum", image=photo, image_alt="Aula", **facts)
    made = bring_on(page, until="live")
    assert make_renditions.call(photo.pk)
    assert make_preview.call(file.pk)
    return made


def the(run: SopRun):
    return LegalDocumentPage.objects.filter(pk=run.page_id)


def overwrite(field) -> None:
    with open(field.path, "wb") as file:
        file.write(b"%PDF-1.4 lain")


def _file(run):
    overwrite(the(run).get().file.file)


def _file_row(run):
    other = the(run).get().file.file.storage.save("documents/lain.pdf", ContentFile(b"%PDF-1.4 lain"))
    get_document_model().objects.filter(pk=the(run).get().file_id).update(file=other)


def _file_title(run):
    get_document_model().objects.filter(pk=the(run).get().file_id).update(title="Judul lain")


def _file_gone(run):
    the(run).get().file.file.storage.delete(the(run).get().file.file.name)


def _picture(run):
    overwrite(the(run).get().image.file)


def _size(run):
    overwrite(the(run).get().image.renditions.first().file)


def _preview(run):
    overwrite(DocumentPreview.objects.get(document=the(run).get().file_id).picture)


def _not_live(run):
    Page.objects.filter(pk=run.page_id).update(live=False)


def _restricted(run):
    PageViewRestriction.objects.bulk_create([PageViewRestriction(page_id=run.page_id, restriction_type="login")])


def _restricted_above(run):
    above = the(run).get().get_parent()
    PageViewRestriction.objects.bulk_create([PageViewRestriction(page=above, restriction_type="login")])


def _address(run):
    Page.objects.filter(pk=run.page_id).update(url_path="/serang/produk-hukum/lain/")


def _expiry(run):
    Page.objects.filter(pk=run.page_id).update(expire_at=timezone.now() + timedelta(days=1))


def _first_date(run):
    Page.objects.filter(pk=run.page_id).update(first_published_at=timezone.now() - timedelta(days=900))


def _last_date(run):
    Page.objects.filter(pk=run.page_id).update(last_published_at=timezone.now() - timedelta(days=900))


def _listed(run):
    the(run).update(listed_at=timezone.now() - timedelta(days=900))


def _other_home(run):
    the(run).update(home=section("rembang").get_parent())


def _moved(run):
    path = f"{section('serang', 'publikasi').path}0009"
    Page.objects.filter(pk=run.page_id).update(path=path, url_path="/serang/publikasi/lain/")


TAMPERINGS = {
    _file: "berkasnya bukan yang disetujui",
    _file_row: "berkasnya bukan yang disetujui",
    _file_title: "berkasnya bukan yang disetujui",
    _file_gone: "berkasnya bukan yang disetujui",
    _picture: "berkasnya bukan yang disetujui",
    _size: "bukan yang dibuat dari berkasnya",
    _preview: "bukan yang dibuat dari berkasnya",
    _not_live: "tidak tayang, padahal",
    _restricted: "pembatasan pembacanya",
    _restricted_above: "pembatasan pembacanya",
    _address: "alamatnya",
    _expiry: "batas waktunya",
    _first_date: "tanggal tayang pertamanya",
    _last_date: "tanggal tayangnya",
    _listed: "tanggalnya dalam daftar",
    _other_home: "alamatnya",
    _moved: "tempatnya",
}


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda tamper: tamper.__name__.strip("_"))
def test_whatever_was_changed_around_the_site_is_named(run, tamper):
    assert not list(differences(live_pages()))
    tamper(run)
    (found,) = differences(live_pages())
    assert found.page.pk == run.page_id
    assert TAMPERINGS[tamper] in found.why
    with pytest.raises(CommandError, match="1 halaman"):
        call_command("verify_published", stdout=StringIO(), stderr=StringIO())
    assert run.page_title in health.published().fault


def test_a_page_that_is_live_by_the_record_and_gone_is_named(run):
    with permitted(None):
        the(run).get().delete()
    said = StringIO()
    with pytest.raises(CommandError, match="1 halaman"):
        call_command("verify_published", stdout=said, stderr=said)
    assert f"{run.page_title}: dihapus" in said.getvalue()


def test_what_the_site_itself_does_afterwards_is_no_contradiction(run):
    page = page_by("serang.staf", AnnouncementPage, "pengumuman", valid_until=timezone.localdate())
    bring_on(page, until="live")
    renamed = section("serang", "produk-hukum").specific
    renamed.slug, renamed.change_reason = "jdih", "Nama bagian disamakan dengan surat edaran."
    renamed.save()
    make_renditions.call(the(run).get().image_id)
    get_image_model().objects.get(pk=the(run).get().image_id).tags.add("arsip")
    draft = the(run).get()
    draft.summary = "Sedang disusun."
    draft.save_revision()
    assert not list(differences(live_pages()))
