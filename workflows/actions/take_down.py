"""Taking a page down is an SOP act too: by the holder of the publish step, with a coded reason."""

from typing import Any

from django.utils import timezone
from wagtail.models import Page, Revision

from workflows.actions.asks import WHY
from workflows.actions.refusals import Incomplete
from workflows.actions.transition import Transition, revision_of, transition
from workflows.actions.verb import Button, Verb
from workflows.core.acts import Action, EventKind
from workflows.core.answers import Answers, reason_faults
from workflows.core.rule_inputs import Status
from workflows.gate import publishing
from workflows.models import SopRun
from workflows.notifications.announcing import announce


def take_down(page_id: int, user: Any, answers: Answers, *, run_id: int) -> SopRun:
    """Remove the page from the public's eyes. Raises ``NotAllowed``, ``Stale``, ``Incomplete``."""
    with transition(page_id, user, Action.TAKE_DOWN, run_id=run_id) as here:
        if faults := reason_faults(answers.reason, answers.remark):
            raise Incomplete(faults)
        here.run.taken_down_at = here.now
        here.run.save()
        publishing.unpublish(here.page.specific, user)
        announce(here.record(EventKind.TAKEN_DOWN, reason=answers.reason, remark=answers.remark))
        return here.run


def on_page_unpublished(sender: type, instance: Page, **kwargs: Any) -> None:
    """A page whose approved content carried an expiry date came down by itself: note it.

    Wagtail forgets every set time of a page that comes down; what was approved to go live later still does.
    """
    for coming in SopRun.objects.filter(page_id=instance.pk, status=Status.SCHEDULED):
        Revision.objects.filter(pk=coming.revision_id).update(approved_go_live_at=coming.go_live_at)
    if not instance.expired:
        return
    run = SopRun.objects.filter(page_id=instance.pk, published_at__isnull=False).order_by("-published_at").first()
    if run is not None and run.taken_down_at is None:
        run.taken_down_at = timezone.now()
        run.save(update_fields=["taken_down_at"])
        Transition(run, instance, revision_of(run, instance), None, "", run.taken_down_at).record(EventKind.EXPIRED)


TAKE_DOWN = Verb(
    Action.TAKE_DOWN,
    take_down,
    [Button("Tarik dari publik", "Halaman tidak lagi dapat dibuka publik. Penarikan dan alasannya tercatat.")],
    asks=WHY,
    after_publication=True,
    serious=True,
)
