"""An uploaded office file or archive, as a program of its own (``files.isolation``).

``office_program.py judge PATH KIND`` says as JSON what may not come in, what readers don't see, and whom it names;
``bare`` writes it without people's names, ``clean`` also without what readers don't see; both nothing where there is
nothing to take out or the file is signed.
"""

import json
import sys
from pathlib import Path
from typing import Any

from files import archives, tables, texts
from files.office import cleaning, hidden, names
from files.office.package import Package


def judge(path: str, kind: str) -> None:
    content = Path(path).read_bytes()
    try:
        told = {"zip": of_archive, "csv": of_table}.get(kind, what_it_is)(content, kind)
    except MemoryError:
        raise
    except Exception as fault:  # whatever a library says of a broken file is the answer
        told = {"fault": f"{type(fault).__name__}: {fault}"[:200]}
    sys.stdout.write(json.dumps(told))


def what_it_is(content: bytes, kind: str) -> dict[str, Any]:
    package = Package(content, kind)
    found = list(dict.fromkeys(archives.office(package)))
    people = sorted(hidden.people(package))[:20]
    return {"dangers": found, **hidden.hidden(package), "names": people, "signed": names.is_signed(package)}


def of_archive(content: bytes, kind: str) -> dict[str, Any]:
    found = archives.dangers(content)
    return {"dangers": found, **({} if found else archives.unseen(content))}


def of_table(content: bytes, kind: str) -> dict[str, Any]:
    return {"dangers": tables.dangers(texts.decoded(content) or "")}


def bare(path: str, kind: str) -> None:
    package = Package(Path(path).read_bytes(), kind)
    if not names.is_signed(package) and (changed := names.take_out(package) | names.without_template_path(package)):
        sys.stdout.buffer.write(package.written(changed))


def clean(path: str, kind: str) -> None:
    package = Package(Path(path).read_bytes(), kind)
    cleaning.clean(package)
    sys.stdout.buffer.write(package.written())


if __name__ == "__main__":
    {"judge": judge, "bare": bare, "clean": clean}[sys.argv[1]](*sys.argv[2:])
