"""What every verb does the same way: lock, re-read, ask the rules, compare what was seen, write.

Lock order, always: Page, then the run, then WorkflowState, then TaskState. The page's row is the one
the editor's POST takes too (admin/editor.py), so a save and a decision can't interleave.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Revision, TaskState, WorkflowState

from workflows.actions.refusals import Incomplete, NotAllowed, Stale
from workflows.actions.seen import compare_seen, content_faults
from workflows.core import answers as core_answers
from workflows.core import route
from workflows.core.answers import Answers
from workflows.core.route import Outcome
from workflows.core.sop import Step
from workflows.core.standing import Action, Allowed
from workflows.models import ContentCopy, OfficeRole, SopEvent, SopRun, SopTask, SopTaskState, StepVisit
from workflows.models.pages import fingerprint, signed_content
from workflows.notifications.outbox import announce


def lock_page(page_id: int) -> Page:
    """The page's row, locked until the transaction ends.

    Raises ``Stale`` when the page is gone.
    """
    page = Page.objects.select_for_update().filter(pk=page_id).first()
    if page is None:
        raise Stale("Halaman ini sudah tidak ada.")
    return page


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

    @property
    def sha256(self) -> str:
        return fingerprint(self.revision.content)

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

    def record(self, kind: str, **data: Any) -> SopEvent:
        """Add a line to the history."""
        return SopEvent.objects.create(
            run=self.run,
            at=self.now,
            actor=self.user,
            actor_name=str(self.user) if self.user else "Sistem",
            office_name=self.run.office.name,
            role=self.role_name,
            kind=kind,
            data={"step": self.run.current_step, **data},
        )

    def check_answers(self, steps: tuple[int, ...], answers: Answers, *, content: bool) -> None:
        """Raises ``Incomplete`` naming every missing input, tick, text and content field."""
        faults = core_answers.faults(tuple(self.run.sop.step(number) for number in steps), answers)
        if content:
            faults |= content_faults(self.revision, self.run.kind)
        if faults:
            raise Incomplete(faults)

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
        self.run.save()
        if self.visit is not None:
            StepVisit.objects.filter(pk=self.visit.pk).update(corrected=True)
            self.visit.corrected = True
            self._void_signatures()
        editor = self.revision.user
        SopEvent.objects.create(
            run=self.run,
            at=self.now,
            actor=editor,
            actor_name=str(editor) if editor else "Sistem",
            office_name=self.run.office.name,
            kind="edited",
            data={"step": self.run.current_step, "revision": self.revision.pk, "sha256": sha256},
        )
        return True

    def _void_signatures(self) -> None:
        """Ruling 4b: an edit in a step with several signatures voids those already given."""
        valid = self.waiting.signatures.filter(voided_at__isnull=True)
        if valid.exists():
            names = [signature.user_name for signature in valid]
            valid.update(voided_at=self.now)
            roles = OfficeRole.objects.filter(office=self.run.office, slug__in=self.step.roles)
            self.waiting.waiting_for.set(roles)
            announce(self.record("voided", names=names))

    def keep_content(self) -> str:
        """Keep the ledger's own copy of the present content; returns its SHA-256."""
        sha256 = self.sha256
        ContentCopy.objects.get_or_create(sha256=sha256, defaults={"content": signed_content(self.revision.content)})
        return sha256

    def leave(self, outcome: Outcome, answers: Answers, **facts: Any) -> StepVisit:
        """End the present visit with an outcome, and Wagtail's task state with it."""
        visit = self.waiting
        given = answers.of(visit.step)
        visit.finished_at = self.now
        visit.outcome = outcome
        visit.finished_by, visit.finished_by_name, visit.finished_role = self.user, str(self.user), self.role_name
        visit.revision_id, visit.content_sha256 = self.revision.pk, self.keep_content()
        visit.answers = {"inputs": list(given.inputs), "checklist": list(given.checklist)}
        visit.remark = answers.remark
        visit.reason_code = answers.reason
        for name, value in facts.items():
            setattr(visit, name, value)
        visit.save()
        visit.waiting_for.clear()
        self._project_outcome(outcome, answers.remark)
        self.run.content_sha256 = visit.content_sha256
        return visit

    def _project_outcome(self, outcome: Outcome, comment: str) -> None:
        """Close Wagtail's task state without letting it choose what comes next."""
        states = SopTaskState.objects.filter(pk=self.waiting.task_state_id, status=SopTaskState.STATUS_IN_PROGRESS)
        if outcome.passes or outcome is Outcome.SENT_BACK:
            for state in states:
                act = state.approve if outcome.passes else state.reject
                act(user=self.user, update=False, comment=comment)
        else:
            states.update(
                status=SopTaskState.STATUS_CANCELLED,
                finished_at=self.now,
                finished_by=self.user,
                comment=comment,
            )

    def enter(self, number: int) -> StepVisit:
        """Open a visit to a step: whoever holds its roles has the item now."""
        step = self.run.sop.step(number)
        self.run.current_step = number
        self.visit = StepVisit.objects.create(
            run=self.run, step_number=number, started_at=self.now, norm_minutes=step.norm_minutes
        )
        self.waiting.waiting_for.set(OfficeRole.objects.filter(office=self.run.office, slug__in=step.roles))
        if not route.is_after_publication(self.run.sop, step):
            self._project(number)
        return self.visit

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
        missing = self.visit is not None and not SopTaskState.objects.filter(pk=self.visit.task_state_id).exists()
        if missing and not route.is_after_publication(self.run.sop, self.step):
            self._project(self.step.number)

    def _project(self, number: int) -> None:
        """Show the step in Wagtail's own screens: a fresh task state, current in the workflow state."""
        state = WorkflowState.objects.select_for_update().get(pk=self.run.workflow_state_id)
        task = SopTask.objects.get(version=self.run.sop_version, step_number=number)
        current = task.start(state, user=self.user)
        WorkflowState.objects.filter(pk=state.pk).update(current_task_state=current)
        self.waiting.task_state_id = current.pk
        self.waiting.save(update_fields=["task_state_id"])

    def close_workflow(self, status: str) -> None:
        """End Wagtail's workflow state: the page is live, or the item was withdrawn."""
        state = WorkflowState.objects.select_for_update().filter(pk=self.run.workflow_state_id).first()
        if state is not None and state.is_active:
            state.status = status
            state.save()

    def advance(self) -> None:
        """Go on from the step just left: past skipped ones into the next, or to the end of the run."""
        after = route.following(self.run.sop, self.waiting.step_number, self.run.kind)
        if after.skipped:
            why = f"Jenis isi {self.run.kind.label} melewati langkah ini menurut SOP."
            self.pass_over(after.skipped, Outcome.SKIPPED, why)
        if after.step is not None:
            self.enter(after.step)
        else:
            self.run.current_step, self.visit = None, None
        self.run.save()


def open_run(page_id: int) -> SopRun | None:
    """The item on its way for a page, locked."""
    return SopRun.objects.select_for_update().open().filter(page_id=page_id).first()


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
            run = SopRun.objects.select_for_update().filter(pk=run_id, page_id=page_id).first()
        if run is None:
            raise Stale("Naskah ini tidak sedang berjalan dalam SOP. Muat ulang halaman.")
        if step is not None and step not in {known.number for known in run.sop.steps}:
            raise Stale("SOP naskah ini tidak memiliki langkah itu.")
        _lock_projection(run)
        visit = run.open_visit
        here = Transition(run, page, page.get_latest_revision(), user, "", timezone.now(), visit)
        if run.is_open:
            here.notice_edit()
        decision = run.decide(user, action, step=run.sop.step(step) if step else None)
        if not isinstance(decision, Allowed):
            raise _explained(decision.reason, seen, visit)
        if visit is not None and seen is not None:
            compare_seen(seen, visit.pk, here.revision)
        here.role = decision.role
        yield here


def _lock_projection(run: SopRun) -> None:
    """Lock Wagtail's workflow and task state of the run, so that its own screens wait for the verb."""
    WorkflowState.objects.select_for_update().filter(pk=run.workflow_state_id).first()
    TaskState.objects.select_for_update().filter(
        workflow_state=run.workflow_state_id, status=TaskState.STATUS_IN_PROGRESS
    ).first()


def _explained(reason: str, seen: str | None, visit: StepVisit | None) -> Exception:
    """A refusal because someone else was quicker says so; any other says the rule."""
    if seen and not seen.startswith(f"{visit.pk if visit else 0}."):
        return Stale(f"Naskah sudah berpindah langkah sejak Anda membukanya. {reason}")
    return NotAllowed(reason)
