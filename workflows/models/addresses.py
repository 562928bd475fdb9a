"""Addresses that a page can't have: another part of the site answers there, as its own resolver says."""

from collections.abc import Iterator
from itertools import count

from django.conf import settings
from django.urls import Resolver404, resolve
from wagtail.models import Page

from engine import wagtail_internals

PAGES = "wagtail_serve"
"""The name of the pattern that leads to pages."""
BELOW = ("", "x/", "1/")
"""What is tried of a section's address: its own, and those of pages that may stand below it."""


def reserved(path: str, *, leads_on: bool = False) -> bool:
    """Whether a page at a path ("/berita/judul/") could not be read there, or none below it if it ``leads_on``.

    The resolver minds capitals; whether a front server, a disk or a reader does is not for an address to depend on.
    """
    return any(_is_taken(f"{path.lower()}{below}") for below in (BELOW if leads_on else BELOW[:1]))


def _is_taken(path: str) -> bool:
    if any(path.startswith(root) for root in (settings.STATIC_URL, settings.MEDIA_URL) if root.startswith("/")):
        return True
    try:
        return resolve(path).url_name != PAGES
    except Resolver404:
        return True


def address_fault(page: Page, parent: Page | None, slug: str) -> str:
    """Why a page can't have a slug below a parent, with the remedy; "" where it can."""
    if parent is None or parent.depth < 2 or not slug:
        return ""  # the name of a whole site is no part of an address
    inside, lower = parent.url_path.split("/", 2)[2], slug.lower()
    if reserved(f"/{inside}{slug}/", leads_on=bool(type(page).subpage_types)):
        return (
            f"Alamat «/{inside}{slug}/» dipakai situs untuk keperluan lain, jadi halaman ini tidak akan terbuka di "
            f"sana. Ganti slug, misalnya menjadi «{_free(f'{lower}-kpu', parent, page)}»."
        )
    if slug != lower:
        advice = _free(lower, parent, page)
        return f"Slug «{slug}» memuat huruf besar, padahal alamat tidak dibedakan olehnya. Tulis «{advice}»."
    return ""


def _free(slug: str, parent: Page, page: Page) -> str:
    """The slug, or what follows it, that no page beside this one has."""
    return next(free for free in numbered(slug) if wagtail_internals.is_slug_free(free, parent, page))


def numbered(slug: str) -> Iterator[str]:
    """A slug, then what it becomes where it is taken: "rapat", "rapat-2", "rapat-3" …"""
    yield slug
    yield from (f"{slug[:240]}-{number}" for number in count(2))
