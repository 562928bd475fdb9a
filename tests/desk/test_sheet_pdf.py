"""The sheet as PDF: tagged, in Indonesian, PDF/UA-1 and PDF/A-2a, with every word of the sheet and any user text."""

import ctypes
import re
import unicodedata
from datetime import UTC, datetime

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from desk.pdf.sheet import READABLE, sheet_pdf
from sops.models import Sop
from tests.conftest import holder, office, started, telling, walk_to
from tests.world import SLUGS
from workflows.core.living_sheet import ReadingNote, living_sheet
from workflows.models import SopChoice, SopRun
from workflows.models.run_history import trail_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 3, 10, 15, tzinfo=UTC)
A4_LANDSCAPE = (842, 595)
"""Width and height in points."""


def text_of(content: bytes) -> str:
    """All text in reading order, words whole and blanks single."""
    pages = pypdfium2.PdfDocument(content)
    text = " ".join(page.get_textpage().get_text_range() for page in pages)
    return re.sub(r"\s+", " ", text.replace("\ufffe", "").replace("\x02", ""))


def bare(text: str) -> str:
    """Without blanks and hyphens, which lines may break."""
    return re.sub(r"[\s\u00ad‐-]+", "", text)


def element_types(content: bytes) -> list[str]:
    """The structure types of the first page's tags, in document order."""
    page = pypdfium2.PdfDocument(content)[0]
    tree, found = pdfium.FPDF_StructTree_GetForPage(page.raw), []

    def walk(element) -> None:
        size = pdfium.FPDF_StructElement_GetType(element, None, 0)
        buffer = ctypes.create_string_buffer(size)
        pdfium.FPDF_StructElement_GetType(element, buffer, size)
        found.append(buffer.raw.decode("utf-16-le").rstrip("\x00"))
        for index in range(pdfium.FPDF_StructElement_CountChildren(element)):
            if child := pdfium.FPDF_StructElement_GetChildAtIndex(element, index):
                walk(child)

    for index in range(pdfium.FPDF_StructTree_CountChildren(tree)):
        walk(pdfium.FPDF_StructTree_GetChildAtIndex(tree, index))
    pdfium.FPDF_StructTree_Close(tree)
    return found


def run_pdf(run: SopRun) -> bytes:
    fresh = SopRun.objects.get(pk=run.pk)
    return sheet_pdf(living_sheet(fresh.sop, trail_of(fresh)), made_at=AT)


@pytest.mark.parametrize("slug", SLUGS)
def test_it_is_tagged_named_and_says_which_standards_it_keeps(slug):
    document = Sop.objects.get(slug=slug).document
    content = sheet_pdf(living_sheet(document), made_at=AT)
    pdf = pypdfium2.PdfDocument(content)
    assert pdfium.FPDFCatalog_IsTagged(pdf.raw)
    assert re.search(rb"/MarkInfo\s*<<[^>]*/Marked true", content)
    assert re.search(rb"/Lang\s*\(id\)", content)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content
    assert b"<pdfaid:part>2</pdfaid:part>" in content
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in content
    assert re.search(rb"/DisplayDocTitle true", content)
    assert pdf.get_metadata_dict()["Title"] == f"SOP {document.name}"
    assert {tuple(map(round, page.get_size())) for page in pdf} == {A4_LANDSCAPE}
    assert b"/FontFile" in content


@pytest.mark.parametrize("slug", telling(SLUGS, "banten"))
def test_table_heading_and_symbols_are_tagged(slug):
    document = Sop.objects.get(slug=slug).document
    types = element_types(sheet_pdf(living_sheet(document), made_at=AT))
    assert {"H1", "Table", "THead", "TBody", "TR", "TH", "TD", "Figure"} <= set(types)
    assert types.count("TH") == len(document.roles) + 8


@pytest.mark.parametrize("slug", SLUGS)
def test_it_says_what_the_sheet_says(slug):
    document = Sop.objects.get(slug=slug).document
    notes = (ReadingNote(1, "Kami membaca begini."), ReadingNote(2, "Ketua.", "Ditegaskan oleh Siti, 3 Maret 2026."))
    sheet = living_sheet(document, readings=notes)
    said = bare(text_of(sheet_pdf(sheet, made_at=AT)))
    for row in sheet.rows:
        for text in (
            row.step.activity,
            *row.step.checklist,
            row.inputs,
            row.outputs,
            row.plan.time,
            *row.arrows,
            *row.plan.remarks,
        ):
            assert bare(text) in said, text
    for _, text in (*sheet.identity, *((None, entry) for _, entries in sheet.foundations for entry in entries)):
        assert bare(text) in said, text
    assert all(bare(role.name) in said for role in document.roles)
    assert all(bare(text) in said for note in notes for text in (note.text, note.confirmed))
    assert bare(document.flow_title or "Bagan alir") in said


def test_the_public_reads_none_of_our_notes():
    document = Sop.objects.get(slug="serang").document
    said = text_of(sheet_pdf(living_sheet(document), made_at=AT))
    assert "†" not in said
    assert not any(bare(reading.text) in bare(said) for reading in document.assumptions)


def test_an_items_sheet_tells_what_happened():
    run = walk_to(started("rembang", kind="artikel"), 6)
    run = holder("rembang", "komisioner").act(
        run.page_id, "send_back", reason="wording", remark="Kalimat pembuka belum jelas."
    )
    content = run_pdf(run)
    said = bare(text_of(content))
    for text in (run.page_title, run.register, "kembali ke langkah 5 · 1×", "Kalimat pembuka belum jelas.", "SEKARANG"):
        assert bare(text) in said, text
    assert pypdfium2.PdfDocument(content).get_metadata_dict()["Title"] == f"Lembar SOP: {run.page_title}"


@pytest.mark.parametrize(
    "title",
    [
        '#panic("x") $ a_b * [c] `d` @e <f> // g \\ #include "sheet.typ"',
        "😀 مرحبا 你好 ꦏꦥꦸ \u202etext\u202c \x7f \ufeff \u0301",
        "A" * 255,
        "\x00\ud800",
    ],
    ids=["markup", "other scripts", "one long word", "no character at all"],
)
def test_any_title_gives_a_pdf_and_is_text_in_it(title):
    run = started("serang", kind="artikel")
    sheet = living_sheet(run.sop, trail_of(run))
    object.__setattr__(sheet.trail, "title", title)
    sheet = living_sheet(run.sop, sheet.trail)
    content = sheet_pdf(sheet, made_at=AT)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content
    if title.startswith("#"):
        assert bare(title) in bare(text_of(content))


def test_a_step_longer_than_a_page_goes_on_to_the_next():
    run = walk_to(started("serang", kind="artikel"), 2)
    visit = run.visits.first()
    visit.remark = "Catatan yang panjang sekali. " * 160
    visit.save()
    content = run_pdf(run)
    assert text_of(content).count("Catatan yang panjang sekali") == 160
    assert len(pypdfium2.PdfDocument(content)) >= 2


def test_where_the_table_is_cut_the_flow_goes_through_connectors():
    run = walk_to(started("cilacap", kind="artikel"), 8)
    pages = pypdfium2.PdfDocument(run_pdf(run))
    texts = [page.get_textpage().get_text_range() for page in pages]
    for text in texts[:2]:
        assert re.search(r"^A( A)*\r?$", text, re.MULTILINE)


def test_every_character_called_readable_has_a_glyph():
    document = Sop.objects.get(slug="serang").document
    chars = [chr(code) for first, last in READABLE for code in range(first, last + 1)]
    shown = [char for char in chars if unicodedata.category(char) not in ("Cf", "Zs")]
    content = sheet_pdf(living_sheet(document.model_copy(update={"warning": " ".join(shown)})), made_at=AT)
    missing = set(unicodedata.normalize("NFC", "".join(shown))) - set(text_of(content))
    assert not missing - {"-"}, missing


def test_the_same_sheet_gives_the_same_bytes():
    sheet = living_sheet(Sop.objects.get(slug="serang").document)
    assert sheet_pdf(sheet, made_at=AT) == sheet_pdf(sheet, made_at=AT)


def test_the_public_gets_the_pdf_of_what_governs_its_office_and_of_nothing_else(client):
    def get(slug: str):
        return client.get(f"/sop/{slug}.pdf", headers={"host": "serang.localhost"})

    answer = get("serang")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")
    assert 'href="/sop/serang.pdf"' in client.get("/sop/", headers={"host": "serang.localhost"}).content.decode()
    assert get("rembang").status_code == 404
    assert client.post("/sop/serang.pdf", headers={"host": "serang.localhost"}).status_code == 405
    SopChoice.objects.filter(office=office("serang")).delete()
    assert get("serang").status_code == 404
