"""One step of the official table with what an item has gone through laid over it."""

from dataclasses import dataclass
from datetime import datetime

from sops import route, sheet
from sops.document import POSTPONE, SignOff, Sop, Step
from sops.fields import WORKING_DAY_MINUTES
from sops.flow_lines import Grid, Head, Lines, Stroke
from sops.performers import holders
from sops.route import Outcome
from sops.sheet import Symbol, time_in_words
from workflows.core.rule_inputs import Status
from workflows.core.run_history import OwedCheck, Signed, Trail, Visit
from workflows.core.step_state import State, debt_of, state_of


@dataclass(frozen=True)
class Pass:
    """One ended visit in words; ``time`` is actual against norm, ``late`` says in words that it was more."""

    outcome: str
    who: str
    at: datetime | None
    when: str
    time: str = ""
    late: str = ""
    reason: str = ""
    remark: str = ""
    corrected: bool = False

    @property
    def done(self) -> str:
        """ "Disetujui · Siti (Kasubag) · 3 Maret 2026, 10.15 · 12 dari 30 menit kerja"."""
        return " · ".join(filter(None, (self.outcome, self.who, self.when, self.time)))


@dataclass(frozen=True)
class Cell:
    """One executor's cell in a row: symbol, lines, and who acted there."""

    symbol: Symbol | None
    strokes: tuple[Stroke, ...] = ()
    heads: tuple[Head, ...] = ()
    who: str = ""
    when: str = ""
    word: str = ""
    """"Selesai", "Sekarang", "Belum tanda tangan" …; "" without an item."""


@dataclass(frozen=True)
class LivingRow:
    """One step; ``plan`` is what the document says, the rest what became of it."""

    plan: sheet.Row
    holders: str
    cells: tuple[Cell, ...]
    arrows: tuple[str, ...]
    inputs: str
    outputs: str
    state: State = State.PLAIN
    time: str = ""
    """Actual against norm of the last pass, or since when it waits."""
    late: str = ""
    passes: tuple[Pass, ...] = ()
    notes: tuple[str, ...] = ()
    """Signatures given and missing, debts, adjusted times: sentences."""

    @property
    def step(self) -> Step:
        return self.plan.step

    @property
    def word(self) -> str:
        return self.state.word


def moment(at: datetime | None) -> str:
    """ "3 Maret 2026, 10.15", in the zone the moment carries; "" for none."""
    return f"{sheet.in_words(at.date().isoformat())}, {at:%H.%M}" if at else ""


def time_spent(worked: int | None, norm: int | None) -> tuple[str, str]:
    """Actual against norm ("12 dari 30 menit kerja") and, when it was more, by how much; working minutes."""
    if worked is None:
        return "", ""
    if not norm:
        return f"{worked} menit kerja", ""
    said = f"{worked} dari {norm} menit kerja"
    if max(worked, norm) >= WORKING_DAY_MINUTES:
        said = f"{time_in_words(worked) or '0 menit'} dari {time_in_words(norm)}"
    return said, f"lewat {time_in_words(worked - norm)}" if worked > norm else ""


def living_row(sop: Sop, trail: Trail | None, plan: sheet.Row, grid: Grid, index: int) -> LivingRow:
    """The row of that index, counted from 0; without a trail as the document has it."""
    step = plan.step
    drawn = [grid.get((index, column), Lines({}, {})) for column in range(len(sop.roles))]
    cells = tuple(
        Cell(symbol, tuple(line.strokes), tuple(line.heads)) for symbol, line in zip(plan.cells, drawn, strict=True)
    )
    if trail is None:
        return LivingRow(plan, holders(sop, step), cells, plan.arrows, plan.inputs, plan.outputs)
    past = trail.at(step.number)
    state = state_of(step, past, trail)
    passes = tuple(_pass(visit, trail, is_last=visit is past[-1]) for visit in past if visit.outcome is not None)
    time, late = _time(past, state, trail)
    return LivingRow(
        plan=plan,
        holders=holders(sop, step),
        cells=tuple(
            _occupied(cell, sop, step, role.slug, past, state) for cell, role in zip(cells, sop.roles, strict=True)
        ),
        arrows=_arrows(sop, step, trail),
        inputs=sheet.joined(trail.completed(step.inputs, upto=step.number - 1), step.inputs_needed),
        outputs=_outputs(plan, state, trail),
        state=state,
        time=time,
        late=late,
        passes=passes,
        notes=_notes(sop, step, past, trail),
    )


UNDONE = (State.RETURNED, State.POSTPONED, State.CURRENT)


def _outputs(plan: sheet.Row, state: State, trail: Trail) -> str:
    """What the step has given; what it is to give, where an answer Tidak took that back."""
    step = plan.step
    if step.outputs and state in UNDONE:
        return f"Belum: {plan.outputs}"
    if state in (State.SKIPPED, State.OWED):
        return ""
    return sheet.joined(trail.completed(step.outputs, upto=step.number))


def _arrows(sop: Sop, step: Step, trail: Trail) -> tuple[str, ...]:
    onward = route.following(sop, step.number, trail.kind).step
    if step.on_refusal == POSTPONE:
        postponed = sum(1 for visit in trail.at(step.number) if visit.outcome is Outcome.POSTPONED)
        return sheet.arrows(step, onward, POSTPONE, returned=postponed)
    back = None if step.on_refusal is None else route.refused(sop, step.number, trail.kind).step
    returned = sum(count for (source, _), count in trail.returns().items() if source == step.number)
    return sheet.arrows(step, onward, back, returned=returned)


def _pass(visit: Visit, trail: Trail, *, is_last: bool) -> Pass:
    time, late = time_spent(visit.worked_minutes, visit.norm_minutes)
    passive = visit.outcome in (Outcome.SKIPPED, Outcome.BYPASSED)
    return Pass(
        outcome=_outcome(visit, trail, is_last=is_last),
        who="" if passive and not visit.role_name else _who(visit),
        at=visit.finished_at,
        when=moment(visit.finished_at),
        time="" if passive else time,
        late="" if passive else late,
        reason=visit.reason,
        remark=visit.remark,
        corrected=visit.corrected,
    )


def _outcome(visit: Visit, trail: Trail, *, is_last: bool) -> str:
    assert visit.outcome is not None
    if visit.outcome is Outcome.PUBLISHED and not is_last:
        return "Penjadwalan dibatalkan"
    if visit.outcome is Outcome.PUBLISHED and trail.status is Status.SCHEDULED:
        return f"Dijadwalkan tayang {moment(trail.go_live_at)}"
    return visit.outcome.label + (" dengan koreksi" if visit.corrected else "")


def _who(visit: Visit) -> str:
    if visit.valid_signatures:
        return ", ".join(_named(signed) for signed in visit.valid_signatures)
    return f"{visit.who} ({visit.capacity or visit.role_name})" if visit.capacity or visit.role_name else visit.who


def _named(signed: Signed) -> str:
    return f"{signed.who} ({signed.capacity or signed.role_name})"


def _time(past: tuple[Visit, ...], state: State, trail: Trail) -> tuple[str, str]:
    """Actual against norm of the last pass, or until when a waiting step has time."""
    last = past[-1] if past else None
    if last is None or state in (State.SKIPPED, State.OWED, State.SETTLED):
        return "", ""
    if last.outcome is not None:
        return time_spent(last.worked_minutes, last.norm_minutes)
    said = f"sejak {_short(last.started_at)}"
    if last.due_at is None:
        return said, ""
    return f"{said}, tenggat {_short(last.due_at)}", "lewat tenggat" if last.due_at < trail.now else ""


def _occupied(cell: Cell, sop: Sop, step: Step, role: str, past: tuple[Visit, ...], state: State) -> Cell:
    """The executor's cell with who acted in it last; a step that is done again stands empty."""
    if cell.symbol is None:
        return cell
    last = past[-1] if past else None
    who, when, word = "", "", state.word
    signed = next((one for one in last.valid_signatures if one.role == role), None) if last else None
    if signed is not None:
        who, when, word = signed.who, _short(signed.at), "Ditandatangani"
    elif last is not None and last.outcome is None and step.sign_off is SignOff.ALL and len(step.roles) > 1:
        word = "Belum tanda tangan"
    elif state is State.DONE and last is not None and not last.valid_signatures:
        mine = len(step.roles) == 1 or last.role_name in ("", sop.role(role).name)
        who, when, word = (last.who, _short(last.finished_at), word) if mine else ("", "", "")
    return Cell(cell.symbol, cell.strokes, cell.heads, who, when, word)


def _short(at: datetime | None) -> str:
    return f"{at.day} {sheet.MONTHS[at.month - 1][:3]} {at:%H.%M}" if at else ""


def _notes(sop: Sop, step: Step, past: tuple[Visit, ...], trail: Trail) -> tuple[str, ...]:
    said: list[str] = []
    last = past[-1] if past else None
    if last is not None:
        if last.outcome is None:
            said += [f"Ditandatangani {_named(one)}, {moment(one.at)}." for one in last.valid_signatures]
            missing = [slug for slug in step.roles if slug not in {one.role for one in last.valid_signatures}]
            if last.valid_signatures and missing:
                said.append(f"Menunggu tanda tangan {' dan '.join(sop.role(slug).name for slug in missing)}.")
        said += [f"Tanda tangan {_named(one)} batal karena {_why_void(one)}." for one in last.signatures if one.voided]
        if last.norm_reason:
            said.append(f"Waktu disesuaikan menjadi {time_in_words(last.norm_minutes)}: {last.norm_reason}")
    if (debt := debt_of(step, trail)) is not None:
        said.append(_debt_said(debt))
    return tuple(said)


def _why_void(signed: Signed) -> str:
    return "naskah dikembalikan" if signed.with_the_return else "isi berubah"


def _debt_said(debt: OwedCheck) -> str:
    if debt.approved is None:
        return f"Pemeriksaan susulan, tenggat {moment(debt.due_at)}."
    verdict = "disetujui" if debt.approved else "ditolak"
    remark = f": {debt.remark}" if debt.remark else ""
    return f"Pemeriksaan susulan {verdict} {debt.who}, {moment(debt.settled_at)}{remark}"
