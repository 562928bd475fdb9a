"""The library of SOPs for headquarters: what there is, bringing a new one by file, and signing it."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from workflows import compiler
from workflows.admin import chain
from workflows.admin.sheets import pdf_answer
from workflows.core.bpmn_diagram import to_bpmn
from workflows.core.living_sheet import living_sheet
from workflows.core.sop_file import SopFileError, parse_sop, to_toml
from workflows.models import SopVersion, is_headquarters
from workflows.pdf.sheet import sheet_pdf

LARGEST_FILE = 256 * 1024
"""Bytes of an SOP file; the five shipped ones have under 8 kB."""


class LibraryMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return is_headquarters(request.user)


class UploadForm(forms.Form):
    """A TOML file, checked as ``load_sops`` checks it; every fault with its line, field and remedy."""

    file = forms.FileField(label="Berkas SOP (TOML)", error_messages={"required": "Pilih berkas SOP."})

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError("Berkas lebih dari 256 kB; SOP tidak sebesar itu. Periksa berkasnya.")
        try:
            self.intent = compiler.plan(parse_sop(file.read().decode("utf-8"), source=file.name))
        except UnicodeDecodeError as error:
            raise forms.ValidationError("Berkas bukan teks UTF-8. Simpan ulang sebagai UTF-8.") from error
        except SopFileError as error:
            raise forms.ValidationError([str(problem) for problem in error.problems]) from error
        except compiler.OtherScope as error:
            raise forms.ValidationError(f"{error}") from error
        return file


class SignForm(forms.Form):
    """The day the SOP was signed; from then on it governs new runs."""

    signed_on = forms.DateField(
        label="Tanggal pengesahan",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"required": "Isi tanggal pengesahan.", "invalid": "Tanggal tidak terbaca."},
    )

    def clean_signed_on(self) -> Any:
        day = self.cleaned_data["signed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("SOP berlaku sejak ditandatangani; tanggal ini belum tiba.")
        return day


class HeadquartersView(WagtailAdminTemplateMixin, View):
    header_icon = "clipboard-list"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_headquarters(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


class LibraryView(HeadquartersView):
    template_name = "workflows/admin/library.html"
    page_title = "Pustaka SOP"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(UploadForm(label_suffix=""))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES, label_suffix="")
        if not form.is_valid():
            return self._show(form, status=422)
        version = compiler.apply(form.intent)
        messages.success(request, f"{version}: {version.get_status_display()}.")
        return redirect("sop:version", version.pk)

    def _show(self, form: UploadForm, status: int = 200) -> HttpResponse:
        versions = SopVersion.objects.select_related("sop").order_by("sop__slug", "-loaded_at")
        context = self.get_context_data(form=form, versions=versions)
        return render(self.request, self.template_name, context, status=status)


class VersionView(HeadquartersView):
    """One version as its sheet; a draft can be signed here, and any version exported as a file."""

    template_name = "workflows/admin/version.html"

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
        if version.status != SopVersion.Status.DRAFT:
            form.add_error(None, f"Versi ini sudah {version.get_status_display().lower()}.")
        if not form.is_valid():
            return self._show(version, form, status=422)
        compiler.govern(version, signed_on=form.cleaned_data["signed_on"])
        messages.success(request, f"{version} berlaku untuk naskah baru; yang sedang berjalan selesai pada versinya.")
        return redirect("sop:library")

    def _show(self, version: SopVersion, form: SignForm, status: int = 200) -> HttpResponse:
        self.page_title = str(version)
        context = self.get_context_data(
            version=version,
            form=form,
            is_draft=version.status == SopVersion.Status.DRAFT,
            **chain.context(None, version.document),
        )
        return render(self.request, self.template_name, context, status=status)


def _version_for(request: HttpRequest, pk: int) -> SopVersion:
    if not is_headquarters(request.user):
        raise PermissionDenied
    return get_object_or_404(SopVersion, pk=pk)


def version_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The version's sheet as PDF."""
    version = _version_for(request, pk)
    content = sheet_pdf(living_sheet(version.document), made_at=version.loaded_at)
    return pdf_answer(content, f"sop-{version.document.slug}")


def version_bpmn(request: HttpRequest, pk: int) -> HttpResponse:
    """The version as BPMN 2.0, to be opened in any BPMN tool."""
    document = _version_for(request, pk).document
    response = HttpResponse(to_bpmn(document), content_type="application/xml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{document.slug}.bpmn"'
    return response
