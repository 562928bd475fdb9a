"""An SOP as text: TOML in and out, canonical JSON in, and refusals an office admin can act on.

A refused file names line, field, what is wrong and what would be right, in Indonesian. Shape errors
are reported together; the rules of ``checks`` are applied once the shape is sound (``examining``).
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from sops.breach import Breach, Place
from sops.document import Sop
from sops.examining import examined
from sops.fields import has_controls
from text.cleaning import clean_all, clean_lines


class Problem(NamedTuple):
    """One thing wrong with a file. ``line`` counts from 1, None when no line can be named."""

    line: int | None
    field: str
    wrong: str
    remedy: str


class SopFileError(ValueError):
    """A refused SOP file; ``str()`` gives one line per problem."""

    def __init__(self, source: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(source, problems)
        self.source = source
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(self.sentences())

    def sentences(self) -> list[str]:
        """Each problem: where it is, what is wrong and what would be right."""
        return list(map(self._sentence, self.problems))

    def _sentence(self, problem: Problem) -> str:
        place = self.source if problem.line is None else f"{self.source}:{problem.line}"
        where = f"{place} · {problem.field}" if problem.field else place
        return f"{where}: {problem.wrong} Perbaikan: {problem.remedy}"


def parse_sop(text: str, *, source: str) -> Sop:
    """The SOP in a TOML file; ``source`` is the file name used in messages.

    Raises ``SopFileError`` with every problem found.
    """
    text = text.removeprefix("\ufeff")  # Windows Notepad writes one
    return _parse(text, source, _loads_clean, _empty_checklists, _line_numbers(text))


def _loads_clean(text: str) -> Any:
    return clean_all(tomllib.loads(text), _clean)


def _clean(text: str) -> str:
    """A text of a file without what nobody sees; controls stay, for its field to refuse."""
    return text if has_controls(text) else clean_lines(text)


def parse_sop_json(text: str, *, source: str) -> Sop:
    """The SOP in a JSON document such as ``Sop.canonical_json()``; raises ``SopFileError``."""
    return _parse(text, source, json.loads, lambda data: (), {})


def _parse(
    text: str,
    source: str,
    loads: Callable[[str], Any],
    notation: Callable[[Any], Iterable[Breach]],
    lines: Mapping[Place, int],
) -> Sop:
    try:
        data = loads(text)
        sop, broken = examined(data)
    except (ValueError, RecursionError) as error:
        raise SopFileError(source, (_unreadable(text, error),)) from error
    broken = (*notation(data), *broken) if sop else (*broken, *notation(data))
    if sop is None or broken:
        raise _refused(source, broken, lines)
    return sop


def to_toml(sop: Sop) -> str:
    """The SOP as a TOML file without empty fields; ``parse_sop`` gives an equal SOP back."""
    data = sop.model_dump(mode="json", exclude_defaults=True)
    tables = {name: data.pop(name, {}) for name in ("dates", "signatory")}
    arrays = {name: data.pop(name, ()) for name in ("annexes", "roles", "steps")}
    blocks = [_table("", data)]
    blocks += [_table(f"[{name}]", table) for name, table in tables.items() if table]
    blocks += [_table(f"[[{name}]]", row) for name, rows in arrays.items() for row in rows]
    return "\n\n".join(blocks) + "\n"


def _table(header: str, fields: Mapping[str, Any]) -> str:
    lines = [header] if header else []
    return "\n".join([*lines, *(f"{name} = {_toml(value)}" for name, value in fields.items())])


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{name} = {_toml(one)}' for name, one in value.items())} }}"
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return "\n".join(["[", *(f"    {_toml(item)}," for item in value), "]"])
    flat = json.dumps(value, ensure_ascii=False)  # text, numbers, booleans and lists read alike
    if isinstance(value, list) and len(flat) > 80:
        return "\n".join(["[", *(f"    {_toml(item)}," for item in value), "]"])
    return flat


# --- where ---


def _line_numbers(text: str) -> dict[Place, int]:
    """Line of every header and key, by path. A small scanner: a miss only costs a line number."""
    lines: dict[Place, int] = {}
    count: dict[str, int] = {}
    table: Place = ()
    quote = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if quote:
            quote = "" if quote in line else quote
        elif header := re.match(r"\s*(\[\[?)\s*([\w.-]+)\s*\]", line):
            name = header[2]
            if header[1] == "[[":
                count[name] = count.get(name, -1) + 1
                table = (name, count[name])
                lines.setdefault((name,), number)
            else:
                table = tuple(name.split("."))
            lines.setdefault(table, number)
        elif key := re.match(r"""\s*["']?([\w.-]+)["']?\s*=\s*("{3}|'{3})?""", line):
            lines.setdefault((*table, *key[1].split(".")), number)
            quote = key[2] if key[2] and line.count(key[2]) == 1 else ""
    return lines


def _refused(source: str, broken: Iterable[Breach], lines: Mapping[Place, int]) -> SopFileError:
    problems = (
        Problem(_line(breach.path, lines), _field(breach.path), breach.wrong, breach.remedy) for breach in broken
    )
    return SopFileError(source, tuple(sorted(problems, key=lambda problem: problem.line or 0)))


def _line(path: Place, lines: Mapping[Place, int]) -> int | None:
    shorter = (path[:length] for length in range(len(path), 0, -1))
    return next((lines[part] for part in shorter if part in lines), None)


def _field(path: Place) -> str:
    """``("steps", 3, "checklist", 1)`` as people say it: "langkah 4 · checklist · butir 2"."""
    parts: list[str] = []
    for part in path:
        if isinstance(part, str):
            parts.append(part)
        elif len(parts) == 1 and parts[0] in _ROWS:
            parts[0] = f"{_ROWS[parts[0]]} {part + 1}"
        else:
            parts.append(f"butir {part + 1}")
    return " · ".join(parts)


_ROWS = {"steps": "langkah", "roles": "peran", "annexes": "lembar"}


# --- what ---


def _unreadable(text: str, error: Exception) -> Problem:
    message = str(error)
    place = re.search(r"line (\d+)", message)
    line = int(place[1]) if place else text.count("\n") + 1 if "end of" in message else None
    for sign, wrong, remedy in _SYNTAX:
        if sign in message:
            return Problem(line, "", wrong, remedy)
    return Problem(
        line,
        "",
        f"penulisan {'pada baris ini ' if line else ''}tidak dapat dibaca.",
        'tulis nama = nilai; apit teks dengan kutip lurus ("…") dan daftar dengan kurung siku.',
    )


_SYNTAX = (
    ("Cannot ", "isian atau tabel ini ditulis dua kali.", "hapus salah satunya."),
    ("Unterminated string", "teks tidak ditutup.", 'tutup teks dengan tanda kutip lurus (").'),
    ("Illegal character '\\n'", "teks tidak ditutup.", 'tutup teks dengan tanda kutip lurus (").'),
)


def _empty_checklists(data: Any) -> Iterator[Breach]:
    """A checklist written by hand must say something; canonical JSON spells out empty ones."""
    steps = data.get("steps") if isinstance(data, dict) else None
    for position, step in enumerate(steps if isinstance(steps, list) else ()):
        if isinstance(step, dict) and step.get("checklist") == []:
            yield Breach(("steps", position, "checklist"), "daftar periksanya kosong.", "hapus atau isi.")
