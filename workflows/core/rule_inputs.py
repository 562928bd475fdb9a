"""What the rules speak of: a run's status, a person as their office sees them, what has happened."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from offices.acting import Acting


class Status(StrEnum):
    """Where a run stands as a whole."""

    RUNNING = "running"
    POSTPONED = "postponed"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    FINISHED = "finished"
    WITHDRAWN = "withdrawn"

    @property
    def is_open(self) -> bool:
        """Whether the item has not yet gone live (and so holds the page)."""
        return self in (Status.RUNNING, Status.POSTPONED, Status.SCHEDULED)


@dataclass(frozen=True)
class Actor:
    """A person at this moment, as seen by the office of the item.

    ``roles`` are the slugs of the roles they hold there themselves today for the item's division, ``acting`` those they
    holds in others' names; ``id`` is None for someone not logged in.
    """

    id: int | None
    roles: frozenset[str] = frozenset()
    acting: tuple[Acting, ...] = ()
    is_office_admin: bool = False
    in_office: bool = True


@dataclass(frozen=True)
class Signed:
    """Signatures given where several may be needed: of which roles, by whom and in whose name."""

    roles: frozenset[str] = frozenset()
    by: frozenset[int] = frozenset()


@dataclass(frozen=True)
class History:
    """What the run has seen so far, reduced to what the rules need.

    ``prepared_by``: who completed a prepare step of this run or saved its text while no review waited (ruling 4a), and
    on whose behalf.
    ``last_editor``: who last changed the content; ``checked_by``: who signed after that (4d), those left out who
    signed in the last editor's name. ``signed``: what was signed already at the current step; ``debts``: the same for
    each check owed, by its step. All name persons: a deputy and their principal both stand for what one did in the
    other's name.
    """

    status: Status = Status.RUNNING
    step: int | None = None
    started_by: frozenset[int] = frozenset()
    prepared_by: frozenset[int] = frozenset()
    last_editor: int | None = None
    checked_by: frozenset[int] = frozenset()
    signed: Signed = Signed()
    decided: bool = False
    open_duties: int = 0
    debts: Mapping[int, Signed] = field(default_factory=dict)
    emergency_by: frozenset[int] = frozenset()
    live: bool = False


@dataclass(frozen=True)
class Allowed:
    """The action may be done, in this role ("" where the action needs none), in whose name if not one's own."""

    role: str = ""
    acting: Acting | None = None

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True)
class Refused:
    """The action may not be done; ``reason`` is the sentence the person reads.

    ``conflict``: because of what this person, or whom they act for, did before; another holder may do it.
    """

    reason: str
    conflict: bool = False

    def __bool__(self) -> bool:
        return False


Decision = Allowed | Refused
