"""Our screens of the admin and the decision page in a real browser: accessible, and as wide as the window."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from messaging.models import OfficeChannel
from offices.models import OfficeRole
from tests.conftest import holder, started, telling, user, walk_to
from tests.e2e import axe
from tests.world import appoint
from workflows.actions.claim import claim
from workflows.models import DecisionLink, SopRun
from workflows.notifications import decision_links

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

APPROVER, ADMIN = "rembang.sekretaris", "rembang.admin-kantor"
SEATS = (APPROVER, ADMIN, "root")
VIEWS = telling([(360, "light"), (768, "light"), (1280, "light"), (1280, "dark")], (360, "light"), (1280, "dark"))
SCREENS = {
    APPROVER: (
        "/admin/",
        "/admin/sop/tugas-saya/",
        "/admin/sop/tugas-saya/?bagian=ambil",
        "/admin/sop/tugas-saya/?bagian=lain",
        "/admin/sop/tugas-saya/?bagian=keputusan",
        "/admin/sop/tugas/{page}/",
        "/admin/sop/tugas-saya/{visit}/alihkan/",
        "/admin/sop/banding/{run}/",
        "/admin/sop/pemberitahuan/",
        "/admin/sop/kunci-api/",
        "/admin/sop/kalender/",
        "/admin/sop/panduan/",
        "/admin/sop/panduan/pemeriksa/",
        "/akun/dua-langkah/",
        "/akun/dua-langkah/webauthn/",
        "/akun/kata-sandi/",
    ),
    ADMIN: (
        "/admin/sop/tautan/",
        "/admin/sop/kanal-kantor/",
        "/admin/sop/kanal/{channel}/",
        "/admin/sop/plt-plh/",
        "/admin/sop/plt-plh/new/",
        "/admin/sop/jam-kerja/",
        "/admin/sop/hari-libur/new/",
        "/admin/sop/eskalasi/",
        "/admin/sop/orang/",
        "/admin/sop/serah/{run}/whatsapp/",
    ),
    "root": (
        "/admin/",
        "/admin/kesehatan/",
        "/admin/sop/pustaka/",
        "/admin/sop/tugas-saya/?bagian=lain",
        "/admin/sop/panduan/admin-pusat/",
    ),
}


@pytest.fixture(scope="module")
def run(django_db_setup, django_db_blocker) -> SopRun:
    """An item that came back to an approver who has decided on it before, and that they have taken; stays."""
    with django_db_blocker.unblock():
        run = walk_to(started("rembang", kind="artikel"), 6)
        no = {"reason": "wording", "remark": "Kalimat pembuka belum jelas."}
        holder("rembang", "komisioner").act(run.page_id, "send_back", **no)
        run.refresh_from_db()
        appoint(f"{APPROVER}.dua", OfficeRole.objects.get(office__slug="rembang", slug="sekretaris"))
        claim(run.open_visit.pk, user(APPROVER))
        OfficeChannel.objects.create(office=run.office, name="Telegram humas", address="tgram://1/2/")
        return SopRun.objects.get(pk=run.pk)


@pytest.fixture(scope="module")
def numbers(run, django_db_blocker) -> dict[str, int]:
    with django_db_blocker.unblock():
        channel = OfficeChannel.objects.get(office=run.office).pk
        return {"page": run.page_id, "run": run.pk, "visit": run.open_visit.pk, "channel": channel}


def judge(page: Page, address: str, width: int, within: str) -> list[str]:
    answer = page.goto(address)
    assert answer is not None
    assert (answer.status, urlsplit(page.url).path) == (200, urlsplit(address).path)
    found = axe.faults(page, within)
    if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
        found.append(f"as wide as {wide}")
    return [f"{address}: {fault}" for fault in found]


@pytest.mark.parametrize("view", VIEWS, ids=str)
@pytest.mark.parametrize("username", SCREENS)
def test_our_screens_are_accessible_and_fit(tab: Callable[..., Page], numbers, username, view):
    page = tab(username, *view)
    found = [fault for screen in SCREENS[username] for fault in judge(page, screen.format(**numbers), view[0], "main")]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_the_decision_page_is_accessible_and_fits(tab, run, django_db_blocker, view):
    with django_db_blocker.unblock():
        link = DecisionLink.objects.get(visit=run.open_visit, user=user(APPROVER))
        address = urlsplit(decision_links.address(link)).path
    page = tab(APPROVER, *view)
    found = judge(page, address, view[0], "html") + judge(page, f"{address}?jawab=approve", view[0], "html")
    assert not found, "\n".join(found)
