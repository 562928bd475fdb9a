"""Wagtail's own workflow rows, kept in step with a run: what its screens, locks and history go by.

Wagtail's verbs are not used for that: they would choose the next step, and read the same revision anew each time.
"""

from datetime import datetime
from functools import cached_property
from typing import Any

from wagtail.models import Revision, TaskState, WorkflowState

from sops.models import SopVersion
from sops.route import Outcome
from workflows.models import SopRun, SopTask, SopTaskState, StepVisit


class Projection:
    """The workflow state of one run and its task states; only under the run's lock."""

    def __init__(self, run: SopRun) -> None:
        self._run = run

    @cached_property
    def _tasks(self) -> dict[int, SopTask]:
        """The tasks of the run's SOP by step number."""
        return {task.step_number: task for task in SopTask.objects.filter(version=self._run.sop_version_id)}

    def lock(self) -> None:
        """Make Wagtail's own screens wait for the verb."""
        WorkflowState.objects.select_for_update().filter(pk=self._run.workflow_state_id).first()
        TaskState.objects.select_for_update().filter(
            workflow_state=self._run.workflow_state_id, status=TaskState.STATUS_IN_PROGRESS
        ).first()

    def is_missing(self, visit: StepVisit) -> bool:
        """Whether someone deleted the task state of a visit (fact 16)."""
        return not SopTaskState.objects.filter(pk=visit.task_state_id).exists()

    def show(self, number: int, revision: Revision, now: datetime) -> int:
        """A fresh task state for a step, current in the workflow state; returns its primary key."""
        current = SopTaskState.objects.create(
            workflow_state_id=self._run.workflow_state_id,
            revision=revision,
            task_id=self._tasks[number].pk,
            status=TaskState.STATUS_IN_PROGRESS,
            started_at=now,
        )
        WorkflowState.objects.filter(pk=self._run.workflow_state_id).update(current_task_state=current)
        return current.pk

    def follow(self, version: SopVersion, visit: StepVisit) -> None:
        """Show the rest of the run as steps of another version; what has ended stays as it was shown."""
        WorkflowState.objects.filter(pk=self._run.workflow_state_id).update(workflow=version.workflow_id)
        TaskState.objects.filter(pk=visit.task_state_id).update(task=self._tasks[visit.step_number].pk)

    def close(self, visit: StepVisit, outcome: Outcome, user: Any, comment: str) -> None:
        """End the task state of a visit."""
        status = _STATUS.get(outcome, TaskState.STATUS_APPROVED if outcome.passes else TaskState.STATUS_CANCELLED)
        TaskState.objects.filter(pk=visit.task_state_id, status=TaskState.STATUS_IN_PROGRESS).update(
            status=status, finished_at=visit.finished_at, finished_by=user, comment=comment
        )

    def finish(self, status: str) -> None:
        """End the workflow state: the page is live, or the item was withdrawn."""
        state = WorkflowState.objects.select_for_update().filter(pk=self._run.workflow_state_id).first()
        if state is not None and state.is_active:
            state.status = status
            state.save()


_STATUS = {Outcome.SENT_BACK: TaskState.STATUS_REJECTED}
