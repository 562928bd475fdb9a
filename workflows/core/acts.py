"""Every act on an item: its name, the lines it writes into the ledger, and who may do it when.

One of the two places of an act; the other is its verb in ``workflows/actions``, which asks and does. Whoever reads the
ledger (history, Tugas Saya, messages, channels) goes by ``LINES``, and whoever asks ``core.rules`` by ``RULES``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sops.document import POSTPONE, SignOff, Sop, Step, StepKind
from sops.sheet import time_in_words
from workflows.core.conditions import at_step, holds, independent, last_editor, may_sign, ways_to_add
from workflows.core.persons import first_clear, ways_to
from workflows.core.rule_inputs import Actor, Allowed, Decision, History, Refused, Status


class Action(StrEnum):
    """Everything that can be done to an item; the value stands in addresses and goes over the API."""

    START = "start"
    EDIT = "edit"
    COMPLETE = "complete"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    POSTPONE = "postpone"
    RESUME = "resume"
    PUBLISH = "publish"
    UNSCHEDULE = "unschedule"
    ARCHIVE = "archive"
    WITHDRAW = "withdraw"
    EMERGENCY = "emergency"
    SETTLE = "settle"
    FULFIL = "fulfil"
    TAKE_DOWN = "take_down"
    ADJUST = "adjust"
    SET_DEADLINE = "set_deadline"


class EventKind(StrEnum):
    """What a line of the ledger tells; the value is what the ledger keeps and what webhooks get."""

    STARTED = "started"
    COMPLETED = "completed"
    APPROVED = "approved"
    SIGNED = "signed"
    VOIDED = "voided"
    EDITED = "edited"
    ADJUSTED = "adjusted"
    RETURNED = "returned"
    POSTPONED = "postponed"
    RESUMED = "resumed"
    WITHDRAWN = "withdrawn"
    EMERGENCY = "emergency"
    SCHEDULED = "scheduled"
    UNSCHEDULED = "unscheduled"
    PUBLISHED = "published"
    REACHED = "reached"
    UNREACHED = "unreached"
    ARCHIVED = "archived"
    DUTY = "duty"
    SETTLED = "settled"
    OBJECTED = "objected"
    TAKEN_DOWN = "taken_down"
    EXPIRED = "expired"
    DEADLINE = "deadline"
    FINISHED = "finished"
    CLAIMED = "claimed"
    RELEASED = "released"
    REASSIGNED = "reassigned"
    KEPT = "kept"
    REVISED = "revised"


Facts = Mapping[str, Any]
"""What an event keeps, its moments already in words."""


@dataclass(frozen=True)
class Line:
    """What an event of one kind says, and what it sets going."""

    sentence: str | Callable[[Sop, Facts], str]
    """The page's history, without the full stop; a text may name ``{step}`` and whatever else the event keeps."""
    done: str = ""
    """In Tugas Saya and in the office's channels; "" where it is nobody's decision or completed work."""
    headline: str = "Untuk diketahui"
    """Of the message to whoever need not act."""
    moves: bool = False
    """Whether somebody else may be the one to act after it."""
    tells_starter: bool = False
    shows_link: bool = False
    """Whether the message gives the page's public address."""

    def said(self, sop: Sop, facts: Facts) -> str:
        """The sentence of one event."""
        if callable(self.sentence):
            return self.sentence(sop, facts)
        return self.sentence.format_map({**facts, "step": step_said(sop, facts)})


def step_said(sop: Sop, facts: Facts) -> str:
    """ "langkah 4 (Memeriksa konsep)"; "naskah" where no step waited."""
    number = facts.get("step")
    return f"langkah {number} ({sop.step(number).activity})" if number else "naskah"


def _started(sop: Sop, facts: Facts) -> str:
    behalf = f" atas nama {facts['on_behalf_of']}" if facts.get("on_behalf_of") else ""
    return f"Diajukan{behalf}, {step_said(sop, facts)} selesai"


def _approved(sop: Sop, facts: Facts) -> str:
    corrected = " dengan koreksi" if facts.get("corrected") else ""
    if sop.step(facts["step"]).sign_off is SignOff.ALL:
        return f"Tanda tangan terakhir diberikan, {step_said(sop, facts)} disetujui{corrected}"
    return f"Disetujui pada {step_said(sop, facts)}{corrected}"


def _emergency(sop: Sop, facts: Facts) -> str:
    debts = " dan ".join(str(number) for number in facts.get("debts", ()))
    return "Jalur darurat digunakan" + (f", pemeriksaan langkah {debts} menyusul" if debts else "")


def _deadline(sop: Sop, facts: Facts) -> str:
    return f"Tenggat hukum {facts['due_at']}: {facts['basis']}" if facts.get("due_at") else "Tenggat hukum dicabut"


def _claimed(sop: Sop, facts: Facts) -> str:
    taken = f" alih dari {facts['from']}" if facts.get("from") else ""
    return f"Diambil{taken}: {step_said(sop, facts)}"


def _reassigned(sop: Sop, facts: Facts) -> str:
    before = f" dari {facts['from']}" if facts.get("from") else ""
    return f"Dialihkan{before} kepada {facts['to']}: {step_said(sop, facts)}"


LINES: dict[str, Line] = {
    EventKind.STARTED: Line(_started, "Diajukan", moves=True),
    EventKind.COMPLETED: Line("Selesai: {step}", "Diselesaikan", moves=True),
    EventKind.APPROVED: Line(_approved, "Disetujui", moves=True),
    EventKind.SIGNED: Line("Ditandatangani pada {step}", "Ditandatangani"),
    EventKind.VOIDED: Line(
        lambda sop, facts: f"Tanda tangan {' dan '.join(facts['names'])} batal karena isi berubah", moves=True
    ),
    EventKind.EDITED: Line("Isi diubah pada {step}"),
    EventKind.ADJUSTED: Line(
        lambda sop, facts: f"Waktu {step_said(sop, facts)} disesuaikan menjadi {time_in_words(facts['minutes'])}"
    ),
    EventKind.RETURNED: Line(
        "Dikembalikan dari {step} ke langkah {to}", "Dikembalikan", "Dikembalikan", moves=True, tells_starter=True
    ),
    EventKind.POSTPONED: Line("Ditunda pada {step}", "Ditunda", "Ditunda", tells_starter=True),
    EventKind.RESUMED: Line("Dilanjutkan pada {step}", "Dilanjutkan", moves=True),
    EventKind.WITHDRAWN: Line("Naskah ditarik oleh pengusulnya", "Ditarik pengusul"),
    EventKind.EMERGENCY: Line(_emergency, "Jalur darurat", moves=True),
    EventKind.SCHEDULED: Line(
        "Dijadwalkan tayang {go_live_at}",
        "Dijadwalkan tayang",
        "Dijadwalkan tayang",
        tells_starter=True,
        shows_link=True,
    ),
    EventKind.UNSCHEDULED: Line("Jadwal tayang dibatalkan", "Jadwal tayang dibatalkan", moves=True),
    EventKind.PUBLISHED: Line(
        "Ditayangkan", "Ditayangkan", "Sudah tayang", moves=True, tells_starter=True, shows_link=True
    ),
    EventKind.REACHED: Line("Halaman, gambar, berkas, dan umpannya terbuka untuk publik"),
    EventKind.UNREACHED: Line(
        lambda sop, facts: f"Belum terbuka utuh untuk publik: {' '.join(facts['faults']).rstrip('.')}",
        headline="Belum terbuka untuk publik",
        shows_link=True,
    ),
    EventKind.ARCHIVED: Line("Tautan diarsipkan", "Diarsipkan"),
    EventKind.DUTY: Line("Kewajiban pascatayang terlaksana: {duty}", "Kewajiban dilaksanakan"),
    EventKind.SETTLED: Line("Pemeriksaan susulan langkah {debt} disetujui", "Pemeriksaan susulan disetujui"),
    EventKind.OBJECTED: Line(
        "Pemeriksaan susulan langkah {debt} ditolak",
        "Pemeriksaan susulan ditolak",
        "Ditolak pada pemeriksaan susulan",
        tells_starter=True,
    ),
    EventKind.TAKEN_DOWN: Line("Ditarik dari publik", "Ditarik dari publik", "Ditarik dari publik", tells_starter=True),
    EventKind.EXPIRED: Line("Masa berlakunya habis, halaman tidak lagi tayang"),
    EventKind.DEADLINE: Line(_deadline),
    EventKind.FINISHED: Line("Semua langkah dan kewajiban SOP selesai"),
    EventKind.CLAIMED: Line(_claimed),
    EventKind.RELEASED: Line("Dilepaskan: {step}"),
    EventKind.REASSIGNED: Line(_reassigned),
    EventKind.REVISED: Line(
        "Sisa langkah mengikuti {after} menggantikan {before} (keadaan kahar), karena: {why}",
        headline="SOP naskah ini direvisi",
        moves=True,
        tells_starter=True,
    ),
    EventKind.KEPT: Line("Data pribadi tetap dimuat ({found}) pada {step}, karena: {why}"),
}


def decisions() -> list[str]:
    """The kinds of events that are somebody's decision or completed work."""
    return [kind for kind, line in LINES.items() if line.done]


def _may_start(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    if history.step is not None:
        return Refused("Naskah ini sudah berjalan dalam SOP. Muat ulang halaman untuk melihat langkahnya.")
    held = holds(sop, sop.first_step, actor)
    if held or not actor.is_office_admin:
        return held
    return Allowed("")  # on behalf of a holder; the verb asks for whom


def _may_edit(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    here = at_step(sop, history, (StepKind.PREPARE, StepKind.REVIEW), "Mengubah isi")
    if isinstance(here, Refused):
        return here
    if here.kind is StepKind.REVIEW:
        return may_sign(sop, here, actor, history)
    return holds(sop, here, actor)


def _may_complete(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    kinds = (StepKind.ASSIGN, StepKind.PREPARE, StepKind.HAND_OVER)
    here = at_step(sop, history, kinds, "Menyelesaikan langkah")
    return here if isinstance(here, Refused) else holds(sop, here, actor)


def _may_check(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    here = at_step(sop, history, (StepKind.REVIEW, StepKind.DECIDE), "Keputusan")
    return here if isinstance(here, Refused) else may_sign(sop, here, actor, history)


def _may_send_back(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    checked = _may_check(sop, step, actor, history)
    if checked and history.step and sop.step(history.step).on_refusal == POSTPONE:
        return Refused("Pada langkah ini jawaban Tidak berarti menunda, bukan mengembalikan.")
    return checked


def _may_postpone(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    checked = _may_check(sop, step, actor, history)
    if checked and history.step and sop.step(history.step).on_refusal != POSTPONE:
        return Refused("SOP ini tidak mengenal penundaan pada langkah ini.")
    return checked


def _may_resume(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    if history.status is not Status.POSTPONED or history.step is None:
        return Refused("Naskah ini tidak sedang ditunda.")
    if actor.id in history.started_by:
        return Allowed("")
    return holds(sop, sop.step(history.step), actor)


def _may_publish(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    here = at_step(sop, history, (StepKind.PUBLISH,), "Penayangan")
    if isinstance(here, Refused):
        return here
    held = holds(sop, here, actor)
    return independent(actor, ways_to(actor, here.roles), history) if held else held


def _may_unschedule(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    if history.status is not Status.SCHEDULED:
        return Refused("Naskah ini tidak sedang dijadwalkan.")
    return holds(sop, sop.publish_step, actor)


def _may_archive(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    here = at_step(sop, history, (StepKind.ARCHIVE,), "Pengarsipan")
    return here if isinstance(here, Refused) else holds(sop, here, actor)


def _may_withdraw(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    if not history.status.is_open or history.step is None:
        return Refused("Tidak ada naskah berjalan yang dapat ditarik.")
    if actor.id not in history.started_by:
        return Refused("Hanya pengusul naskah yang dapat menariknya.")
    if history.decided:
        return Refused("Naskah sudah melewati pemeriksaan pertama sehingga tidak dapat ditarik lagi.")
    return Allowed("")


def _may_hurry(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    if not history.status.is_open or history.status is Status.SCHEDULED or history.step is None:
        return Refused("Jalur darurat hanya untuk naskah yang sedang berjalan.")
    if history.step >= sop.publish_step.number:
        return Refused("Naskah sudah di langkah penayangan; jalur darurat tidak diperlukan.")
    held = holds(sop, sop.publish_step, actor)
    if not held:
        return held
    return first_clear(
        actor,
        ways_to(actor, sop.publish_step.roles),
        history.prepared_by | last_editor(history),
        "Jalur darurat memerlukan orang kedua: Anda yang menyiapkan atau mengubah naskah ini.",
        "yang menyiapkan atau mengubah naskah ini. Jalur darurat memerlukan orang kedua.",
    )


def _may_settle(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    if step is None or step.number not in history.debts:
        return Refused("Tidak ada pemeriksaan susulan yang terbuka untuk langkah ini.")
    ways = ways_to_add(sop, step, actor, signed := history.debts[step.number])
    if isinstance(ways, Refused):
        return ways
    return first_clear(
        actor,
        ways,
        history.emergency_by | history.prepared_by | last_editor(history) | signed.by,
        "Pemeriksaan susulan harus diselesaikan orang lain, bukan penyiap atau penayang darurat.",
        "yang menyiapkan, mengubah, atau menayangkannya lewat jalur darurat. "
        "Pemeriksaan susulan harus diselesaikan orang lain.",
    )


def _may_fulfil(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    if history.status is not Status.PUBLISHED or not history.open_duties:
        return Refused("Tidak ada kewajiban pascatayang yang terbuka.")
    return holds(sop, sop.publish_step, actor)


def _may_take_down(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    if not history.live:
        return Refused("Halaman ini tidak sedang tayang.")
    return holds(sop, sop.publish_step, actor)


def _may_adjust(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    here = at_step(sop, history, tuple(StepKind), "Menyesuaikan waktu")
    if isinstance(here, Refused):
        return here
    if not here.adjustable:
        return Refused(f"SOP tidak mengizinkan waktu langkah {here.number} disesuaikan.")
    return holds(sop, here, actor)


def _may_set_deadline(sop: Sop, step: Step | None, actor: Actor, history: History) -> Decision:
    if actor.roles or actor.acting or actor.is_office_admin:
        return Allowed("")
    return Refused("Tenggat hukum ditetapkan oleh pemegang peran atau admin kantor ini.")


Rule = Callable[[Sop, Step | None, Actor, History], Decision]
"""Whether a person may do an act on an item whose history that is; the step is the one of a check owed, else None."""

RULES: dict[Action, Rule] = {
    Action.START: _may_start,
    Action.EDIT: _may_edit,
    Action.COMPLETE: _may_complete,
    Action.APPROVE: _may_check,
    Action.SEND_BACK: _may_send_back,
    Action.POSTPONE: _may_postpone,
    Action.RESUME: _may_resume,
    Action.PUBLISH: _may_publish,
    Action.UNSCHEDULE: _may_unschedule,
    Action.ARCHIVE: _may_archive,
    Action.WITHDRAW: _may_withdraw,
    Action.EMERGENCY: _may_hurry,
    Action.TAKE_DOWN: _may_take_down,
    Action.ADJUST: _may_adjust,
    Action.SET_DEADLINE: _may_set_deadline,
    Action.FULFIL: _may_fulfil,
    Action.SETTLE: _may_settle,
}
"""In the order in which menus show the acts, most expected first."""
