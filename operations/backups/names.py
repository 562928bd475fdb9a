"""What backups in a folder are called, by the time of the site.

``situs-20260105-020000.tar.age`` is a whole one; ``situs-20260105-020000+20260105-091500.tar.age`` an increment to it.
"""

import re
from datetime import datetime
from pathlib import Path

from django.utils import timezone

STAMP = "%Y%m%d-%H%M%S"
SUFFIX = ".tar.age"
WHOLE = re.compile(r"situs-(\d{8}-\d{6})" + re.escape(SUFFIX))


def whole(folder: Path) -> Path:
    """A new whole one."""
    return folder / f"situs-{_now()}{SUFFIX}"


def increment(base: Path) -> Path:
    """A new increment to a whole one, beside it."""
    return base.with_name(f"{base.name.removesuffix(SUFFIX)}+{_now()}{SUFFIX}")


def newest_whole(folder: Path) -> Path | None:
    """The newest whole one in a folder."""
    return max((path for path in folder.iterdir() if WHOLE.fullmatch(path.name)), default=None)


def begun_at(base: Path) -> datetime:
    """When a whole one was begun."""
    found = WHOLE.fullmatch(base.name)
    assert found is not None
    return timezone.make_aware(datetime.strptime(found[1], STAMP))


def _now() -> str:
    return f"{timezone.localtime():{STAMP}}"
