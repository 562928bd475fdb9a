"""What goes over the wire. Times are ISO 8601 with offset, durations working minutes."""

from datetime import datetime
from typing import Any

from ninja import Field, Schema
from pydantic import create_model

from sops.document import Sop, Step
from workflows.actions.verb import Act
from workflows.service import chain
from workflows.service.acts import questions
from workflows.service.item import Item


class StepOut(Schema):
    number: int
    activity: str
    kind: str
    roles: list[str]
    sign_off: str
    norm_minutes: int | None
    inputs: list[str]
    outputs: list[str]
    checklist: list[str]
    on_refusal: int | str | None


class ProcedureOut(Schema):
    """An SOP that governs somewhere, as signed."""

    slug: str
    name: str
    reference: str
    office: str
    sha256: str
    steps: list[StepOut]


class TaskOut(Schema):
    """A step that waits for the caller."""

    run: int
    page: int
    register_number: str
    title: str
    office: str
    step: int
    activity: str
    since: datetime
    due_at: datetime | None


class ActOut(Schema):
    """An act the caller may do now; ``steps`` are those it completes, ``asks`` the further fields it takes."""

    action: str
    label: str
    steps: list[int]
    asks: list[str]
    target: int | None


class RunOut(Schema):
    id: int
    page: int
    register_number: str
    title: str
    kind: str
    office: str
    procedure: str
    status: str
    step: int | None
    waiting: str
    since: datetime | None
    due_at: datetime | None
    live_url: str
    seen: str = Field(description="Names the visit, revision and content shown; send it back with an action.")
    actions: list[ActOut]


class StepIn(Schema):
    inputs: list[str] = []
    checklist: list[str] = []
    norm_minutes: int | None = None
    norm_reason: str = ""


def asked_fields() -> dict[str, Any]:
    """A field for everything that some act asks: type and default by name."""
    return {name: ask.wire for name, ask in questions().items() if ask.wire is not None}


_ASKED: Any = create_model("Asked", __base__=Schema, **asked_fields())


class ActionIn(_ASKED):
    """An act with everything it asks for; what it doesn't ask for is ignored."""

    action: str
    seen: str = ""
    steps: dict[int, StepIn] = {}
    password: str = Field("", description="Where the SOP asks for it once more at the step.")
    code: str = Field("", description="Of the authenticator app, where the SOP asks for a second factor at the step.")
    target: int | None = None


class Refusal(Schema):
    """Why not, in Indonesian; ``errors`` by field."""

    reason: str
    errors: dict[str, list[str]] = {}


def procedure(sop: Sop) -> dict[str, Any]:
    return {
        "slug": sop.slug,
        "name": sop.name,
        "reference": sop.reference,
        "office": sop.office,
        "sha256": sop.sha256,
        "steps": [_step(sop, step) for step in sop.steps],
    }


def _step(sop: Sop, step: Step) -> dict[str, Any]:
    return {
        **step.model_dump(include={"number", "activity", "inputs", "outputs", "checklist", "on_refusal"}),
        "kind": step.kind.value,
        "sign_off": step.sign_off.value,
        "roles": [sop.role(slug).name for slug in step.roles],
        "norm_minutes": step.norm_minutes,
    }


def task(visit: Any) -> dict[str, Any]:
    run = visit.run
    return {
        "run": run.pk,
        "page": run.page_id,
        "register_number": run.register,
        "title": run.page_title,
        "office": run.office.name,
        "step": visit.step_number,
        "activity": visit.step.activity,
        "since": visit.started_at,
        "due_at": visit.due_at,
    }


def run_of(item: Item) -> dict[str, Any]:
    """A run as the caller sees it now."""
    run = item.run
    assert run is not None
    visit = run.open_visit
    return {
        "id": run.pk,
        "page": run.page_id,
        "register_number": run.register,
        "title": run.page_title,
        "kind": run.content_kind,
        "office": run.office.name,
        "procedure": run.sop.slug,
        "status": run.status,
        "step": run.current_step,
        "waiting": chain.waiting_line(run),
        "since": visit.started_at if visit else None,
        "due_at": visit.due_at if visit else None,
        "live_url": run.live_url,
        "seen": item.seen,
        "actions": [_act(act) for act in item.offered()],
    }


def _act(act: Act) -> dict[str, Any]:
    return {
        "action": act.action.value,
        "label": act.label,
        "steps": list(act.steps),
        "asks": sorted(ask.name for ask in act.asks),
        "target": act.target,
    }


def posted(given: ActionIn, run_id: int | None) -> dict[str, Any]:
    """The same fields as the task page's form posts."""
    data: dict[str, Any] = {
        "seen": given.seen,
        "run": run_id or "",
        "password": given.password,
        "code": given.code,
    }
    for name in asked_fields():
        data |= questions()[name].posted(getattr(given, name))
    for number, step in given.steps.items():
        data |= {
            f"inputs-{number}": step.inputs,
            f"checklist-{number}": step.checklist,
            f"norm-{number}": "" if step.norm_minutes is None else step.norm_minutes,
            f"norm-{number}-reason": step.norm_reason,
        }
    return data
