"""A paper into a draft: the flow's table, the identity block around it, and a mark on every cell that is uncertain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sops.document import Sop, StepKind
from sops.paper import lists, running, table
from sops.paper.columns import is_head
from sops.paper.executors import Executors, executors_of, slug_of, slugs_of
from sops.paper.headings import Column
from sops.paper.identity import Identity, read_identity
from sops.paper.kinds import TICKS, checklist_of, is_decision, kind_of, refusal_of, without_answers
from sops.paper.plain import paper_of
from sops.paper.table import Flow, Row
from sops.paper.text import cut_words, one_line
from sops.paper.times import read_time
from sops.paper.values import Paper, PaperReading, Refused, Table, Uncertain

MOST_STEPS = 200
NOTHING = re.compile(r"[\W_]*|tidak ada|nihil", re.I)
FIELDS = {
    Column.ACTIVITY: "activity",
    Column.INPUTS: "inputs",
    Column.NORM_TIME: "norm_time",
    Column.OUTPUTS: "outputs",
    Column.REMARK: "remark",
    Column.NUMBER: "number",
}
"""The field of a step that a column fills."""
NO_STEPS = "Tabel alur (No, Kegiatan, Pelaksana, Waktu, Output) tidak ditemukan dalam naskah; isi langkah-langkahnya."
NO_ROLES = "Nama pelaksana tidak ditemukan dalam naskah; isi perannya."
NO_ACTIVITY = "Kegiatan langkah ini tidak terbaca; isi kegiatannya."
CUT = "Kata «{}» terpotong di ujung baris; periksa tanda hubungnya."
CUT_OFF = "Naskah ini lebih panjang daripada yang dibaca; periksa apakah ada langkah di halaman berikutnya."
SCANNED = "Dibaca dari pindaian; cocokkan dengan naskah."
NOT_AN_SOP = (
    "Berkas ini tidak dikenali sebagai SOP: tidak ada blok identitas (Nomor SOP, Dasar Hukum) maupun tabel kegiatan. "
    "Periksa berkasnya, atau mulai dari formulir kosong."
)
TOO_MANY = f"Tabel alur memuat lebih dari {MOST_STEPS} langkah. Unggah naskah satu SOP saja."


def read_paper(source: str | Paper) -> PaperReading:
    """The draft in a paper. Raises ``Refused`` where it is no SOP, or longer than any."""
    paper = paper_of(source) if isinstance(source, str) else source
    flow, before, after = _parted(paper)
    identity = read_identity(before, after)
    if not flow.rows and len(identity.fields) < 2:
        raise Refused(NOT_AN_SOP)
    if len(flow.rows) > MOST_STEPS:
        raise Refused(TOO_MANY)
    document = _Document(identity, flow, is_exact=paper.is_exact)
    document.read_steps(replace(paper, blocks=(*before.blocks, *after.blocks)))
    if paper.is_cut:
        identity.doubt(("steps",), CUT_OFF)
    uncertain = [*identity.uncertain, *(_scanned(document.fields) if paper.is_scan else ())]
    return PaperReading(document.fields, tuple(_once(uncertain)))


def _parted(paper: Paper) -> tuple[Flow, Paper, Paper]:
    """The flow, and what stands before and behind it."""
    found = table.flow_of(paper.blocks) or running.flow_of(paper.blocks)
    if found is None:
        return Flow(), paper, Paper(())
    flow, first, last = found
    begins = paper.blocks[first]
    head: tuple[Any, ...] = ()
    if isinstance(begins, Table):  # the identity block may be the same table's upper rows
        rows = begins.rows
        cut = next((at for at in range(len(rows)) if is_head(rows[at], rows[at + 1] if at + 1 < len(rows) else ())), 0)
        head = (Table(rows[:cut]),) if cut else ()
    before = replace(paper, blocks=(*paper.blocks[:first], *head))
    return flow, before, replace(paper, blocks=paper.blocks[last:])


class _Document:
    """Builds the draft's fields in the order of the model."""

    def __init__(self, identity: Identity, flow: Flow, *, is_exact: bool) -> None:
        self.identity = identity
        self.flow = flow
        self.is_exact = is_exact
        self.fields: dict[str, Any] = {}

    def read_steps(self, elsewhere: Paper) -> None:
        parted = {row.number: without_answers(row.cells.get(Column.ACTIVITY, "")) for row in self.flow.rows}
        activities = {number: one_line(activity) for number, (activity, _) in parted.items()}
        executors = executors_of(self.flow, activities, elsewhere)
        slugs = slugs_of(executors.names)
        steps = [self._step(row, *parted[row.number], executors, slugs) for row in self.flow.rows]
        for at, row in enumerate(self.flow.rows):
            self._refusal(steps, at, " ".join((*parted[row.number], row.cells.get(Column.REMARK, ""))))
        self._assemble(executors, slugs, steps)

    def _assemble(self, executors: Executors, slugs: list[str], steps: list[dict[str, Any]]) -> None:
        held = dict(self.identity.fields)
        if name := held.get("name"):
            held["slug"] = slug_of(name)
        held["roles"] = [{"slug": slug, "name": name} for slug, name in zip(slugs, executors.names, strict=True)]
        held["steps"] = [{field: step[field] for field in STEP_FIELDS if step.get(field)} for step in steps]
        self.fields = {field: held[field] for field in Sop.model_fields if held.get(field)}
        doubt = self.identity.doubt
        for at, why in executors.doubts:
            doubt(("roles", at, "name"), why, executors.names[at])
        for why, evidence in self.flow.doubts:
            doubt(("roles",) if why.startswith(running.ROLE_COUNT) else ("steps",), why, evidence)
        if not steps:
            doubt(("steps",), NO_STEPS)
        elif not executors.names:
            doubt(("roles",), NO_ROLES)

    def _step(self, row: Row, activity: str, answers: str, executors: Executors, slugs: list[str]) -> dict[str, Any]:
        at = row.number - 1
        step: dict[str, Any] = {"number": row.number, "activity": one_line(activity)}
        self._doubts(row, activity)
        performed = executors.of(row, step["activity"], is_exact=self.is_exact)
        step["roles"] = [slugs[one] for one in performed.roles]
        step["_performers"] = [executors.names[one] for one in performed.roles]
        told = kind_of(activity, is_decision=is_decision(list(row.marks.values()), answers))
        step["kind"] = told.kind.value
        for field, why, evidence in (("roles", performed.why, performed.evidence), ("kind", told.why, activity)):
            if why:
                self.identity.doubt(("steps", at, field), why, evidence)
        self._measures(step, row)
        remarks = [one_line(row.cells.get(Column.REMARK, "")), one_line(answers)]
        step["remark"] = "; ".join(remark for remark in remarks if not NOTHING.fullmatch(remark))
        if ticked := checklist_of(activity):
            step["checklist"] = ticked
            self.identity.doubt(("steps", at, "checklist"), TICKS, activity)
        return step

    def _measures(self, step: dict[str, Any], row: Row) -> None:
        at, said = row.number - 1, row.cells.get(Column.NORM_TIME, "")
        time = read_time(said)
        step["norm_time"] = time.value
        if time.why:
            self.identity.doubt(("steps", at, "norm_time"), time.why, said)
        for column in (Column.INPUTS, Column.OUTPUTS):
            cell = row.cells.get(column, "")
            found = lists.items(cell, is_exact=self.is_exact, is_cell=True)
            step[FIELDS[column]] = [item for item in found if not NOTHING.fullmatch(item)]
            for word in cut_words(cell):
                self.identity.doubt(("steps", at, FIELDS[column]), CUT.format(word), cell)

    def _doubts(self, row: Row, activity: str) -> None:
        place = ("steps", row.number - 1)
        if not activity.strip():
            self.identity.doubt((*place, "activity"), NO_ACTIVITY)
        for word in cut_words(activity):
            self.identity.doubt((*place, "activity"), CUT.format(word), activity)
        for (column, why), evidence in row.doubts.items():
            self.identity.doubt((*place, FIELDS[column]), why, evidence)

    def _refusal(self, steps: list[dict[str, Any]], at: int, told: str) -> None:
        way = refusal_of(steps, at, told)
        if way is None:
            return
        steps[at]["on_refusal"] = way.to
        if way.to is not None and steps[at]["kind"] not in (StepKind.DECIDE, StepKind.REVIEW):
            steps[at]["kind"] = StepKind.DECIDE.value
            self.identity.doubt(
                ("steps", at, "kind"), "Naskah menyebut jawaban Tidak; pastikan jenis langkahnya.", told
            )
        if way.why:
            self.identity.doubt(("steps", at, "on_refusal"), way.why, way.evidence)


STEP_FIELDS = (
    *("number", "activity", "roles", "kind", "norm_time", "inputs", "outputs", "checklist", "remark", "on_refusal"),
)
"""Fields of a step that a paper can fill, in the order of the model."""


def _scanned(document: dict[str, Any]) -> Iterator[Uncertain]:
    """A mark on everything that was read from a picture."""
    for field, value in document.items():
        if field in ("slug", "roles"):
            continue
        if field != "steps":
            yield Uncertain((field,), SCANNED, value if isinstance(value, str) else "")
            continue
        for at, step in enumerate(value):
            yield from (Uncertain(("steps", at, name), SCANNED) for name in ("activity", *MEASURES) if name in step)


MEASURES = ("norm_time", "inputs", "outputs", "remark")


def _once(uncertain: list[Uncertain]) -> list[Uncertain]:
    """Each place with each reason once, in the order of the document."""
    fields = list(Sop.model_fields)
    once = {(one.place, one.why): one for one in uncertain}.values()
    return sorted(
        once, key=lambda one: (fields.index(str(one.place[0])), [part for part in one.place if isinstance(part, int)])
    )
