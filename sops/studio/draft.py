"""An SOP while it is being written: the cells of its sheet, sound or not, in rows that keep their names.

A step names roles and the step a Tidak leads to by the key of their row, so that rows may move, come and go; numbers
and codes are given when the document is made. Plain values; whatever changes a draft gives a new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from sops.breach import Breach, Place
from sops.document import POSTPONE, About, Sop
from text.codes import free_code

IDENTITY = "identity"
"""The name of the block in front of the rows, where a row has its key."""
PARTS = ("dates", "signatory")
"""Tables of the identity block; their fields are named ``dates.created``, ``signatory.name``."""
TO_ROLES = ("roles", "informs")
"""Fields of a step that name roles."""
EMPTY: tuple[Any, ...] = ("", None, [], (), False)

Row = Mapping[str, Any]


class Cell(NamedTuple):
    """One cell of the sheet: of a row, or of the identity block; ``field`` is "" for the row as a whole."""

    row: str
    field: str

    def __str__(self) -> str:
        return f"{self.row}-{self.field}" if self.field else self.row


@dataclass(frozen=True)
class Draft:
    """``identity``: field to value. ``roles`` and ``steps``: rows in their order, each with its ``key``.

    Values are as in the document (``Sop.model_dump(mode="json")``); one that can't be read stays as it was typed.
    """

    identity: Row = field(default_factory=dict)
    roles: tuple[Row, ...] = ()
    steps: tuple[Row, ...] = ()
    marks: Mapping[str, str] = field(default_factory=dict)
    """Cells of which a paper left it open what they say, by name, each with why; somebody has to look."""

    def rows(self) -> Iterator[Row]:
        """The rows of both tables."""
        yield from (*self.roles, *self.steps)

    def cells(self) -> dict[Cell, Any]:
        """Every cell that holds something."""
        blocks = [(IDENTITY, self.identity), *((row["key"], row) for row in self.rows())]
        return {
            Cell(key, name): value
            for key, row in blocks
            for name, value in row.items()
            if name != "key" and value not in EMPTY
        }

    def with_cells(self, values: Mapping[Cell, Any]) -> Draft:
        """The same rows with other values, which somebody has looked at; cells that are not there are passed over."""

        def filled(key: str, row: Row) -> Row:
            return {**row, **{cell.field: value for cell, value in values.items() if cell.row == key}}

        return Draft(
            filled(IDENTITY, self.identity),
            tuple(filled(row["key"], row) for row in self.roles),
            tuple(filled(row["key"], row) for row in self.steps),
            self.marks,
        ).seen(map(str, values))

    def seen(self, cells: Iterable[str]) -> Draft:
        """The draft without the marks at cells that somebody has compared with the paper."""
        looked_at = set(cells)
        return replace(self, marks={cell: why for cell, why in self.marks.items() if cell not in looked_at})

    def as_json(self) -> dict[str, Any]:
        """For a column of the database; ``from_json`` reads it."""
        rows = {"roles": [*map(dict, self.roles)], "steps": [*map(dict, self.steps)]}
        return {IDENTITY: dict(self.identity), **rows, "marks": dict(self.marks)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Draft:
        return cls(data[IDENTITY], tuple(data["roles"]), tuple(data["steps"]), data.get("marks", {}))

    @classmethod
    def of(cls, document: Sop) -> Draft:
        """The draft that changes nothing of an SOP: ``check`` gives an equal one back."""
        return cls.of_data(document.model_dump(mode="json", exclude_defaults=True))

    @classmethod
    def of_data(cls, data: Mapping[str, Any], uncertain: Iterable[tuple[Place, str]] = ()) -> Draft:
        """The draft of a document's data, which may lack what a paper doesn't say; ``uncertain``: places and why."""
        identity = {name: value for name, value in data.items() if name not in (*PARTS, "roles", "steps")}
        identity |= {f"{part}.{name}": value for part in PARTS for name, value in (data.get(part) or {}).items()}
        roles = [{"key": f"r{number}", **role} for number, role in enumerate(data.get("roles", ()), start=1)]
        steps = [{"key": f"s{number}", **step} for number, step in enumerate(data.get("steps", ()), start=1)]
        by_slug = {role.get("slug"): role["key"] for role in roles}
        by_number = {step.get("number"): step["key"] for step in steps}
        for role in roles:
            role["superior"] = by_slug.get(role.get("superior"), "")
        for step in steps:
            step |= {name: [by_slug[slug] for slug in step.get(name, ()) if slug in by_slug] for name in TO_ROLES}
            back = step.get("on_refusal")
            step["on_refusal"] = back if back == POSTPONE else by_number.get(back, "")
            step.pop("number", None)
        made = cls(identity, tuple(roles), tuple(steps))
        return replace(made, marks={str(cell_at(made, place)): why for place, why in uncertain})


def document_data(draft: Draft) -> dict[str, Any]:
    """The document's data as far as it goes: rows numbered, codes given, empty cells left out unless they must be."""
    slugs = slugs_of(draft.roles)
    numbers: dict[str, Any] = {row["key"]: number for number, row in enumerate(draft.steps, start=1)}
    data: dict[str, Any] = {name: value for name, value in draft.identity.items() if "." not in name}
    for part in PARTS:
        data[part] = {
            name.partition(".")[2]: value for name, value in draft.identity.items() if name.startswith(f"{part}.")
        }
        data[part] = _filled(data[part], {"name": "", "title": ""} if part == "signatory" else {})
    data = _filled(data, {"slug": "", "name": "", "office": "", "signatory": {}})
    data["roles"] = [_role_data(row, slugs) for row in draft.roles]
    data["steps"] = [_step_data(row, slugs, numbers) | _readings(draft, row) for row in draft.steps]
    return data


def _readings(draft: Draft, row: Row) -> dict[str, Any]:
    """The readings of a step: those it has, and the marks that nobody has looked at (†)."""
    marked = []
    for name, why in draft.marks.items():
        key, _, about = name.partition("-")
        if key == row["key"]:
            marked.append({"about": about, "text": why} if about in list(About) else why)
    readings = [*row.get("assumptions", ()), *marked]
    return {"assumptions": readings} if readings else {}


def _filled(row: Row, needed: Row) -> dict[str, Any]:
    """A row without its key and its empty cells; what must be there stays, empty."""
    return dict(needed) | {name: value for name, value in row.items() if name != "key" and value not in EMPTY}


def _role_data(row: Row, slugs: Mapping[str, str]) -> dict[str, Any]:
    data = _filled(row, {"name": ""}) | {"slug": slugs[row["key"]]}
    if "superior" in data:
        data["superior"] = slugs.get(data["superior"])
    return data


def _step_data(row: Row, slugs: Mapping[str, str], numbers: Mapping[str, Any]) -> dict[str, Any]:
    data = _filled(row, {"activity": "", "kind": "", "roles": []}) | {"number": numbers[row["key"]]}
    for name in TO_ROLES:
        if name in data:
            data[name] = [slugs[key] for key in data[name] if key in slugs]
    if "on_refusal" in data:
        data["on_refusal"] = POSTPONE if data["on_refusal"] == POSTPONE else numbers.get(data["on_refusal"])
    return data


def slugs_of(roles: Iterable[Row]) -> dict[str, str]:
    """The code of each role by its row: the one it has, or one made of its name."""
    found: dict[str, str] = {row["key"]: row["slug"] for row in roles if row.get("slug")}
    for row in roles:
        if row["key"] not in found:
            found[row["key"]] = free_code(row.get("name", ""), set(found.values()), otherwise=f"peran-{row['key']}")
    return found


def cell_of(draft: Draft, breach: Breach) -> Cell:
    """The cell a broken rule is about."""
    return cell_at(draft, breach.path)


def cell_at(draft: Draft, place: Place) -> Cell:
    """The cell at a place of the document."""
    match place:
        case ("steps" | "roles" as table, int(position), *rest) if position < len(getattr(draft, table)):
            name = str(rest[0]) if rest else ""
            # A role's code is made of its name, which is what people see.
            return Cell(getattr(draft, table)[position]["key"], "name" if name == "slug" else name)
        case ("dates" | "signatory" as part, str(name), *_):
            return Cell(IDENTITY, f"{part}.{name}")
        case (str(name), *_):
            return Cell(name, "") if name in ("steps", "roles") else Cell(IDENTITY, name)
    return Cell(IDENTITY, "")


def without(draft: Draft, key: str) -> Draft:
    """The draft without a row, its marks, and whatever named it."""
    gone = replace(
        draft,
        roles=tuple(row for row in draft.roles if row["key"] != key),
        steps=tuple(row for row in draft.steps if row["key"] != key),
        marks={cell: why for cell, why in draft.marks.items() if cell.partition("-")[0] != key},
    )
    lost = {
        Cell(row["key"], name): [each for each in value if each != key] if isinstance(value, list) else ""
        for row in gone.rows()
        for name, value in row.items()
        if name != "key" and (value == key or (isinstance(value, list) and key in value and name in TO_ROLES))
    }
    return gone.with_cells(lost)
