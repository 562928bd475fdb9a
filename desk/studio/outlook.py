"""What a version of an SOP would mean today: who could carry it out, how an item would go, whom it finds on the way."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from desk.studio.access import steward_of
from offices.models import Office
from sops.document import ContentKind
from sops.models import SopVersion
from workflows.actions.apply_revision import obstacle
from workflows.models import SopRun
from workflows.models.adoption import misfits, resting_on_one, unheld
from workflows.models.rehearsals import Rehearsal, rehearsal_of

MOST_APPLIABLE = 50
"""Items on their way that one page offers to follow a revision."""
MOST_TRIED = 10
"""Offices whose people are tried against a version before it is signed."""


def outlook(version: SopVersion) -> dict[str, Any]:
    """For the page of a version: what its people of today lack, what rests on one, and every way played through."""
    offices = _concerned(version)
    tried = offices[:MOST_TRIED]
    return {
        "missing": list(unheld(version, offices).items()),
        "resting": [(office, said) for office in tried if (said := resting_on_one(version, office))],
        "misfits": [(office, said) for office in tried if (said := misfits(version, office))],
        "rehearsals": _rehearsals(version, offices),
        "on_their_way": on_their_way(version).count(),
    }


def on_their_way(version: SopVersion) -> QuerySet[SopRun]:
    """Open items of the SOP that follow another version of it."""
    runs = SopRun.objects.open().filter(sop_version__sop=version.sop_id).exclude(sop_version=version)
    return runs.select_related("office", "sop_version")


def appliable(version: SopVersion) -> list[tuple[SopRun, str]]:
    """The items on their way by another version, each with what keeps this one from them."""
    return [(run, obstacle(run, version)) for run in on_their_way(version)[:MOST_APPLIABLE]]


def _concerned(version: SopVersion) -> list[Office]:
    """The office that looks after the SOP and those that have chosen it, unless the version can't govern."""
    if version.status == SopVersion.Status.VOID:
        return []
    own, chosen = steward_of(version.sop), Office.objects.filter(sop_choices__sop=version.sop_id)
    return [*dict.fromkeys([*([own] if own else []), *chosen.distinct()])]


def _rehearsals(version: SopVersion, offices: list[Office]) -> list[Rehearsal]:
    """An item played through at the first office concerned, once for each way the kinds of content take."""
    if not offices:
        return []
    now = timezone.now()
    groups: dict[tuple[int, ...], ContentKind] = {}
    for kind in ContentKind:
        skipped = tuple(step.number for step in version.document.steps if kind in step.skip_for)
        groups.setdefault(skipped, kind)
    return [rehearsal_of(version, offices[0], kind, now) for kind in groups.values()]
