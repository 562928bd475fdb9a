"""Published = approved (ruling 4c): what the public reads, held against what the record says was signed.

The gate keeps anything else from going live through the site; this finds what was changed around it, in the database.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from wagtail.models import Page, PageLogEntry
from wagtail.query import PageQuerySet

from workflows.models import GovernedPage, SopRun
from workflows.models.pages import fingerprint

LOGGED_AS = "workflows.published.differs"

CHUNK = 200


@dataclass(frozen=True)
class Difference:
    """A live page whose text nobody approved, and what contradicts what."""

    page: Page
    why: str


def live_pages() -> PageQuerySet:
    """Everything live that only an SOP may make so."""
    return Page.objects.live().type(GovernedPage).order_by("pk")


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
    if fingerprint(page.serializable_data()) != run.content_sha256:
        return "isinya bukan isi yang ditayangkan melalui SOP"
    if run.content_sha256 != run.approved_sha256:
        return "isi yang ditayangkan bukan isi yang terakhir disetujui"
    return ""
