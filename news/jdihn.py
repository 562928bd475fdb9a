"""Legal documents as JDIHN members hand them to the centre (Perpres 33/2012 Pasal 10(2)b).

The keys are those the centre's collector reads; every value is a string and "-" says that there is none.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from news.models import LegalDocumentPage
from news.models.relations import LegalDocumentQuerySet

NONE = "-"
OPERASI, DISPLAY = "4", "1"
"""Constants the centre demands of every record; what they mean is documented nowhere."""


def records(
    documents: LegalDocumentQuerySet,
    *,
    agency: str,
    zone: ZoneInfo,
    absolute: Callable[[str], str],
    at: Callable[[str], str],
) -> Iterator[dict[str, str]]:
    """One record per document, in the order given.

    ``agency`` stands as T.E.U. badan where a document names none; ``absolute`` makes a path of the site a
    full address, ``at`` the ``url_path`` of a page.
    """
    for page in documents.with_current_status().select_related("file", "abstract").defer("body").iterator():
        file, abstract = page.file, page.abstract
        yield {
            "idData": str(page.pk),
            "tahun_pengundangan": _year(page),
            "tanggal_penetapan": _day(page.enacted_on),
            "tanggal_pengundangan": _day(page.promulgated_on),
            "jenis": page.get_kind_display(),
            "noPeraturan": page.number or NONE,
            "judul": page.official_title(agency),
            "noPanggil": NONE,
            "singkatanJenis": page.abbreviation,
            "tempatTerbit": page.place or NONE,
            "penerbit": NONE,
            "deskripsiFisik": NONE,
            "sumber": page.source or NONE,
            "subjek": page.subject or NONE,
            "isbn": NONE,
            "status": page.current_status_label,
            "bahasa": page.language or NONE,
            "bidangHukum": page.get_legal_field_display() or NONE,
            "teuBadan": page.agency or agency,
            "nomorIndukBuku": NONE,
            "fileDownload": file.filename if file else NONE,
            "urlDownload": absolute(file.url) if file else NONE,
            "abstrak": abstract.filename if abstract else NONE,
            "urlAbstrak": absolute(abstract.url) if abstract else NONE,
            "urlDetailPeraturan": at(page.url_path),
            "operasi": OPERASI,
            "display": DISPLAY,
            "last_updated": _moment(page.last_published_at or page.first_published_at, zone),
        }


def _year(page: LegalDocumentPage) -> str:
    day = page.promulgated_on or page.enacted_on
    return str(page.year or (day.year if day else NONE))


def _day(day: date | None) -> str:
    return day.isoformat() if day else NONE


def _moment(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S") if moment else NONE
