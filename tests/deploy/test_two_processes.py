"""Two processes behind nginx, over HTTPS, on one PostgreSQL and Redis: what one does holds for the other."""

import io
import json
import re
import time

import pytest
from allauth.mfa.totp.internal import auth as totp
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from home.walking import Person
from tests.deploy.machines import Visitor
from tests.deploy.programs import manage
from tests.deploy.world import PASSWORD
from workflows.models import SopRun

pytestmark = pytest.mark.deploy
UPLOADS = "/admin/documents/add/"


SPARE_CODES: dict[str, list[str]] = {}
"""What each person noted when they set up their second factor."""


def someone(installation, name: str, *, port: int | None = None, source: str = "") -> Visitor:
    """A person logged in by password and second factor, which they set up the first time."""
    visitor = Visitor(installation, port, source=source)
    visitor.get("/akun/masuk/")
    asked = visitor.post("/akun/masuk/", {"login": name, "password": PASSWORD, "next": "/admin/"})
    if asked.headers["Location"] == "/akun/dua-langkah/authenticate/":
        assert visitor.post(asked.headers["Location"], {"code": SPARE_CODES[name].pop()}).status_code == 302
    else:
        assert visitor.get("/admin/").headers["Location"] == "/akun/dua-langkah/"
        SPARE_CODES[name] = set_up_second_factor(visitor)
    assert visitor.get("/admin/").status_code == 200
    return visitor


def set_up_second_factor(visitor: Visitor) -> list[str]:
    """An authenticator app; its recovery codes."""
    address = "/akun/dua-langkah/totp/activate/"
    secret = re.search(r'id="authenticator_secret">(\w+)<', visitor.get(address).text)[1]
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    noted = visitor.get(visitor.post(address, {"code": code}).headers["Location"]).text
    return re.search(r"<textarea[^>]*>([^<]*)", noted)[1].split()


def at_the_desk(visitor: Visitor) -> Person:
    """That visitor as the scripts of ``home.walking`` know them."""
    person = Person.__new__(Person)
    person.client = visitor
    return person


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (900, 600), "teal").save(out, "JPEG")
    return out.getvalue()


def upload(visitor: Visitor, kind: str, name: str, content: bytes, collection: int):
    fields = {"title": name, "collection": collection, "tags": ""}
    return visitor.post(f"/admin/{kind}/add/", fields, files={"file": (name, content)})


def test_a_page_kept_by_one_process_is_served_by_the_other(installation):
    visitor, address = Visitor(installation), installation.world["live"]
    first = visitor.get(address, port=installation.a)
    second = visitor.get(address, port=installation.b)
    assert (first.status_code, second.status_code) == (200, 200)
    assert second.headers["ETag"] == first.headers["ETag"]
    assert "X-Request-ID" in first.headers  # Django's
    assert "X-Request-ID" not in second.headers  # kept: Django was not asked
    assert second.headers["Cache-Control"] == "public, no-cache"
    assert visitor.get(address, If_None_Match=first.headers["ETag"]).status_code == 304


def test_what_one_process_publishes_the_other_shows_at_once(installation):
    visitor, run = Visitor(installation), SopRun.objects.get(page_id=installation.world["waiting"])
    assert all(
        run.page_title not in visitor.get("/berita/", port=port).text for port in (installation.a, installation.b)
    )
    at_the_desk(someone(installation, installation.world["publisher"], port=installation.a)).act(run.page_id, "publish")
    for port in (installation.b, installation.a, installation.both):
        assert run.page_title in visitor.get("/berita/", port=port).text
        assert run.page_title in visitor.get("/rss/", port=port).text


def test_a_session_holds_at_both_and_ends_at_both(installation):
    visitor = someone(installation, "serang.kasubag", port=installation.a)
    assert visitor.get("/admin/", port=installation.b).status_code == 200
    kept = visitor.cookies["__Host-sesi"]
    assert visitor.post("/admin/logout/", port=installation.a).status_code == 302
    for port in (installation.b, installation.both):
        assert Visitor(installation, port).get("/admin/", Cookie=f"__Host-sesi={kept}").status_code == 302


def test_a_file_given_to_one_is_handed_out_by_the_other(installation):
    staff = someone(installation, "serang.staf", port=installation.a)
    assert upload(staff, "documents", "daftar.txt", b"satu\ndua\n", installation.world["office"]).status_code == 302
    assert upload(staff, "images", "foto.jpg", picture(), installation.world["office"]).status_code == 302
    document = get_document_model().objects.get(title="daftar.txt")
    assert staff.get(document.url, port=installation.b).content == b"satu\ndua\n"
    image = get_image_model().objects.get(title="foto.jpg")
    shown = re.search(r'src="(/media/ukuran/[^"]+)"', staff.get(f"/admin/images/{image.pk}/", port=installation.b).text)
    for address in (shown[1], f"/media/{image.file.name}"):
        for port in (installation.b, None):  # None: by nginx
            assert staff.get(address, port=port).status_code == 200
            assert Visitor(installation, port).get(address).status_code == 404
    shown_by_a_page = installation.place / "media" / "images" / "uji.webp"
    shown_by_a_page.parent.mkdir(exist_ok=True)
    shown_by_a_page.write_bytes(b"gambar")
    answer = Visitor(installation).get("/media/images/uji.webp")
    assert (answer.content, answer.headers["Cache-Control"]) == (b"gambar", "public, max-age=60")


def test_documents_are_opened_by_those_who_may_and_at_no_other_address(installation):
    world, visitor = installation.world, Visitor(installation)
    stranger = someone(installation, world["stranger"])
    answer = visitor.get(world["public"]["address"])
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.content == (installation.place / "media" / world["public"]["path"]).read_bytes()
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "private" in answer.headers["Cache-Control"]
    assert someone(installation, "serang.staf").get(world["draft"]["address"]).content.startswith(b"rahasia")
    for who in (visitor, stranger):
        assert who.get(world["draft"]["address"]).status_code == 404
        assert who.get(world["closed"]["address"]).status_code == 403
    for file in (world["public"], world["draft"], world["closed"]):
        for address in roads_to(file["path"]):
            assert visitor.get(address).status_code in (400, 403, 404), address


def roads_to(path: str) -> list[str]:
    """Addresses that would lead past the check if the web server served files by itself."""
    return [
        f"/media/{path}",
        f"/media/images/../{path}",
        f"/media/images/%2e%2e/{path}",
        f"/media/images/..%2f{path}",
        f"/media//{path}",
        f"/berkas-terlindung/{path}",
        f"//berkas-terlindung/{path}",
        f"/berkas-terlindung/../berkas-terlindung/{path}",
        f"/static/../media/{path}",
        f"/static/%2e%2e/media/{path}",
    ]


def test_no_header_of_a_visitor_opens_a_file_or_changes_who_he_is(installation):
    visitor, draft = Visitor(installation), installation.world["draft"]
    for address in (draft["address"], "/", f"/media/{draft['path']}"):
        answer = visitor.get(address, X_Accel_Redirect=f"/berkas-terlindung/{draft['path']}", X_Sendfile=draft["path"])
        assert b"rahasia" not in answer.content
    answer = visitor.get(
        "/admin/", X_Forwarded_Proto="http", X_Forwarded_Host="jahat.example", Forwarded="host=jahat.example"
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, "/akun/masuk/?next=/admin/")
    assert "jahat.example" not in visitor.get("/", X_Forwarded_Host="jahat.example").text
    assert visitor.get("/", Host="jahat.example").status_code == 400
    visitor.get("/akun/masuk/")
    visitor.post(
        "/akun/masuk/",
        {"login": "penyusup", "password": "salah"},
        X_Forwarded_For="203.0.113.9",
        X_Request_ID="id-yang-dikarang",
    )
    failures = [line for line in said(installation) if line.get("message") == "login failed"]
    assert [(line["username"], line["address"]) for line in failures] == [("penyusup", "127.0.0.1")]
    assert failures[0]["request_id"] != "id-yang-dikarang"


def said(installation) -> list[dict]:
    """The lines of JSON that both processes logged."""
    lines = [line for log in installation.place.glob("gunicorn-*.log") for line in log.read_text().splitlines()]
    return [json.loads(line) for line in lines if line.startswith("{")]


def test_health_and_the_id_of_a_request_pass_through(installation):
    visitor = Visitor(installation)
    assert visitor.get("/sehat/hidup/").text == "hidup\n"
    ready = visitor.get("/sehat/siap/")
    assert (ready.status_code, ready.json()["Simpanan halaman"]) == (200, "baik")
    number = visitor.get("/tidak-ada/").headers["X-Request-ID"]
    log = installation.place / f"access-{installation.both}.log"
    until = time.monotonic() + 5
    while number not in (lines := log.read_text()) and time.monotonic() < until:
        time.sleep(0.02)  # nginx writes after it has answered
    (line,) = [json.loads(line) for line in lines.splitlines() if number in line]
    assert (line["status"], line["path"]) == (404, "/tidak-ada/")


def test_headers_and_cookies_hold_behind_the_web_server(installation):
    visitor = Visitor(installation)
    for address in ("/", installation.world["live"], "/tidak-ada/", "/akun/masuk/"):
        headers = visitor.get(address).headers
        assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
        assert "default-src" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Server"] == "nginx"
    login = visitor.get("/akun/masuk/").headers["Set-Cookie"]
    assert login.startswith("__Host-csrf=")
    assert "Secure" in login
    assert "Path=/" in login
    assert "Domain" not in login


def test_static_files_are_compressed_and_never_asked_for_again(installation):
    visitor = Visitor(installation)
    sheet = re.search(r'href="(/static/[^"]+\.css)"', visitor.get("/").text)[1]
    for encoding in ("br", "gzip", "identity"):
        for _ in range(2):  # from the process, then from nginx
            answer = visitor.get(sheet, Accept_Encoding=encoding)
            assert answer.headers.get("Content-Encoding", "identity") == encoding
            assert "immutable" in answer.headers["Cache-Control"]
    assert any((installation.place / f"cache-{installation.both}").rglob("*"))


def test_plain_http_leads_to_https_and_too_much_is_told_in_a_sentence(installation):
    staff = someone(installation, "serang.staf")
    answer = staff.post(UPLOADS, b"x" * (53 * 1024 * 1024), content_type="application/octet-stream")
    assert answer.status_code == 413
    assert "Kiriman terlalu besar" in answer.text


def test_a_flood_of_searches_is_turned_away_and_pages_are_still_read(installation):
    visitor = Visitor(installation)
    answers = [visitor.get(f"/cari/?q=pemilih{number}") for number in range(120)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert {answer.status_code for answer in answers} <= {200, 429}
    assert refused
    assert "Terlalu banyak permintaan" in refused[0].text
    assert visitor.get(installation.world["live"]).status_code == 200


def test_the_settings_of_the_installation_are_sound(installation):
    found = manage("check", "--deploy", "--database", "default", "--fail-level", "WARNING", env=installation.env)
    assert "no issues" in found.stdout


def test_the_site_is_served_while_one_process_is_dead(installation):
    installation.apps["a"].die()
    visitor = Visitor(installation)
    assert {visitor.get(address).status_code for address in ("/", installation.world["live"], "/berita/") * 5} == {200}
    assert visitor.get("/sehat/siap/").status_code == 200
    dead = visitor.get("/", port=installation.a)
    assert dead.status_code == 502
    assert "Situs sedang tidak dapat dihubungi" in dead.text
