"""The cells of an SOP's sheet as fields of a form: what each shows, and what is read from it.

A cell that was sent as it was shown keeps its value to the byte, however else that could be written.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.http import QueryDict

from sops.changes import CHOICES, HOW_MANY, LABELS
from sops.document import POSTPONE, ContentKind, InputsNeeded, Proof, SignOff, StepKind
from sops.studio.draft import IDENTITY, Cell, Draft, Row
from sops.studio.times import day_in, duration_in, words_of, words_of_day
from text.cleaning import clean_lines

LONGEST = 2_000
"""Characters of one cell's entry."""
MOST_ENTRIES = 60
Options = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Field:
    """``widget`` names the part of ``studio/cell.html`` that draws it; ``options`` are value and label."""

    name: str
    widget: str
    label: str = ""
    help: str = ""
    options: Options = ()
    long: bool = False
    """Whether an entry may need several lines."""

    @property
    def title(self) -> str:
        """What people call it."""
        return self.label or LABELS[self.name]

    def shown(self, value: Any) -> Any:
        """A value of the draft as it stands in the form: a text, a list of texts, or whether it is ticked."""
        if self.widget == "tick":
            return bool(value)
        if self.widget in ("entries", "choices"):
            return [str(each) for each in value or ()]
        if self.widget == "choice" and self.options:
            return str(value or self.options[0][0])  # the first is what holds where nothing is said
        text = str(value or "")
        return _WRITTEN[self.widget].words(text) if self.widget in _WRITTEN and text else text

    def read(self, sent: Sequence[str]) -> Any:
        """What a form has sent as a value of the draft."""
        texts = [clean_lines(text)[:LONGEST].strip() for text in sent[:MOST_ENTRIES]]
        if self.widget == "tick":
            return bool(texts)
        if self.widget in ("entries", "choices"):
            return [text for text in texts if text]
        text = texts[-1] if texts else ""
        return _WRITTEN[self.widget].value(text) if self.widget in _WRITTEN else text


class Written(NamedTuple):
    """A value that people write otherwise than the file does; each way leaves alone what it can't read."""

    words: Callable[[str], str]
    value: Callable[[str], str]


_WRITTEN = {"time": Written(words_of, duration_in), "day": Written(words_of_day, day_in)}


@dataclass(frozen=True)
class Shown:
    """One cell as the page shows it."""

    field: Field
    id: str
    value: Any
    label: str
    options: Options
    faults: Sequence[str]
    note: str
    mark: str
    """Why somebody has to compare it with the paper; "" where nobody has to."""


def _choices(kinds: Iterable[Any], words: Mapping[str, str]) -> Options:
    return [(str(kind), words[kind]) for kind in kinds]


KINDS = [(str(kind), kind.label) for kind in ContentKind]
IDENTITY_FIELDS = (
    Field("name", "text"),
    Field("flow_title", "line", help="Bila bagan alirnya berjudul lain dari nama SOP."),
    Field("number", "line", help="Seperti pada naskahnya; boleh kosong sampai disahkan."),
    Field("office", "line", help="Nama lengkap kantor, seperti pada kop SOP."),
    Field("unit", "line"),
    Field("dates.created", "day", "Tanggal pembuatan", "Misalnya 1 Desember 2026, atau Desember 2026 tanpa harinya."),
    Field("dates.revised", "day", "Tanggal revisi"),
    Field("dates.effective", "day", "Tanggal efektif"),
    Field("signatory.name", "line", "Nama pengesah"),
    Field("signatory.title", "line", "Jabatan pengesah"),
    Field("legal_basis", "entries", long=True),
    Field("qualifications", "entries", long=True),
    Field("related_sops", "entries", long=True),
    Field("equipment", "entries", long=True),
    Field("records", "entries", long=True),
    Field("closing", "entries", long=True),
    Field("warning", "text"),
    Field("default_for", "choices", options=KINDS),
)
ROLE_FIELDS = (
    Field("name", "line", "Nama jabatan"),
    Field("slug", "choice", "Peran di kantor", "Peran yang sudah ada tetap dipegang orang-orangnya."),
    Field("superior", "choice", help="Diberi tahu bila jabatan ini terlambat."),
)
STEP_FIELDS = (
    Field("activity", "text"),
    Field("kind", "choice", options=_choices(StepKind, CHOICES)),
    Field("roles", "choices"),
    Field("inputs", "entries"),
    Field("norm_time", "time", help="Misalnya 15 menit, 5 jam, 1 hari kerja."),
    Field("outputs", "entries"),
    Field("on_refusal", "choice", help="Hanya untuk langkah yang memeriksa atau memutuskan."),
    Field("remark", "text"),
)
MORE_STEP_FIELDS = (
    Field("sign_off", "choice", options=_choices(SignOff, HOW_MANY["sign_off"])),
    Field("inputs_needed", "choice", options=_choices(InputsNeeded, HOW_MANY["inputs_needed"])),
    Field("adjustable", "tick"),
    Field("checklist", "entries", help="Harus dicentang semua sebelum langkah ini selesai."),
    Field("duties", "entries", help="Hanya untuk langkah yang menayangkan."),
    Field("informs", "choices"),
    Field("skip_for", "choices", options=KINDS),
    Field("media_only", "tick"),
    Field("proof", "choice", options=_choices(Proof, CHOICES)),
)


def where(draft: Draft, cell: str) -> str:
    """A cell as people find it: "Langkah 4, Bila Tidak"."""
    key, _, name = cell.partition("-")
    tables = (("Langkah", draft.steps, (*STEP_FIELDS, *MORE_STEP_FIELDS)), ("Pelaksana", draft.roles, ROLE_FIELDS))
    for what, rows, fields in tables:
        for number, row in enumerate(rows, start=1):
            if row["key"] == key:
                return ", ".join(filter(None, (f"{what} {number}", _title(fields, name))))
    return _title(IDENTITY_FIELDS, name) or {"steps": "Langkah", "roles": "Pelaksana"}.get(key, "Identitas")


def _title(fields: Iterable[Field], name: str) -> str:
    return next((field.title for field in fields if field.name == name), "")


def written(draft: Draft, sent: QueryDict) -> Draft:
    """The draft as the form has left it; fields that the form did not send stay what they are."""
    changed: dict[Cell, Any] = {}
    for key, row, field in _fields(draft):
        name = str(Cell(key, field.name))
        if name not in sent and f"{name}-ada" not in sent:
            continue
        value = field.read(sent.getlist(name))
        if _compared(field, value) != _compared(field, field.read(_as_sent(field.shown(row.get(field.name))))):
            changed[Cell(key, field.name)] = value
    return draft.with_cells(changed).seen(cell for cell in draft.marks if f"{cell}-benar" in sent)


def _compared(field: Field, value: Any) -> Any:
    """What is ticked has no order of its own."""
    return sorted(value) if field.widget == "choices" else value


def _as_sent(shown: Any) -> list[str]:
    if isinstance(shown, list):
        return shown
    return ["on"] if shown is True else [shown] if shown else []


def _fields(draft: Draft) -> Iterator[tuple[str, Row, Field]]:
    for field in IDENTITY_FIELDS:
        yield IDENTITY, draft.identity, field
    for row in draft.roles:
        for field in ROLE_FIELDS:
            yield row["key"], row, field
    for row in draft.steps:
        for field in (*STEP_FIELDS, *MORE_STEP_FIELDS):
            yield row["key"], row, field


def shown(
    draft: Draft,
    key: str,
    row: Row,
    fields: Iterable[Field],
    faults: Mapping[str, list[str]],
    notes: Mapping[str, str],
    held: Options = (),
) -> dict[str, Shown]:
    """A row's cells for the page, by their field's name ("dates.created" as "dates_created").

    ``held``: code and title of the roles there are in the office that looks after the SOP.
    """
    found = {}
    for field in fields:
        name = str(Cell(key, field.name))
        found[field.name.replace(".", "_")] = Shown(
            field=field,
            id=name,
            value=field.shown(row.get(field.name)),
            label=field.title,
            options=_options(field, draft, row, held),
            faults=faults.get(name, ()),
            note=notes.get(name, ""),
            mark=draft.marks.get(name, ""),
        )
    return found


def _options(field: Field, draft: Draft, row: Row, held: Options) -> Options:
    if key_of := _OPTIONS.get(field.name):
        return key_of(draft, row)
    if field.name != "slug":
        return field.options
    slug = row.get("slug") or ""
    other = [(slug, f"{row.get('name') or slug} (belum ada di kantor)")] if slug and slug not in dict(held) else []
    return [("", "Peran baru"), *other, *held]


def _superiors(draft: Draft, row: Row) -> Options:
    others = ((role["key"], role.get("name") or "…") for role in draft.roles if role["key"] != row["key"])
    return [("", "Tidak ada"), *others]


def _roles(draft: Draft, row: Row) -> Options:
    return [(role["key"], role.get("name") or "…") for role in draft.roles]


def _ways_back(draft: Draft, row: Row) -> Options:
    """Where a Tidak may lead: an earlier step that can correct the text; of a decision, also to wait."""
    ways, before = [("", "Tidak ada")], True
    for number, step in enumerate(draft.steps, start=1):
        before = before and step["key"] != row["key"]
        corrects = step.get("kind") in (StepKind.PREPARE, StepKind.REVIEW)
        # The way that was chosen stays to be seen when rows have moved, and is told to be wrong.
        if (before and corrects) or step["key"] == row.get("on_refusal"):
            ways.append((step["key"], f"Langkah {number}: {step.get('activity') or '…'}"[:80]))
    return [*ways, (POSTPONE, "Ditunda")]


_OPTIONS: Mapping[str, Callable[[Draft, Row], Options]] = {
    "superior": _superiors,
    "roles": _roles,
    "informs": _roles,
    "on_refusal": _ways_back,
}
