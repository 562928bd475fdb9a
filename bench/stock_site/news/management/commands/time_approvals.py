"""Approve items waiting in a workflow of two group tasks, and print what one approval costs."""

import json
import time
from datetime import date

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupApprovalTask, GroupPagePermission, Page, TaskState, Workflow, WorkflowPage, WorkflowTask

from bench.approvals import EACH, STOCK, WARM_UP, timed
from news.models import NewsIndexPage, NewsPage


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
        root = Page.objects.get(depth=2)
        workflow = Workflow.objects.filter(name="Approval").first() or self._workflow(root)
        people = get_user_model().objects
        author, approver = people.get(username="author"), people.get(username="approver1")
        section = NewsIndexPage.objects.first()
        client = Client()
        client.force_login(approver)
        states = []
        for number in range(WARM_UP + EACH + 1):
            page = NewsPage(
                title=f"Item {number} {time.monotonic_ns()}", date=date(2026, 1, 2), live=False, owner=author
            )
            section.add_child(instance=page)
            page.save_revision(user=author)
            states.append((page, workflow.start(page, author).current_task_state))

        def approve(item):
            page, state = item
            address = reverse("wagtailadmin_pages:workflow_action", args=(page.pk, "approve", state.pk))
            answer = client.post(address, {"comment": ""})
            assert answer.status_code == 302, answer.status_code

        cost = timed(approve, states, STOCK)
        assert all(TaskState.objects.get(pk=state.pk).status == "approved" for _, state in states)
        self.stdout.write(json.dumps(cost))

    def _workflow(self, root):
        people = get_user_model().objects
        people.create_user("author", "author@localhost")
        workflow = Workflow.objects.create(name="Approval")
        for number in (1, 2):
            group = Group.objects.create(name=f"Approvers {number}")
            group.permissions.add(Permission.objects.get(codename="access_admin"))
            GroupPagePermission.objects.create(group=group, page=root, permission=self._may("change"))
            people.create_user(f"approver{number}", f"approver{number}@localhost").groups.add(group)
            task = GroupApprovalTask.objects.create(name=f"Task {number}")
            task.groups.add(group)
            WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=number)
        WorkflowPage.objects.create(workflow=workflow, page=root)
        return workflow

    @staticmethod
    def _may(action):
        return Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{action}_page")
