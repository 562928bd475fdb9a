"""Codes made of names: what addresses, roles and accounts are called where nobody has said. Plain Python."""

import re
import unicodedata
from collections.abc import Iterable


def free_code(name: str, taken: Iterable[str], *, otherwise: str, longest: int = 60) -> str:
    """A code made of a name, at most ``longest`` characters, that is not taken yet."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    wanted = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: longest - 3].strip("-") or otherwise
    taken = set(taken)
    more = (f"{wanted}-{number}" for number in range(2, 1_000))
    return next(slug for slug in (wanted, *more) if slug not in taken)
