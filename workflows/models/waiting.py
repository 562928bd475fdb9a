"""What waits for the roles of an office, for ``offices.coverage``: steps, checks owed by the emergency lane, duties."""

from collections.abc import Iterator

from django.db.models import Count

from offices.coverage import Divisions
from offices.models import OfficeRole
from workflows.core.rule_inputs import Status
from workflows.models.obligations import Debt, Duty
from workflows.models.runs import StepVisit


def of_role(role: OfficeRole) -> Divisions:
    """The division of each step, owed check and open duty that waits for a role."""
    steps = StepVisit.objects.filter(finished_at__isnull=True, waiting_for=role)
    debts = Debt.objects.filter(settled_at__isnull=True, waiting_for=role)
    found: Divisions = [
        *steps.values_list("run__division_id", flat=True),
        *debts.values_list("run__division_id", flat=True),
    ]
    open_duties = Duty.objects.filter(done_at=None, run__office=role.office_id, run__status=Status.PUBLISHED)
    for duty in open_duties.select_related("run__sop_version"):
        if role.slug in duty.run.sop.publish_step.roles:
            found.append(duty.run.division_id)
    return found


def by_role() -> Iterator[tuple[int, int | None, int]]:
    """Of steps and owed checks: role (primary key), division, how many (two queries)."""
    steps = StepVisit.objects.filter(finished_at__isnull=True, waiting_for__isnull=False)
    debts = Debt.objects.filter(settled_at__isnull=True, waiting_for__isnull=False)
    for rows in (steps, debts):
        yield from rows.order_by().values_list("waiting_for", "run__division_id").annotate(how_many=Count("pk"))
