"""What a sweep reads and what a signature does at once is bounded by whom it concerns."""

import pytest
from django_tasks_db.models import DBTaskResult

from offices.models import Office, OfficeRole
from sops.models import Sop
from tests.clockwork import set_now, wib
from tests.conftest import started
from workflows.models import Escalation, Reminder, SopChoice, StepVisit, compiler
from workflows.notifications.reminders import sweep
from workflows.notifications.waiting import waiting_now

pytestmark = pytest.mark.django_db


def waiting_since(monkeypatch, text: str) -> StepVisit:
    set_now(monkeypatch, text)
    return started("serang").open_visit


def test_a_sweep_reads_a_step_again_only_when_another_mark_can_be_reached(monkeypatch):
    visit = waiting_since(monkeypatch, "2026-11-26 08.00")  # 60 working minutes
    assert sweep(wib("2026-11-26 08.05")) == 0
    assert not [*waiting_now(wib("2026-11-26 08.20"))]
    assert [found.visit for found in waiting_now(wib("2026-11-26 08.30"))] == [visit]
    for at, marks in (("08.31", {"50"}), ("08.50", {"50", "80"}), ("09.10", {"50", "80", "100"})):
        sweep(wib(f"2026-11-26 {at}"))
        assert set(Reminder.objects.filter(user__isnull=True).values_list("mark", flat=True)) >= marks
    sweep(wib("2026-11-26 10.05"))
    assert Reminder.objects.filter(mark="eskalasi", user__isnull=True).exists()
    assert not [*waiting_now(wib("2026-11-26 15.00"))]
    assert [*waiting_now(wib("2026-11-27 07.31"))]


def test_a_shorter_patience_is_heard_at_once(monkeypatch):
    waiting_since(monkeypatch, "2026-11-26 08.00")
    sweep(wib("2026-11-26 09.05"))
    role = OfficeRole.objects.get(office__slug="serang", slug="kasubag")
    Escalation.objects.create(role=role, after_minutes=5)
    sweep(wib("2026-11-26 09.07"))
    assert Reminder.objects.filter(mark="eskalasi", matter__endswith=f"peran-{role.pk}").exists()


def test_of_many_offices_some_adopt_in_the_request_and_the_rest_in_the_queue(monkeypatch):
    monkeypatch.setattr(compiler, "AT_ONCE", 2)
    version = Sop.objects.get(slug="serang").governing
    SopChoice.objects.all().delete()
    SopChoice.objects.bulk_create(SopChoice(office=office, sop=version.sop) for office in Office.objects.all())
    holding = OfficeRole.objects.filter(slug=version.document.publish_step.roles[0]).values("office").distinct()
    before = holding.count()
    compiler.adopt_next(version)
    assert holding.count() <= before + 2
    orders = DBTaskResult.objects.filter(task_path=compiler.adopt_later.module_path, status="READY")
    while (order := orders.first()) is not None:
        orders.filter(pk=order.pk).delete()
        compiler.adopt_later.func(*order.args_kwargs["args"])
    assert holding.count() == Office.objects.count()
