"""Every upload screen, every role that may use it, a good file and a bad one: taken whole, or refused and not kept."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from wagtail.models import UploadedFile

from tests.conftest import holder, person, telling
from tests.files.screens import SCREENS, add, add_many, model_of, replace
from tests.files.test_uploads import pdf

pytestmark = pytest.mark.django_db
CASES = Path(__file__).parent / "cases"
ROLES = ("staf", "kasubag", "kordiv", "admin-website")


def someone(role: str):
    return person(role) if role in ("root", "pusat.admin") else holder("serang", role)


def photo() -> bytes:
    out = BytesIO()
    Image.new("RGB", (400, 300), "teal").save(out, "JPEG")
    return out.getvalue()


@pytest.mark.parametrize("role", telling([*ROLES, "pusat.admin", "root"], "staf"))
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("what", ["images", "documents"])
def test_a_good_file_is_taken_and_a_bad_one_is_not_kept(what, screen, role):
    who, model = someone(role), model_of(what)
    good = ("foto.jpg", photo()) if what == "images" else ("naskah.pdf", pdf())
    bad = ("foto.jpg", photo()[:300]) if what == "images" else ("naskah.pdf", pdf()[:200])
    said = SCREENS[screen](who, what, *bad)
    assert "rusak" in said
    assert "tidak diizinkan" not in said
    assert not model.objects.filter(title="Berkas").exists()
    said = SCREENS[screen](who, what, *good)
    assert "rusak" not in said
    kept = model.objects.get(title="Berkas lama" if screen == "replace" else "Berkas")
    assert kept.file.read() == good[1]


@pytest.mark.parametrize("screen", telling(SCREENS, "many"))
@pytest.mark.parametrize("name", sorted(path.name for path in CASES.iterdir() if path.suffix[1:] in "jpgheicpnggif"))
def test_pictures_of_all_kinds_are_taken_and_can_be_shown(name, screen):
    said = SCREENS[screen](person("root"), "images", name, (CASES / name).read_bytes())
    kept = model_of("images").objects.get(title="Berkas lama" if screen == "replace" else "Berkas")
    stored = Image.open(kept.file)
    assert stored.format in ("JPEG", "PNG", "WEBP", "AVIF")
    assert stored.mode in ("RGB", "RGBA", "L", "P")
    assert not stored.getexif()
    assert getattr(stored, "n_frames", 1) == 1
    assert (kept.width, kept.height) == stored.size
    assert ("gambar diam" in said) == (name == "banner-bergerak.gif")


@pytest.mark.parametrize("what", ["images", "documents"])
@pytest.mark.parametrize("screen", SCREENS)
def test_an_empty_file_is_called_so_with_what_to_do(what, screen):
    said = SCREENS[screen](someone("staf"), what, "foto.jpg" if what == "images" else "naskah.pdf", b"")
    assert "Berkas kosong. Periksa berkas di komputer Anda" in said
    assert "dikirimkan kosong" not in said


@pytest.mark.parametrize("what", ["images", "documents"])
def test_a_bad_file_for_one_in_use_is_refused_once(what, monkeypatch):
    """That it may not be replaced at all comes first."""
    from desk import files

    page = type("InUse", (), {"title": "Pleno"})()
    monkeypatch.setattr(files, "governed_use", lambda item: page)
    monkeypatch.setattr(files, "remedy_for", lambda page: "")
    said = replace(someone("staf"), what, *(("foto.jpg", b"BM") if what == "images" else ("naskah.pdf", b"x")))
    assert "tidak dapat diganti di sini" in said
    assert said.count('class="error-message"') == 1


def test_a_note_above_the_next_page_names_its_file():
    said = add(someone("staf"), "documents", "a.docx", (CASES / "naskah-lacak-perubahan.docx").read_bytes())
    assert "«Berkas»: Berkas ini memuat 2 perubahan terlacak" in said


def test_a_file_that_waits_for_its_title_passed_the_gate():
    exif = Image.Exif()
    exif[0x010F] = "Kamera X"
    out = BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG", exif=exif)
    add_many(person("root"), "images", "foto rapat penting.jpg", out.getvalue(), title="")
    waiting = UploadedFile.objects.get()
    assert not Image.open(waiting.file).getexif()
    assert "rapat-penting" not in waiting.file.name
