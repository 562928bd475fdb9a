"""Messages that were written when they still knew their event say of it what they would say today."""

from importlib import import_module
from types import SimpleNamespace

import pytest

from messaging.models import OutboxMessage
from tests.conftest import started
from workflows.models import SopEvent
from workflows.notifications.announcing import about

pytestmark = pytest.mark.django_db


def test_what_a_message_tells_of_is_read_from_its_event_as_it_is_written_today():
    run = started("serang")
    event = SopEvent.objects.select_related("run").filter(run=run, kind="started").get()
    before = SimpleNamespace(event=event, event_id=event.pk)
    names = import_module("messaging.migrations.0002_what_they_tell_of").of_message(before)
    (today, *_) = OutboxMessage.objects.filter(about=about(event))
    named = [f"{name}_id" if name == "office" else name for name in names]
    assert {name: getattr(before, name) for name in named} == {name: getattr(today, name) for name in named}
    assert today.path
    assert today.thread
