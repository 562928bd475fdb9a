"""Opening an office: site, page tree, collection, roles and permissions in one act."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import Collection, Site

from home import hosts
from home.models import HomePage
from home.tree import build_tree
from offices.models import OFFICE_ADMIN, Division, Office
from offices.roles import ensure_role
from sops.models import Sop
from workflows.models import compiler


@dataclass(frozen=True)
class OfficeFacts:
    """What must be known of an office to open it; ``sop`` is the slug of the SOP it adopts, if it has none yet."""

    name: str
    slug: str
    region_code: str
    level: str
    time_zone: str
    hostname: str
    port: int = field(default_factory=lambda: settings.OFFICE_PORT)
    sop: str = ""
    divisions: Iterable[str] = field(default_factory=tuple)


@transaction.atomic
def open_office(facts: OfficeFacts) -> Office:
    """Create the office with everything it needs; one that exists is brought up to date.

    Raises ``ValidationError`` naming the fact that is missing or already taken.
    """
    office = Office.objects.filter(slug=facts.slug).first() or Office(slug=facts.slug)
    office.name, office.region_code, office.level = facts.name, facts.region_code, facts.level
    office.time_zone, office.hostname = facts.time_zone, facts.hostname
    office.full_clean()
    if not hosts.NAME.fullmatch(facts.hostname):
        text = "Isi nama host saja, dengan huruf kecil, misalnya kab-contoh.kpu.go.id."
        raise ValidationError({"hostname": text})
    if not 1 <= facts.port <= 65535:
        raise ValidationError({"port": "Porta harus antara 1 dan 65535."})
    sop = _adopted(facts.sop)
    office.root_page = build_tree(facts.name, facts.slug).page_ptr
    office.site = _site(facts, office)
    office.collection = office.collection or Collection.get_first_root_node().add_child(name=facts.name[:255])
    office.save()
    for name in facts.divisions:
        Division.objects.get_or_create(office=office, name=name)
    ensure_role(office, OFFICE_ADMIN, "Admin Kantor")
    if sop is not None and not office.sop_choices.filter(section=None, content_kind="").exists():
        compiler.choose(office, sop)  # another one is chosen in the admin, which says what that means
    return office


def _adopted(slug: str) -> Sop | None:
    if not slug:
        return None
    sop = Sop.objects.filter(slug=slug).first()
    if sop is None:
        known = ", ".join(Sop.objects.values_list("slug", flat=True)) or "belum ada; jalankan load_sops dulu"
        raise ValidationError({"sop": f"SOP «{slug}» tidak ada. Yang ada: {known}."})
    return sop


def _site(facts: OfficeFacts, office: Office) -> Site:
    """The office's site, for its own host alone."""
    stock = Site.objects.filter(is_default_site=True).exclude(root_page__in=HomePage.objects.all()).first()
    if stock is not None:
        welcome = stock.root_page
        stock.delete()
        if welcome.depth == 2:
            welcome.delete()
    site = office.site or Site()
    site.hostname, site.port, site.site_name = facts.hostname, facts.port, facts.name[:255]
    site.root_page = office.root_page
    site.save()
    return site
