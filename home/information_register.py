"""Daftar Informasi Publik: the register of public information, built from what is published.

Columns as three public implementations of UU 14/2008 Pasal 11(1)a and Perki 1/2021 agree on them.
News and announcements are not in it: they report information, they don't hold it.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.views.decorators.http import require_safe
from openpyxl import Workbook
from wagtail.query import PageQuerySet

from home.cache.dependencies import answers, list_tag, shows, site_tag, text_tag
from home.listing import published, slice_of
from home.models import HomePage, InformationClass, PpidPage, StandardPage
from home.sharing import OfficeSite, office_site
from news.models import Attachment, LegalDocumentPage, PublicationPage, TextPage
from text.outlets import cell

CLASS_OF: dict[type[TextPage], InformationClass | None] = {
    PpidPage: None,
    StandardPage: InformationClass.BERKALA,
    PublicationPage: InformationClass.BERKALA,
    LegalDocumentPage: InformationClass.SETIAP_SAAT,
}
"""The class of each type: profile, activities and finance are periodic (Pasal 9(2)), decisions are due at any
time (Pasal 11(1)b); a PPID page says it itself."""
RETENTION = "Menurut jadwal retensi arsip"
COLUMNS = (
    "No.",
    "Ringkasan isi informasi",
    "Golongan",
    "Pejabat atau unit yang menguasai",
    "Penanggung jawab pembuatan atau penerbitan",
    "Waktu dan tempat pembuatan",
    "Bentuk informasi yang tersedia",
    "Jangka waktu penyimpanan",
    "Alamat",
)


@dataclass(frozen=True)
class Entry:
    """One row of the register; ``address`` is the page's full address."""

    title: str
    summary: str
    information_class: str
    holder: str
    publisher: str
    made: str
    formats: str
    retention: str
    address: str

    def cells(self, number: int) -> list[str]:
        """As in an export, in the order of ``COLUMNS``."""
        summary = f"{self.title}. {self.summary}".strip()
        return [
            str(number),
            summary,
            self.information_class,
            self.holder,
            self.publisher,
            self.made,
            self.formats,
            self.retention,
            self.address,
        ]


def _lists(home: HomePage, wanted: str) -> list[PageQuerySet]:
    """What the register holds of one class ("" for all), one list per type."""
    lists = []
    for model, its_class in CLASS_OF.items():
        pages = published(model, home).select_related("division")
        if its_class is None:
            lists.append(pages.filter(information_class=wanted) if wanted else pages)
        elif wanted in ("", its_class):
            lists.append(pages)
    return lists


def _entries(pages: Iterable[TextPage], site: OfficeSite) -> Iterator[Entry]:
    pages = list(pages)
    formats = defaultdict(set)
    for file in Attachment.objects.filter(page__in=[page.pk for page in pages]).select_related("document"):
        formats[file.page_id].add(file.document.file_extension.upper())
    for page in pages:
        file = getattr(page, "file", None)
        if file:
            formats[page.pk].add(file.file_extension.upper())
        made = date_format(page.typed_date or page.shown_date, "j F Y")
        its_class = CLASS_OF[type(page)] or InformationClass(page.information_class)
        yield Entry(
            title=page.shown_title,
            summary=page.summary,
            information_class=str(its_class.label),
            holder=page.division.name if page.division else site.home.title,
            publisher=site.home.title,
            made=", ".join(filter(None, (getattr(page, "place", ""), made))),
            formats=", ".join(["Halaman situs", *sorted(filter(None, formats[page.pk]))]),
            retention=getattr(page, "retention", "") or RETENTION,
            address=site.address_of(page),
        )


def _wanted(request: HttpRequest) -> str:
    given = request.GET.get("golongan", "")
    return given if given in InformationClass.values else ""


@require_safe
def information_register(request: HttpRequest) -> HttpResponse:
    """The register as a page, by class, in slices."""
    site, wanted = office_site(request), _wanted(request)
    shows(site_tag(site.home.pk), *(list_tag(model, site.home.pk) for model in CLASS_OF))
    answers(("golongan", wanted))
    kept = f"golongan={wanted}" if wanted else ""
    shown = slice_of([_with_file(pages) for pages in _lists(site.home, wanted)], request.GET, kept)
    context = {
        "page_title": "Daftar Informasi Publik",
        "address": "/daftar-informasi-publik/",
        "classes": [(value, label, value == wanted) for value, label in InformationClass.choices],
        "wanted": wanted,
        "kept": kept,
        "entries": shown,
        "rows": list(_entries(shown.entries, site)),
    }
    return render(request, "home/information_register.html", context)


def _with_file(pages: PageQuerySet) -> PageQuerySet:
    return pages.select_related("division", "file") if pages.model is LegalDocumentPage else pages


@require_safe
def export(request: HttpRequest, file_type: str) -> HttpResponse:
    """The whole register of a class as CSV (UTF-8, commas) or XLSX."""
    site, wanted = office_site(request), _wanted(request)
    models = CLASS_OF.keys()
    shows(site_tag(site.home.pk), *chain(*((list_tag(m, site.home.pk), text_tag(m, site.home.pk)) for m in models)))
    lists = [_with_file(pages) for pages in _lists(site.home, wanted)]
    rows = [entry.cells(number) for number, entry in enumerate(_entries(chain(*lists), site), start=1)]
    body, content_type = WRITERS[file_type](rows)
    name = "-".join(filter(None, ("daftar-informasi-publik", site.home.slug, wanted)))
    return HttpResponse(
        body,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}.{file_type}"', "X-Robots-Tag": "noindex"},
    )


def _as_csv(rows: list[list[str]]) -> tuple[bytes, str]:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([COLUMNS, *(map(cell, row) for row in rows)])
    return text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8"


def _as_xlsx(rows: list[list[str]]) -> tuple[bytes, str]:
    book = Workbook(write_only=True)
    table = book.create_sheet("Daftar Informasi Publik")
    for row in [list(COLUMNS), *(list(map(cell, row)) for row in rows)]:
        table.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


WRITERS = {"csv": _as_csv, "xlsx": _as_xlsx}
