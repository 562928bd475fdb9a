"""What an SOP *is*: roles, steps and identity block as frozen values.

Plain data, no clock, no I/O. The shape follows the SOP AP format of PermenPAN-RB 35/2012: identity
block plus flowchart (kegiatan, pelaksana, mutu baku, keterangan). What one field may hold stands in
``sop_fields``, rules between them in ``sop_checks``, reading and writing files in ``sop_file``.
"""

from __future__ import annotations

import hashlib
import json
import re
from enum import StrEnum
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from sops.fields import NormTime, OptionalText, PartialDate, Slug, Text, working_minutes

POSTPONE: Literal["postpone"] = "postpone"
"""``Step.on_refusal`` of a decision whose Tidak makes the item wait (SOP 1905/2019, step 3)."""

MARK = " …"
"""Ends an input or output that the record completes (SOP 11/2023: "yang telah dikoreksi dan disetujui oleh …")."""


class StepKind(StrEnum):
    """What the executor does in a step; decides who may edit and what is recorded."""

    ASSIGN = "assign"
    PREPARE = "prepare"
    HAND_OVER = "hand_over"
    REVIEW = "review"
    DECIDE = "decide"
    PUBLISH = "publish"
    ARCHIVE = "archive"

    @property
    def edits(self) -> bool:
        """Whether the content may be changed in such a step."""
        return self in (StepKind.PREPARE, StepKind.REVIEW)

    @property
    def checks(self) -> bool:
        """Whether such a step answers Ya or Tidak."""
        return self in (StepKind.REVIEW, StepKind.DECIDE)

    @property
    def works(self) -> bool:
        """Whether such a step is simply completed: no Ya/Tidak, nothing goes live."""
        return self in (StepKind.ASSIGN, StepKind.PREPARE, StepKind.HAND_OVER)


class SignOff(StrEnum):
    """ANY: one member of the named roles is enough. ALL: one member of each named role."""

    ANY = "any"
    ALL = "all"


class InputsNeeded(StrEnum):
    """ALL: every input of the step must be there. ANY: at least one of them."""

    ALL = "all"
    ANY = "any"


class Proof(StrEnum):
    """What a person must show when acting at a step: being logged in, the password again, or a code of their app."""

    LOGIN = "login"
    PASSWORD = "password"
    SECOND_FACTOR = "second_factor"


class About(StrEnum):
    """The field of a step that a reading is about; from it follow the answers an office may give (``readings``)."""

    ACTIVITY = "activity"
    ROLES = "roles"
    SIGN_OFF = "sign_off"
    KIND = "kind"
    INPUTS = "inputs"
    OUTPUTS = "outputs"
    ON_REFUSAL = "on_refusal"
    SKIP_FOR = "skip_for"
    INFORMS = "informs"


class ContentKind(StrEnum):
    """Kinds of content an SOP can treat differently (``Step.skip_for``)."""

    BERITA = "berita"
    ARTIKEL = "artikel"
    LIPUTAN = "liputan"
    PENGUMUMAN = "pengumuman"
    PERATURAN = "peraturan"
    KEPUTUSAN = "keputusan"
    SURAT_EDARAN = "surat-edaran"
    JUKNIS = "juknis"
    DATA = "data"
    LAPORAN_KEUANGAN = "laporan-keuangan"
    DOKUMENTASI = "dokumentasi"
    BAHAN_SOSIALISASI = "bahan-sosialisasi"
    JURNAL = "jurnal"
    HALAMAN = "halaman"
    PPID = "ppid"

    @property
    def label(self) -> str:
        """Indonesian name shown to people."""
        return _CONTENT_LABELS.get(self, self.value.replace("-", " ").capitalize())


_CONTENT_LABELS = {
    ContentKind.LIPUTAN: "Hasil liputan kegiatan",
    ContentKind.JUKNIS: "Juknis/Juklak",
    ContentKind.HALAMAN: "Halaman standar",
    ContentKind.PPID: "Informasi PPID",
}


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Role(_Value):
    """An executor (*pelaksana*): a column of the flowchart."""

    slug: Slug
    name: Text
    superior: Slug | None = Field(default=None, exclude_if=lambda slug: slug is None)
    """Role told when this one is late. Left out of the canonical JSON while unset: older versions keep their hash."""


class Dates(_Value):
    """Dates of the identity block; None where the document gives none."""

    created: PartialDate | None = None
    revised: PartialDate | None = None
    effective: PartialDate | None = None
    signed: PartialDate | None = None


class Signatory(_Value):
    """Who approved the SOP (*disahkan oleh*). No NIP: it is personal data."""

    name: Text
    title: Text


class Reading(_Value):
    """A reading of ours that the office should confirm, and the field of its step that it is about."""

    about: About
    text: Text


def _is_reading(value: Any) -> str:
    return "reading" if isinstance(value, (dict, Reading)) else "text"


class Assumption(NamedTuple):
    """A reading of ours that the office should confirm, with the number of the step it concerns."""

    step: int
    text: str
    about: About | None = None
    """None: the file doesn't say which field, as all did at first."""


class Annex(_Value):
    """A further sheet of the document, as lines of text (SOP 01/2017: identification and work sheet)."""

    title: Text
    entries: Annotated[tuple[Text, ...], Field(min_length=1)]


class Step(_Value):
    """One row of the flowchart (*kegiatan*)."""

    number: int
    activity: Text
    roles: Annotated[tuple[Slug, ...], Field(min_length=1)]
    sign_off: SignOff = SignOff.ANY
    kind: StepKind
    norm_time: NormTime | None = None
    """ISO 8601 duration in the office's working hours; None where the document gives none."""
    adjustable: bool = False
    """Whether the norm time may be set per item, with a reason."""
    inputs: tuple[Text, ...] = ()
    inputs_needed: InputsNeeded = InputsNeeded.ALL
    outputs: tuple[Text, ...] = ()
    checklist: tuple[Text, ...] = ()
    remark: OptionalText = ""
    on_refusal: int | Literal["postpone"] | None = None
    """Where a Tidak goes: number of an earlier step, or "postpone"."""
    skip_for: tuple[ContentKind, ...] = ()
    informs: tuple[Slug, ...] = ()
    """Roles told of the step without acting in it."""
    duties: tuple[Text, ...] = ()
    """What the publisher still owes after publication."""
    media_only: bool = False
    """Whether only pictures and attachments may be changed in this step."""
    assumptions: tuple[
        Annotated[Annotated[Text, Tag("text")] | Annotated[Reading, Tag("reading")], Discriminator(_is_reading)], ...
    ] = ()
    """Readings of ours; a bare text, as in older files, says of no field that it is about it."""
    proof: Proof = Field(default=Proof.LOGIN, exclude_if=lambda proof: proof is Proof.LOGIN)
    """What acting here asks for. Left out of the canonical JSON while the login is enough: older hashes stay."""

    @property
    def readings(self) -> tuple[Assumption, ...]:
        """The readings of ours at this step, in the file's order."""
        return tuple(
            Assumption(self.number, one) if isinstance(one, str) else Assumption(self.number, one.text, one.about)
            for one in self.assumptions
        )

    @property
    def norm_minutes(self) -> int | None:
        """Norm time in working minutes, None when the document gives none."""
        return None if self.norm_time is None else working_minutes(self.norm_time)


_FORMAL_OFFICE = re.compile(r"^(Komisi Pemilihan Umum|KPU)\s+((Kabupaten|Provinsi)\s+)?")


class Sop(_Value):
    """One SOP. Only ``sop_file`` makes checked ones; a bare constructor checks the shape alone."""

    slug: Slug
    name: Text
    number: OptionalText = ""
    """As in the document; "" when not given, leading "/" when its running number is blank."""
    office: Text
    unit: OptionalText = ""
    legal_basis: tuple[Text, ...] = ()
    qualifications: tuple[Text, ...] = ()
    related_sops: tuple[Text, ...] = ()
    equipment: tuple[Text, ...] = ()
    warning: OptionalText = ""
    records: tuple[Text, ...] = ()
    dates: Dates = Dates()
    signatory: Signatory
    flow_title: OptionalText = Field(default="", exclude_if=lambda text: not text)
    """What stands above the flowchart where it says more than ``name`` (SOP 1905/2019)."""
    default_for: tuple[ContentKind, ...] = Field(default=(), exclude_if=lambda kinds: not kinds)
    """The content kinds it was written for; none: every kind."""
    closing: tuple[Text, ...] = Field(default=(), exclude_if=lambda clauses: not clauses)
    """The closing clauses, above the signature (SOP 01/2017, *Pengesahan*)."""
    annexes: tuple[Annex, ...] = Field(default=(), exclude_if=lambda sheets: not sheets)
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]

    def step(self, number: int) -> Step:
        """The step of that number; KeyError when there is none."""
        return {step.number: step for step in self.steps}[number]

    def role(self, slug: str) -> Role:
        """The role of that slug; KeyError when there is none."""
        return {role.slug: role for role in self.roles}[slug]

    @property
    def first_step(self) -> Step:
        """The step that opens the flow."""
        return self.steps[0]

    @property
    def writing_step(self) -> Step:
        """The first step that prepares the text; the opening one where none does."""
        return next((step for step in self.steps if step.kind is StepKind.PREPARE), self.first_step)

    @property
    def publish_step(self) -> Step:
        """The step that makes content live; ValueError unless there is exactly one."""
        (step,) = (step for step in self.steps if step.kind is StepKind.PUBLISH)
        return step

    @property
    def norm_minutes(self) -> int | None:
        """Working minutes of all steps that have a norm time, None when no step has one."""
        known = [step.norm_minutes for step in self.steps if step.norm_minutes is not None]
        return sum(known) if known else None

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """Every reading that the office should confirm, in step order."""
        return tuple(reading for step in self.steps for reading in step.readings)

    @property
    def reference(self) -> str:
        """How people cite it: "No. 11 Tahun 2023"; a blank number is said to be blank."""
        if not self.number:
            return "(nomor belum diisi)"
        return f"No. …{self.number}" if self.number.startswith("/") else f"No. {self.number}"

    @property
    def short_office(self) -> str:
        """The office as people call it: "Kota Bogor", or the bare name of a regency."""
        return _FORMAL_OFFICE.sub("", self.office) or self.office

    def canonical_json(self) -> str:
        """Every field, defaults included, keys sorted: equal SOPs, equal text.

        What came later stands in it only when set (``exclude_if``): ``superior``, ``proof``, ``flow_title``,
        ``default_for``, ``closing``, ``annexes``.
        """
        return json.dumps(
            self.model_dump(mode="json"),
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
        )

    @property
    def sha256(self) -> str:
        """Hex SHA-256 of the canonical JSON in UTF-8: the address of this version."""
        return hashlib.sha256(self.canonical_json().encode()).hexdigest()
