"""Asking the search page as a visitor, and files with text to attach."""

import html
import re
from io import BytesIO

import docx
import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model


@pytest.fixture
def ask(client):
    """The HTML of the search page for some choices, on an office's site."""

    def _ask(query: str = "", host: str = "serang.localhost", **choices: str) -> str:
        response = client.get("/cari/", {"q": query, **choices}, headers={"host": host})
        assert response.status_code == 200
        return response.content.decode()

    return _ask


def titles(page: str) -> list[str]:
    """The titles of the results, in order."""
    return [html.unescape(title) for title in re.findall(r'class="row-title"[^>]*>([^<]*)<', page)]


def pdf_bytes(text: str) -> bytes:
    """A one-page PDF that shows a line of text."""
    stream = f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(out)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + end


def docx_bytes(*paragraphs: str) -> bytes:
    """A DOCX of some paragraphs and a table of one cell."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.add_table(1, 1).cell(0, 0).text = "sel tabel"
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def stored(content: bytes, name: str, **facts):
    """A stored document with this content."""
    return get_document_model().objects.create(title="Naskah", file=ContentFile(content, name=name), **facts)
