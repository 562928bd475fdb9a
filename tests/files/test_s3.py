"""Files with a service that speaks S3, over HTTP: moto's server, which asks for a signature but does not verify it."""

import io
import socket
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
import requests
from django.conf import settings as here
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from environ import Env
from moto.moto_server.threaded_moto_server import ThreadedMotoServer
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from news.models import DocumentPreview, NewsPage
from news.pictures import show_sizes, spec
from operations import health
from site_kpu.settings import storage
from tests.conftest import office, person
from tests.news.pages import put

pytestmark = pytest.mark.django_db
KEYS = {"aws_access_key_id": "uji", "aws_secret_access_key": "uji-rahasia", "region_name": "us-east-1"}


@pytest.fixture(scope="module")
def service():
    """The address of a running service with the two buckets."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    client = boto3.client("s3", endpoint_url=f"http://{host}:{port}", **KEYS)
    client.create_bucket(Bucket="dalam")
    client.create_bucket(Bucket="umum", ACL="public-read")
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def kept_there(service, settings, monkeypatch):
    """The site with its files at that service."""
    use(service, settings, monkeypatch)
    return service


def use(address: str, settings, monkeypatch) -> None:
    for name, value in {
        "S3_BUCKET": "dalam",
        "S3_PUBLIC_BUCKET": "umum",
        "S3_PUBLIC_URL": f"{address}/umum",
        "S3_PUBLIC_ACL": "public-read",
        "S3_ENDPOINT_URL": address,
        "S3_ACCESS_KEY": KEYS["aws_access_key_id"],
        "S3_SECRET_KEY": KEYS["aws_secret_access_key"],
    }.items():
        monkeypatch.setenv(name, value)
    settings.STORAGES = {**here.STORAGES, **storage.storages(Env())}
    # this field took its storage when the models were loaded
    monkeypatch.setattr(DocumentPreview._meta.get_field("picture"), "storage", storages["public"])


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (900, 600), "navy").save(
        out, "JPEG"
    )  # no other test has it: Wagtail remembers renditions by content
    return out.getvalue()


def upload(kind: str, name: str, content: bytes):
    fields = {
        "title": "Berkas",
        "file": SimpleUploadedFile(name, content),
        "collection": office("serang").collection.pk,
    }
    client = person("serang.staf").client
    client.raise_request_exception = False
    return client.post(f"/admin/{kind}/add/", fields)


def test_a_document_is_opened_by_a_signed_address_and_by_no_other(kept_there):
    assert upload("documents", "daftar.txt", b"satu\ndua\n").status_code == 302
    item = get_document_model().objects.get(title="Berkas")
    assert Client().get(item.url).status_code == 404
    answer = person("serang.staf").client.get(item.url)
    assert (answer.status_code, answer["Cache-Control"]) == (302, "private, no-store")
    assert requests.get(answer["Location"]).content == b"satu\ndua\n"
    signed = urlsplit(answer["Location"])
    assert signed.path == f"/dalam/{item.file.name}"
    assert parse_qs(signed.query)["X-Amz-Expires"] == ["60"]
    assert requests.get(signed._replace(query="").geturl()).status_code == 403


def test_sizes_have_signed_addresses_until_a_page_shows_them_then_lasting_ones_and_the_original_none(kept_there):
    assert upload("images", "foto.jpg", picture()).status_code == 302
    image = get_image_model().objects.get(title="Berkas")
    size = image.get_rendition(spec(400, "webp"))
    closed = urlsplit(size.url)
    assert closed.path.startswith("/dalam/ukuran/")
    assert requests.get(closed.geturl()).status_code == 200
    assert requests.get(closed._replace(query="").geturl()).status_code == 403
    put(NewsPage, image=image, image_alt="Rapat")
    show_sizes(image)
    size.refresh_from_db()
    address = size.url
    assert address.startswith(f"{kept_there}/umum/images/")
    assert "?" not in address
    answer = requests.get(address)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "public, max-age=60")
    assert Image.open(io.BytesIO(answer.content)).size == (400, 266)
    assert requests.get(f"{kept_there}/dalam/{image.file.name}").status_code == 403
    assert requests.get(f"{kept_there}/umum/{image.file.name}").status_code in (403, 404)


def test_a_preview_is_with_the_public_files(kept_there):
    document = get_document_model().objects.create(title="Surat", file=ContentFile(b"x", name="surat.pdf"))
    preview = DocumentPreview(document=document, file_name=document.file.name, width=1, height=1)
    preview.picture.save("surat.webp", ContentFile(b"gambar"))
    assert requests.get(preview.picture.url).content == b"gambar"


def test_no_address_of_ours_leads_to_a_file_there(kept_there):
    document = get_document_model().objects.create(title="Surat", file=ContentFile(b"x", name="surat.pdf"))
    for path in (document.file.name, f"images/../{document.file.name}", "images/apa.webp"):
        assert person("root").client.get(f"/media/{path}").status_code in (400, 404)


def test_browsers_may_show_pictures_from_there(kept_there):
    assert storage.origins(Env()) == [kept_there, kept_there]


def test_the_service_away_is_told_in_a_sentence_and_pages_are_still_read(settings, monkeypatch):
    monkeypatch.setattr(storage, "PATIENCE", {"connect_timeout": 1, "retries": {"total_max_attempts": 1}})
    use("http://127.0.0.1:9", settings, monkeypatch)
    answer = upload("documents", "daftar.txt", b"satu\n")
    assert answer.status_code == 503
    assert "Tempat penyimpanan berkas penuh atau tidak menjawab" in answer.content.decode()
    assert not get_document_model().objects.filter(title="Berkas").exists()
    assert Client().get("/", headers={"host": "serang.localhost"}).status_code == 200
    part = health.disk()
    assert "S3_ENDPOINT_URL" in part.remedy
    assert not part.vital


def test_a_silent_service_is_told_in_the_same_sentence(settings, monkeypatch):
    patience = {"connect_timeout": 1, "read_timeout": 1, "retries": {"total_max_attempts": 1}}
    monkeypatch.setattr(storage, "PATIENCE", patience)
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections, says nothing
        use(f"http://127.0.0.1:{silent.getsockname()[1]}", settings, monkeypatch)
        answer = upload("documents", "daftar.txt", b"satu\n")
    assert answer.status_code == 503
    assert "Tempat penyimpanan berkas penuh atau tidak menjawab" in answer.content.decode()


def test_with_the_service_there_health_is_well(kept_there):
    assert health.disk().well


def test_a_full_disk_is_told_in_the_same_sentence(monkeypatch):
    from django.core.files.storage import FileSystemStorage

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    answer = upload("documents", "daftar.txt", b"satu\n")
    assert answer.status_code == 503
    assert not get_document_model().objects.filter(title="Berkas").exists()


class Endless(ContentFile):
    """What finds no room for its second half."""

    def chunks(self, chunk_size=None):
        yield b"x" * 100_000
        raise OSError(28, "No space left on device")


def test_of_a_file_that_found_no_room_nothing_stays(tmp_path):
    place = storages.create_storage(storage.LOCAL | {"OPTIONS": {"location": str(tmp_path)}})
    with pytest.raises(OSError, match="No space left"):
        place.save("surat/besar.pdf", Endless(b"x"))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    names = [place.save("surat/kecil.txt", ContentFile(content)) for content in (b"satu", b"dua")]
    assert [place.open(name).read() for name in names] == [b"satu", b"dua"]
    assert len(list((tmp_path / "surat").iterdir())) == 2
