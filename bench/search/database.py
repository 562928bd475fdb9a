"""A PostgreSQL database of its own for a bench of the search: made anew, filled, kept until the next run.

``BENCH_DATABASE_URL`` names the server (default: user postgres on this machine).
"""

import os
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo

import psycopg
from psycopg import sql

from bench.search.documents import Document

SERVER = os.environ.get("BENCH_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
ZONE = ZoneInfo("Asia/Jakarta")
HOST = "kantor.localhost"


def start(name: str) -> None:
    """Make an empty database of that name and set Django up on it, with the schema and one office."""
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    connect(name)
    from django.core.management import call_command

    from home.offices import OfficeFacts, open_office

    call_command("migrate", verbosity=0)
    facts = OfficeFacts("Komisi Pemilihan Umum Kabupaten Contoh", "contoh", "36.04", "kabupaten", "Asia/Jakarta", HOST)
    open_office(facts)


def connect(name: str) -> None:
    """Set Django up on a database of that name."""
    os.environ["DATABASE_URL"] = urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "site_kpu.settings.test"
    import django

    django.setup()


def fill(documents: Sequence[Document]) -> list[int]:
    """Write the documents as live pages; their page ids, in the same order."""
    from bench.bulk import add_children
    from home.models import SectionPage

    ids: dict[int, int] = {}
    for section in ("berita", "pengumuman", "produk-hukum", "publikasi"):
        chosen = [(i, document) for i, document in enumerate(documents) if _section(document) == section]
        pages = [page_of(document, f"naskah-{i}") for i, document in chosen]
        add_children(SectionPage.objects.get(slug=section), pages)
        ids |= {i: page.pk for (i, _), page in zip(chosen, pages, strict=True)}
    _attach((ids[i], document.file_text) for i, document in enumerate(documents) if document.file_text)
    return [ids[i] for i in range(len(documents))]


def index() -> None:
    """Build our index and let the planner know the tables."""
    from django.db import connection

    from search.rebuilding import rebuild

    rebuild(read_files=False)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def page_of(document: Document, slug: str) -> Any:
    """The unsaved page of a document."""
    from django.contrib.contenttypes.models import ContentType

    from news.models import AnnouncementPage, LegalDocumentPage, NewsPage, PublicationPage

    shown: dict[str, tuple[Any, dict[str, Any]]] = {
        "berita": (NewsPage, {"published_on": document.day}),
        "pengumuman": (AnnouncementPage, {"valid_from": document.day}),
        "produk-hukum": (
            LegalDocumentPage,
            {"number": document.number, "year": document.day.year, "enacted_on": document.day},
        ),
        "publikasi": (PublicationPage, {}),
    }
    model, facts = shown[_section(document)]
    return model(
        title=document.title,
        slug=slug,
        live=True,
        summary=document.summary,
        body=[("text", document.html)],
        kind=document.kind,
        first_published_at=datetime.combine(document.day, time(9), tzinfo=ZONE),
        content_type=ContentType.objects.get_for_model(model),
        **facts,
    )


def _section(document: Document) -> str:
    if document.number:
        return "produk-hukum"
    if document.kind in ("berita", "artikel", "liputan"):
        return "berita"
    return "pengumuman" if document.kind == "pengumuman" else "publikasi"


def _attach(files: Iterable[tuple[int, str]]) -> None:
    """An attachment for each page id, as if its file had been read."""
    from wagtail.documents import get_document_model

    from news.models import Attachment
    from search.models import DocumentText

    for number, (page_id, text) in enumerate(files):
        document = get_document_model().objects.create(title="Lampiran", file=f"lampiran-{number}.pdf")
        DocumentText.objects.create(document=document, file_name=document.file.name, text=text)
        Attachment.objects.create(page_id=page_id, document=document, title="Lampiran", sort_order=0)
