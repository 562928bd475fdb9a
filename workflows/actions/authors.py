"""Who wrote a text: whoever saved any of it since it was last checked and public, whoever submits it (ruling 4a)."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Revision

from sops.document import StepKind
from workflows.gate.approved_files import changes_of_files, files_of_draft
from workflows.gate.file_access import is_shown
from workflows.models import Debt, SopRun, StepVisit

SAVING = ("wagtail.create", "wagtail.edit", "wagtail.copy", "wagtail.revert")
REVIEW = StepKind.REVIEW
ALWAYS = datetime.min.replace(tzinfo=UTC)


def authors_of(page: Page) -> frozenset[int]:
    """Keys of the people who saved the page's text since a run of it went live that was checked, or since it was made.

    Revisions say so, and the page's log, which outlasts them. Of a file that is whoever made it part of the page, by
    saving it so, whoever changed it since, and whoever uploaded it, until a checked text has shown it.
    """
    since, shown = _since(page)
    saved = Revision.objects.for_instance(page).filter(created_at__gt=since, user__isnull=False)
    logged = PageLogEntry.objects.filter(
        page_id=page.pk, timestamp__gt=since, action__in=SAVING, content_changed=True, user__isnull=False
    )
    if shown:
        logged = logged.exclude(revision_id=shown.pk)  # its line is written a moment after it
    return frozenset(
        {
            *saved.order_by().values_list("user_id", flat=True),
            *logged.order_by().values_list("user_id", flat=True),
            *(change.user_id for change in _changes(page, since)),
            *(file.uploaded_by_user_id for file in supplied_to(page)),
        }
    )


def supplied_to(page: Page, run: SopRun | None = None) -> list[Any]:
    """The pictures and documents of the newest draft that somebody uploaded and no checked text has shown yet.

    ``run``: one under way, what was uploaded while a review waited in it left out; it corrects (ruling 4a).
    """
    files = [file for file in files_of_draft(page) if file.uploaded_by_user_id]
    if not files:
        return []
    reviews = [visit for visit in run.visits.all() if run.sop.step(visit.step_number).kind is REVIEW] if run else []
    files = [file for file in files if not any(_during(visit, file.created_at) for visit in reviews)]
    last = SopRun.objects.filter(page_id=page.pk, published_at__isnull=False).order_by("-published_at").first()
    unchecked = last is not None and last not in _checked(page)
    return [file for file in files if unchecked or not is_shown(file)]


def _during(visit: StepVisit, moment: datetime) -> bool:
    return visit.started_at <= moment and (visit.finished_at is None or moment <= visit.finished_at)


def changes_under(page: Page) -> list[ModelLogEntry]:
    """The changes of files that made somebody an author of the page's text."""
    return _changes(page, _since(page)[0])


def _changes(page: Page, since: datetime) -> list[ModelLogEntry]:
    return [change for change in changes_of_files(page) if change.timestamp > since]


def _since(page: Page) -> tuple[datetime, Revision | None]:
    """When the text was saved that was last checked and public, and that text where it is kept."""
    last = _checked(page).order_by("-published_at").first()
    if last is None:
        return ALWAYS, None
    shown = Revision.objects.filter(pk=last.revision_id).first()
    return (shown.created_at if shown else last.published_at or ALWAYS), shown


def _checked(page: Page) -> QuerySet[SopRun]:
    """The runs that went live with every check made; of the emergency lane those whose debts were all approved."""
    owed = Debt.objects.filter(run=OuterRef("pk")).exclude(settled_at__isnull=False, approved=True)
    return SopRun.objects.filter(~Exists(owed), page_id=page.pk, published_at__isnull=False)
