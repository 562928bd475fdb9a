"""One version of an SOP: its sheet, what it changes, who can carry it out, and the signature that lets it govern."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from wagtail.admin import messages
from wagtail.log_actions import registry as log_registry

from desk.letters import handed_out
from desk.pdf.sheet import sheet_pdf
from desk.readings import readings_seen_by
from desk.sheets import pdf_answer
from desk.studio.access import may_sign, may_write, stewardship_of, versions_seen_by
from desk.studio.outlook import appliable, on_their_way, outlook
from desk.studio.pages import LibraryPage, as_file
from desk.studio.version_forms import ApplyForm, SignForm, StewardForm, VoidForm
from offices.models import SopStewardship, is_headquarters
from sops.bpmn_diagram import to_bpmn
from sops.changes import changes
from sops.models import SopVersion
from sops.toml_file import to_toml
from workflows.actions.apply_revision import apply_revision
from workflows.actions.refusals import ActionRefused
from workflows.core.living_sheet import living_sheet
from workflows.models import SopRun, compiler
from workflows.service import chain

Status = SopVersion.Status


class VersionView(LibraryPage):
    """POST signs, takes back (``act=void``) or hands over to an office (``act=steward``)."""

    template_name = "desk/studio/version.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.version = version_for(request, kwargs.pop("pk"))
        self.page_title = str(self.version)
        self.signs = may_sign(request.user, self.version.sop)
        self.leads = is_headquarters(request.user)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

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
        if act == "void" and (self.signs or may_write(request.user, self.version.sop)):
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
        form = ApplyForm(on_their_way(self.version), self.request.POST)
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

    def _arrange(self) -> HttpResponse:
        stands = stewardship_of(self.version.sop)
        form = StewardForm(self.request.POST, instance=stands or SopStewardship(sop=self.version.sop))
        if not form.is_valid():
            return self._show(422, steward=form)
        if form.cleaned_data["office"]:
            form.save()
        elif stands:
            stands.delete()
        messages.success(self.request, "Pengelola SOP ini dicatat.")
        return redirect("sop:version", self.version.pk)

    def _download(self) -> HttpResponse:
        document = self.version.document
        if self.request.GET["unduh"] == "json":
            return as_file(document.canonical_json(), f"{document.slug}.json", "application/json")
        return as_file(to_toml(document), f"{document.slug}.toml", "application/toml")

    def _show(self, status: int = 200, **forms_sent: forms.BaseForm) -> HttpResponse:
        version, sop = self.version, self.version.sop
        governing = sop.governing
        replaces = governing if governing != version else None
        stewardship, revises = stewardship_of(sop), may_write(self.request.user, sop)
        context = self.get_context_data(
            version=version,
            stewardship=stewardship,
            form=forms_sent.get("form") or SignForm(self.request.user),
            void=forms_sent.get("void") or VoidForm(label_suffix=""),
            steward=forms_sent.get("steward") or StewardForm(instance=stewardship),
            signs=self.signs and version.status not in (Status.GOVERNING, Status.VOID),
            voids=version.status in (Status.DRAFT, Status.SIGNED) and (self.signs or revises),
            leads=self.leads,
            revises=revises,
            replaces=replaces,
            changes=changes(replaces.document, version.document) if replaces else (),
            apply=forms_sent.get("apply") or ApplyForm(SopRun.objects.none()),
            appliable=appliable(version) if self.signs and version.status == Status.GOVERNING else (),
            signatures=log_registry.get_logs_for_instance(version).filter(action__startswith="workflows.sop."),
            **outlook(version),
            **chain.context(None, version.document, readings_seen_by(self.request.user, version)),
        )
        return render(self.request, self.template_name, context, status=status)


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
    return as_file(to_bpmn(document), f"{document.slug}.bpmn", "application/xml")
