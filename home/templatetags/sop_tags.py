"""What the public page says of its SOP: the line at its foot and the emergency notice at its head."""

from dataclasses import dataclass
from typing import Any

from django import template

from sops.document import Sop
from sops.models import document_of
from sops.route import Outcome
from workflows.core.rule_inputs import Status
from workflows.models import Debt, StepVisit

register = template.Library()


@dataclass(frozen=True)
class Publication:
    """How a page became what it is: the run that made it live."""

    run_id: int
    register: str
    is_emergency: bool
    sop: Sop
    steps: int
    checkers: int


def publication_of(page: Any) -> Publication | None:
    """The publication of a page, read once per page in one query; None for a page no run made live."""
    if "publication" not in page.__dict__:
        page.publication = _read(page.pk)
    return page.publication


def _read(page_pk: int) -> Publication | None:
    rows = list(
        StepVisit.objects.filter(
            run__page_id=page_pk,
            run__status__in=[Status.PUBLISHED, Status.FINISHED],
            run__taken_down_at__isnull=True,
        )
        .order_by("-run__published_at", "run")
        .values_list(
            *("run", "run__register_number", "run__register_year", "run__emergency_reason", "run__sop_version__sha256"),
            *("step_number", "outcome", "finished_by_name", "signatures__user_name", "signatures__voided_at"),
        )
    )
    if not rows:
        return None
    run, number, year, emergency_reason, sha256 = rows[0][:5]
    steps, checkers = set(), set()
    for step, outcome, finisher, signer, voided_at in (row[5:] for row in rows if row[0] == run):
        if Outcome(outcome or "skipped").passes:
            steps.add(step)
            if outcome == Outcome.APPROVED:
                checkers |= {finisher, *([signer] if signer and not voided_at else [])}
    return Publication(
        run, f"{number:04d}/{year}", bool(emergency_reason), document_of(sha256), len(steps), len(checkers)
    )


@register.inclusion_tag("home/sop_line.html")
def sop_line(page: Any) -> dict[str, Any]:
    """ "Diterbitkan menurut SOP No. … · 9 langkah · 4 pemeriksa", or nothing for a page without a run."""
    return {"publication": publication_of(page)}


@register.inclusion_tag("home/sop_banner.html")
def sop_banner(page: Any) -> dict[str, Any]:
    """The notice of the emergency lane and its ground, while its checks are still owed."""
    publication = publication_of(page)
    if publication is None or not publication.is_emergency:
        return {"ground": ""}
    owed = Debt.objects.filter(run=publication.run_id, settled_at__isnull=True)
    reason = owed.values_list("run__emergency_reason", flat=True).first() or ""
    return {"ground": reason.partition(":")[0]}
