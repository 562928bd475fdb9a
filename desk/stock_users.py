"""Wagtail's own screens of accounts, where they go past what guards an account."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from typing_extensions import override
from wagtail.users.views.bulk_actions import SetActiveStateBulkAction


class SetActiveState(SetActiveStateBulkAction):
    """Many accounts at once, yet each by itself: Wagtail's writes past the guard of last holders and the sessions."""

    @classmethod
    @transaction.atomic
    @override
    def execute_action(
        cls, objects: Iterable[Any], mark_as_active: bool = False, user: Any = None, **kwargs: Any
    ) -> tuple[int, int]:
        people = [person for person in objects if person != user]
        for person in people:
            person.is_active = mark_as_active
            person.save()
        return len(people), 0
