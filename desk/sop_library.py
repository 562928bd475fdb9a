"""The library of SOPs for headquarters: what there is, bringing a new one by file, and signing it."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import registry as log_registry

from desk.pdf.sheet import sheet_pdf
from desk.readings import readings_seen_by
from desk.sheets import pdf_answer
from files.content_checks import EMPTY
from offices.models import Office, is_headquarters
from sops.bpmn_diagram import to_bpmn
from sops.changes import changes
from sops.models import SopVersion
from sops.toml_file import SopFileError, parse_sop, to_toml
from workflows.core.living_sheet import living_sheet
from workflows.models import compiler
from workflows.models.adoption import unheld
from workflows.service import chain

LARGEST_FILE = 256 * 1024
"""Bytes of an SOP file; the five shipped ones have under 8 kB."""


class LibraryMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return is_headquarters(request.user)


class UploadForm(forms.Form):
    """A TOML file, checked as ``load_sops`` checks it; every fault with its line, field and remedy."""

    file = forms.FileField(label="Berkas SOP (TOML)", error_messages={"required": "Pilih berkas SOP.", "empty": EMPTY})

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError("Berkas lebih dari 256 kB; SOP tidak sebesar itu. Periksa berkasnya.")
        try:
            self.document = parse_sop(file.read().decode("utf-8"), source=file.name)
            compiler.check_scope(self.document)
        except UnicodeDecodeError as error:
            raise forms.ValidationError("Berkas bukan teks UTF-8. Simpan ulang sebagai UTF-8.") from error
        except SopFileError as error:
            raise forms.ValidationError(error.sentences()) from error
        except compiler.OtherScope as error:
            raise forms.ValidationError(f"{error}") from error
        return file


class DayField(forms.DateField):
    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(
            label=label,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
            error_messages={"required": f"Isi {label.lower()}.", "invalid": "Tanggal tidak terbaca."},
            **kwargs,
        )


class SignForm(forms.Form):
    """Number and day of the signature, and the day from which the SOP governs new runs; ``compiler.sign`` judges."""

    signed_number = forms.CharField(
        label="Nomor pengesahan", max_length=120, error_messages={"required": "Isi nomor pengesahan."}
    )
    signed_on = DayField("Tanggal pengesahan")
    effective_on = DayField(
        "Berlaku mulai tanggal", help_text="Hari yang belum tiba: versi ini menunggu sampai hari itu."
    )


class HeadquartersView(WagtailAdminTemplateMixin, View):
    header_icon = "clipboard-list"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_headquarters(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


class LibraryView(HeadquartersView):
    template_name = "desk/library.html"
    page_title = "Pustaka SOP"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(UploadForm(label_suffix=""))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES, label_suffix="")
        if not form.is_valid():
            return self._show(form, status=422)
        version = compiler.store(form.document)
        messages.success(request, f"{version}: {version.get_status_display()}.")
        return redirect("sop:version", version.pk)

    def _show(self, form: UploadForm, status: int = 200) -> HttpResponse:
        versions = SopVersion.objects.select_related("sop").order_by("sop__slug", "-loaded_at")
        context = self.get_context_data(form=form, versions=versions)
        return render(self.request, self.template_name, context, status=status)


class VersionView(HeadquartersView):
    """One version as its sheet, what it changes and who signed it; any but the governing one can be signed here."""

    template_name = "desk/version.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        version = get_object_or_404(SopVersion, pk=pk)
        if request.GET.get("unduh"):
            response = HttpResponse(to_toml(version.document), content_type="application/toml; charset=utf-8")
            response["Content-Disposition"] = f'attachment; filename="{version.document.slug}.toml"'
            return response
        return self._show(version, SignForm(label_suffix=""))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        version = get_object_or_404(SopVersion, pk=pk)
        form = SignForm(request.POST, label_suffix="")
        if form.is_valid():
            try:
                compiler.sign(version, **form.cleaned_data, by=request.user)
            except ValidationError as error:
                form.add_error(None, error)
        if not form.is_valid():
            return self._show(version, form, status=422)
        messages.success(request, f"{version}: {_outcome(version, form.cleaned_data['effective_on'])}")
        return redirect("sop:library")

    def _show(self, version: SopVersion, form: SignForm, status: int = 200) -> HttpResponse:
        self.page_title = str(version)
        governing = version.sop.governing
        replaces = governing if governing != version else None
        context = self.get_context_data(
            version=version,
            form=form,
            may_be_signed=version.status not in (SopVersion.Status.GOVERNING, SopVersion.Status.VOID),
            replaces=replaces,
            changes=changes(replaces.document, version.document) if replaces else (),
            missing=self._missing(version),
            signatures=log_registry.get_logs_for_instance(version).filter(action=compiler.SIGNED_AS),
            **chain.context(None, version.document, readings_seen_by(self.request.user, version)),
        )
        return render(self.request, self.template_name, context, status=status)

    @staticmethod
    def _missing(version: SopVersion) -> list[tuple[Office, list[str]]]:
        """The offices that have chosen the SOP and lack holders of roles of this version, with the roles' names."""
        offices = Office.objects.filter(sop_choices__sop=version.sop_id).distinct()
        return list(unheld(version, offices).items())


def _outcome(version: SopVersion, day: date) -> str:
    """What a signature has brought about."""
    if version.status == SopVersion.Status.GOVERNING:
        return "berlaku untuk naskah baru; yang sedang berjalan selesai pada versinya."
    return f"disahkan, berlaku mulai {date_format(day, 'j F Y')}; sampai saat itu tidak ada yang berubah."


def _version_for(request: HttpRequest, pk: int) -> SopVersion:
    if not is_headquarters(request.user):
        raise PermissionDenied
    return get_object_or_404(SopVersion, pk=pk)


def version_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The version's sheet as PDF."""
    version = _version_for(request, pk)
    sheet = living_sheet(version.document, readings=readings_seen_by(request.user, version))
    content = sheet_pdf(sheet, made_at=version.loaded_at)
    return pdf_answer(content, f"sop-{version.document.slug}")


def version_bpmn(request: HttpRequest, pk: int) -> HttpResponse:
    """The version as BPMN 2.0, to be opened in any BPMN tool."""
    document = _version_for(request, pk).document
    response = HttpResponse(to_bpmn(document), content_type="application/xml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{document.slug}.bpmn"'
    return response
