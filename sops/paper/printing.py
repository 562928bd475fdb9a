"""A reading as the text of a TOML draft, with its marks as remarks where they belong, and as JSON."""

import json
from collections.abc import Iterator
from typing import Any

from sops.breach import Place
from sops.paper.values import PaperReading, Uncertain

TABLES = ("dates", "signatory")
ROWS = ("roles", "steps")
MOST_IN_ROW = 100
"""Characters of a list that stands in one line."""


def as_toml(reading: PaperReading) -> str:
    """The draft as an SOP file; "# PERIKSA" stands above what is uncertain, "# BELUM ADA" for what is missing."""
    document = reading.document
    blocks = [
        [
            *_marks(reading, ("slug",)),
            *_fields(reading, (), {k: v for k, v in document.items() if k not in (*TABLES, *ROWS)}),
        ]
    ]
    for name in TABLES:
        if lines := _fields(reading, (name,), document.get(name, {})):
            blocks.append([f"[{name}]", *lines])
    for name in ROWS:
        if told := list(_marks(reading, (name,))):
            blocks.append(told)
        for at, row in enumerate(document.get(name, ())):
            blocks.append([f"[[{name}]]", *_fields(reading, (name, at), row)])
    return "\n\n".join("\n".join(lines) for lines in blocks if lines) + "\n"


def as_json(reading: PaperReading) -> str:
    """``document``, ``uncertain`` and ``missing`` (places count from 0)."""
    return json.dumps(
        {
            "document": reading.document,
            "uncertain": [_plain(one) for one in reading.uncertain],
            "missing": [_plain(one) for one in reading.missing],
        },
        ensure_ascii=False,
        indent=2,
    )


def _plain(one: Uncertain) -> dict[str, Any]:
    return {"place": list(one.place), "why": one.why, "evidence": one.evidence}


def _fields(reading: PaperReading, place: Place, fields: dict[str, Any]) -> list[str]:
    """Each field with the marks on it, then the marks on fields that are missing."""
    lines: list[str] = []
    for name, value in fields.items():
        lines += [*_marks(reading, (*place, name)), f"{name} = {_value(value)}"]
    said = {*fields, "slug", *((*TABLES, *ROWS) if not place else ())}
    for one in reading.uncertain:
        above, last = one.place[:-1], one.place[-1]
        if above == place and str(last) not in said:
            lines.append(f"# BELUM ADA · {last}: {one.why}{_evidence(one)}")
    return lines


def _marks(reading: PaperReading, place: Place) -> Iterator[str]:
    for one in reading.uncertain:
        if one.place == place:
            yield f"# PERIKSA · {place[-1]}: {one.why}{_evidence(one)}"


def _evidence(one: Uncertain) -> str:
    """What the paper says, in one line whatever it holds."""
    said = " ".join(one.evidence.split())
    return f" [naskah: {said[:160]}{'…' if len(said) > 160 else ''}]" if said else ""


def _value(value: Any) -> str:
    flat = json.dumps(value, ensure_ascii=False)
    if isinstance(value, list) and len(flat) > MOST_IN_ROW:
        return "\n".join(["[", *(f"    {json.dumps(item, ensure_ascii=False)}," for item in value), "]"])
    return flat


def place_in_words(place: Place) -> str:
    """``("steps", 3, "norm_time")`` as people say it: "langkah 4 · norm_time"."""
    rows = {"steps": "langkah", "roles": "peran"}
    if len(place) > 1 and place[0] in rows and isinstance(place[1], int):
        return " · ".join([f"{rows[str(place[0])]} {place[1] + 1}", *map(str, place[2:])])
    return " · ".join(map(str, place))
