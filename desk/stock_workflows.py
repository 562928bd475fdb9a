"""Wagtail's own workflow pages show the compiled SOPs read-only: a change is a new version."""

from typing import Any

from wagtail.models import Task, Workflow
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from offices.models import is_headquarters


class ShownOnly(ModelPermissionPolicy):
    """Headquarters may open the pages; nobody adds, changes or deletes anything there."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in ("view", "change") and is_headquarters(user)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


def register() -> None:
    """Put the policy in place; before anything asks for one."""
    register_permission_policy(Workflow, ShownOnly(Workflow))
    register_permission_policy(Task, ShownOnly(Task))
