"""Uploads through a real clamd that knows one signature, and what happens where none answers."""

import shutil
import socket
import subprocess
import time
from threading import Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from files import virus_scan
from operations import health
from tests.conftest import person
from tests.files.test_uploads import picture
from tests.needs import needs

pytestmark = pytest.mark.django_db
MARK = b"tanda-uji-pemindai"
"""Bytes that only our scanner's one signature knows; our own checks don't."""


@pytest.fixture(scope="module")
def clamd(tmp_path_factory) -> str:
    """The socket of a clamd with a signature database of ours."""
    program = shutil.which("clamd") or shutil.which("/usr/sbin/clamd")
    needs("" if program else "clamd not found")
    place = tmp_path_factory.mktemp("clamd")
    (place / "db").mkdir()
    (place / "db" / "uji.ndb").write_text(f"Uji.Tanda:0:*:{MARK.hex()}\n")
    at = place / "clamd.sock"
    settings = {"LocalSocket": at, "DatabaseDirectory": place / "db", "Foreground": "yes", "User": "root"}
    (place / "clamd.conf").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    command = [program, "-c", str(place / "clamd.conf")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        for _ in range(200):
            if at.exists() and _listens(at):
                break
            time.sleep(0.1)
        yield str(at)
        process.terminate()


def _listens(at) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(at)) == 0


@pytest.fixture
def nobody(settings):
    """The address of a scanner that isn't there."""
    settings.CLAMD = "127.0.0.1:1"


def upload(content: bytes, *, name: str = "naskah.txt") -> str:
    """The page that answers an upload."""
    what = "documents" if name.endswith("txt") else "images"
    fields = {"title": "Berkas", "file": SimpleUploadedFile(name, content), "collection": 1}
    answer = person("root").client.post(f"/admin/{what}/add/", fields)
    assert answer.status_code in (200, 302)
    return answer.content.decode()


@pytest.mark.clamd
def test_what_the_scanner_finds_is_refused_by_name(clamd, settings):
    settings.CLAMD = clamd
    assert "Pemindai virus menemukan Uji.Tanda" in upload(b"Isi biasa. " * 20_000 + MARK)
    assert "Pemindai virus menemukan Uji.Tanda" in upload(picture() + MARK, name="foto.png")
    assert not get_document_model().objects.exists()
    assert not get_image_model().objects.exists()


@pytest.mark.clamd
def test_what_is_clean_is_kept_whole(clamd, settings):
    settings.CLAMD = clamd
    content = b"Isi biasa. " * 300_000
    upload(content)
    assert get_document_model().objects.get().file.read() == content
    upload(picture(), name="foto.png")
    assert get_image_model().objects.count() == 1


@pytest.mark.clamd
def test_health_finds_it_well(clamd, settings):
    settings.CLAMD = clamd
    assert health.scanner().well


@pytest.mark.usefixtures("nobody")
def test_without_an_answer_nothing_is_kept():
    assert "pemindai virus tidak menjawab" in upload(b"Isi biasa.")
    assert "pemindai virus tidak menjawab" in upload(picture(), name="foto.png")
    assert not get_document_model().objects.exists()


@pytest.mark.usefixtures("nobody")
def test_an_office_may_decide_otherwise(settings):
    settings.CLAMD_REQUIRED = False
    upload(b"Isi biasa.")
    assert get_document_model().objects.count() == 1


@pytest.mark.usefixtures("nobody")
def test_health_says_what_to_do():
    part = health.scanner()
    assert part.fault
    assert "clamd" in part.remedy
    assert not part.vital


def test_nobody_is_asked_where_none_is_configured(settings):
    assert settings.CLAMD == ""
    upload(b"Isi biasa.")
    assert health.scanner().well


@pytest.mark.parametrize("said", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: apa saja", b"\xff\0"])
def test_any_other_answer_is_no_clearance(settings, said):
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.CLAMD = f"127.0.0.1:{server.getsockname()[1]}"

        def answer() -> None:
            line, _ = server.accept()
            with line:
                line.recv(65536)
                line.sendall(said)

        Thread(target=answer, daemon=True).start()
        assert virus_scan.fault(SimpleUploadedFile("a.txt", b"isi")) == virus_scan.UNREACHABLE
