"""Taking an item of a role that several people hold ("Ambil"), giving it back, handing it to another holder.

A claim says who is at work on a waiting step and whom messages about it concern. It neither lets anyone do what the
rules refuse, nor keeps another holder from acting: an office doesn't stop because somebody is away. Who wants
another's claim is asked to take it over; who acts past it may, and the record says whose it was. A step that every one
of its roles must sign is nobody's alone, so it can't be claimed.
"""

from dataclasses import dataclass
from enum import StrEnum

from sops.document import SignOff, Sop
from workflows.core.rule_inputs import Actor, Allowed, Decision, History, Refused
from workflows.core.rules import decide, passing_act

JOINT = "Langkah ini ditandatangani setiap perannya sendiri-sendiri, jadi tidak diambil satu orang."


class ClaimAct(StrEnum):
    """What can be done about who is at work on a waiting step; the value stands in addresses."""

    CLAIM = "ambil"
    RELEASE = "lepas"
    REASSIGN = "alihkan"


@dataclass(frozen=True)
class Claimed:
    """Whose the waiting step is; ``by`` None: nobody's. A claim of someone who lost the role counts as nobody's."""

    by: int | None = None
    name: str = ""


def _may_claim(sop: Sop, actor: Actor, history: History, claimed: Claimed) -> Decision:
    if history.step is None:
        return Refused("Tidak ada langkah yang menunggu pada naskah ini.")
    step = sop.step(history.step)
    if step.sign_off is SignOff.ALL and len(step.roles) > 1:
        return Refused(JOINT)
    if claimed.by is not None and claimed.by == actor.id:
        return Refused("Naskah ini sudah Anda ambil.")
    return decide(sop, actor, history, passing_act(step))


def _may_release(actor: Actor, claimed: Claimed, *, administers: bool) -> Decision:
    if claimed.by is None:
        return Refused("Naskah ini tidak sedang diambil siapa pun.")
    if claimed.by == actor.id or administers:
        return Allowed()
    return Refused(f"Naskah ini diambil {claimed.name}. Hanya ia atau admin kantor yang dapat melepaskannya.")


def _may_reassign(sop: Sop, actor: Actor, history: History, claimed: Claimed, *, administers: bool) -> Decision:
    if history.step is None:
        return Refused("Tidak ada langkah yang menunggu pada naskah ini.")
    step = sop.step(history.step)
    if step.sign_off is SignOff.ALL and len(step.roles) > 1:
        return Refused(JOINT)
    if administers or (claimed.by is not None and claimed.by == actor.id):
        return Allowed()
    if claimed.by is None:
        return Refused("Ambil dulu naskah ini; sesudah itu Anda dapat mengalihkannya.")
    return Refused(f"Naskah ini diambil {claimed.name}. Hanya ia atau admin kantor yang dapat mengalihkannya.")


def decide_claim(
    sop: Sop, actor: Actor, history: History, claimed: Claimed, act: ClaimAct, *, administers: bool = False
) -> Decision:
    """Whether ``actor`` may do it now; ``administers``: whether the person administers the item's office."""
    if actor.id is None:
        return Refused("Masuk dulu untuk bertindak atas naskah ini.")
    if not actor.in_office:
        return Refused("Naskah ini milik kantor lain.")
    if act is ClaimAct.CLAIM:
        return _may_claim(sop, actor, history, claimed)
    if act is ClaimAct.RELEASE:
        return _may_release(actor, claimed, administers=administers)
    return _may_reassign(sop, actor, history, claimed, administers=administers)
