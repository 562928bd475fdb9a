"""What search engines are told of a page in schema.org's words (JSON-LD)."""

import mimetypes
from datetime import datetime
from typing import Any

from wagtail.models import Page

from home.models import HomePage
from home.sharing import OfficeSite
from home.templatetags.office_tags import section_of
from news.models import LegalDocumentPage, LegalStatus, NewsPage, TextPage
from news.models.relations import RelationKind

Thing = dict[str, Any]
SCHEMA = "https://schema.org"
LONGEST_HEADLINE = 110
"""Characters search engines read of a headline."""
FORCE = {
    LegalStatus.BERLAKU: "InForce",
    LegalStatus.DIUBAH: "PartiallyInForce",
    LegalStatus.DICABUT: "NotInForce",
    LegalStatus.TIDAK_BERLAKU: "NotInForce",
}
"""schema.org's LegalForceStatus; an amended text no longer applies in the parts that were changed."""


def about(page: Page, site: OfficeSite, picture: str = "") -> Thing:
    """Everything about one page as a graph; ``picture`` is the full address of its share picture."""
    if isinstance(page, HomePage):
        return _graph(organization(site))
    things = [breadcrumbs(page, site)]
    if isinstance(page, LegalDocumentPage):
        things.append(legislation(page, site))
    elif isinstance(page, TextPage):
        things.append(article(page, site, picture))
    return _graph(*things)


def _graph(*things: Thing) -> Thing:
    return {"@context": SCHEMA, "@graph": list(things)}


def _without_gaps(thing: Thing) -> Thing:
    return {key: value for key, value in thing.items() if value not in ("", None, [])}


def organization(site: OfficeSite) -> Thing:
    """The office. Its hours are free text, which ``openingHours`` doesn't allow, so they are left out."""
    home = site.home
    address = {"@type": "PostalAddress", "streetAddress": " ".join(home.address.split()), "addressCountry": "ID"}
    return _without_gaps(
        {
            "@type": "GovernmentOrganization",
            "@id": f"{site.address_of(home)}#kantor",
            "name": home.title,
            "url": site.address_of(home),
            "description": home.intro,
            "address": address if home.address.strip() else None,
            "telephone": home.phone,
            "email": home.email,
            "sameAs": [account.value["url"] for account in home.accounts],
        }
    )


def _publisher(site: OfficeSite) -> Thing:
    facts = organization(site)
    return {key: facts[key] for key in ("@type", "@id", "name", "url")}


def breadcrumbs(page: Page, site: OfficeSite) -> Thing:
    """The way from the home page, as it stands above the page."""
    section = section_of(page, site.home)
    way = [("Beranda", site.home), *([(section.title, section)] if section else []), (page.title, page)]
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": site.address_of(step)}
        for position, (name, step) in enumerate(way, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def article(page: TextPage, site: OfficeSite, picture: str) -> Thing:
    """News as NewsArticle, every other text as Article."""
    unit = getattr(page, "author_unit", "")
    author = {"@type": "Organization", "name": unit, "parentOrganization": _publisher(site)}
    return _without_gaps(
        {
            "@type": "NewsArticle" if isinstance(page, NewsPage) else "Article",
            "@id": f"{site.address_of(page)}#naskah",
            "mainEntityOfPage": site.address_of(page),
            "headline": _short(page.shown_title),
            "description": page.summary,
            "articleSection": page.content_kind.label,
            "inLanguage": "id",
            "datePublished": _moment(page.shown_at, site),
            "dateModified": _moment(page.last_published_at, site),
            "author": author if unit else _publisher(site),
            "publisher": _publisher(site),
            "image": [picture] if picture else [],
            "expires": _moment(page.expire_at, site),
        }
    )


def legislation(page: LegalDocumentPage, site: OfficeSite) -> Thing:
    """A legal document with its file (schema.org Legislation, after the European Legislation Identifier)."""
    year = f" Tahun {page.year}" if page.year else ""
    return _without_gaps(
        {
            "@type": "Legislation",
            "@id": f"{site.address_of(page)}#naskah",
            "url": site.address_of(page),
            "name": page.official_title(site.home.title),
            "abstract": page.summary,
            "inLanguage": "id",
            "legislationIdentifier": f"{page.get_kind_display()} Nomor {page.number}{year}" if page.number else None,
            "legislationType": page.get_kind_display(),
            "legislationDate": page.enacted_on.isoformat() if page.enacted_on else None,
            "legislationPassedBy": _publisher(site),
            "legislationLegalForce": f"{SCHEMA}/{FORCE[LegalStatus(page.current_status)]}",
            "legislationChanges": _others(page, RelationKind.MENGUBAH, site),
            "legislationRepeals": _others(page, RelationKind.MENCABUT, site),
            "datePublished": _moment(page.shown_at, site),
            "keywords": page.subject,
            "publisher": _publisher(site),
            "encoding": _file(page, site),
        }
    )


def _others(page: LegalDocumentPage, kind: RelationKind, site: OfficeSite) -> list[Thing]:
    return [
        {"@type": "Legislation", "@id": f"{site.address_of(other.target)}#naskah", "name": other.target.shown_title}
        if other.target
        else {"@type": "Legislation", "name": other.text}
        for other in page.outgoing
        if other.kind == kind
    ]


def _file(page: LegalDocumentPage, site: OfficeSite) -> Thing | None:
    if page.file is None:
        return None
    kind = mimetypes.guess_type(page.file.filename)[0] or ""
    facts = {"@type": "MediaObject", "contentUrl": site.absolute(page.file.url), "encodingFormat": kind}
    return _without_gaps(facts)


def _short(title: str) -> str:
    return title if len(title) <= LONGEST_HEADLINE else f"{title[: LONGEST_HEADLINE - 1].rstrip()}…"


def _moment(moment: datetime | None, site: OfficeSite) -> str | None:
    return moment.astimezone(site.zone).isoformat(timespec="seconds") if moment else None
