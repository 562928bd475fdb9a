"""Who may write, and who may sign, the next text of an SOP: the office that looks after it, and headquarters."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from desk.own_office import offices_run_by, runs_an_office
from offices.models import Office, SopStewardship, is_headquarters
from offices.role_holders import held_at
from sops.models import Sop, SopVersion


def sops_written_by(user: Any) -> QuerySet[Sop]:
    """The SOPs whose next text the person may write."""
    if is_headquarters(user):
        return Sop.objects.all()
    return Sop.objects.filter(stewardship__office__in=offices_run_by(user))


def versions_seen_by(user: Any) -> QuerySet[SopVersion]:
    """What governs is for every office to see and copy; what does not, for whoever writes or signs it."""
    if is_headquarters(user):
        return SopVersion.objects.all()
    governs = Q(status=SopVersion.Status.GOVERNING) if runs_an_office(user) else Q()
    own = Q(sop__in=[*sops_written_by(user).values_list("pk", flat=True), *sops_signed_by(user)])
    return SopVersion.objects.filter(governs | own) if governs else SopVersion.objects.filter(own)


def sops_signed_by(user: Any) -> list[int]:
    """The keys of the SOPs a person signs because of a role they hold today."""
    arranged = SopStewardship.objects.filter(signed_by__isnull=False).select_related("office", "signed_by")
    arranged = arranged.filter(signed_by__memberships__user=user) | arranged.filter(office__delegations__deputy=user)
    return [one.sop_id for one in arranged.distinct() if _holds(user, one)]


def may_sign(user: Any, sop: Sop) -> bool:
    """Whether the person may put a signature under a version: headquarters, or who holds the role it has named."""
    arranged = SopStewardship.objects.filter(sop=sop, signed_by__isnull=False).select_related("office", "signed_by")
    return is_headquarters(user) or any(_holds(user, one) for one in arranged)


def _holds(user: Any, arranged: SopStewardship) -> bool:
    signer = arranged.signed_by
    return signer is not None and any(
        holding.role.pk == signer.pk and holding.sop_id in (None, arranged.sop_id)
        for holding in held_at(user, arranged.office)
    )


def uses_library(user: Any) -> bool:
    """Whether the library of SOPs is of use to the person."""
    return runs_an_office(user) or bool(sops_signed_by(user))


def check_uses_library(user: Any) -> None:
    """Raises ``PermissionDenied`` for whoever neither writes nor signs SOPs."""
    if not uses_library(user):
        raise PermissionDenied("Pustaka SOP dikelola admin kantor dan pengesah SOP.")


def steward_of(sop: Sop) -> Office | None:
    """The office that looks after an SOP; None: headquarters."""
    arranged = SopStewardship.objects.filter(sop=sop).select_related("office").first()
    return arranged.office if arranged else None
