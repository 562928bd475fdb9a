"""What the rules speak of: actions, a run's status, a person as his office sees him, what has happened."""

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """Everything that can be done to an item."""

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

    ``roles`` are the role slugs held there today for this item's division; ``id`` is None for
    someone not logged in.
    """

    id: int | None
    roles: frozenset[str] = frozenset()
    is_office_admin: bool = False
    in_office: bool = True


@dataclass(frozen=True)
class History:
    """What the run has seen so far, reduced to what the rules need.

    ``prepared_by``: who completed a prepare step of this run (ruling 4a), and on whose behalf.
    ``last_editor``: who last changed the content; ``checked_by``: who signed after that (4d).
    ``signed_roles``/``signed_by``: signatures already given at the current step.
    """

    status: Status = Status.RUNNING
    step: int | None = None
    started_by: frozenset[int] = frozenset()
    prepared_by: frozenset[int] = frozenset()
    last_editor: int | None = None
    checked_by: frozenset[int] = frozenset()
    signed_roles: frozenset[str] = frozenset()
    signed_by: frozenset[int] = frozenset()
    decided: bool = False
    open_duties: int = 0
    debts: frozenset[int] = frozenset()
    emergency_by: frozenset[int] = frozenset()
    live: bool = False


@dataclass(frozen=True)
class Allowed:
    """The action may be done, in this role ("" where the action needs none)."""

    role: str = ""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True)
class Refused:
    """The action may not be done; ``reason`` is the sentence the person reads."""

    reason: str

    def __bool__(self) -> bool:
        return False


Decision = Allowed | Refused
