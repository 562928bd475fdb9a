"""What every verb does the same way: lock, re-read, ask the rules, compare what was seen, write."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page, Revision

from messaging.models import OfficeChannel
from offices import calendars, clock
from offices.acting import Acting
from offices.models import OfficeRole
from sops import route
from sops.document import Step, StepKind
from sops.route import Outcome
from workflows.actions import ledger
from workflows.actions.authors import supplied_to
from workflows.actions.locks import lock_page, locked_runs, open_run
from workflows.actions.projection import Projection
from workflows.actions.refusals import Incomplete, Stale, refused
from workflows.actions.seen import compare_seen, content_faults
from workflows.core import answers as core_answers
from workflows.core.acts import Action, EventKind
from workflows.core.answers import Answers
from workflows.core.rule_inputs import Allowed
from workflows.gate import personal, shown
from workflows.models import ContentCopy, GovernedPage, SopEvent, SopRun, StepVisit
from workflows.models.rule_inputs import reason_for
from workflows.models.signed import fingerprint, signed_content
from workflows.notifications.announcing import announce
from workflows.notifications.channels import channels_of


@dataclass
class Transition:
    """One act in progress, under lock. Verbs use it to write; nothing else writes runs."""

    run: SopRun
    page: Page
    revision: Revision
    user: Any
    role: str
    now: datetime
    visit: StepVisit | None = None
    acting: Acting | None = None
    """In whose name the person acts, when by delegation only."""

    @cached_property
    def projection(self) -> Projection:
        """What Wagtail's own screens go by."""
        return Projection(self.run)

    @cached_property
    def draft(self) -> GovernedPage:
        """The content the act is about, as a page."""
        return self.revision.as_object()

    @property
    def sha256(self) -> str:
        """Of the content the act is about; once published (or set to be), no draft changes it."""
        return self.run.content_sha256 if self.run.revision_id else fingerprint(self.revision.content)

    @property
    def waiting(self) -> StepVisit:
        """The open visit; only acts on a waiting step ask for it."""
        assert self.visit is not None
        return self.visit

    @property
    def step(self) -> Step:
        return self.waiting.step

    @property
    def role_name(self) -> str:
        return self.run.sop.role(self.role).name if self.role else ""

    @property
    def capacity(self) -> str:
        """ "Plh. Kasubag (ST No. 12/2026), mewakili …"; empty for who holds the role themselves."""
        return self.acting.capacity if self.acting else ""

    @property
    def persons(self) -> list[int]:
        """Keys of who acts and of whom they stand for."""
        return [self.user.pk, *([self.acting.principal] if self.acting else [])]

    def record(self, kind: EventKind, **data: Any) -> SopEvent:
        """Add a line to the history; past somebody's claim it says so."""
        if self.visit is not None and self.visit.claimed_by_id not in (None, getattr(self.user, "pk", None)):
            data.setdefault("claimed_by", str(self.visit.claimed_by))
        return self._write(
            actor=self.user,
            actor_name=str(self.user) if self.user else "Sistem",
            role=self.role_name,
            capacity=self.capacity,
            kind=kind,
            data={"step": self.run.current_step, **data},
        )

    def _write(self, **facts: Any) -> SopEvent:
        return ledger.write(self.run, self.page, self.revision, self._channels, at=self.now, **facts)

    @cached_property
    def _channels(self) -> list[OfficeChannel]:
        return channels_of(self.run.office)

    def check_answers(self, steps: tuple[int, ...], answers: Answers, *, content: bool) -> None:
        """Raises ``Incomplete`` naming every missing input, tick, text and content field."""
        faults = core_answers.faults(tuple(self.run.sop.step(number) for number in steps), answers)
        if content:
            faults |= content_faults(self.draft, self.run.kind)
            if self.lets_through and self.personal and not answers.keeps.strip():
                faults["keeps"] = personal.sentence(self.personal)
        if faults:
            raise Incomplete(faults)

    @property
    def lets_through(self) -> bool:
        """Whether passing the waiting step answers for the text before the public: it is checked or published there."""
        return self.visit is not None and (self.step.kind.checks or self.step.kind is StepKind.PUBLISH)

    @cached_property
    def personal(self) -> list[personal.Places]:
        """Where the text holds personal data that nobody has accounted for."""
        return personal.unaccounted(self.page, self.revision.content, self.run)

    def notice_edit(self) -> bool:
        """Take note when the content is not what the run last knew: editor, voided signatures, history.

        Whatever way the new revision came about, whoever saved it counts as its editor.
        """
        sha256 = self.sha256
        if sha256 == self.run.content_sha256:
            return False
        self.run.content_sha256 = sha256
        self.run.last_editor = self.revision.user
        self.run.page_title = self.revision.object_str[:255]
        self.run.division_id = self.revision.content.get("division")
        if self.visit is not None:
            StepVisit.objects.filter(pk=self.visit.pk).update(corrected=True)
            self.visit.corrected = True
            if names := self.void_signatures():  # ruling 4b: an edit voids what several have signed so far
                self.waiting.waiting_for.set(self.roles_of(self.step))
                announce(self.record(EventKind.VOIDED, names=names))
        editor = self.revision.user
        as_whom = self.run.decide(editor, Action.EDIT) if editor else None
        acting = as_whom.acting if isinstance(as_whom, Allowed) else None
        authors = {file.uploaded_by_user_id for file in supplied_to(self.page, self.run)}
        if editor and (self.visit is None or self.step.kind is not StepKind.REVIEW):  # ruling 4a
            authors |= {editor.pk, *([acting.principal] if acting else [])}
        self.run.authors = sorted({*self.run.authors, *authors})
        self.run.save()
        self._write(
            actor=editor,
            actor_name=str(editor) if editor else "Sistem",
            capacity=acting.capacity if acting else "",
            kind=EventKind.EDITED,
            data={"step": self.run.current_step, "revision": self.revision.pk, "sha256": sha256},
        )
        return True

    def void_signatures(self) -> list[str]:
        """What was signed at the waiting step no longer counts; by whom it was, in names."""
        valid = self.waiting.signatures.filter(voided_at__isnull=True)
        names = [signature.user_name for signature in valid]
        if names:
            valid.update(voided_at=self.now)
        return names

    def roles_of(self, step: Step) -> QuerySet[OfficeRole]:
        """The roles of the item's office that a step asks."""
        return OfficeRole.objects.filter(office=self.run.office, slug__in=step.roles)

    def keep_content(self) -> str:
        """Keep the ledger's own copy of the present content; returns its SHA-256."""
        sha256 = self.sha256
        if not self.run.revision_id:  # else it was kept when it was published
            content = signed_content(self.revision.content)
            ContentCopy.objects.get_or_create(sha256=sha256, defaults={"content": content})
        return sha256

    def leave(self, outcome: Outcome, answers: Answers, **facts: Any) -> StepVisit:
        """End the present visit with an outcome, and Wagtail's task state with it."""
        visit = self.waiting
        given = answers.of(visit.step)
        visit.finished_at = self.now
        visit.worked_minutes = max(0, clock.between(calendars.calendar_of(self.run.office), visit.started_at, self.now))
        visit.outcome = outcome
        visit.finished_by, visit.finished_by_name, visit.finished_role = self.user, str(self.user), self.role_name
        visit.finished_capacity = self.capacity
        visit.on_behalf_of_id = self.acting.principal if self.acting else None
        visit.revision_id, visit.content_sha256 = self.revision.pk, self.keep_content()
        visit.answers = {"inputs": list(given.inputs), "checklist": list(given.checklist)}
        visit.remark = answers.remark
        visit.reason_code = answers.reason
        for name, value in facts.items():
            setattr(visit, name, value)
        visit.save()
        if outcome in (Outcome.APPROVED, Outcome.BYPASSED):
            self.run.approved_files = shown.fingerprints(self.draft)
        visit.waiting_for.clear()
        self.projection.close(visit, outcome, self.user, answers.remark)
        self.run.open_visits = []
        self.run.content_sha256 = visit.content_sha256
        return visit

    def enter(self, number: int, *, brought_back: bool = False) -> StepVisit:
        """Open a visit to a step: whoever holds its roles has the item now; ``brought_back``: by a Tidak."""
        step = self.run.sop.step(number)
        self.run.current_step = number
        is_shown = not route.is_after_publication(self.run.sop, step)
        self.visit = StepVisit.objects.create(
            task_state_id=self.projection.show(number, self.revision, self.now) if is_shown else None,
            run=self.run,
            step_number=number,
            started_at=self.now,
            norm_minutes=step.norm_minutes,
            due_at=calendars.due_at(self.run.office, self.now, step.norm_minutes),
            brought_back=brought_back,
        )
        self.waiting.waiting_for.add(*self.roles_of(step))
        self.run.open_visits = [self.visit]
        return self.visit

    def set_norm(self, minutes: int, reason: str) -> None:
        """Give the present visit a time of its own, counted from when it began (SOP 01/2017 step 3)."""
        visit = self.waiting
        visit.norm_minutes, visit.norm_reason, visit.look_at = minutes, reason.strip(), None
        visit.due_at = calendars.due_at(self.run.office, visit.started_at, minutes)

    @property
    def skipping(self) -> str:
        """Why a step is not entered that the SOP leaves out for this kind of content."""
        return f"Jenis isi {self.run.kind.label} melewati langkah ini menurut SOP."

    def pass_over(self, numbers: tuple[int, ...], outcome: Outcome, why: str) -> None:
        """Note steps that are not entered: skipped for the content kind, or owed by the emergency lane."""
        for number in numbers:
            StepVisit.objects.create(
                run=self.run,
                step_number=number,
                started_at=self.now,
                finished_at=self.now,
                outcome=outcome,
                finished_by=self.user,
                finished_by_name=str(self.user),
                remark=why,
            )

    def mend(self) -> None:
        """Give Wagtail's screens back the task state they need, where someone deleted it (fact 16)."""
        if self.visit is None or route.is_after_publication(self.run.sop, self.step):
            return
        if self.projection.is_missing(self.visit):
            self.visit.task_state_id = self.projection.show(self.step.number, self.revision, self.now)
            self.visit.save(update_fields=["task_state_id"])

    def advance(self) -> None:
        """Go on from the step just left: past skipped ones into the next, or to the end of the run."""
        after = route.following(self.run.sop, self.waiting.step_number, self.run.kind)
        self.pass_over(after.skipped, Outcome.SKIPPED, self.skipping)
        if after.step is not None:
            self.enter(after.step)
        else:
            self.run.current_step, self.visit = None, None
        self.run.save()


def revision_of(run: SopRun, page: Page) -> Revision:
    """The revision an act is about: the one published (or set to be), whatever was drafted since; else the latest.

    Of one that was purged since its publication only the number is left, which is all that later acts need.
    """
    if run.revision_id is None:
        return page.get_latest_revision()
    return Revision.objects.filter(pk=run.revision_id).first() or Revision(pk=run.revision_id)


@contextmanager
def transition(
    page_id: int,
    user: Any,
    action: Action,
    *,
    seen: str | None = None,
    run_id: int | None = None,
    step: int | None = None,
) -> Iterator[Transition]:
    """Lock the page and its run, ask the rules, compare what was seen, and hand over to the verb.

    ``run_id`` names a run that has already gone live (archive, duties, debts); it must be the page's.
    ``seen`` is compared for every act on a waiting step. Raises ``NotAllowed``, ``Stale``, ``Incomplete``.
    """
    with transaction.atomic():
        page = lock_page(page_id)
        run = open_run(page_id)
        if run_id is not None and (run is None or run.pk != run_id):
            run = locked_runs().filter(pk=run_id, page_id=page_id).first()
        if run is None:
            raise Stale("Naskah ini tidak sedang berjalan dalam SOP. Muat ulang halaman.")
        if step is not None and step not in {known.number for known in run.sop.steps}:
            raise Stale("SOP naskah ini tidak memiliki langkah itu.")
        visit = run.open_visit
        run.open_visits = [visit] if visit else []
        here = Transition(run, page, revision_of(run, page), user, "", timezone.now(), visit)
        here.projection.lock()
        if run.is_open:
            here.notice_edit()
        asked = run.sop.step(step) if step else None
        decision = run.decide(user, action, step=asked)
        if not isinstance(decision, Allowed):
            raise refused(reason_for(run, decision, action, step=asked), seen, visit.pk if visit else 0)
        if seen is not None:
            compare_seen(seen, visit.pk if visit else None, here.revision)
        here.role, here.acting = decision.role, decision.acting
        yield here
