"""Acting in somebody's name (Plt., Plh.), as plain values."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Acting:
    """A role held in somebody's name (Plt., Plh.): the principal, and what decisions show of it."""

    role: str
    principal: int
    principal_name: str
    capacity: str
