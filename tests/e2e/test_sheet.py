"""The Lembar SOP in a real browser: accessible, fitting a phone and a desk; and bpmn.io reads what we export."""

import pytest

from sops.bpmn_diagram import to_bpmn
from sops.models import Sop
from tests.conftest import holder, started, telling, walk_to
from tests.e2e import axe, bpmn_moddle
from tests.needs import needs
from tests.world import SLUGS
from workflows.models import SopRun

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
SEATS = ("root",)
VIEWS = telling([(360, "light"), (768, "light"), (1280, "light"), (1280, "dark")], (360, "light"), (1280, "dark"))
NO = {"reason": "wording", "remark": "Kalimat pembuka belum jelas."}


@pytest.fixture(scope="module")
def run(django_db_setup, django_db_blocker) -> SopRun:
    """An item that came back once and waits for its last approval again; committed, and stays."""
    with django_db_blocker.unblock():
        run = walk_to(started("rembang", kind="artikel"), 6)
        return walk_to(holder("rembang", "komisioner").act(run.page_id, "send_back", **NO), 6)


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_the_sheet_is_accessible_and_fits(tab, run, view):
    page = tab("root", *view)
    for address, part in (
        (f"/admin/sop/lembar/{run.pk}/", ".sop-admin"),
        (f"/admin/sop/pustaka/{run.sop_version_id}/", ".sop-admin"),
        (f"/admin/sop/tugas/{run.page_id}/", ".sop-chain"),
    ):
        assert page.goto(address).status == 200
        found = axe.faults(page, part)
        assert not found, "\n".join(found)
        assert page.evaluate("document.documentElement.scrollWidth") <= view[0]


def test_heading_and_first_columns_stay_in_sight(tab, run):
    page = tab("root", 768)
    page.goto(f"/admin/sop/lembar/{run.pk}/")
    page.evaluate("document.querySelector('.sop-scroll').scrollTo(200, 300)")
    frame = page.locator(".sop-scroll").bounding_box()
    head = page.locator(".sop-table thead .sop-table__activity").bounding_box()
    first = page.locator(".sop-table tbody tr:nth-child(4) .sop-number").bounding_box()
    assert abs(head["y"] - frame["y"]) <= 2
    assert abs(first["x"] - frame["x"]) <= 2


def test_on_a_phone_the_sheet_is_a_list_with_the_same_facts(tab, run):
    page = tab("root", 360)
    page.goto(f"/admin/sop/lembar/{run.pk}/")
    current = page.locator('[aria-current="step"]')
    assert current.count() == 1
    box = current.bounding_box()
    assert box["width"] <= 360
    text = current.inner_text()
    for fact in ("Sekarang", "Komisioner", "kembali ke langkah 5 · 1×", NO["remark"]):
        assert fact in text


@pytest.mark.parametrize("slug", SLUGS)
def test_bpmn_io_reads_the_export_without_a_warning(slug):
    needs(bpmn_moddle.why_not())
    document = Sop.objects.get(slug=slug).document
    read = bpmn_moddle.read(to_bpmn(document))
    assert read["warnings"] == []
    assert {f"Step_{step.number}" for step in document.steps} <= set(read["nodes"])
    assert None not in read["drawn"]
    assert set(read["nodes"]) <= set(read["drawn"])
