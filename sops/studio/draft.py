"""An SOP while it is being written: the cells of its sheet, sound or not, in rows that keep their names.

A step names roles and the step a Tidak leads to by the key of their row, so that rows may move, come and go; numbers
and codes are given when the document is made. Plain values; whatever changes a draft gives a new one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from sops.breach import Breach, Place
from sops.changes import CHOICES, LABELS
from sops.document import POSTPONE, About, Sop
from sops.toml_file import examined, shaped

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


class Checked(NamedTuple):
    """What a draft amounts to: the SOP where it is one, else what is wrong, by cell, in sentences."""

    sop: Sop | None
    faults: Mapping[str, list[str]]


def check(draft: Draft) -> Checked:
    """Judge a draft by the rules that hold for a file (``sops.checks``)."""
    sop, breaches = examined(document_data(draft))
    faults: dict[str, list[str]] = {}
    for breach in breaches:
        faults.setdefault(str(cell_of(draft, breach)), []).append(_sentence(draft, breach))
    return Checked(sop, faults)


def _sentence(draft: Draft, breach: Breach) -> str:
    if breach.wrong in ("teksnya kosong.", "daftarnya kosong."):
        return "Belum diisi."
    slugs = _slugs(draft.roles)
    titles = {slugs[row["key"]]: row.get("name") or "tanpa nama" for row in draft.roles}
    return in_words_of_the_sheet(f"{_capital(breach.wrong)} {_capital(breach.remedy)}", titles)


def marked_outside_the_steps(draft: Draft) -> list[str]:
    """The marked cells that can't become a reading, since only steps have readings: identity and roles."""
    steps = {row["key"] for row in draft.steps}
    return [cell for cell in draft.marks if cell.partition("-")[0] not in steps]


def document_data(draft: Draft) -> dict[str, Any]:
    """The document's data as far as it goes: rows numbered, codes given, empty cells left out unless they must be."""
    slugs = _slugs(draft.roles)
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


def _slugs(roles: Iterable[Row]) -> dict[str, str]:
    """The code of each role by its row: the one it has, or one made of its name."""
    found: dict[str, str] = {row["key"]: row["slug"] for row in roles if row.get("slug")}
    for row in roles:
        if row["key"] not in found:
            found[row["key"]] = free_slug(row.get("name", ""), set(found.values()), otherwise=f"peran-{row['key']}")
    return found


def free_slug(name: str, taken: Iterable[str], *, otherwise: str, longest: int = 60) -> str:
    """A code made of a name, at most ``longest`` characters, that is not taken yet."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    wanted = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: longest - 3].strip("-") or otherwise
    taken = set(taken)
    more = (f"{wanted}-{number}" for number in range(2, 1_000))
    return next(slug for slug in (wanted, *more) if slug not in taken)


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


_TOKENS = re.compile(r'\[\[?(\w+)\]\]?|(?:kind = )?"(\w+)"|\b([a-z]+_[a-z_]+|roles|informs|inputs|outputs)\b')
_TABLE_NAMES = {"roles": "daftar pelaksana", "steps": "daftar langkah"}
_SAME_ROLE = re.compile(r'Kode peran "([^"]+)" sudah dipakai peran lain\. .*')
_OF_A_ROLE = re.compile(r'\b(peran|atasan) "([^"]+)"', re.IGNORECASE)
_ANSWERS = {POSTPONE: "ditunda", "all": "semua", "any": "salah satu"}


def in_words_of_the_sheet(sentence: str, titles: Mapping[str, str] | None = None) -> str:
    """What a rule says of a file's fields and values, with the words that stand on the sheet.

    ``titles``: what the roles are called, by their codes, which nobody sees there.
    """
    titles = titles or {}
    if _SAME_ROLE.fullmatch(sentence):
        return "«Peran di kantor» ini sudah dipilih pada pelaksana lain. Pilih yang lain, atau hapus salah satunya."

    def said(token: re.Match[str]) -> str:
        table, value, name = token.groups()
        if table:
            return _TABLE_NAMES.get(table, table)
        if name:
            return f"«{LABELS[name]}»" if name in LABELS else name
        words = {**CHOICES, **_ANSWERS}.get(value)
        return f"«{words}»" if words else token[0]

    plain = _OF_A_ROLE.sub(lambda found: f"{found[1]} «{titles.get(found[2], found[2])}»", sentence)
    return _TOKENS.sub(said, plain)


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def shape_of(draft: Draft) -> Sop | None:
    """The SOP as it would look, for drawing only: what is missing is "…", ways that lead nowhere are left out.

    None while there is no row to draw.
    """
    lenient = _lenient(draft)
    if not lenient.roles or not lenient.steps:
        return None
    return shaped(document_data(lenient))[0]


def _lenient(draft: Draft) -> Draft:
    """The draft with "…" where something must stand, and without what can't be read."""
    unread = {cell_of(draft, breach) for breach in shaped(document_data(draft))[1]}
    draft = draft.with_cells(dict.fromkeys(unread, ""))
    needed: dict[Cell, Any] = {
        Cell(IDENTITY, name): "…" for name in ("name", "office", "signatory.name", "signatory.title")
    }
    needed[Cell(IDENTITY, "slug")] = "sop"
    needed |= {Cell(row["key"], "name"): "…" for row in draft.roles}
    needed |= {Cell(row["key"], "activity"): "…" for row in draft.steps}
    needed |= {Cell(row["key"], "kind"): "prepare" for row in draft.steps}
    needed |= {Cell(row["key"], "roles"): [draft.roles[0]["key"]] for row in draft.steps if draft.roles}
    filled = draft.cells()
    return draft.with_cells({cell: value for cell, value in needed.items() if cell not in filled})


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
