"""Published = approved (ruling 4c): all that the public gets, held against what the record says was signed.

The gate keeps anything else from going live through the site; this finds what was changed around it, in the database.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from wagtail.models import Page, PageLogEntry
from wagtail.query import PageQuerySet

from workflows.gate import shown
from workflows.models import GovernedPage, SopRun
from workflows.models.runs import SopRunQuerySet
from workflows.models.signed import fingerprint

LOGGED_AS = "workflows.published.differs"

CHUNK = 200
FACTS = {
    "parent": "tempatnya",
    "restrictions": "pembatasan pembacanya",
    "first_published_at": "tanggal tayang pertamanya",
    "last_published_at": "tanggal tayangnya",
    "expire_at": "batas waktunya",
}
"""Facts of a live page that a tampering would change, in words."""


@dataclass(frozen=True)
class Difference:
    """A page that is not public as it was approved, and what contradicts what."""

    page: Page
    why: str


def live_pages() -> PageQuerySet:
    """Everything live that only an SOP may make so, and everything that is live by the record."""
    governed = Page.objects.type(GovernedPage).filter(Q(live=True) | Q(pk__in=_live_by_record().values("page_id")))
    return governed.order_by("pk")


def _live_by_record() -> SopRunQuerySet:
    published = SopRun.objects.filter(published_at__isnull=False)
    later = published.filter(page_id=OuterRef("page_id"), published_at__gt=OuterRef("published_at"))
    return published.filter(~Exists(later), taken_down_at__isnull=True)


def deleted() -> SopRunQuerySet:
    """What is live by the record and has no page any more."""
    return _live_by_record().exclude(page_id__in=Page.objects.values("pk")).order_by("pk")


def reported() -> PageQuerySet:
    """The live pages of which a nightly check has ever said so."""
    return live_pages().filter(pk__in=PageLogEntry.objects.filter(action=LOGGED_AS).values("page_id"))


def differences(pages: PageQuerySet) -> Iterator[Difference]:
    """Those of the pages that show what was not approved; one that is being published meanwhile is none."""
    for page in pages.specific().iterator(chunk_size=CHUNK):
        if _contradiction(page):
            with transaction.atomic():
                locked = live_pages().select_for_update(of=("self",)).filter(pk=page.pk).first()
                if locked is not None and (why := _contradiction(locked.specific)):
                    yield Difference(locked, why)


def _contradiction(page: Page) -> str:
    """What is wrong with a live page; "" when it is what its last run published and its checks signed."""
    run = SopRun.objects.filter(page_id=page.pk, published_at__isnull=False).order_by("-published_at").first()
    if run is None:
        return "tayang tanpa catatan SOP"
    if run.taken_down_at is not None:
        return "sudah ditarik dari publik menurut catatan SOP"
    if not page.live:
        return "tidak tayang, padahal menurut catatan SOP tayang"
    if fingerprint(page.serializable_data()) != run.content_sha256:
        return "isinya bukan isi yang ditayangkan melalui SOP"
    if run.content_sha256 != run.approved_sha256:
        return "isi yang ditayangkan bukan isi yang terakhir disetujui"
    return "; ".join(_contradictions_around(page, run))


def _contradictions_around(page: Page, run: SopRun) -> Iterator[str]:
    """What is wrong with what stands around an approved text: files, place, moments, readers."""
    files, approved = shown.fingerprints(page), run.approved_files or {}
    if wrong := sorted(name for name in files.keys() | approved.keys() if files.get(name) != approved.get(name)):
        yield f"berkasnya bukan yang disetujui ({', '.join(wrong)})"
    if names := shown.swapped(page):
        yield f"gambar yang ditampilkan bukan yang dibuat dari berkasnya ({', '.join(names)})"
    facts, recorded = shown.public_facts(page), run.public_facts or {}
    if wrong := [label for name, label in FACTS.items() if facts[name] != recorded.get(name)]:
        yield f"{' dan '.join(wrong)} bukan yang tercatat saat tayang"
    parent = page.get_parent()
    if page.url_path != f"{parent.url_path}{page.slug}/" or getattr(page, "home_id", None) != _home_of(page):
        yield "alamatnya bukan alamat tempatnya"
    if hasattr(page, "listed_at") and page.listed_at != page.shown_at:
        yield "tanggalnya dalam daftar bukan tanggalnya"


def _home_of(page: Page) -> int | None:
    return Page.objects.filter(path=page.path[: 2 * page.steplen]).values_list("pk", flat=True).first()
