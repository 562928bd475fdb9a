"""The publish step: exactly the approved content goes live, now or at a set time."""

from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, WorkflowState

from sops.route import Outcome
from workflows.actions.asks import REMARK, Ask
from workflows.actions.confirm import confirm
from workflows.actions.deadline import FARTHEST
from workflows.actions.personal import KEEPS, keep
from workflows.actions.refusals import Incomplete, Stale
from workflows.actions.transition import Transition, transition
from workflows.actions.verb import Button, Verb, waiting
from workflows.core.acts import Action, EventKind
from workflows.core.answers import Answers
from workflows.core.rule_inputs import Status
from workflows.core.rules import passing_act
from workflows.gate import publishing, reach, shown
from workflows.models import Duty, PublishedLink, SopRun
from workflows.notifications.announcing import announce


def publish(page_id: int, user: Any, answers: Answers, *, seen: str, go_live_at: datetime | None = None) -> SopRun:
    """Make the approved revision live, or schedule it; the run goes on with archive and duties.

    Raises ``NotAllowed``, ``Stale``, ``Incomplete``.
    """
    with transition(page_id, user, Action.PUBLISH, seen=seen) as here:
        keep(here, answers)
        here.check_answers((here.step.number,), answers, content=True)
        _check_approved(here)
        if go_live_at is not None and go_live_at <= here.now:
            raise Incomplete({"go_live_at": "Waktu tayang sudah lewat. Kosongkan untuk menayangkan sekarang."})
        if go_live_at is not None and go_live_at > here.now + FARTHEST:
            raise Incomplete({"go_live_at": "Waktu tayang lebih dari lima tahun lagi. Periksa tahunnya."})
        if said := reach.obstacles(here.draft, go_live_at):
            raise Incomplete({"go_live_at" if go_live_at else "content": " ".join(said)})
        _set_go_live(here, go_live_at)
        visit = here.leave(Outcome.PUBLISHED, answers)
        here.run.revision_id = here.revision.pk
        here.run.go_live_at = go_live_at
        facts = {"inputs": visit.answers["inputs"], "remark": answers.remark, "sha256": visit.content_sha256}
        if go_live_at is not None:
            here.run.status = Status.SCHEDULED
            here.run.save()
            publishing.publish(here.run, here.revision, user)
            announce(here.record(EventKind.SCHEDULED, go_live_at=go_live_at.isoformat(), **facts))
            return here.run
        page = publishing.publish(here.run, here.revision, user)
        _went_live(here, page, **facts)
        return here.run


def _check_approved(here: Transition) -> None:
    """Ruling 4c: what the last check approved is what is published, to the byte. Raises ``Stale``."""
    if here.run.approved_sha256 != here.sha256:
        raise Stale(
            "Isi naskah tidak sama dengan yang terakhir disetujui, jadi tidak dapat ditayangkan. "
            "Minta admin kantor memeriksa riwayatnya."
        )


def _set_go_live(here: Transition, go_live_at: datetime | None) -> None:
    """Write the chosen time into the revision, where Wagtail's scheduler reads it (not part of what was signed)."""
    wanted = go_live_at.isoformat() if go_live_at else None
    if here.revision.content.get("go_live_at") != wanted:
        here.revision.content["go_live_at"] = wanted
        here.revision.save(update_fields=["content"])


def _went_live(here: Transition, page: Page, **facts: Any) -> None:
    """Note that the page is live and open what comes after: archive step, duties."""
    run = here.run
    run.published_at = here.now
    run.live_url = page.full_url or page.url or ""
    run.page_title = page.title[:255]
    run.public_facts = shown.public_facts(page)
    run.status = Status.PUBLISHED
    here.projection.finish(WorkflowState.STATUS_APPROVED)
    event = here.record(EventKind.PUBLISHED, url=run.live_url, revision=run.revision_id, **facts)
    PublishedLink.objects.get_or_create(
        run=run,
        url=run.live_url,
        defaults={
            "channel": PublishedLink.Channel.WEBSITE,
            "added_by": here.user,
            "added_by_name": str(here.user or "Sistem"),
        },
    )
    Duty.objects.bulk_create([Duty(run=run, text=text) for text in run.sop.publish_step.duties])
    here.visit = run.visits.filter(step_number=run.sop.publish_step.number).last()
    here.advance()
    finish_if_done(here)
    confirm.enqueue(event.pk)


def finish_if_done(here: Transition) -> None:
    """End the run when its page is live and nothing is owed any more."""
    run = here.run
    owed = run.duties.filter(done_at__isnull=True).exists() or run.debts.filter(settled_at__isnull=True).exists()
    if run.status == Status.PUBLISHED and run.current_step is None and not owed:
        run.status = Status.FINISHED
        run.finished_at = here.now
        run.save()
        here.record(EventKind.FINISHED)


@transaction.atomic
def on_page_published(sender: type, instance: Page, revision: Any = None, **kwargs: Any) -> None:
    """A scheduled page went live: the run that waited for it goes on."""
    run = SopRun.objects.select_for_update().filter(page_id=instance.pk, status=Status.SCHEDULED).first()
    if run is None or revision is None or run.revision_id != revision.pk or not instance.live:
        return
    visit = run.visits.filter(step_number=run.sop.publish_step.number).last()
    here = Transition(run, instance, revision, visit.finished_by if visit else None, "", timezone.now())
    _went_live(here, instance, sha256=run.content_sha256)


def unschedule(page_id: int, user: Any, answers: Answers) -> SopRun:
    """Take back a set go-live time; the publish step waits again. Raises ``NotAllowed``, ``Stale``."""
    with transition(page_id, user, Action.UNSCHEDULE) as here:
        here.revision.approved_go_live_at = None
        here.revision.save(update_fields=["approved_go_live_at"])
        _set_go_live(here, None)
        here.run.status, here.run.go_live_at, here.run.revision_id = Status.RUNNING, None, None
        event = here.record(EventKind.UNSCHEDULED, remark=answers.remark)
        here.enter(here.run.sop.publish_step.number)
        here.run.save()
        announce(event)
        return here.run


GO_LIVE_AT = Ask(
    "go_live_at",
    lambda dialog: forms.DateTimeField(
        label="Tayang pada waktu tertentu",
        required=False,
        help_text="Kosongkan untuk menayangkan sekarang.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H.%M"],
        error_messages={"invalid": "Waktu tayang tidak terbaca. Isi tanggal dan jamnya."},
    ),
    takes="go_live_at",
    unoffered=True,
)


def _button(run: SopRun) -> list[Button]:
    said = "naskah ini" if run.emergency_reason else "naskah yang terakhir disetujui"
    return [Button("Tayangkan", f"Yang tayang persis {said}.", steps=(waiting(run).number,))]


PUBLISH = Verb(
    Action.PUBLISH,
    publish,
    _button,
    asks=(GO_LIVE_AT, REMARK, KEEPS),
    ends=lambda step: passing_act(step) is Action.PUBLISH,
    needs_seen=True,
    primary=True,
)
UNSCHEDULE = Verb(
    Action.UNSCHEDULE,
    unschedule,
    [Button("Batalkan jadwal tayang", "Naskah kembali menunggu di langkah penayangan.")],
)
