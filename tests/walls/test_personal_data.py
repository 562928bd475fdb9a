"""Personal data goes before the public only with the reason of who signs or publishes, whatever the channel."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents import get_document_model

from news.models import NewsPage
from tests.conftest import draft, office, person, started, starter, walk_to
from tests.desk.test_api import Caller
from tests.people import Refusal
from text.personal_data import Kind, found_in
from workflows.models import SopRun

pytestmark = pytest.mark.django_db
NIK = "3604012505900001"


def written(text: str, slug: str = "serang"):
    page = draft(slug).specific
    page.body = [("text", f"<p>{text}</p>")]
    page.save_revision(user=page.owner)
    return page


def begun(text: str, slug: str = "serang") -> SopRun:
    return starter(slug).act(written(text, slug).pk, "start")


def test_a_nik_stops_the_signature_until_who_signs_says_why():
    run = begun(f"Pemenang bernama Budi, NIK {NIK}.")
    kasubag = person("serang.kasubag")
    with pytest.raises(Refusal, match="1 NIK di Isi") as refusal:
        kasubag.act(run.page_id, "approve")
    assert NIK not in str(refusal.value), "the refusal finds it again without saying it"
    html = kasubag.client.get(reverse("sop:task", args=[run.page_id])).content.decode()
    assert "Naskah memuat data pribadi" in html
    assert 'name="keeps"' in html
    kasubag.act(run.page_id, "approve", keeps="Diumumkan menurut PKPU 10 Tahun 2023")
    event = run.events.get(kind="kept")
    assert (event.actor_name, event.data["why"]) == (str(kasubag.user), "Diumumkan menurut PKPU 10 Tahun 2023")
    assert NIK not in event.data["found"]
    person("serang.kordiv").act(run.page_id, "approve")  # for this very text it has been said
    assert SopRun.objects.get(pk=run.pk).current_step == 3


def test_another_text_is_asked_about_anew():
    run = begun(f"NIK {NIK}", "banten")
    walk_to(run, 4)
    page = NewsPage.objects.get(pk=run.page_id).get_latest_revision_as_object()
    reviewer = person("banten.kasubag")
    page.body = [("text", f"<p>NIK {NIK} dan rekening BRI 1234-01-012345-53-1</p>")]
    page.save_revision(user=reviewer.user)
    with pytest.raises(Refusal, match="1 nomor rekening, 1 NIK"):
        reviewer.act(run.page_id, "approve")


def test_a_text_without_is_asked_nothing():
    run = started("serang")
    html = person("serang.kasubag").client.get(reverse("sop:task", args=[run.page_id])).content.decode()
    assert "data pribadi" not in html
    assert 'name="keeps"' not in html


def test_the_api_refuses_and_takes_it_alike():
    run, caller = begun(f"NIK {NIK}"), Caller("serang.kasubag")
    refused = caller.post(f"runs/{run.pk}/actions/", caller.ticked(run, "approve"))
    assert refused.status_code == 422
    assert "1 NIK di Isi" in refused.content.decode()
    assert caller.post(f"runs/{run.pk}/actions/", caller.ticked(run, "approve", keeps="Karena")).status_code == 200


def test_an_attachments_text_is_read_too():
    page = draft("serang").specific
    document = get_document_model().objects.create(
        title="Daftar pemenang",
        file=ContentFile(f"Budi;{NIK}\n".encode(), name="daftar.csv"),
        collection=office("serang").collection,
        uploaded_by_user=page.owner,
    )
    page.body = [("document", {"document": document, "title": ""})]
    page.save_revision(user=page.owner)
    run = starter("serang").act(page.pk, "start")
    with pytest.raises(Refusal, match="1 NIK di berkas «Daftar pemenang»"):
        person("serang.kasubag").act(run.page_id, "approve")


FOUND = {
    f"NIK {NIK} atas nama Budi": Kind.NIK,
    "Pemilih 3604016505900001": Kind.NIK,
    "nomor 3604 0125 0590 0001": Kind.NIK,
    "Nomor KK: 3604010101100005": Kind.KK,
    "Kartu Keluarga 1234567890123456": Kind.KK,
    "NPWP 09.254.294.3-407.000": Kind.NPWP,
    "NPWP: 092542943407000": Kind.NPWP,
    "HP 0812-3456-7890": Kind.PHONE,
    "telepon Budi +62 812 3456 7890": Kind.PHONE,
    "rekening BRI 1234-01-012345-53-1 a.n. Budi": Kind.ACCOUNT,
    "kirim ke budi.santoso@gmail.com": Kind.EMAIL,
    "Tempat/Tanggal lahir: Serang, 25 Mei 1990": Kind.BIRTH,
    "lahir di Serang pada 25-05-1990": Kind.BIRTH,
}
CLEAN = (
    "Keputusan KPU Kabupaten Serang Nomor 1234 Tahun 2024 tanggal 12 Mei 2024",
    "jumlah 1.234.567.890.123.456 suara sah",
    "kode wilayah 36.04.01.2001, register 3604/2026/0001, ISBN 978-602-1234-56-7",
    "Hubungi helpdesk KPU 0812 3456 7890 atau 021-31937223, surel info@kpu.go.id, ppid@kpu.go.id",
    "Layanan pengaduan: 0811-1000-200",
    "DPT 1.234.567 pemilih; TPS 3.456; tanggal 27 November 2024 pukul 07.00",
    "Nomor surat 82/ORT.06/3604/2022 tanggal 8 Februari 2022",
    "Hari lahir Pancasila, 1 Juni",
    "barcode 8991234567890123",
)


@pytest.mark.parametrize(("text", "kind"), FOUND.items())
def test_it_is_found(text, kind):
    assert [one.kind for one in found_in(text)] == [kind]


@pytest.mark.parametrize("text", CLEAN)
def test_what_an_office_says_of_itself_is_left_alone(text):
    assert found_in(text) == []
