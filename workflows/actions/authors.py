"""Who wrote a text: whoever saved any of it since it was last public is its author, whoever submits it (ruling 4a)."""

from datetime import UTC, datetime

from wagtail.models import Page, PageLogEntry, Revision

from workflows.models import SopRun

SAVING = ("wagtail.create", "wagtail.edit", "wagtail.copy", "wagtail.revert")


def authors_of(page: Page) -> frozenset[int]:
    """Keys of the people who saved the page's text since a run of it last went live, or since it was made.

    Revisions say so, and the page's log, which outlasts them.
    """
    runs = SopRun.objects.filter(page_id=page.pk, published_at__isnull=False)
    since = runs.order_by("-published_at").values_list("published_at", flat=True).first()
    since = since or datetime.min.replace(tzinfo=UTC)
    saved = Revision.objects.for_instance(page).filter(created_at__gt=since, user__isnull=False)
    logged = PageLogEntry.objects.filter(
        page_id=page.pk, timestamp__gt=since, action__in=SAVING, content_changed=True, user__isnull=False
    )
    return frozenset(saved.order_by().values_list("user_id", flat=True)) | frozenset(
        logged.order_by().values_list("user_id", flat=True)
    )
