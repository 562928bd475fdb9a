"""Where an SOP begins: with nothing, a copy of another, a file, or the text that is in force."""

from typing import Any

from django import forms
from django.db import transaction

from desk.own_office import OwnOfficeForm
from desk.studio.access import sops_written_by, versions_seen_by
from files.content_checks import EMPTY
from offices.models import Office, SopStewardship, is_headquarters
from sops.models import Sop, SopDraft, SopVersion
from sops.paper_upload import paper_draft
from sops.studio.draft import IDENTITY, Cell, Draft
from sops.studio.edits import added
from sops.studio.writing import begin
from sops.toml_file import SopFileError, parse_sop, parse_sop_json
from text.codes import free_code
from workflows.models import compiler

LARGEST_FILE = 256 * 1024
"""Bytes of an SOP file; the five shipped ones have under 8 kB."""


class StewardedForm(OwnOfficeForm):
    """Asks which office looks after the SOP; headquarters may keep it."""

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        office: Any = self.fields["office"]
        office.label, office.required = "Kantor yang mengelola", not is_headquarters(user)
        office.empty_label = None if office.required else "Kantor pusat"


class FileForm(StewardedForm):
    """A TOML or JSON file, checked as ``load_sops`` checks it; every fault with its line, field and remedy."""

    file = forms.FileField(
        label="Berkas SOP (TOML atau JSON)", error_messages={"required": "Pilih berkas SOP.", "empty": EMPTY}
    )
    field_order = ("file", "office")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError("Berkas lebih dari 256 kB; SOP tidak sebesar itu. Periksa berkasnya.")
        try:
            text = file.read().decode("utf-8")
            parse = parse_sop_json if text.lstrip("\ufeff \n\r\t").startswith("{") else parse_sop
            self.document = parse(text, source=file.name)
            self._check_own(self.document.slug)
            compiler.check_scope(self.document)
        except UnicodeDecodeError as error:
            raise forms.ValidationError("Berkas bukan teks UTF-8. Simpan ulang sebagai UTF-8.") from error
        except SopFileError as error:
            raise forms.ValidationError(error.sentences()) from error
        except compiler.OtherScope as error:
            raise forms.ValidationError(f"{error}") from error
        return file

    def _check_own(self, slug: str) -> None:
        if Sop.objects.filter(slug=slug).exclude(pk__in=sops_written_by(self.user)).exists():
            raise forms.ValidationError(
                f"Kode «{slug}» dipakai SOP kantor lain. Beri kode (slug) lain dalam berkasnya."
            )

    @transaction.atomic
    def store(self) -> SopVersion:
        """The version of the text, in the care of the office that was chosen where the SOP is new."""
        known = Sop.objects.filter(slug=self.document.slug).exists()
        version = compiler.store(self.document)
        if not known and (office := self.cleaned_data["office"]):
            look_after(version.sop, office)
        return version


class PaperForm(StewardedForm):
    """A signed paper as it lies in the office: what it says becomes a draft, what is uncertain a mark in its cell."""

    paper = forms.FileField(
        label="Naskah SOP",
        help_text="DOCX, XLSX, PDF, atau teks; pindaian bila server dapat membacanya.",
        error_messages={"required": "Pilih naskah SOP.", "empty": EMPTY},
    )
    field_order = ("paper", "office")

    def clean_paper(self) -> Any:
        self.reading = paper_draft(self.cleaned_data["paper"])
        return self.cleaned_data["paper"]

    def begin(self) -> SopDraft:
        """The draft of a new SOP, as far as the paper goes."""
        document = self.reading.document
        marks = [(one.place, one.why) for one in self.reading.uncertain]
        name = document.get("name") or self.cleaned_data["paper"].name.rpartition(".")[0]
        return _new(Draft.of_data(document, marks), name[:300], self.cleaned_data["office"], self.user, anew=False)


class StartForm(StewardedForm):
    """A new SOP of an office the person runs: empty, or with the cells of a version they see."""

    name = forms.CharField(
        label="Nama SOP",
        max_length=300,
        error_messages={"required": "Isi nama SOP."},
        help_text="Misalnya Pengelolaan Informasi pada Website.",
    )
    source = forms.ModelChoiceField(
        SopVersion.objects.none(),
        label="Mulai dari",
        required=False,
        empty_label="Lembar kosong",
        error_messages={"invalid_choice": "Pilih SOP yang ada dalam daftar."},
    )

    field_order = ("source", "name", "office")

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        source: Any = self.fields["source"]
        source.queryset = versions_seen_by(user).select_related("sop")

    def begin(self) -> SopDraft:
        """The draft, looked after by the office that was chosen."""
        data = self.cleaned_data
        cells = Draft.of(data["source"].document) if data["source"] else _blank()
        return _new(cells, data["name"], data["office"], self.user)


def _blank() -> Draft:
    """One role and one step to begin with."""
    draft = added(Draft(), "roles")
    return added(draft, "steps", roles=[draft.roles[0]["key"]])


@transaction.atomic
def _new(cells: Draft, name: str, office: Office | None, by: Any, *, anew: bool = True) -> SopDraft:
    """A new SOP; ``anew``: without number, date or signature of the one it may be copied from."""
    place = office.slug if office else "pusat"
    slug = free_code(f"{place} {name}", Sop.objects.values_list("slug", flat=True), otherwise="sop", longest=75)
    sop = Sop.objects.create(slug=slug, name=name)
    if office:
        look_after(sop, office)
        cells = with_roles_of(office, cells)
    facts = {"slug": slug, "name": name}
    if anew:
        facts |= {"office": office.name if office else "", "number": "", "unit": ""}
        facts |= {name: "" for name in cells.identity if "." in name}
    given = {Cell(IDENTITY, field): value for field, value in facts.items() if cells.identity.get(field) != value}
    return begin(sop, cells.with_cells(given), by)


def with_roles_of(office: Office, cells: Draft) -> Draft:
    """A draft copied from elsewhere whose roles are the office's own where it has one of that code or title."""
    titles = {role.name.casefold(): role.slug for role in office.roles.all()}
    own = {*titles.values()}
    found = {
        row["key"]: row["slug"] if row.get("slug") in own else titles.get(row.get("name", "").casefold(), "")
        for row in cells.roles
    }
    return cells.with_cells({Cell(key, "slug"): slug for key, slug in found.items()})


def look_after(sop: Sop, office: Office) -> None:
    """Put a new SOP in an office's care; whoever signs its others signs this one."""
    arranged = office.stewardships.exclude(signed_by=None).last()
    SopStewardship.objects.create(sop=sop, office=office, signed_by=arranged.signed_by if arranged else None)


def revise(version: SopVersion, by: Any) -> SopDraft:
    """The draft of the next text of a version's SOP, begun with that text where none is open."""
    return begin(version.sop, Draft.of(version.document), by)
