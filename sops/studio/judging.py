"""What a draft amounts to: the SOP it makes, what is wrong at which cell in words of the sheet, how it would look."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from sops.breach import Breach
from sops.changes import CHOICES, LABELS
from sops.document import POSTPONE, Sop
from sops.examining import examined, shaped
from sops.studio.draft import IDENTITY, Cell, Draft, cell_of, document_data, slugs_of


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
    slugs = slugs_of(draft.roles)
    titles = {slugs[row["key"]]: row.get("name") or "tanpa nama" for row in draft.roles}
    return in_words_of_the_sheet(f"{_capital(breach.wrong)} {_capital(breach.remedy)}", titles)


def marked_outside_the_steps(draft: Draft) -> list[str]:
    """The marked cells that can't become a reading, since only steps have readings: identity and roles."""
    steps = {row["key"] for row in draft.steps}
    return [cell for cell in draft.marks if cell.partition("-")[0] not in steps]


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
