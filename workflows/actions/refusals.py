"""How a verb says no. Each carries the sentence the person reads and the HTTP status that fits."""


class ActionRefused(Exception):
    """Base of every refusal; nothing was changed."""

    status = 409

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotAllowed(ActionRefused):
    """The rules say that this person may not do this now."""

    status = 403


class Stale(ActionRefused):
    """What the person saw is no longer what is there."""

    status = 409


class Incomplete(ActionRefused):
    """Inputs, checklist, reason or content are missing; ``faults`` names each by form field."""

    status = 422

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(" ".join(faults.values()))
        self.faults = faults


def refused(reason: str, seen: str | None, visit: int) -> ActionRefused:
    """A refusal by the rules; where somebody else was quicker than what the person saw it says so.

    ``visit``: key of the waiting visit, 0 where none is.
    """
    if seen and not seen.startswith(f"{visit}."):
        return Stale(f"Naskah sudah berpindah langkah sejak Anda membukanya. {reason}")
    return NotAllowed(reason)
