"""The due times of waiting steps, set anew when the hours, days or zone of their office change."""

from django.db import transaction

from offices.calendars import due_at, read_calendars
from offices.models import Office
from workflows.models.runs import StepVisit


def set_due_times(office: Office | None) -> None:
    """Set the due times of waiting steps anew after hours or days changed; ``None``: of every office."""
    waiting = StepVisit.objects.filter(finished_at__isnull=True, norm_minutes__isnull=False)
    if office is not None:
        waiting = waiting.filter(run__office=office.pk)
    with transaction.atomic():
        visits = list(waiting.select_related("run__office"))
        offices: dict[int, Office] = {}
        for visit in visits:
            offices.setdefault(visit.run.office_id, visit.run.office)
        read_calendars(offices.values())
        late = []
        for visit in visits:
            due = due_at(offices[visit.run.office_id], visit.started_at, visit.norm_minutes)
            if due != visit.due_at:
                visit.due_at = due
                late.append(visit)
        StepVisit.objects.bulk_update(late, ["due_at"], batch_size=500)


def on_working_time_changed(sender: object, office: Office | None, **kwargs: object) -> None:
    """``offices.calendars.working_time_changed``: the hours of an office, or of every office (None), are other ones."""
    set_due_times(office)
