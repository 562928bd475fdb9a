"""What lies on a person's desk: queries behind Tugas Saya, the dashboard's panels and the sidebar's count.

- *waiting*: steps of their roles that they have taken, or that nobody has taken and no other holder by decree shares;
- *takeable*: steps of roles they share with others, taken by nobody;
- *with others*: every other waiting step of their offices;
- *decided*: what they did, from the ledger.

Costs depend on what is shown, not on how many offices, runs or people there are.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F, Q, QuerySet

from offices.models import Office, is_headquarters
from offices.role_holders import Holding, holders_of, shown_holdings
from sops.models import SopVersion
from workflows.core.acts import decisions
from workflows.models.evidence import SopEvent
from workflows.models.obligations import Debt, Duty
from workflows.models.runs import SopRun, SopRunQuerySet, StepVisit

MOST_COUNTED = 100
"""The sidebar counts no further: beyond this the exact number tells nobody anything."""


@dataclass(frozen=True)
class Narrowed:
    """The filter of a list; None or "": not narrowed."""

    office: int | None = None
    sop: int | None = None
    kind: str = ""
    title: str = ""
    """Part of it, however written."""

    def runs(self, prefix: str = "run__") -> Q:
        """The condition on runs, seen from a model that reaches them by ``prefix``."""
        wanted = {"office": self.office, "sop_version__sop": self.sop, "content_kind": self.kind or None}
        wanted["page_title__icontains"] = self.title or None
        return Q(**{prefix + name: value for name, value in wanted.items() if value is not None})


class Desk:
    """One person's desk today; made once per request."""

    def __init__(self, user: Any) -> None:
        self.user = user

    @cached_property
    def holdings(self) -> list[Holding]:
        return shown_holdings(self.user)

    @cached_property
    def office_ids(self) -> set[int]:
        """Offices where the person holds a role."""
        return {holding.role.office_id for holding in self.holdings}

    @cached_property
    def held(self) -> dict[int, list[Holding]]:
        """Everybody who holds one of the person's roles today, by role."""
        return holders_of({holding.role.pk for holding in self.holdings})

    @cached_property
    def _sole(self) -> list[Holding]:
        """Holdings that nobody else has by decree of their own, whom the person acts for left aside."""
        aside = {self.user.pk, *(h.delegation.principal_id for h in self.holdings if h.delegation is not None)}

        def shares(other: Holding, mine: Holding) -> bool:
            meet = None in (mine.division_id, other.division_id) or mine.division_id == other.division_id
            return other.delegation is None and other.user.pk not in aside and meet

        return [mine for mine in self.holdings if not any(shares(other, mine) for other in self.held[mine.role.pk])]

    @staticmethod
    def _in_scope(holding: Holding, prefix: str = "run__") -> Q:
        """The runs a holding counts for."""
        fits = Q()
        if holding.division_id is not None:
            fits &= Q(**{f"{prefix}division__isnull": True}) | Q(**{f"{prefix}division": holding.division_id})
        if holding.sop_id is not None:
            fits &= Q(**{f"{prefix}sop_version__sop": holding.sop_id})
        return fits

    @staticmethod
    def _waiting_for(**roles: Any) -> Q:
        """Visits that wait for some roles, by conditions on these."""
        return Q(pk__in=StepVisit.waiting_for.through.objects.filter(**roles).values("stepvisit"))

    def _visits_at(self, holdings: list[Holding]) -> Q:
        """Visits the holdings reach that no other holder of the same role has taken."""
        reached = Q(pk__in=())
        for holding in holdings:
            fits = self._waiting_for(officerole=holding.role.pk) & self._in_scope(holding)
            if others := {other.user.pk for other in self.held[holding.role.pk]} - {self.user.pk}:
                fits &= Q(claimed_by__isnull=True) | ~Q(claimed_by__in=others)
            reached |= fits
        if len(holdings) < 2:
            return reached
        # The roles once more, together: from there the database finds the few visits of somebody with little to do.
        return self._waiting_for(officerole__in={holding.role.pk for holding in holdings}) & reached

    @cached_property
    def _mine(self) -> Q:
        """Waiting steps of the person's roles that nobody else has taken."""
        return self._visits_at(self.holdings)

    @property
    def _of_offices(self) -> Q:
        """Waiting steps of the person's offices; found by their roles, which are few."""
        return self._waiting_for(officerole__office__in=self.office_ids)

    @staticmethod
    def _open(narrowed: Narrowed) -> QuerySet[StepVisit]:
        visits = StepVisit.objects.filter(narrowed.runs(), finished_at__isnull=True)
        return visits.order_by("-brought_back", F("due_at").asc(nulls_last=True), "started_at", "pk")

    @cached_property
    def _pressing(self) -> list[int]:
        """The first of what waits for the person and what they could take, in order: at most ``MOST_COUNTED``."""
        if not self.holdings:
            return []
        return list(self._open(Narrowed()).filter(self._mine).values_list("pk", flat=True)[:MOST_COUNTED])

    @property
    def count(self) -> int:
        """How many waiting steps the person could act on, by their roles; never more than ``MOST_COUNTED``."""
        return len(self._pressing)

    def pressing(self, most: int) -> QuerySet[StepVisit]:
        """The first ``most`` of them."""
        return self._open(Narrowed()).filter(pk__in=self._pressing[:most])

    def waiting(self, narrowed: Narrowed = Narrowed()) -> QuerySet[StepVisit]:
        """What waits for the person: what came back first, then overdue, then by due time, then the oldest."""
        visits = self._open(narrowed).filter(self._mine)
        if len(self._sole) == len(self.holdings):
            return visits
        return visits.filter(Q(claimed_by=self.user) | self._visits_at(self._sole))

    def takeable(self, narrowed: Narrowed = Narrowed()) -> QuerySet[StepVisit]:
        """What the person could take."""
        pooled = [holding for holding in self.holdings if holding not in self._sole]
        visits = self._open(narrowed).filter(self._visits_at(pooled))
        return visits.exclude(Q(claimed_by__isnull=False) & Q(claimed_by=self.user)).exclude(
            self._visits_at(self._sole)
        )

    def with_others(self, narrowed: Narrowed = Narrowed()) -> QuerySet[StepVisit]:
        """The other waiting steps of the person's offices; of every office for headquarters."""
        visits = self._open(narrowed).exclude(self._mine)
        return visits if is_headquarters(self.user) else visits.filter(self._of_offices)

    def decided(self, narrowed: Narrowed = Narrowed()) -> QuerySet[SopEvent]:
        """What the person did, newest first."""
        return SopEvent.objects.filter(narrowed.runs(), actor=self.user, kind__in=decisions()).order_by("-pk")

    def own(self, narrowed: Narrowed = Narrowed()) -> SopRunQuerySet:
        """Items the person started, or that were started for them, newest first."""
        mine = Q(started_by=self.user) | Q(on_behalf_of=self.user)
        return SopRun.objects.filter(mine, narrowed.runs("")).order_by("-started_at")

    def debts(self, narrowed: Narrowed = Narrowed()) -> QuerySet[Debt]:
        """Checks the emergency lane skipped that one of the person's roles owes."""
        owed, waiting = Q(pk__in=()), Debt.waiting_for.through.objects
        for holding in self.holdings:
            rows = waiting.filter(officerole=holding.role.pk)
            owed |= Q(pk__in=rows.values("debt")) & self._in_scope(holding)
        published = Debt.objects.filter(narrowed.runs(), settled_at__isnull=True, run__published_at__isnull=False)
        return published.filter(owed).order_by("due_at", "pk")

    def duties(self, narrowed: Narrowed = Narrowed()) -> QuerySet[Duty]:
        """Duties after publication that are the person's: the SOP gives them to the role that publishes."""
        open_ones = Duty.objects.filter(narrowed.runs(), done_at__isnull=True, run__office__in=self.office_ids)
        versions = SopVersion.objects.filter(pk__in=open_ones.order_by().values("run__sop_version")).defer("content")
        mine = Q(pk__in=())
        for version in versions:
            for holding in self.holdings:
                if holding.role.slug in version.document.publish_step.roles and holding.covers(None, version.sop_id):
                    here = Q(run__sop_version=version, run__office=holding.role.office_id)
                    mine |= here & self._in_scope(holding)
        return open_ones.filter(mine).order_by("run__published_at", "pk")

    def offices(self) -> list[tuple[int, str]]:
        """The offices to filter by: number and name."""
        if is_headquarters(self.user):
            return list(Office.objects.values_list("pk", "name"))
        return sorted({(h.role.office_id, h.role.office.name) for h in self.holdings}, key=lambda office: office[1])
