"""Uji coba: the ways that are played are those that items take, at the hours the office's clock gives them."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from messaging.models import OutboxMessage
from sops.document import ContentKind
from sops.models import Sop
from sops.simulation import NO, load, ways
from tests.clockwork import set_now
from tests.conftest import holder, person, started, walk_to
from tests.sops.test_route import sop as shipped
from workflows.models import SopRun

pytestmark = pytest.mark.django_db


def played(slug: str, **options) -> dict:
    out = StringIO()
    call_command("simulate_sop", slug, "--json", stdout=out, **options)
    return json.loads(out.getvalue())


@pytest.mark.parametrize("slug", ["serang", "banten", "cilacap", "bangka-barat", "rembang"])
def test_the_ways_end_and_go_as_the_items_do(slug):
    sop = shipped(slug)
    for kind in (ContentKind.BERITA, ContentKind.KEPUTUSAN):
        found = ways(sop, kind, most_refusals=2)
        assert not any(stop.answer == NO for stop in found[0].stops)
        assert [stop.step.number for stop in found[0].stops] == [s.number for s in sop.steps if kind not in s.skip_for]
        assert len({tuple((stop.step.number, stop.answer) for stop in way.stops) for way in found}) == len(found)
        assert all(way.postponed or way.stops[-1].step in sop.steps[-1:] for way in found)
        assert max(way.refusals for way in found) == 2


def test_an_item_played_is_an_item_walked(monkeypatch):
    set_now(monkeypatch, "2026-12-01 09.00")
    straight, back = played("serang", office="serang", start="2026-12-01T09:00")["ways"]
    assert straight["minutes"] == 100
    assert straight["live_at"] == "2026-12-01T10:40:00+07:00"
    assert [stop["step"] for stop in back["stops"]] == [1, 2, 1, 2, 3, 4]
    run = walk_to(started("serang"), 2)
    assert run.open_visit.due_at.isoformat() == "2026-12-01T03:00:00+00:00"
    holder("serang", "kasubag").act(run.page_id, "send_back", reason="facts", remark="Salah.")
    walked = [visit.step_number for visit in walk_to(run, None).visits.order_by("pk")]
    assert walked == [stop["step"] for stop in back["stops"]]
    assert played("serang", office="serang")["really"] is not None


def test_it_leaves_nothing_behind():
    before = (SopRun.objects.count(), OutboxMessage.objects.count())
    text = StringIO()
    call_command("simulate_sop", "banten", stdout=text, items=4)
    assert "Semua Ya" in text.getvalue()
    assert "Beban untuk 4 naskah seminggu" in text.getvalue()
    assert (SopRun.objects.count(), OutboxMessage.objects.count()) == before


def test_the_load_of_a_role_is_what_its_steps_ask():
    assert load(shipped("serang"), ContentKind.BERITA, 3) == {
        "staf": 90,
        "kasubag": 180,
        "kordiv": 180,
        "admin-website": 30,
    }


@pytest.mark.parametrize(
    "wrong", [{"office": "tidak-ada"}, {"start": "kemarin"}, {"version_id": 99_999}, {"refusals": 9}]
)
def test_what_cannot_be_played_is_refused_in_a_sentence(wrong):
    with pytest.raises(CommandError, match=r"\.$"):
        call_command("simulate_sop", "serang", stdout=StringIO(), **wrong)


def test_who_signs_sees_it_at_the_version():
    version = Sop.objects.get(slug="banten").governing
    html = person("pusat.admin").client.get(reverse("sop:version", args=[version.pk])).content.decode()
    assert "Tidak di langkah 4" in html
    assert "<h4>Berita</h4>" in html, "which skips two steps"
