"""A draft always saves; what it lacks stops its way, and the message leads to the field."""

import json
import re
from datetime import date

import pytest
from django.test import Client
from wagtail.models import Page

from home.walking import Refusal
from tests.conftest import draft, office, pass_step, started, starter, user
from tests.news import pages as pictures

pytestmark = pytest.mark.django_db

HALF = {
    "a picture without alternative text": ("image", {"image": None, "alt": "", "caption": "Suasana", "credit": ""}),
    "half a table": ("table", {"caption": "Rekap", "text": "Kecamatan|Jumlah", "source": ""}),
    "a table of uneven rows": ("table", {"caption": "Rekap", "text": "A|B\n1", "source": ""}),
    "a quotation of nobody": ("quote", {"text": "Kami siap.", "speaker": "", "position": ""}),
}


def save(page, **fields):
    """The editor's form as it is sent, with other values."""
    client = Client()
    client.force_login(user("serang.staf"))
    address = f"/admin/pages/{page.pk}/edit/"
    html = client.get(address).content.decode()
    data = dict.fromkeys(re.findall(r'name="([\w-]+-(?:TOTAL|INITIAL)_FORMS)"', html), "0")
    data |= {"published_on": "2026-11-30"}
    data |= {
        "title": page.title,
        "slug": page.slug,
        "summary": "Ringkasan.",
        "kind": "berita",
        "published_on": "2026-11-30",
        "body-count": "0",
    }
    return client.post(address, {**data, **fields}, headers={"Accept": "application/json"})


def block(kind, value):
    fields = {f"body-0-value-{name}": part or "" for name, part in value.items()}
    return {
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": kind,
        "body-0-id": ID,
        **fields,
    }


ID = "11111111-2222-3333-4444-555555555555"


@pytest.mark.parametrize("kind", HALF)
def test_half_a_block_is_saved_and_stops_the_submission(kind):
    page = draft("serang")
    answer = save(page, **block(*HALF[kind]))
    assert json.loads(answer.content)["success"], answer.content
    with pytest.raises(Refusal, match=r"Isi halaman: Bagian 1 \((Gambar|Tabel|Kutipan)\): "):
        starter("serang").act(page.pk, "start")
    assert not Page.objects.get(pk=page.pk).live


def test_a_main_picture_without_words_is_saved_and_stops_the_submission():
    picture = pictures.picture()
    picture.collection = office("serang").collection
    picture.save()
    page = draft("serang")
    answer = save(page, image=str(picture.pk), image_alt="")
    assert json.loads(answer.content)["success"], answer.content
    with pytest.raises(Refusal, match="belum punya teks alternatif"):
        starter("serang").act(page.pk, "start")


def test_the_task_page_names_what_is_missing_and_leads_there():
    page = draft("serang")
    save(page, summary="", **block(*HALF["half a table"]))
    client = Client()
    client.force_login(user("serang.staf"))
    html = client.get(f"/admin/sop/tugas/{page.pk}/").content.decode()
    assert f'/admin/pages/{page.pk}/edit/#:w:contentpath=summary"' in html
    assert f"/edit/#:w:contentpath=body.{ID}.text" in html
    assert "Tambahkan paling sedikit satu baris isi" in html


def test_what_becomes_incomplete_on_its_way_is_not_passed_on():
    run = started("serang")
    draft_now = Page.objects.get(pk=run.page_id).get_latest_revision_as_object()
    draft_now.body = [("quote", {"text": "Kami siap.", "speaker": "", "position": ""})]
    draft_now.save_revision(clean=False)
    with pytest.raises(Refusal, match="Yang menyampaikan wajib diisi"):
        pass_step(run)


def test_a_second_page_of_the_same_name_is_saved_too():
    page = draft("serang", title="Pengumuman")
    other = draft("serang", title="Lain")
    answer = json.loads(save(other, title="Pengumuman", slug=page.slug).content)
    assert answer["success"]
    assert answer["field_updates"]["slug"] == f"{page.slug}-2"


@pytest.mark.parametrize("emptied", [{"published_on": ""}, {"kind": ""}, {"kind": "  ", "published_on": " "}])
def test_what_can_not_be_empty_stays_what_it_was_and_the_rest_is_saved(emptied):
    page = draft("serang")
    before = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    answer = json.loads(save(page, summary="Yang baru.", **emptied).content)
    assert answer["success"], answer
    saved = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert (saved.summary, saved.kind, saved.published_on) == (
        "Yang baru.",
        before.kind if "kind" in emptied else "berita",
        before.published_on if "published_on" in emptied else date(2026, 11, 30),
    )
    assert set(emptied) <= set(answer["field_updates"])
    client = Client()
    client.force_login(user("serang.staf"))
    assert client.get(f"/admin/pages/{page.pk}/edit/").status_code == 200


UNREADABLE = [
    ({"published_on": "tiga puluh November"}, "Tanggal kegiatan: Tulis tanggal seperti 30/11/2026"),
    ({"title": " "}, "Judul"),
    ({"title": "Rapat " * 60}, "Judul"),
]


@pytest.mark.parametrize(("typed", "said"), UNREADABLE)
def test_auto_save_keeps_the_rest_where_a_field_cannot_be_taken_and_names_it(typed, said):
    page = draft("serang")
    before = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    answer = json.loads(save(page, summary="Yang baru.", **typed).content)
    assert answer["success"], answer
    assert answer["held_back"]["names"] == list(typed)
    assert answer["held_back"]["said"].startswith(said)
    assert not set(typed) & set(answer["field_updates"])  # what was typed stays in its field
    saved = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert saved.summary == "Yang baru."
    assert all(getattr(saved, name) == getattr(before, name) for name in typed)


def test_what_is_locked_is_not_saved_by_the_way_of_a_fault():
    run = started("serang")
    page = Page.objects.get(pk=run.page_id)
    answer = save(page, summary="Diubah diam-diam.", published_on="entah")
    assert answer.status_code >= 400
    assert page.get_latest_revision_as_object().summary != "Diubah diam-diam."


def test_saving_shows_the_form_again_with_all_that_was_typed_and_the_fault_beside_its_field():
    page = draft("serang")
    client = Client()
    client.force_login(user("serang.staf"))
    data = {"title": "Judul baru", "slug": page.slug, "kind": "berita", "published_on": "entah", "body-count": "0"}
    rows = re.findall(
        r'name="([\w-]+-(?:TOTAL|INITIAL)_FORMS)"', client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    )
    html = client.post(f"/admin/pages/{page.pk}/edit/", {**dict.fromkeys(rows, "0"), **data}).content.decode()
    assert 'value="Judul baru"' in html
    assert 'value="entah"' in html
    assert "Tulis tanggal seperti 30/11/2026" in html
