"""Tables as text in the encodings that offices' programs write: kept as UTF-8, and whoever uploads is told."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.documents import get_document_model

from files import texts
from files.forms import notes_of, taken_document
from tests.conftest import holder
from tests.files.screens import SCREENS

CASES = Path(__file__).parent / "cases"
TABLE = "nama;catatan\nJosé;“ada” — 5 €\n"


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_another_encoding_becomes_utf8_with_the_mark_excel_knows(encoding):
    assert texts.as_utf8(TABLE.encode(encoding), "csv").decode("utf-8-sig") == TABLE


def test_utf8_stays_as_it_is():
    assert texts.as_utf8(TABLE.encode(), "csv") is None
    assert texts.as_utf8(TABLE.encode("utf-8-sig"), "csv") is None


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\x01" * 20, b"a\x00b", b"\x81\x8d\x8f", bytes(range(1, 256))])
def test_what_is_no_text_is_not_guessed(content):
    text = texts.decoded(content)
    assert text is None or texts.is_binary(text)


@pytest.mark.django_db
@pytest.mark.parametrize("screen", SCREENS)
def test_it_is_said_on_every_upload_screen(screen):
    content = (CASES / "dpt-cp1252.csv").read_bytes()
    said = SCREENS[screen](holder("serang", "staf"), "documents", "dpt-cp1252.csv", content)
    assert "diubah menjadi UTF-8" in said
    kept = get_document_model().objects.get(title="Berkas lama" if screen == "replace" else "Berkas")
    assert kept.file.read().decode("utf-8-sig") == content.decode("cp1252")


@pytest.mark.parametrize(
    ("content", "kept", "told"),
    [
        (TABLE.encode("utf-32"), TABLE, "pengodean lain"),
        (b"a;b\n1;2\n\x1a", "a;b\n1;2\n", ""),
        ("a;é\n\x1a".encode("cp1252"), "a;é\n", "pengodean lain"),
        ("\ufeffa;b\n\ufeffc;d\n".encode(), "a;b\nc;d\n", ""),
        (b"nama;alamat\x0bjalan\n", "nama;alamat jalan\n", ""),
        (TABLE.encode() * 9 + "André\n".encode("cp1252"), TABLE * 9 + "André\n", "pengodean lain"),
        ("nama;Jos\ufffd\n".encode(), "nama;Jos\ufffd\n", "1 tanda \ufffd"),
    ],
    ids=["utf-32", "end of DOS", "end of DOS in cp1252", "joined", "line of a slide", "pasted", "lost letter"],
)
def test_what_programs_leave_in_a_text_is_no_reason_to_refuse_it(content, kept, told):
    taken = taken_document(SimpleUploadedFile("a.csv", content))
    assert taken.read().decode("utf-8-sig") == kept
    assert told in " ".join(notes_of(taken))
    assert bool(told) == bool(notes_of(taken))
