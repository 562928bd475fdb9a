"""One version of an SOP: its sheet, what it changes, who can carry it out, and the signature that lets it govern."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import registry as log_registry

from desk.day_field import DayField
from desk.letters import LetterField, handed_out
from desk.pdf.sheet import sheet_pdf
from desk.readings import readings_seen_by
from desk.sheets import pdf_answer
from desk.studio.access import may_sign, steward_of, versions_seen_by
from desk.studio.starting import may_revise
from offices.models import Office, OfficeRole, SopStewardship, is_headquarters
from sops.bpmn_diagram import to_bpmn
from sops.changes import changes
from sops.document import ContentKind
from sops.models import SopVersion
from sops.toml_file import to_toml
from workflows.actions.apply_revision import apply_revision, obstacle
from workflows.actions.refusals import ActionRefused
from workflows.core.living_sheet import living_sheet
from workflows.models import SopRun, compiler
from workflows.models.adoption import misfits, resting_on_one, unheld
from workflows.models.rehearsals import Rehearsal, rehearsal_of
from workflows.service import chain

Status = SopVersion.Status
MOST_APPLIABLE = 50
MOST_TRIED = 10
"""Offices whose people are tried against a version before it is signed."""


class SignForm(forms.Form):
    """Number and day of the signature, the signed paper, and the day from which the SOP governs new runs.

    ``compiler.sign`` judges the days. Headquarters may sign without the paper, which it keeps in its own archive.
    """

    signed_number = forms.CharField(
        label="Nomor pengesahan", max_length=120, error_messages={"required": "Isi nomor pengesahan."}
    )
    signed_on = DayField("Tanggal pengesahan")
    letter = LetterField("Naskah bertanda tangan")
    effective_on = DayField(
        "Berlaku mulai tanggal", help_text="Hari yang belum tiba: versi ini menunggu sampai hari itu pukul 00.00."
    )

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["letter"].required = not is_headquarters(user)


class VoidForm(forms.Form):
    reason = forms.CharField(
        label="Alasan pembatalan", max_length=500, error_messages={"required": "Isi alasan pembatalan."}
    )


class ApplyForm(forms.Form):
    """Items on their way to which a revision is applied (keadaan kahar), and why."""

    runs = forms.ModelMultipleChoiceField(
        SopRun.objects.none(),
        error_messages={
            "required": "Pilih naskah yang sisa langkahnya mengikuti versi ini.",
            "invalid_choice": "Pilih naskah yang masih berjalan menurut versi lain.",
            "invalid_pk_value": "Pilih naskah yang masih berjalan menurut versi lain.",
        },
    )
    reason = forms.CharField(
        label="Keadaan kahar yang mengharuskannya",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Isi keadaan kahar yang mengharuskannya."},
    )

    def __init__(self, on_their_way: QuerySet[SopRun], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        runs: Any = self.fields["runs"]
        runs.queryset = on_their_way


class StewardForm(forms.ModelForm):
    """Which office looks after an SOP, and which of its roles signs it; headquarters arranges both."""

    class Meta:
        model = SopStewardship
        fields = ["office", "signed_by"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        office: Any = self.fields["office"]
        signer: Any = self.fields["signed_by"]
        office.required = False
        office.empty_label = signer.empty_label = "Kantor pusat"
        signer.queryset = OfficeRole.objects.filter(office=self._office_asked()).select_related("office")

    def _office_asked(self) -> int | None:
        """The office that is being named, else the one that looks after the SOP by now."""
        sent = str(self.data.get("office", ""))
        return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else self.instance.office_id

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        signer, office = data.get("signed_by"), data.get("office")
        if signer and signer.office != office:
            self.add_error("signed_by", "Peran itu milik kantor lain. Pilih peran di kantor yang mengelola SOP ini.")
        return data


class VersionView(WagtailAdminTemplateMixin, View):
    """POST signs, takes back (``act=void``) or hands over to an office (``act=steward``)."""

    template_name = "desk/studio/version.html"
    header_icon = "clipboard-list"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.version = version_for(request, kwargs.pop("pk"))
        self.page_title = str(self.version)
        self.signs = may_sign(request.user, self.version.sop)
        self.leads = is_headquarters(request.user)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        library = {"url": reverse("sop:library"), "label": "Pustaka SOP"}
        return [*self.breadcrumbs_items, library, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        if request.GET.get("unduh"):
            return self._download()
        return self._show()

    def post(self, request: HttpRequest) -> HttpResponse:
        act = request.POST.get("act", "sign")
        if act == "steward" and self.leads:
            return self._arrange()
        if act == "apply" and self.signs:
            return self._apply()
        if act == "void" and (self.signs or may_revise(request.user, self.version.sop)):
            return self._void()
        if act != "sign" or not self.signs:
            raise PermissionDenied("Versi ini disahkan oleh pemegang peran yang ditetapkan, atau kantor pusat.")
        return self._sign()

    def _sign(self) -> HttpResponse:
        form = SignForm(self.request.user, self.request.POST, self.request.FILES)
        if form.is_valid():
            try:
                compiler.sign(self.version, **form.cleaned_data, by=self.request.user)
            except ValidationError as error:
                form.add_error(None, error)
        if not form.is_valid():
            return self._show(422, form=form)
        messages.success(self.request, f"{self.version}: {_outcome(self.version, form.cleaned_data['effective_on'])}")
        return redirect("sop:library")

    def _void(self) -> HttpResponse:
        form = VoidForm(self.request.POST, label_suffix="")
        if form.is_valid():
            try:
                compiler.void(self.version, form.cleaned_data["reason"], self.request.user)
            except ValidationError as error:
                form.add_error(None, error)
        if not form.is_valid():
            return self._show(422, void=form)
        messages.success(self.request, f"{self.version} dibatalkan. Catatannya tetap ada.")
        return redirect("sop:library")

    def _apply(self) -> HttpResponse:
        """Keadaan kahar: what is left of the chosen items follows this version."""
        form = ApplyForm(self._on_their_way(), self.request.POST)
        if form.is_valid():
            try:
                with transaction.atomic():
                    for run in form.cleaned_data["runs"]:
                        apply_revision(run.pk, self.version, self.request.user, form.cleaned_data["reason"])
            except ValidationError as error:
                form.add_error("reason", error.message_dict["reason"])
            except ActionRefused as refusal:
                form.add_error("runs", refusal.reason)
        if not form.is_valid():
            return self._show(422, apply=form)
        number = len(form.cleaned_data["runs"])
        messages.success(
            self.request, f"Sisa langkah {number} naskah mengikuti versi ini; alasannya tercatat pada tiap naskah."
        )
        return redirect("sop:version", self.version.pk)

    def _on_their_way(self) -> QuerySet[SopRun]:
        """Open items of the SOP that follow another version of it."""
        runs = SopRun.objects.open().filter(sop_version__sop=self.version.sop_id).exclude(sop_version=self.version)
        return runs.select_related("office", "sop_version")

    def _arrange(self) -> HttpResponse:
        stands = SopStewardship.objects.filter(sop=self.version.sop).first()
        form = StewardForm(self.request.POST, instance=stands or SopStewardship(sop=self.version.sop))
        if not form.is_valid():
            return self._show(422, steward=form)
        if form.cleaned_data["office"]:
            form.save()
        elif stands:
            SopStewardship.objects.filter(sop=self.version.sop).delete()
        messages.success(self.request, "Pengelola SOP ini dicatat.")
        return redirect("sop:version", self.version.pk)

    def _download(self) -> HttpResponse:
        document = self.version.document
        as_json = self.request.GET["unduh"] == "json"
        kind, ending = ("application/json", "json") if as_json else ("application/toml", "toml")
        content = document.canonical_json() if as_json else to_toml(document)
        response = HttpResponse(content, content_type=f"{kind}; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{document.slug}.{ending}"'
        return response

    def _show(self, status: int = 200, **forms_sent: forms.BaseForm) -> HttpResponse:
        version, sop = self.version, self.version.sop
        governing = sop.governing
        replaces = governing if governing != version else None
        stewardship = SopStewardship.objects.filter(sop=sop).first()
        revises, offices = may_revise(self.request.user, sop), self._concerned()
        context = self.get_context_data(
            version=version,
            office=steward_of(sop),
            form=forms_sent.get("form") or SignForm(self.request.user),
            void=forms_sent.get("void") or VoidForm(label_suffix=""),
            steward=forms_sent.get("steward") or StewardForm(instance=stewardship),
            signs=self.signs and version.status not in (Status.GOVERNING, Status.VOID),
            voids=version.status in (Status.DRAFT, Status.SIGNED) and (self.signs or revises),
            leads=self.leads,
            revises=revises,
            replaces=replaces,
            changes=changes(replaces.document, version.document) if replaces else (),
            on_their_way=self._on_their_way().count(),
            apply=forms_sent.get("apply") or ApplyForm(SopRun.objects.none()),
            appliable=self._appliable() if self.signs and version.status == Status.GOVERNING else (),
            rehearsals=self._rehearsals(offices),
            missing=list(unheld(version, offices).items()),
            resting=[(office, said) for office in offices[:MOST_TRIED] if (said := resting_on_one(version, office))],
            misfits=[(office, said) for office in offices[:MOST_TRIED] if (said := misfits(version, office))],
            signatures=log_registry.get_logs_for_instance(version).filter(action__startswith="workflows.sop."),
            **chain.context(None, version.document, readings_seen_by(self.request.user, version)),
        )
        return render(self.request, self.template_name, context, status=status)

    def _rehearsals(self, offices: list[Office]) -> list[Rehearsal]:
        """An item played through at the first office concerned, once for each way the kinds of content take."""
        if not offices:
            return []
        document, now = self.version.document, timezone.now()
        groups: dict[tuple[int, ...], ContentKind] = {}
        for kind in ContentKind:
            groups.setdefault(tuple(step.number for step in document.steps if kind in step.skip_for), kind)
        return [rehearsal_of(self.version, offices[0], kind, now) for kind in groups.values()]

    def _appliable(self) -> list[tuple[SopRun, str]]:
        """The items on their way by another version, each with what keeps this one from them."""
        return [(run, obstacle(run, self.version)) for run in self._on_their_way()[:MOST_APPLIABLE]]

    def _concerned(self) -> list[Office]:
        """The office that looks after the SOP and those that have chosen it, unless the version can't govern."""
        if self.version.status == Status.VOID:
            return []
        own, chosen = steward_of(self.version.sop), Office.objects.filter(sop_choices__sop=self.version.sop_id)
        return [*dict.fromkeys([*([own] if own else []), *chosen.distinct()])]


def version_for(request: HttpRequest, pk: int) -> SopVersion:
    """The version, for whoever may see it. Raises ``Http404``."""
    return get_object_or_404(versions_seen_by(request.user).select_related("sop", "letter"), pk=pk)


def _outcome(version: SopVersion, day: date) -> str:
    """What a signature has brought about."""
    if version.status == Status.GOVERNING:
        return "berlaku untuk naskah baru; yang sedang berjalan selesai pada versinya."
    return f"disahkan, berlaku mulai {date_format(day, 'j F Y')}; sampai saat itu tidak ada yang berubah."


def letter(request: HttpRequest, pk: int) -> FileResponse:
    """The signed paper, for those who see the version."""
    version = version_for(request, pk)
    if version.letter is None:
        raise Http404
    return handed_out(version.letter)


def version_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The version's sheet as PDF."""
    version = version_for(request, pk)
    sheet = living_sheet(version.document, readings=readings_seen_by(request.user, version))
    content = sheet_pdf(sheet, made_at=version.loaded_at)
    return pdf_answer(content, f"sop-{version.document.slug}")


def version_bpmn(request: HttpRequest, pk: int) -> HttpResponse:
    """The version as BPMN 2.0, to be opened in any BPMN tool."""
    document = version_for(request, pk).document
    response = HttpResponse(to_bpmn(document), content_type="application/xml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{document.slug}.bpmn"'
    return response
