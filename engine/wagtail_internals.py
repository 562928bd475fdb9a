"""What we reach for inside Wagtail, where it offers no public way: one function each, with the reason.

Pinned by ``tests/engine_facts/test_internals.py``; ``docs/upgrade.md`` says what to do at an upgrade.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from wagtail.models import Page, ReferenceIndex, Site

Reference = tuple[int, str, str, str]
"""Number of a content type, key, path in the model, path in the content."""


def references_of(item: Any) -> Iterator[Reference]:
    """What an object names, also one that is not saved: the index itself knows saved ones only."""
    yield from ReferenceIndex._extract_references_from_object(item)


def base_content_type(item: Any) -> ContentType:
    """Under which type the references to an object are kept, whichever of its models it is."""
    return ReferenceIndex._get_base_content_type(item)


def share_root_paths(request: HttpRequest, parent: Page, pages: Iterable[Page]) -> None:
    """Let rows of one list know every site's root: else each row's address reads all offices' sites anew."""
    roots = parent._get_site_root_paths(request)
    for page in pages:
        page._wagtail_cached_site_root_paths = roots


def answer_for(request: Any, site: Site, roots: list[Any]) -> None:
    """Have a request know the site that we found by its host: Wagtail would look again, and read all sites' roots."""
    request._wagtail_site = site
    request._wagtail_cached_site_root_paths = roots


def note_route(request: Any, found: Any) -> None:
    """Have Wagtail's view serve the page we routed to: it would route again, from the root of the tree."""
    request._wagtail_route_for_request = found


def note_parent(page: Page, parent: Page) -> None:
    """Have a page know its parent, which is at hand: treebeard would fetch it."""
    page._cached_parent_obj = parent


def is_slug_free(slug: str, parent: Page, page: Page) -> bool:
    """Whether no sibling has the address; Wagtail's own check raises instead of saying so."""
    return Page._slug_is_available(slug, parent, page)


def measure(document: Any) -> None:
    """Note size and hash of a document's file: only Wagtail's form does so."""
    document._set_document_file_metadata()


def show_as_public(page: Any) -> None:
    """Have a row of a list tell only what readers know of its page: not that somebody is at work on it."""
    page._approved_schedule, page._current_workflow_states = False, []
    page.has_unpublished_changes, page.latest_revision_created_at = False, page.last_published_at
