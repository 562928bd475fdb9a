"""Who may write, and who may sign, the next text of an SOP: the office that looks after it, and headquarters."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from desk.own_office import offices_run_by, runs_an_office
from offices.models import Office, SopStewardship, is_headquarters
from offices.role_holders import Holding, held_by, shown_holdings
from sops.models import Sop, SopVersion


def sops_written_by(user: Any) -> QuerySet[Sop]:
    """The SOPs whose next text the person may write."""
    if is_headquarters(user):
        return Sop.objects.all()
    return Sop.objects.filter(stewardship__office__in=offices_run_by(user))


def may_write(user: Any, sop: Sop) -> bool:
    """Whether the person may write the SOP's next text."""
    return sops_written_by(user).filter(pk=sop.pk).exists()


def versions_seen_by(user: Any) -> QuerySet[SopVersion]:
    """What governs is for every office to see and copy; what does not, for whoever writes or signs it."""
    if is_headquarters(user):
        return SopVersion.objects.all()
    seen = Q(sop__in=sops_written_by(user).values("pk")) | Q(sop__in=sops_signed_by(user))
    if runs_an_office(user):
        seen |= Q(status=SopVersion.Status.GOVERNING)
    return SopVersion.objects.filter(seen)


def sops_signed_by(user: Any) -> list[int]:
    """The keys of the SOPs a person signs because of a role they hold, for what a screen shows (one query)."""
    return _signed_by(shown_holdings(user), SopStewardship.objects.all())


def may_sign(user: Any, sop: Sop) -> bool:
    """Whether the person may put a signature under a version: headquarters, or who holds the role it has named."""
    return is_headquarters(user) or bool(_signed_by(held_by(user), SopStewardship.objects.filter(sop=sop)))


def _signed_by(holdings: list[Holding], arranged: QuerySet[SopStewardship]) -> list[int]:
    """Of the SOPs that are looked after so, those whose signing role is among the holdings."""
    sops = arranged.filter(signed_by__in={holding.role.pk for holding in holdings}).values_list("sop", "signed_by")
    return [
        sop
        for sop, role in sops
        if any(holding.role.pk == role and holding.sop_id in (None, sop) for holding in holdings)
    ]


def uses_library(user: Any) -> bool:
    """Whether the library of SOPs is of use to the person."""
    return runs_an_office(user) or bool(sops_signed_by(user))


def check_uses_library(user: Any) -> None:
    """Raises ``PermissionDenied`` for whoever neither writes nor signs SOPs."""
    if not uses_library(user):
        raise PermissionDenied("Pustaka SOP dikelola admin kantor dan pengesah SOP.")


def stewardship_of(sop: Sop) -> SopStewardship | None:
    """Who looks after an SOP and signs it; None: headquarters does both."""
    return SopStewardship.objects.filter(sop=sop).select_related("office", "signed_by").first()


def steward_of(sop: Sop) -> Office | None:
    """The office that looks after an SOP; None: headquarters."""
    arranged = stewardship_of(sop)
    return arranged.office if arranged else None
