"""A new act is what two files would hold: its name, rule and line in the core, and its verb. Everything else follows.

The act: whoever holds the waiting step asks the starter for the source, in a sentence of theirs.
"""

from enum import StrEnum
from typing import Any

import pytest
from django import forms
from django.urls import reverse
from pydantic import create_model
from wagtail.models import Page

from desk.api import shapes
from desk.my_tasks import Section
from home.walking import Refusal
from messaging.models import OutboxMessage
from sops.document import Sop, Step
from tests.conftest import holder, started, starter, user
from tests.desk.test_api import Caller
from workflows.actions import asks, verb
from workflows.actions.refusals import Incomplete
from workflows.actions.transition import transition
from workflows.core import acts as core_acts
from workflows.core.conditions import holds
from workflows.core.rule_inputs import Actor, Decision, History, Refused
from workflows.models import SopRun
from workflows.notifications.announcing import about, announce
from workflows.service import acts
from workflows.service.item import Item

pytestmark = pytest.mark.django_db


# --- what workflows/core/acts.py would hold -----------------------------------------------------------


class Action(StrEnum):
    INQUIRE = "inquire"


class EventKind(StrEnum):
    INQUIRED = "inquired"


INQUIRED = core_acts.Line("Ditanyakan pada {step}: {question}", "Ditanyakan", "Ada pertanyaan", tells_starter=True)


def may_inquire(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    return Refused("Naskah tidak berjalan.") if history.step is None else holds(sop, sop.step(history.step), actor)


# --- what workflows/actions/inquire.py would hold -----------------------------------------------------


QUESTION = asks.Ask("question", lambda dialog: forms.CharField(label="Pertanyaan", required=False), takes="question")


def inquire(page_id: int, person: Any, answers: Any, *, seen: str, question: str) -> SopRun:
    with transition(page_id, person, Action.INQUIRE, seen=seen) as here:
        if not question:
            raise Incomplete({"question": "Tulis pertanyaannya."})
        announce(here.record(EventKind.INQUIRED, question=question))
        return here.run


INQUIRE = verb.Verb(
    Action.INQUIRE,
    inquire,
    [verb.Button("Tanyakan sumbernya", "Pengusul menjawab; langkah tetap menunggu.")],
    asks=(QUESTION,),
    needs_seen=True,
)


# ------------------------------------------------------------------------------------------------------


@pytest.fixture
def run(monkeypatch) -> SopRun:
    """An item at step 2, with the act as if it stood in its two files."""
    monkeypatch.setitem(core_acts.LINES, EventKind.INQUIRED, INQUIRED)
    monkeypatch.setitem(core_acts.RULES, Action.INQUIRE, may_inquire)
    monkeypatch.setitem(acts.VERBS, Action.INQUIRE, INQUIRE)
    return started("serang")


def test_the_editor_and_the_task_page_offer_it_and_ask_its_question(run):
    client = holder("serang", "kasubag").client
    shown = client.get(reverse("sop:task", args=[run.page_id])).content.decode()
    assert 'id="act-inquire"' in shown
    assert "Tanyakan sumbernya" in shown
    assert 'name="question"' in shown
    assert "Tanyakan sumbernya" in client.get(reverse("wagtailadmin_pages:edit", args=[run.page_id])).content.decode()
    assert (
        'id="act-inquire"' not in starter("serang").client.get(reverse("sop:task", args=[run.page_id])).content.decode()
    )


def test_what_is_missing_is_named_and_who_may_not_is_told_why(run):
    asker = holder("serang", "kasubag")
    with pytest.raises(Refusal) as refusal:
        asker.act(run.page_id, "inquire")
    assert (refusal.value.status, refusal.value.sentences) == (422, ["Tulis pertanyaannya."])
    answer = starter("serang").client.post(
        reverse("sop:act", args=[run.page_id, "inquire"]), {"question": "Dari mana?"}
    )
    assert answer.status_code == 403
    assert "Langkah 2 dikerjakan oleh" in answer.content.decode()


def test_history_tugas_saya_and_messages_have_its_words(run):
    asker = holder("serang", "kasubag")
    asker.act(run.page_id, "inquire", question="Dari mana angkanya?")
    history = asker.client.get(reverse("wagtailadmin_pages:history", args=[run.page_id])).content.decode()
    step = run.sop.step(2)
    assert f"Ditanyakan pada langkah 2 ({step.activity}): Dari mana angkanya? sebagai" in history
    done = asker.client.get(reverse("sop:my_tasks"), {"bagian": Section.DECIDED}).content.decode()
    assert "Ditanyakan" in done
    told = OutboxMessage.objects.get(about=about(run.events.get(kind="inquired")))
    assert (told.user, told.reason) == (user("serang.staf"), "starter")
    assert told.subject.startswith("Ada pertanyaan: ")


def test_the_api_lists_it_and_takes_its_question(run):
    shown = Caller("serang.kasubag").get(f"runs/{run.pk}/").json()
    assert [act for act in shown["actions"] if act["action"] == "inquire"] == [
        {"action": "inquire", "label": "Tanyakan sumbernya", "steps": [], "asks": ["question"], "target": None}
    ]
    shape = create_model("ActionIn", __base__=shapes.ActionIn, **shapes.asked_fields())  # as when the module is loaded
    given = shape(action="inquire", seen=shown["seen"], question="Dari mana?")
    item = Item(Page.objects.get(pk=run.page_id), run.office, run, user("serang.kasubag"))
    status, _ = item.attempt(item.act(Action.INQUIRE), shapes.posted(given, run.pk))
    assert status == 200
    assert run.events.get(kind="inquired").data["question"] == "Dari mana?"


def test_each_verb_that_stands_in_its_file_is_found_and_has_a_rule():
    assert {*core_acts.Action} - {*acts.VERBS} == {core_acts.Action.EDIT, core_acts.Action.SET_DEADLINE}
    assert set(core_acts.RULES) == set(core_acts.Action)
