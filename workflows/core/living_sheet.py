"""The official table with what an item has gone through laid over it: the one description of a run's steps.

Sheet, list, PDF and record draw from these values and add nothing of their own. Without a trail it is the
table of the SOP as it stands.
"""

from dataclasses import dataclass

from sops import sheet
from sops.document import Sop
from sops.flow_lines import lines
from sops.route import Outcome
from sops.sheet import time_in_words
from workflows.core.living_row import LivingRow, living_row, moment
from workflows.core.run_history import Trail


@dataclass(frozen=True)
class ReadingNote:
    """How a step is read where the paper doesn't say: for those who run the office, nobody else's sheet has it."""

    step: int
    text: str
    confirmed: str = ""
    """Who confirmed it, when and on what ground, in a sentence; "" while that is open."""


@dataclass(frozen=True)
class Sheet:
    """Everything a medium shows; ``trail`` is None for the SOP alone."""

    sop: Sop
    identity: tuple[tuple[str, str], ...]
    foundations: tuple[tuple[str, tuple[str, ...]], ...]
    rows: tuple[LivingRow, ...]
    total: str
    trail: Trail | None = None
    item: tuple[tuple[str, str], ...] = ()
    """The item's own block: heading and text; empty without an item."""
    duties: tuple[str, ...] = ()
    readings: tuple[ReadingNote, ...] = ()

    @property
    def open_readings(self) -> tuple[ReadingNote, ...]:
        """What nobody has confirmed yet."""
        return tuple(note for note in self.readings if not note.confirmed)

    @property
    def confirmed_readings(self) -> tuple[ReadingNote, ...]:
        return tuple(note for note in self.readings if note.confirmed)

    @property
    def doubtful_steps(self) -> frozenset[int]:
        """The numbers of the steps marked †."""
        return frozenset(note.step for note in self.open_readings)


def living_sheet(sop: Sop, trail: Trail | None = None, readings: tuple[ReadingNote, ...] = ()) -> Sheet:
    """The whole sheet of an SOP, with an item's trail laid over it where one is given.

    ``readings`` come from whoever knows that the reader runs the office; the public and writers get none.
    """
    passed: set[int] = set()
    returned: set[int] = set()
    for visit in trail.visits if trail else ():
        if visit.outcome is not None and visit.outcome.passes:
            passed.add(visit.step)
        elif visit.outcome is Outcome.SENT_BACK:
            returned.add(visit.step)
    grid = lines(sop, frozenset(passed), frozenset(returned))
    return Sheet(
        sop=sop,
        identity=sheet.identity(sop),
        foundations=sheet.foundations(sop),
        rows=tuple(living_row(sop, trail, plan, grid, index) for index, plan in enumerate(sheet.rows(sop))),
        total=time_in_words(sop.norm_minutes),
        trail=trail,
        item=_item(trail) if trail else (),
        duties=_duties(trail) if trail else (),
        readings=readings,
    )


def _item(trail: Trail) -> tuple[tuple[str, str], ...]:
    block = (
        ("Naskah", trail.title),
        ("Register", trail.register),
        ("Kantor", trail.office),
        ("Jenis isi", trail.kind.label),
        ("Keadaan", trail.status_label),
        ("Diajukan", f"{moment(trail.started_at)} {trail.zone} oleh {trail.started_by}"),
        ("Tayang", f"{moment(trail.published_at)} {trail.zone}" if trail.published_at else ""),
        ("Alamat", trail.live_url),
        ("Jalur darurat", trail.emergency_reason),
    )
    return tuple((heading, text) for heading, text in block if text)


def _duties(trail: Trail) -> tuple[str, ...]:
    return tuple(
        f"{duty.text} · {'belum' if duty.done_at is None else f'{duty.who}, {moment(duty.done_at)}'}"
        for duty in trail.duties
    )
