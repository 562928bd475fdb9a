"""What a document holds that its readers don't see: told at upload and before signing, and cleanable."""

import json
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from wagtail.documents import get_document_model

from files.models import DocumentReport
from files.reports import reports_of
from news.models import NewsPage
from tests.conftest import draft, holder, pass_step, person, starter
from tests.files.screens import SCREENS, add
from workflows.models import DecisionLink
from workflows.notifications import decision_links

pytestmark = pytest.mark.django_db
CASES = Path(__file__).parent / "cases"
TOLD = {
    "naskah-lacak-perubahan.docx": "2 perubahan terlacak, 1 komentar",
    "rekap-lembar-tersembunyi.xlsx": "1 lembar tersembunyi",
}


def everything(content: bytes) -> str:
    with zipfile.ZipFile(BytesIO(content)) as parts:
        return "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", TOLD)
def test_it_is_told_on_every_upload_screen_and_nobody_is_named(name, screen):
    said = SCREENS[screen](holder("serang", "staf"), "documents", name, (CASES / name).read_bytes())
    assert TOLD[name] in said
    assert "salinan bersih" in said
    kept = get_document_model().objects.get(title="Berkas lama" if screen == "replace" else "Berkas")
    assert "Rahasiawan" not in everything(kept.file.read())


@pytest.mark.parametrize("name", TOLD)
def test_a_clean_copy_is_a_new_file_by_one_press(name):
    who = holder("serang", "staf")
    add(who, "documents", name, (CASES / name).read_bytes())
    old = get_document_model().objects.get(title="Berkas")
    address = f"/admin/sop/berkas/{old.pk}/salinan-bersih/"
    assert TOLD[name] in who.client.get(address).content.decode()
    who.client.post(address)
    copy = get_document_model().objects.get(title="Berkas (salinan bersih)")
    assert copy.collection == old.collection
    content = copy.file.read()
    if name.endswith("docx"):
        text = "\n".join(one.text for one in Document(BytesIO(content)).paragraphs)
        assert text.strip()
        assert not any(word in everything(content) for word in ("<w:del ", "<w:ins ", "w:comment"))
    else:
        assert [sheet.sheet_state for sheet in load_workbook(BytesIO(content))] == ["visible"] * len(
            load_workbook(BytesIO(content)).sheetnames
        )
    assert (
        "Tidak ada yang perlu dibersihkan"
        in who.client.get(f"/admin/sop/berkas/{copy.pk}/salinan-bersih/").content.decode()
    )


def test_it_is_told_on_the_documents_own_page():
    who, name = holder("serang", "staf"), "naskah-lacak-perubahan.docx"
    add(who, "documents", name, (CASES / name).read_bytes())
    pk = get_document_model().objects.get(title="Berkas").pk
    html = who.client.get(f"/admin/documents/edit/{pk}/").content.decode()
    assert TOLD[name] in html
    assert f'href="/admin/sop/berkas/{pk}/salinan-bersih/"' in html


def test_in_a_chooser_the_clean_copy_is_chosen():
    who, name = holder("serang", "staf"), "naskah-lacak-perubahan.docx"
    SCREENS["chooser"](who, "documents", name, (CASES / name).read_bytes())
    old = get_document_model().objects.get(title="Berkas")
    answer = who.client.post("/admin/documents/chooser/create/", {"known": old.pk, "clean": "1"})
    told = json.loads(answer.content)
    assert told["step"] == "chosen"
    assert told["result"]["title"] == "Berkas (salinan bersih)"


def test_another_offices_file_is_not_cleaned():
    add(
        holder("serang", "staf"),
        "documents",
        "naskah-lacak-perubahan.docx",
        (CASES / "naskah-lacak-perubahan.docx").read_bytes(),
    )
    old = get_document_model().objects.get(title="Berkas")
    assert starter("rembang").client.post(f"/admin/sop/berkas/{old.pk}/salinan-bersih/").status_code in (302, 403, 404)
    assert get_document_model().objects.count() == 1


def test_who_signs_is_told():
    name = "naskah-lacak-perubahan.docx"
    add(holder("serang", "staf"), "documents", name, (CASES / name).read_bytes())
    page = draft("serang")
    text = NewsPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    text.body = [("document", {"document": get_document_model().objects.get(title="Berkas"), "title": ""})]
    text.save_revision()
    task = f"/admin/sop/tugas/{page.pk}/"
    assert TOLD[name] in starter("serang").client.get(task).content.decode()
    run = pass_step(starter("serang").act(page.pk, "start"))
    link = DecisionLink.objects.filter(visit=run.open_visit).first()
    signer = person(link.user.get_username()).client
    for address in (task, f"/putusan/{decision_links.token(link)}/"):
        assert TOLD[name] in signer.get(address, follow=True).content.decode()


def test_where_the_storage_is_away_nobody_waits_for_it_twice(monkeypatch):
    name = "naskah-lacak-perubahan.docx"
    add(holder("serang", "staf"), "documents", name, (CASES / name).read_bytes())
    file = get_document_model().objects.get(title="Berkas")
    DocumentReport.objects.all().delete()
    asked = []
    monkeypatch.setattr(type(file.file), "open", lambda *_: asked.append(1) or 1 / 0)
    assert reports_of([file, file]) == {}
    assert len(asked) == 1
