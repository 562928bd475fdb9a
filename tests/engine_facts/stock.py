"""Wagtail as it comes: plain pages, its own group approval tasks, their people and its editor's forms."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Page, Revision, TaskState, Workflow, WorkflowState, WorkflowTask
from wagtail.test.utils.form_data import querydict_from_html

from home.walking import EDITOR_FORM
from workflows.models import SopRun

_numbers = count(1)


@dataclass(frozen=True)
class Chain:
    """A workflow of group approval tasks, one approver to each."""

    workflow: Workflow
    tasks: list[GroupApprovalTask]
    approvers: list[Any]


def chain(length: int) -> Chain:
    workflow = Workflow.objects.create(name=f"Stock workflow {next(_numbers)}")
    tasks, approvers = [], []
    for position in range(length):
        tasks.append(task())
        WorkflowTask.objects.create(workflow=workflow, task=tasks[-1], sort_order=position * 10)
        approvers.append(approver(tasks[-1]))
    return Chain(workflow, tasks, approvers)


def task() -> GroupApprovalTask:
    number = next(_numbers)
    made = GroupApprovalTask.objects.create(name=f"Stock task {number}")
    made.groups.add(Group.objects.create(name=f"Stock group {number}"))
    return made


def approver(of: GroupApprovalTask) -> Any:
    made = admin_user()
    made.groups.add(of.groups.get())
    return made


def admin_user() -> Any:
    """Someone who reaches the admin and holds no other permission."""
    name = f"stock.{next(_numbers)}"
    made = get_user_model().objects.create_user(name, f"{name}@example.org", "stock-password-1")
    made.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return made


def page(**fields: Any) -> Page:
    """A draft of Wagtail's own page type, below the root."""
    number = next(_numbers)
    given = {"title": f"Stock page {number}", "slug": f"stock-{number}", "live": False, **fields}
    made = Page.get_first_root_node().add_child(instance=Page(**given))
    made.save_revision()
    return made


def reread(thing: Any) -> Any:
    """The row as it is now, with nothing remembered."""
    return type(thing).objects.get(pk=thing.pk)


def current(state: WorkflowState) -> TaskState:
    """The task state a workflow waits for, as a request would load it."""
    return TaskState.objects.get(pk=reread(state).current_task_state_id).specific


def waits_for(state: WorkflowState) -> GroupApprovalTask:
    return current(state).task.specific


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def edit_address(page_id: int) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page_id])


def editor_form(client: Client, page_id: int) -> QueryDict:
    html = client.get(edit_address(page_id)).content.decode()
    return querydict_from_html(html, form_id=EDITOR_FORM)


def post_editor(client: Client, page_id: int, form: QueryDict, **fields: str) -> HttpResponse:
    """Send a page's editor form, with fields added or changed (``_`` in a name stands for ``-``)."""
    for name, value in fields.items():
        form[name.replace("_", "-")] = value
    return client.post(
        edit_address(page_id), form.urlencode(), content_type="application/x-www-form-urlencoded", follow=False
    )


def bulk(client: Client, action: str, page_id: int) -> HttpResponse:
    """Confirm one of the explorer's bulk actions."""
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    return client.post(f"{address}?id={page_id}", {"include_descendants": "on"})


def time_has_come(run: SopRun) -> None:
    """Move a run's set go-live time into the past, everywhere it is written."""
    past = timezone.now() - timedelta(minutes=1)
    revision = Revision.objects.get(pk=run.revision_id)
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()
    SopRun.objects.filter(pk=run.pk).update(go_live_at=past)
