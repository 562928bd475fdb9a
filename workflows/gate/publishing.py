"""The one gate: who may make a governed page live, change what is live, or take it down.

Everything that writes a page passes through ``guard_page`` (a ``pre_save`` receiver), whatever
screen, command or line of code it comes from. Only the verbs in ``actions`` open it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, Revision

from accounts.forbidden import Forbidden
from workflows.core.rule_inputs import Status
from workflows.models import GovernedPage, SopRun
from workflows.models.pages import OfficePage, StructurePage, carries_public_texts, governed_below
from workflows.models.signed import UNSIGNED_FIELDS, fingerprint

NO_ALIASES = "Halaman kantor tidak memiliki alias: isinya berubah tanpa penulis. Buat salinan, atau tautkan halamannya."
_open_for: ContextVar[frozenset[int | None]] = ContextVar("pages a verb may publish now", default=frozenset())


class NotThroughSop(Forbidden):
    """Raised when something tries to change what the public sees of a governed page around its SOP."""


@contextmanager
def permitted(page_id: int | None) -> Iterator[None]:
    """Open the gate for one page while a verb publishes or takes it down (None: for any page)."""
    token = _open_for.set(_open_for.get() | {page_id})
    try:
        yield
    finally:
        _open_for.reset(token)


def is_open_for_all() -> bool:
    """Whether the gate is open for any page."""
    return None in _open_for.get()


def is_governed(page: Page) -> bool:
    """Whether the page informs the public, and so goes live only through an SOP."""
    model = page.specific_class
    return model is not None and issubclass(model, GovernedPage)


def guard_page(sender: type, instance: Any, *, raw: bool = False, update_fields=None, **kwargs: Any) -> None:
    """Refuse any save that changes what the public sees of a governed page.

    Raises ``NotThroughSop``.
    """
    if raw or not is_governed(instance):
        return
    if _open_for.get() & {instance.pk, None}:
        return
    if update_fields is not None and not set(update_fields) & _visible_fields(instance):
        return
    before = Page.objects.filter(pk=instance.pk).first() if instance.pk else None
    if before is None or not before.live:
        if instance.live and not _is_due(instance):
            raise NotThroughSop("Halaman ini hanya dapat ditayangkan melalui langkah penayangan dalam SOP kantor.")
        return
    if not instance.live:
        if not (instance.expired and before.expire_at and before.expire_at <= timezone.now()):
            raise NotThroughSop("Penarikan dari publik adalah tindakan SOP: gunakan «Tarik dari publik».")
    elif not _is_due(instance) and _visible(before, instance) != _visible(instance, instance):
        raise NotThroughSop("Isi yang sudah tayang hanya berubah melalui SOP: simpan sebagai konsep baru.")


def guard_alias(sender: type, instance: Any, *, raw: bool = False, **kwargs: Any) -> None:
    """Refuse any alias of an office's page: it goes where its source goes, and has no author of its own.

    Raises ``NotThroughSop``, also while the gate is open.
    """
    is_alias = not raw and instance.alias_of_id is not None
    if is_alias and issubclass(instance.specific_class or Page, OfficePage):
        raise NotThroughSop(NO_ALIASES)


def guard_structure(sender: type, instance: Any, *, raw: bool = False, **kwargs: Any) -> None:
    """Refuse taking down the front page, or a section with texts that are live or on their way.

    Raises ``NotThroughSop``.
    """
    if raw or not isinstance(instance, StructurePage) or instance.live or not instance.pk:
        return
    if Page.objects.filter(pk=instance.pk, live=True).exists() and carries_public_texts(instance):
        raise NotThroughSop(
            f"«{instance.title}» memuat halaman yang tayang atau sedang diproses, jadi tetap tayang. "
            "Tarik dulu halaman-halaman itu melalui SOP; beranda tidak dapat ditarik."
        )


def _visible_fields(page: Page) -> set[str]:
    """Field names whose change the public would see (bookkeeping and draft titles are not)."""
    bookkeeping = UNSIGNED_FIELDS - {"live", "live_revision", "url_path", "path", "expire_at", "expired"}
    return {field.name for field in page._meta.fields} - bookkeeping


def _visible(stored: Page, as_loaded: Page) -> tuple[Any, ...]:
    """What the public sees of a page: its address, its end, and its content as far as the row at hand holds it."""
    base = (stored.url_path, stored.expire_at)
    if type(as_loaded) is Page:
        fields = [field.attname for field in Page._meta.concrete_fields if field.name not in UNSIGNED_FIELDS]
        return (*base, *(getattr(stored, name) for name in fields))
    specific = as_loaded if stored is as_loaded else stored.specific
    return (*base, fingerprint(specific.serializable_data()))


def _is_due(page: Page) -> bool:
    """Whether an approved, scheduled run says that this very content goes live by now."""
    run = SopRun.objects.filter(
        page_id=page.pk, status=Status.SCHEDULED, revision_id=page.live_revision_id, go_live_at__lte=timezone.now()
    ).first()
    return run is not None and run.content_sha256 == fingerprint(page.specific.serializable_data())


def guard_page_delete(sender: type, instance: Any, **kwargs: Any) -> None:
    """Refuse deleting a governed page that is live or on its way (also as part of a tree).

    Raises ``NotThroughSop``.
    """
    if not is_governed(instance) or _open_for.get() & {instance.pk, None}:
        return
    # Whoever starts a run holds this row: either the run is seen here, or the page is gone for it.
    if Page.objects.select_for_update().filter(pk=instance.pk).values_list("live", flat=True).first():
        raise NotThroughSop(f"«{instance.title}» sedang tayang. Tarik dulu dari publik melalui SOP.")
    if GovernedPage.has_open_run(instance.pk):
        raise NotThroughSop(f"«{instance.title}» sedang berjalan dalam SOP. Selesaikan atau tarik dulu naskahnya.")


def guard_move(sender: type, instance: Page, parent_page_before, parent_page_after, **kwargs: Any) -> None:
    """Refuse moving live governed pages, alone or with their section: their address was approved too.

    Reordering under the same parent is free. Raises ``NotThroughSop``.
    """
    if parent_page_before.pk != parent_page_after.pk and governed_below(instance).exists():
        raise NotThroughSop("Halaman yang tayang atau sedang diproses tidak dapat dipindahkan.")


def publish(run: SopRun, revision: Revision, user) -> Page:
    """Make exactly this revision live (or schedule it, by its ``go_live_at``) and return the page.

    The caller has checked the rules and holds the page's row.
    """
    with permitted(run.page_id):
        revision.publish(user=user, skip_permission_checks=True)
    return Page.objects.get(pk=run.page_id).specific


def unpublish(page: Page, user) -> None:
    """Take a page down; the caller has recorded why."""
    with permitted(page.pk):
        # The event that the caller records is the one line of the history.
        UnpublishPageAction(page, user=user, log_action=False).execute(skip_permission_checks=True)
