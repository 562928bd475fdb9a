"""What the public page says of its SOP: the line at its foot and the emergency notice at its head."""

from typing import Any

from django import template

from workflows.core.route import Outcome
from workflows.core.standing import Status
from workflows.models import SopRun

register = template.Library()


def _live_run(page: Any) -> SopRun | None:
    return (
        SopRun.objects.filter(
            page_id=page.pk, status__in=[Status.PUBLISHED, Status.FINISHED], taken_down_at__isnull=True
        )
        .select_related("sop_version")
        .order_by("-published_at")
        .first()
    )


@register.inclusion_tag("workflows/public/sop_line.html")
def sop_line(page: Any) -> dict[str, Any]:
    """ "Diterbitkan menurut SOP No. … · 9 langkah · 4 pemeriksa", or nothing for a page without a run."""
    run = _live_run(page)
    if run is None:
        return {}
    passed = [
        visit for visit in run.visits.prefetch_related("signatures") if Outcome(visit.outcome or "skipped").passes
    ]
    checkers = {
        name
        for visit in passed
        if visit.outcome == Outcome.APPROVED
        for name in [visit.finished_by_name, *(s.user_name for s in visit.signatures.all() if not s.voided_at)]
    }
    return {"run": run, "steps": len({visit.step_number for visit in passed}), "checkers": len(checkers)}


@register.inclusion_tag("workflows/public/sop_banner.html")
def sop_banner(page: Any) -> dict[str, Any]:
    """The notice of the emergency lane, while its checks are still owed."""
    run = _live_run(page)
    owed = bool(run and run.emergency_reason and run.debts.filter(settled_at__isnull=True).exists())
    return {"run": run if owed else None}
