"""What a whole backup holds, in a file beside it: an increment is compared with this, never with a clock.

The server can't open its own backups, so ``situs-….daftar`` says it: for each file its size, when it was last changed
by the word of its storage, and its SHA-256; and whom the backup was encrypted for.
"""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import NamedTuple

from django.core.files.storage import Storage


class Entry(NamedTuple):
    """One file: bytes, moment of its last change (as text, only ever compared for equality), SHA-256 (hex)."""

    size: int
    changed: str
    sha256: str


@dataclass
class Listing:
    """The files of a whole backup by their names in it."""

    recipients: list[str]
    files: dict[str, Entry] = field(default_factory=dict)

    def holds(self, member: str, size: int, changed: str) -> bool:
        """Whether the backup has this very file."""
        found = self.files.get(member)
        return found is not None and (found.size, found.changed) == (size, changed)

    def write(self, path: Path) -> None:
        path.touch(mode=0o600)
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")


def read(path: Path) -> Listing | None:
    """The listing in a file; None where there is none that can be read."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return Listing(told["recipients"], {name: Entry(*entry) for name, entry in told["files"].items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def changed(storage: Storage, name: str) -> str:
    """When a file was last changed, as its storage tells it."""
    return storage.get_modified_time(name).isoformat()
