"""What would keep the public from a page that goes live, or make it regret that it did: told early, refused late.

The editor, the task page and the decision page say it; the publish verb refuses.
"""

from datetime import datetime

from django.utils import timezone
from wagtail.models import Page

from offices import office_time
from offices.models import Office
from workflows.models import GovernedPage
from workflows.models.addresses import address_fault
from workflows.models.choosing import label_of, named_by


def obstacles(page: GovernedPage, at: datetime | None = None) -> list[str]:
    """Why a page that goes live at a moment (now, unless one is given) would not be there for everybody."""
    at = at or timezone.now()
    return [*_ended(page, at), *_closed(page), *_lost(page), *page.obstacles(at)]


def _ended(page: GovernedPage, at: datetime) -> list[str]:
    ends = page.ends_at
    if ends is None or ends > at:
        return []
    day = office_time.said(ends, Office.of_page(page), "j F Y")
    if at <= timezone.now():
        return [
            f"Hari terakhirnya ({day}) sudah lewat, jadi halaman tidak akan tampil. Ubah atau kosongkan tanggal itu."
        ]
    return [f"Hari terakhirnya ({day}) lebih awal daripada waktu tayangnya. Ubah salah satunya."]


def _closed(page: GovernedPage) -> list[str]:
    """Doors before the page: a parent that is not live, readers that are limited, an address that leads elsewhere."""
    found = []
    above = list(Page.objects.ancestor_of(page).filter(depth__gt=1).order_by("depth"))
    for parent in above:
        if not parent.live:
            found.append(f"«{parent.title}» tidak tayang, jadi halaman di bawahnya tidak akan tampil. Tayangkan dulu.")
    if page.get_view_restrictions().exists():
        found.append("Halaman ini atau bagiannya dibatasi untuk pembaca tertentu. Minta admin kantor mencabutnya.")
    if above and (fault := address_fault(page, above[-1], page.slug)):
        found.append(fault)
    return found


def _lost(page: GovernedPage) -> list[str]:
    """Pictures, documents and pages that the text names and nobody finds any more, by the field that names them."""
    lost = set(page.holes)
    named = named_by(page)
    for model in {row.model for row in named}:
        keys = {row.pk for row in named if row.model is model}
        there = {str(pk) for pk in model._default_manager.filter(pk__in=keys).values_list("pk", flat=True)}
        lost |= {label_of(type(page), row.field) for row in named if row.model is model and row.pk not in there}
    return [f"{part}: yang dipilih sudah tidak ada. Pilih yang lain di konsep, atau lepaskan." for part in sorted(lost)]
