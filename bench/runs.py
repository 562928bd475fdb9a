"""Many runs at once, as the verbs leave them behind a step."""

from collections.abc import Sequence
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models.query import QuerySet
from django.utils import timezone
from wagtail.models import Page, Revision, TaskState, WorkflowState

from sops.route import Outcome
from workflows.core.acts import EventKind
from workflows.models import SopEvent, SopRun, SopTask, SopTaskState, StepVisit

BATCH = 2000


def add_runs(office, version, count: int, member, *, open_ones: bool, pages: Sequence[Page] = ()) -> None:
    """Runs of one office that wait at step 2, or that the member passed there and that wait at step 3.

    They are about those pages, with Wagtail's workflow rows for each; without pages about none that is there.
    """
    now, kinds = timezone.now(), ("berita", "artikel", "pengumuman")
    number = SopRun.objects.filter(office=office).count()
    roles = {role.slug: role.pk for role in office.roles.all()}
    step = version.document.step(2 if open_ones else 3)
    states = _workflow_states(pages, version, step.number)
    runs = SopRun.objects.bulk_create(
        [
            SopRun(
                page_id=pages[index].pk if pages else office.pk * 100_000 + number + index,
                page_title=pages[index].title if pages else f"Naskah nomor {number + index} {office.name}",
                workflow_state_id=states[index].pk if pages else None,
                content_kind=kinds[index % len(kinds)],
                sop_version=version,
                office=office,
                register_year=2026,
                register_number=number + index + 1,
                current_step=step.number,
                started_at=now - timedelta(minutes=index + 90),
                started_by_name="Staf",
                content_sha256="0" * 64,
            )
            for index in range(count)
        ],
        batch_size=BATCH,
    )
    facts = {"content_sha256": "0" * 64, "finished_by_name": "Staf", "finished_role": "Staf"}
    past = [
        StepVisit(
            run=run, step_number=1, started_at=run.started_at, finished_at=run.started_at, outcome="done", **facts
        )
        for run in runs
    ]
    if not open_ones:
        past += [
            StepVisit(
                run=run,
                step_number=2,
                started_at=run.started_at,
                finished_at=now,
                finished_by=member,
                outcome=Outcome.APPROVED,
                **facts,
            )
            for run in runs
        ]
    StepVisit.objects.bulk_create(past, batch_size=BATCH)
    waiting = StepVisit.objects.bulk_create(
        [
            StepVisit(
                run=run,
                step_number=step.number,
                started_at=run.started_at,
                norm_minutes=step.norm_minutes,
                task_state_id=states[index].current_task_state_id if pages else None,
                due_at=None if index % 10 == 9 else run.started_at + timedelta(minutes=60 + 7 * (index % 50)),
            )
            for index, run in enumerate(runs)
        ],
        batch_size=BATCH,
    )
    rows = StepVisit.waiting_for.through
    rows.objects.bulk_create(
        [rows(stepvisit=visit, officerole_id=roles[slug]) for visit in waiting for slug in step.roles],
        batch_size=BATCH,
    )
    SopEvent.objects.bulk_create(
        [
            SopEvent(
                run=run,
                actor=None if open_ones else member,
                actor_name="Anggota",
                office_name=office.name,
                kind=EventKind.STARTED if open_ones else EventKind.APPROVED,
                data={"step": 1 if open_ones else 2},
            )
            for run in runs
        ],
        batch_size=BATCH,
    )


def _workflow_states(pages: Sequence[Page], version, step: int) -> list[WorkflowState]:
    """A revision, a workflow state and the current task state of each draft."""
    now = timezone.now()
    base, drafts = ContentType.objects.get_for_model(Page), list(pages)
    revisions = Revision.objects.bulk_create(
        [
            Revision(
                content_type=page.content_type,
                base_content_type=base,
                object_id=str(page.pk),
                created_at=now,
                object_str=page.title,
                content=page.serializable_data(),
            )
            for page in drafts
        ],
        batch_size=BATCH,
    )
    for page, revision in zip(drafts, revisions, strict=True):
        page.latest_revision = revision
    rows = [Page(pk=page.pk, latest_revision=page.latest_revision, has_unpublished_changes=True) for page in drafts]
    Page.objects.bulk_update(rows, ["latest_revision", "has_unpublished_changes"], batch_size=BATCH)
    states = WorkflowState.objects.bulk_create(
        [
            WorkflowState(
                content_type=page.content_type,
                base_content_type=base,
                object_id=str(page.pk),
                workflow_id=version.workflow_id,
                status=WorkflowState.STATUS_IN_PROGRESS,
            )
            for page in drafts
        ],
        batch_size=BATCH,
    )
    task = SopTask.objects.get(version=version, step_number=step)
    facts = {"task": task, "started_at": now, "content_type": ContentType.objects.get_for_model(SopTaskState)}
    made = [
        SopTaskState(workflow_state=state, revision=revision, **facts)
        for state, revision in zip(states, revisions, strict=True)
    ]
    parents = TaskState.objects.bulk_create(
        [TaskState(**{f.attname: getattr(one, f.attname) for f in TaskState._meta.concrete_fields}) for one in made],
        batch_size=BATCH,
    )
    for one, parent, state in zip(made, parents, states, strict=True):
        one.pk = one.taskstate_ptr_id = parent.pk
        state.current_task_state_id = parent.pk
    if made:
        QuerySet(SopTaskState)._insert(made, fields=SopTaskState._meta.local_concrete_fields, using="default")
        WorkflowState.objects.bulk_update(states, ["current_task_state"], batch_size=BATCH)
    return states
