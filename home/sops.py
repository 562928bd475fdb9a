"""The SOPs by which an office publishes, shown to everyone as the official table (Perki 1/2021: working procedures)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from desk.pdf.sheet import sheet_pdf
from home.cache.dependencies import shows, site_tag, sops_tag
from home.sharing import office_site
from offices.models import Office
from sops.models import SopVersion
from workflows.core.living_sheet import living_sheet
from workflows.models import SopChoice


def sop_page(request: HttpRequest) -> HttpResponse:
    """Every SOP that governs something at the office, the one for the whole site first."""
    sheets = [_sheet(version, choices) for version, choices in _governing(_office(request))]
    context = {
        "page_title": "Standar operasional prosedur",
        "address": "/sop/",
        "sheets": sorted(sheets, key=lambda one: (not one["for_all"], one["sheet"].sop.name)),
    }
    return render(request, "home/sops.html", context)


def sop_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """One of them as PDF. Raises ``Http404`` for an SOP that governs nothing here."""
    for version, _ in _governing(_office(request)):
        if version.document.slug == slug:
            content = sheet_pdf(living_sheet(version.document), made_at=version.loaded_at)
            return HttpResponse(content, content_type="application/pdf")
    raise Http404


def _office(request: HttpRequest) -> Office | None:
    site = office_site(request)
    office = Office.objects.filter(root_page=site.home.pk).first()
    shows(site_tag(site.home.pk), *([sops_tag(office.pk)] if office else []))
    return office


def _governing(office: Office | None) -> list[tuple[SopVersion, list[SopChoice]]]:
    choices = SopChoice.objects.filter(office=office).select_related("section", "division")
    governed: dict[int, list[SopChoice]] = {}
    for choice in choices.order_by("section__path", "content_kind"):
        governed.setdefault(choice.sop_id, []).append(choice)
    versions = SopVersion.objects.filter(sop__in=governed, status=SopVersion.Status.GOVERNING)
    return [(version, governed[version.sop_id]) for version in versions]


def _sheet(version: SopVersion, choices: list[SopChoice]) -> dict[str, Any]:
    return {
        "sheet": living_sheet(version.document),
        "sheet_id": version.sha256[:12],
        "slug": version.document.slug,
        "for_all": any(choice.is_default for choice in choices),
        "scope": f"Berlaku untuk {'; '.join(map(_scope, choices))}.",
    }


def _scope(choice: SopChoice) -> str:
    kind = choice.get_content_kind_display().lower() if choice.content_kind else "semua isi"
    kind = f"{kind} {choice.division}" if choice.division else kind
    return f"{kind} di bagian {choice.section.title}" if choice.section else f"{kind} di situs ini"
