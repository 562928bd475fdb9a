"""What backups in a folder are called, by the time of the site.

``situs-20260105-020000.tar.age`` is a whole one; ``situs-20260105-020000+20260105-091500.tar.age`` an increment to it;
``situs-20260105-020000.daftar`` says what the whole one holds.
"""

import re
from datetime import datetime
from pathlib import Path

from offices import office_time

STAMP = "%Y%m%d-%H%M%S"
SUFFIX = ".tar.age"
ANY = re.compile(r"situs-(\d{8}-\d{6})(?:\+(\d{8}-\d{6}))?" + re.escape(SUFFIX))


def whole(folder: Path) -> Path:
    """A new whole one."""
    return folder / f"situs-{_now()}{SUFFIX}"


def increment(base: Path) -> Path:
    """A new increment to a whole one, beside it."""
    return base.with_name(f"{base.name.removesuffix(SUFFIX)}+{_now()}{SUFFIX}")


def newest_whole(folder: Path) -> Path | None:
    """The newest whole one in a folder."""
    return max((path for path in all_in(folder) if not is_increment(path)), default=None)


def all_in(folder: Path) -> list[Path]:
    """Every backup of a folder that bears a name of ours, the oldest first."""
    return sorted((path for path in folder.iterdir() if ANY.fullmatch(path.name)), key=begun_at)


def is_increment(path: Path) -> bool:
    return "+" in path.name


def whole_of(path: Path) -> Path:
    """The whole one that an increment belongs to."""
    return path.with_name(path.name.partition("+")[0] + SUFFIX)


def listing(base: Path) -> Path:
    """The file that says what a whole one holds."""
    return base.with_name(base.name.removesuffix(SUFFIX) + ".daftar")


def begun_at(path: Path) -> datetime:
    """When one was begun, by its name."""
    found = ANY.fullmatch(path.name)
    assert found is not None
    return datetime.strptime(found[2] or found[1], STAMP).replace(tzinfo=office_time.headquarters())


def _now() -> str:
    return f"{office_time.now(str(office_time.headquarters())):{STAMP}}"
