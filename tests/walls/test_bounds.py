"""Every input of the desk has a bound, and what is beyond it is refused with the number, nothing lost."""

import json
import struct
import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageFile

from files import pictures
from site_kpu import bounds
from tests.conftest import draft, person

pytestmark = pytest.mark.django_db


def text(blocks: int = 1, styles: int = 0, depth: int = 0) -> str:
    """A text as the editor's field with formats sends it."""
    style = [{"offset": 0, "length": 1, "style": "BOLD"}] * styles
    block = {"key": "a", "type": "unstyled", "depth": depth, "text": "Isi", "entityRanges": []}
    return json.dumps({"entityMap": {}, "blocks": [block | {"inlineStyleRanges": style}] * blocks})


BEYOND = {
    "a long text": ({"summary": "a" * 200_001}, "200.000"),
    "many tags": ({"tags": ", ".join(f"tagar{n}" for n in range(3_000))}, "50"),
    "many tags without commas": ({"tags": " ".join(f"tagar{n}" for n in range(60))}, "50"),
    "many comments": ({"comments-TOTAL_FORMS": "10000"}, "500"),
    "many replies": ({"comments-0-replies-TOTAL_FORMS": "501"}, "500"),
    "many blocks": ({"body-count": "501"}, "500"),
    "many people in a block": ({"body-0-value-people-count": "9999"}, "500"),
    "many styles": ({"body-0-value": text(styles=1_500)}, "1.000"),
    "many paragraphs": ({"body-0-value": text(blocks=1_200)}, "1.000"),
    "a deep list": ({"body-0-value": text(depth=300)}, "10"),
    "deep brackets": ({"body-0-value": '{"blocks":' + "[" * 20_000}, "20"),
}


@pytest.mark.parametrize("case", BEYOND)
def test_a_form_beyond_a_bound_is_refused_with_the_number(case):
    form, number = BEYOND[case]
    page = draft("serang")
    answer = person("serang.staf").client.post(f"/admin/pages/{page.pk}/edit/", {"title": "Baru", **form})
    assert answer.status_code == 400
    said = answer.content.decode()
    assert f"paling banyak {number}" in said
    assert "isian Anda masih ada" in said


@pytest.mark.parametrize("address", ["/admin/pages/search/", "/admin/register/", "/admin/images/", "/admin/documents/"])
def test_a_search_has_so_many_words_and_no_more(address):
    client = person("serang.staf").client
    at_most = " ".join(["kata"] * bounds.MOST_WORDS)
    assert client.get(address, {"q": at_most}).status_code == 200
    answer = client.get(address, {"q": " ".join(["k"] * 150)})
    assert answer.status_code == 400
    assert "memuat 150 kata" in answer.content.decode()
    assert "paling banyak 20" in answer.content.decode()


def test_an_ordinary_form_is_within_every_bound():
    form = {"title": "Judul", "tags": "pemilu, data pemilih", "body-0-value": text(30, 20), "body-count": "40"}
    page = draft("serang")
    answer = person("serang.staf").client.post(f"/admin/pages/{page.pk}/edit/", form)
    assert "Melebihi batas" not in answer.content.decode()


def test_the_api_has_bounds_too():
    answer = person("serang.staf").client.post(
        "/api/sop/pages/1/start/", "[" * 100_000, content_type="application/json"
    )
    assert answer.status_code == 400
    assert "paling banyak 20" in answer.json()["detail"]
    assert person("serang.staf").client.get("/api/sop/tasks/", {"q": "k " * 150}).status_code == 400


def test_a_line_of_millions_of_pixels_is_not_decoded():
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 19_900_000, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\x00\x00" * 19_900_000, 9)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    with pytest.raises(pictures.Refused, match="1 × 19900000 piksel terlalu besar"):
        pictures.taken(SimpleUploadedFile("garis.png", png), "png")


def test_pictures_are_decoded_by_the_limited_program_only(monkeypatch):
    out = BytesIO()
    Image.new("RGB", (50, 50), "navy").save(out, "PNG")

    def never(*args: object, **kwargs: object) -> None:
        raise AssertionError("decoded in the site's own process")

    monkeypatch.setattr(ImageFile.ImageFile, "load", never)
    assert pictures.taken(SimpleUploadedFile("a.png", out.getvalue()), "png").file is None
