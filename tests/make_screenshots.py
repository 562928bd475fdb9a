"""Makes the guide's pictures (docs/gambar/panduan-*.png) from a running demonstration; see docs/panduan/README.md.

    make demo PORT=8000                                                             # in one terminal
    .venv/bin/python tests/make_screenshots.py http://127.0.0.1:8000 [PICTURE …]     # in another

Uses the same settings and database as the server. One picture needs a draft nobody has submitted: it is written
anew each time, and stays in the demonstration's data.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_kpu.settings.dev")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs its own loop in this thread

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.test import Client  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from offices.models import Office  # noqa: E402
from workflows.models import DecisionLink, SopRun  # noqa: E402
from workflows.notifications import decision_links  # noqa: E402

PICTURES = ROOT / "docs" / "gambar"
LARGEST = 150_000
"""Bytes of one picture."""
COLOURS = 128
DESK, PHONE = (1280, 900), (360, 780)


@contextmanager
def seat(browser: Browser, base: str, username: str, size: tuple[int, int]) -> Iterator[Page]:
    """A person logged in, at a window of a size."""
    client = Client()
    client.force_login(get_user_model().objects.get(username=username))
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="id-ID", reduced_motion="reduce", base_url=base
    )
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base}])
    yield context.new_page()
    context.close()


def dashboard(page: Page) -> None:
    page.goto("/admin/")


def my_tasks(page: Page) -> None:
    page.goto("/admin/sop/tugas-saya/")


def sheet(page: Page) -> None:
    page.goto("/admin/sop/tugas-saya/?bagian=lain")
    page.locator(".sop-row__title").first.click()
    page.get_by_role("link", name="Buka lembar SOP").click()
    page.wait_for_url("**/sop/lembar/**")


def before_start(page: Page) -> None:
    """A draft just written, on its task page."""
    section = Office.objects.get(slug="serang").root_page.get_children().get(slug="berita")
    page.goto(f"/admin/pages/add/news/newspage/{section.pk}/")
    page.fill("#id_title", "Sosialisasi Pemilih Pemula di Tujuh Sekolah")
    page.fill("#id_summary", "Siswa belajar memeriksa namanya dalam daftar pemilih.")
    page.locator("footer [data-w-dropdown-target=toggle]").click()
    page.get_by_role("button", name="Simpan dan lanjut ke SOP").click()
    page.wait_for_url("**/sop/tugas/**")


def ready_message(page: Page) -> None:
    run = SopRun.objects.open().filter(office__slug="rembang", current_step__isnull=False).latest("pk")
    page.goto(f"/admin/sop/serah/{run.pk}/whatsapp/")


def decision(page: Page) -> None:
    link = DecisionLink.objects.usable().filter(user__username="rembang.sekretaris").latest("pk")
    page.goto(f"/putusan/{decision_links.token(link)}/")


def office_menu(page: Page) -> None:
    page.goto("/admin/sop/kalender/")
    page.get_by_role("button", name="Kantor", exact=True).click()


def library(page: Page) -> None:
    page.goto("/admin/sop/pustaka/")
    page.locator("td.title a").last.click()
    page.wait_for_url("**/pustaka/*/")


def studio(page: Page) -> None:
    page.goto("/admin/sop/pustaka/")
    page.get_by_label("Nama SOP").fill("Pengelolaan Media Sosial")
    page.get_by_label("Mulai dari").select_option(index=1)
    page.get_by_role("button", name="Mulai menyusun").click()
    page.wait_for_url("**/konsep/*/")
    page.locator("#roles").evaluate("heading => heading.scrollIntoView()")


SHOTS: dict[str, tuple[str, tuple[int, int], Callable[[Page], None]]] = {
    "panduan-beranda-1280": ("serang.kasubag", DESK, dashboard),
    "panduan-tugas-saya-360": ("serang.kasubag", PHONE, my_tasks),
    "panduan-lembar-sop-1280": ("serang.staf", DESK, sheet),
    "panduan-ajukan-1280": ("serang.staf", DESK, before_start),
    "panduan-kabari-360": ("rembang.pengampu-konsep", PHONE, ready_message),
    "panduan-keputusan-360": ("rembang.sekretaris", PHONE, decision),
    "panduan-kantor-1280": ("serang.admin-kantor", DESK, office_menu),
    "panduan-pustaka-sop-1280": ("pusat.admin", DESK, library),
    "panduan-menyusun-sop-1280": ("serang.admin-kantor", DESK, studio),
}
"""Picture → who sees it, how large, and how they get there."""


def save(name: str, picture: bytes) -> int:
    """Write a picture in few colours; returns its size in bytes. Raises ``ValueError`` when it is too large."""
    small = BytesIO()
    Image.open(BytesIO(picture)).convert("RGB").quantize(COLOURS).save(small, "PNG", optimize=True)
    if len(small.getvalue()) > LARGEST:
        raise ValueError(f"{name}: {len(small.getvalue())} bytes, at most {LARGEST}")
    (PICTURES / f"{name}.png").write_bytes(small.getvalue())
    return len(small.getvalue())


def main(base: str, wanted: list[str]) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM"), args=["--no-sandbox"])
        for name, (username, size, walk) in SHOTS.items():
            if wanted and name not in wanted:
                continue
            with seat(browser, base, username, size) as page:
                walk(page)
                page.wait_for_load_state("networkidle")
                sys.stdout.write(f"{save(name, page.screenshot()):7} {name}\n")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000", sys.argv[2:])
