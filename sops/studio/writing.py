"""Writing a draft down: each act is a revision, what several people write is put together, and it can be undone."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.db import transaction

from sops.models import Sop, SopDraft, SopDraftRevision
from sops.studio.draft import Cell, Draft
from sops.studio.merging import merged

MOST_REVISIONS = 500
"""Of one draft; older ones go, so that a form that saves itself does not grow without end."""


class Written(NamedTuple):
    """``over``: cells that somebody else had changed since, with what they had written."""

    revision: SopDraftRevision
    over: Mapping[Cell, Any]


@transaction.atomic
def begin(sop: Sop, cells: Draft, by: Any) -> SopDraft:
    """The draft of an SOP's next text: the open one where there is one, else a new one with these cells."""
    Sop.objects.select_for_update(no_key=True).get(pk=sop.pk)
    draft, made = SopDraft.objects.get_or_create(sop=sop)
    if made:
        _write(draft, cells, by)
    return draft


@transaction.atomic
def write(draft: SopDraft, cells: Draft, *, seen: int, by: Any) -> Written:
    """Lay what was changed since revision ``seen`` over what stands; nothing is written where nothing changed."""
    draft = locked(draft)
    stands = draft.last
    saw = draft.revisions.filter(number=seen).first() or stands
    laid = merged(saw.cells, cells, stands.cells)
    if laid.draft == stands.cells:
        return Written(stands, {})
    return Written(_write(draft, laid.draft, by), laid.over)


@transaction.atomic
def edit(draft: SopDraft, change: Callable[[Draft], Draft], by: Any) -> SopDraftRevision:
    """Do something to the rows that stand; what ``change`` raises goes through."""
    draft = locked(draft)
    return _write(draft, change(draft.cells), by)


@transaction.atomic
def undo(draft: SopDraft, by: Any) -> SopDraftRevision | None:
    """Bring back what stood before the last act that isn't undone yet; None where there is nothing before."""
    draft = locked(draft)
    stands = draft.last
    behind = draft.revisions.filter(number__lt=stands.equals or stands.number).last()
    return _write(draft, behind.cells, by, equals=behind.equals or behind.number) if behind else None


def locked(draft: SopDraft) -> SopDraft:
    """The draft as it stands now; nobody else writes it until the transaction ends.

    Raises ``SopDraft.DoesNotExist`` where somebody finished or discarded it meanwhile.
    """
    return SopDraft.objects.select_for_update(no_key=True).get(pk=draft.pk)


def _write(draft: SopDraft, cells: Draft, by: Any, equals: int | None = None) -> SopDraftRevision:
    draft.revision += 1
    draft.save(update_fields=["revision"])
    draft.revisions.filter(number__lte=draft.revision - MOST_REVISIONS).delete()
    return draft.revisions.create(number=draft.revision, content=cells.as_json(), equals=equals, by=by)
