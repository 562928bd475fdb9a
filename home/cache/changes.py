"""Which changes make which kept pages untrue.

A page is purged by what it shows: its rows (``row_tag``), the lists it drew from (``list_tag``, ``text_tag``)
and its site (``site_tag``). A draft changes nothing.
"""

from datetime import datetime
from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from taggit.models import Tag
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_slug_changed, post_page_move

from engine.page_signals import on_pages, page_models
from home.cache.dependencies import (
    cache_day,
    front_tag,
    list_tag,
    list_tags_of,
    row_tag,
    site_tag,
    sops_tag,
    text_tag,
    watch,
)
from home.cache.purge import EVERYTHING, purge_soon
from home.models import HomePage, SectionPage
from news.models import DocumentPreview, LegalDocumentPage
from news.pictures import renditions_made
from offices.models import Division, Office
from sops.models import SopVersion
from workflows.core.rule_inputs import Status
from workflows.models import Debt, Signature, SopChoice, SopRun, StepVisit
from workflows.models.pages import GovernedPage, OfficePage, StructurePage
from workflows.models.signed import UNSIGNED_FIELDS

IN_MENU = ("title", "slug", "live", "show_in_menus")
"""The fields by which a section or page right below the home page stands in the menu."""
UNSEEN = UNSIGNED_FIELDS - {"live", "url_path", "path", "expire_at", "expired"}
"""Fields whose change no visitor can see: bookkeeping of drafts and locks."""


def home_pk_of(page: Page) -> int | None:
    """The home page above a page (itself included); None for the root."""
    path = page.path[: 2 * page.steplen]
    return Page.objects.filter(path=path, depth=2).values_list("pk", flat=True).first()


# --- pages --------------------------------------------------------------------------------------


def _listed_by(model: type[Page]) -> tuple[str, ...]:
    """The fields by which a page stands in lists and menus: a change in one is seen beyond the page itself."""
    if issubclass(model, HomePage):
        return model.site_wide_fields
    return tuple(dict.fromkeys((*IN_MENU, *getattr(model, "listed_by", ()))))


def _facts(page: Page | None) -> dict[str, str] | None:
    """How the page is listed, as comparable texts."""
    if page is None:
        return None
    return {name: page._meta.get_field(name).value_to_string(page) for name in _listed_by(type(page))}


def before_save(sender: type[Model], instance: Any, *, raw: bool = False, update_fields=None, **kwargs: Any) -> None:
    """Remember how the page was listed before."""
    instance._seen_change = update_fields is None or bool(set(update_fields) - UNSEEN)
    instance._listed_before = None
    if instance._seen_change and instance.pk and not raw:
        model = instance.specific_class or type(instance)
        instance._listed_before = _facts(model.objects.filter(pk=instance.pk).only(*_listed_by(model)).first())


def after_save(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    if not getattr(instance, "_seen_change", True):
        return
    before = instance.__dict__.get("_listed_before")
    if not instance.live and not (before and before["live"] == "True"):
        return
    page = instance.specific if type(instance) is Page else instance
    if type(instance) is Page:  # what was saved counts, not what the specific row still says
        page.live = instance.live
    purge_soon(*_tags(page, before, _facts(page)))


def before_delete(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, OfficePage) and instance.live:
        purge_soon(*_tags(instance, _facts(instance), None))


def _tags(page: Page, before: dict[str, str] | None, after: dict[str, str] | None) -> set[str]:
    """What a change of a page touches: its row, and the lists it comes into, leaves or moves in."""
    home = home_pk_of(page)
    if home is None:
        return set()
    # Every page reads its home and sections to find its way; what they say themselves stands on the front pages.
    tags = {front_tag(page.pk), front_tag(home)} if isinstance(page, StructurePage) else {row_tag("page", page.pk)}
    if before != after and page.depth <= 3:  # the home page, a section, or a page that may stand in the menu
        tags.add(site_tag(home))
    if not isinstance(page, GovernedPage):
        return tags
    tags.add(text_tag(type(page), home))
    if _ignoring_title(before) != _ignoring_title(after):
        tags.add(list_tag(type(page), home))
        moments = {facts.get("listed_at") for facts in (before, after) if facts}
        for moment in filter(None, moments):
            tags |= list_tags_of(type(page), home, cache_day(datetime.fromisoformat(moment)))
    return tags | _tags_of_others(page, home)


def _tags_of_others(page: Page, home: int) -> set[str]:
    """Pages that look different because of this one.

    What a legal document amends or revokes, with its lists; and what names it, which is only told while it is public.
    """
    if not isinstance(page, LegalDocumentPage):
        return set()
    tags = {row_tag("page", pk) for pk in page.bearing.values_list("page_id", flat=True)}
    changed = LegalDocumentPage.objects.filter(pk__in=page.also_changes())
    for pk, moment in changed.values_list("pk", "listed_at"):
        tags |= {row_tag("page", pk), *(list_tags_of(type(page), home, cache_day(moment)) if moment else ())}
    return tags


def _ignoring_title(facts: dict[str, str] | None) -> dict[str, str] | None:
    """A list that holds a page shows its row; a new title moves nothing in it."""
    return facts and {name: value for name, value in facts.items() if name != "title"}


def after_address_change(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    """A page was renamed or moved. Addresses below a section change with it, and other offices link to a home page."""
    if isinstance(instance, HomePage):
        purge_soon(EVERYTHING)
    elif isinstance(instance, SectionPage) or "parent_page_after" in kwargs:
        purge_soon(*(site_tag(pk) for pk in {home_pk_of(instance)} if pk))


# --- everything else ----------------------------------------------------------------------------


def _purging(kind: str, attribute: str = "pk") -> Any:
    def changed(sender: type[Model], instance: Any, **kwargs: Any) -> None:
        purge_soon(row_tag(kind, getattr(instance, attribute)))

    return changed


def restriction_changed(sender: type[Model], instance: PageViewRestriction, **kwargs: Any) -> None:
    home = home_pk_of(instance.page)
    purge_soon(site_tag(home) if home else EVERYTHING)


def site_changed(sender: type[Model], instance: Site, **kwargs: Any) -> None:
    purge_soon(EVERYTHING)


def office_changed(sender: type[Model], instance: Office, **kwargs: Any) -> None:
    if instance.root_page_id:
        purge_soon(site_tag(instance.root_page_id))


def choice_changed(sender: type[Model], instance: SopChoice, **kwargs: Any) -> None:
    purge_soon(sops_tag(instance.office_id))


def version_changed(sender: type[Model], instance: SopVersion, **kwargs: Any) -> None:
    choosing = SopChoice.objects.filter(sop=instance.sop_id).values_list("office_id", flat=True)
    purge_soon(row_tag("sopversion", instance.pk), *(sops_tag(pk) for pk in set(choosing)))


def run_changed(sender: type[Model], instance: SopRun, **kwargs: Any) -> None:
    """What a page says of its publication; a run still on its way has published nothing."""
    if instance.status in (Status.PUBLISHED, Status.FINISHED):
        purge_soon(row_tag("page", instance.page_id))


def run_part_changed(sender: type[Model], instance: StepVisit | Debt | Signature, **kwargs: Any) -> None:
    visit = instance.visit if isinstance(instance, Signature) else instance
    run_changed(SopRun, visit.run)


ROWS: tuple[tuple[type[Model], str], ...] = (
    (get_image_model(), "image"),
    (get_document_model(), "document"),
    (Tag, "tag"),
    (Division, "division"),
    (SopVersion, "sopversion"),
)
"""Rows that pages show besides pages, by the name of their tag."""
PARTS: tuple[tuple[type[Model], str, str], ...] = (
    (get_image_model().renditions.rel.related_model, "image", "image_id"),
    (DocumentPreview, "document", "document_id"),
)
"""Rows that are part of another: what shows the whole shows them too, even before they exist."""
OTHERS = (
    (PageViewRestriction, restriction_changed),
    (Site, site_changed),
    (Office, office_changed),
    (SopChoice, choice_changed),
    (SopVersion, version_changed),
    (SopRun, run_changed),
    (StepVisit, run_part_changed),
    (Signature, run_part_changed),
    (Debt, run_part_changed),
)


def connect() -> None:
    """Watch what is loaded and what changes; called once when the app is ready."""
    for model in page_models():
        watch(model, "page")
    for model, kind in ROWS:
        watch(model, kind)
        _on_change(model, _purging(kind))
    for model, kind, attribute in PARTS:
        _on_change(model, _purging(kind, attribute))
    for model, receiver in OTHERS:
        _on_change(model, receiver)
    on_pages(pre_save, before_save, "page-cache-before-save")
    on_pages(post_save, after_save, "page-cache-after-save")
    on_pages(pre_delete, before_delete, "page-cache-delete")
    renditions_made.connect(_purging("image"), weak=False, dispatch_uid="page-cache-renditions")
    page_slug_changed.connect(after_address_change, dispatch_uid="page-cache-slug")
    post_page_move.connect(after_address_change, dispatch_uid="page-cache-move")


def _on_change(model: type[Model], receiver: Any) -> None:
    for signal in (post_save, post_delete):
        signal.connect(
            receiver, sender=model, weak=False, dispatch_uid=f"page-cache-{model._meta.label}-{id(receiver)}"
        )
