"""Time on the admin's screens: what is left at a step, when an item may be public, the plan back from a deadline."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from offices import clock
from offices.calendars import calendar_of
from offices.models import Office
from sops.document import ContentKind, Sop
from sops.models import SopVersion
from sops.performers import holders
from workflows.actions.deadline import may_set_deadline
from workflows.core.rule_inputs import Status
from workflows.core.timing import (
    Handover,
    TimeLeft,
    after_submission,
    backward_plan,
    forecast,
    moment,
    near_moment,
    spell,
    submit_by,
    time_left,
)
from workflows.models import GovernedPage, LegalDeadline, SopRun, StepVisit


def left_at(visit: StepVisit, office: Office, now: datetime | None = None) -> TimeLeft | None:
    """How a waiting visit stands against its time; None without a norm time, or once it has ended."""
    if visit.finished_at is not None:
        return None
    calendar = calendar_of(office)
    return time_left(calendar, visit.started_at, visit.due_at, visit.norm_minutes, now or timezone.now())


@dataclass(frozen=True)
class Totals:
    """Working minutes held: per step number over all its visits, and of the whole run."""

    steps: dict[int, int]
    run: int


def totals(office: Office, visits: Iterable[StepVisit], now: datetime | None = None) -> Totals:
    """The minutes of finished visits and, up to ``now``, of the one that waits; waiting while postponed is nobody's."""
    steps: dict[int, int] = defaultdict(int)
    for visit in visits:
        worked = visit.worked_minutes
        if worked is None and not visit.finished_at:
            worked = max(0, clock.between(calendar_of(office), visit.started_at, now or timezone.now()))
        steps[visit.step_number] += worked or 0
    return Totals(dict(steps), sum(steps.values()))


@dataclass(frozen=True)
class PlanRow:
    """One line of the backward plan, in words; ``late``: that moment has passed."""

    what: str
    who: str
    latest: str
    late: bool


@dataclass(frozen=True)
class Shown:
    """What the screens say of an item's time; "" where there is nothing to say."""

    left: TimeLeft | None = None
    adjusted: str = ""
    expected: str = ""
    deadline: LegalDeadline | None = None
    deadline_at: str = ""
    submit_by: str = ""
    warning: str = ""
    kept: str = ""
    plan: tuple[PlanRow, ...] = ()


def shown(page: GovernedPage, office: Office | None, version: SopVersion | None, run: SopRun | None) -> Shown:
    """The time of a page's item now: of the run on its way, else of the submission to come.

    ``run``: the one the screen is about, if any; one that is already public shows whether it kept its deadline.
    """
    if office is None or version is None:
        return Shown()
    now = timezone.now()
    if run is not None and run.is_open:
        return _on_its_way(office, run, now, LegalDeadline.of_page(page.pk))
    if run is not None and run.published_at is not None and not page.has_unpublished_changes:
        return _public(office, run, now)
    deadline = LegalDeadline.of_page(page.pk)
    sop, kind = version.document, page.content_kind
    return _facts(office, sop, kind, now, deadline, number=after_submission(sop, kind), submitted=False)


def _on_its_way(office: Office, run: SopRun, now: datetime, deadline: LegalDeadline | None) -> Shown:
    visit = run.open_visit
    if run.status == Status.SCHEDULED or run.current_step is None:
        return _scheduled(office, run, deadline)
    left = left_at(visit, office, now) if visit is not None else None
    facts = _facts(
        office,
        run.sop,
        run.kind,
        now,
        deadline,
        number=run.current_step,
        left=left.minutes if left else None,
        submitted=True,
    )
    adjusted = ""
    if visit is not None and visit.norm_reason and visit.norm_minutes:
        adjusted = f"Waktu langkah ini disesuaikan menjadi {spell(visit.norm_minutes)}: {visit.norm_reason}"
    return Shown(**{**facts.__dict__, "left": left, "adjusted": adjusted})


def _scheduled(office: Office, run: SopRun, deadline: LegalDeadline | None) -> Shown:
    if deadline is None or deadline.due_at is None:
        return Shown()
    late = run.go_live_at is not None and run.go_live_at > deadline.due_at
    warning = "Jadwal tayang sesudah tenggat hukum. Batalkan jadwalnya, lalu tayangkan lebih awal." if late else ""
    return Shown(deadline=deadline, deadline_at=_told(office, deadline.due_at), warning=warning)


def _public(office: Office, run: SopRun, now: datetime) -> Shown:
    """After publication: the archive step's time, and whether the deadline of this publication was kept."""
    visit, kept = run.open_visit, ""
    set_before = LegalDeadline.objects.filter(page_id=run.page_id, set_at__lte=run.published_at).last()
    deadline = set_before if set_before and set_before.due_at and set_before.set_at >= _since(run) else None
    if deadline is not None and deadline.due_at is not None and run.published_at is not None:
        word = "dipenuhi" if run.published_at <= deadline.due_at else "terlewati"
        kept = f"Tenggat hukum {_told(office, deadline.due_at)} ({deadline.basis}) {word}."
    return Shown(left=left_at(visit, office, now) if visit else None, kept=kept)


def _since(run: SopRun) -> datetime:
    """When the page's previous publication was: deadlines set before it were that one's."""
    earlier = SopRun.objects.filter(page_id=run.page_id, published_at__lt=run.published_at)
    last = earlier.order_by("-published_at").values_list("published_at", flat=True).first()
    return last or datetime.min.replace(tzinfo=run.started_at.tzinfo)


def _told(office: Office, at: datetime) -> str:
    return moment(at.astimezone(calendar_of(office).tz))


def _facts(
    office: Office,
    sop: Sop,
    kind: ContentKind,
    now: datetime,
    deadline: LegalDeadline | None,
    *,
    number: int,
    submitted: bool,
    left: int | None = None,
) -> Shown:
    calendar = calendar_of(office)
    if number > sop.publish_step.number:
        return Shown()
    expected = forecast(calendar, sop, kind, now, number=number, left=left)
    if deadline is None or deadline.due_at is None:
        return Shown(expected=expected.sentence)
    due, latest = deadline.due_at, None
    if not submitted:
        latest = submit_by(calendar, sop, kind, due)
    warning = ""
    if due <= now:
        warning = "Tenggat hukum sudah lewat."
    elif expected.at is not None and expected.at > due:
        missing = max(1, clock.between(calendar, due, expected.at))
        warning = (
            f"Tenggat hukum tidak dapat dipenuhi lagi dengan waktu baku: kurang {spell(missing)}. "
            "Percepat langkah yang tersisa, atau bicarakan sekarang dengan atasan dan penayang."
        )
    plan = [_row(sop, handover, now) for handover in backward_plan(calendar, sop, kind, due, number=number)]
    if latest is not None:
        first = sop.first_step
        plan.insert(0, PlanRow("Pengajuan", holders(sop, first), near_moment(latest, now), latest < now))
    return Shown(
        expected=expected.sentence,
        deadline=deadline,
        deadline_at=_told(office, due),
        submit_by=moment(latest) if latest else "",
        warning=warning,
        plan=tuple(plan),
    )


def _row(sop: Sop, handover: Handover, now: datetime) -> PlanRow:
    step, latest = handover.step, handover.latest
    return PlanRow(
        f"Langkah {step.number}: {step.activity}", holders(sop, step), near_moment(latest, now), latest < now
    )


class DeadlineForm(forms.Form):
    """The legal deadline of an item, in the office's own time."""

    due_at = forms.DateTimeField(
        label="Harus sudah tayang pada",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H.%M"],
        error_messages={
            "required": "Isi tanggal dan jam tenggatnya.",
            "invalid": "Tenggat tidak terbaca. Isi tanggal dan jamnya.",
        },
    )
    basis = forms.CharField(
        label="Dasar hukum",
        required=False,
        help_text="Misalnya: Pasal 24 ayat (1) PKPU 10 Tahun 2022.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": "tenggat-%s", "label_suffix": ""})

    def clean_due_at(self) -> datetime:
        due = self.cleaned_data["due_at"]
        if not 2000 <= due.year <= 2200:
            raise forms.ValidationError("Periksa tahun tenggatnya.")
        return due


def context(
    page: GovernedPage,
    office: Office,
    version: SopVersion | None,
    run: SopRun | None,
    user: Any,
    form: forms.Form | None = None,
) -> dict[str, Any]:
    """What the time block of the task page needs; ``form``: the deadline form as it was refused."""
    time = shown(page, office, version, run)
    if form is None and _may_be_set(page, run, time) and may_set_deadline(page, run, user):
        form = DeadlineForm(
            initial={"due_at": time.deadline.due_at, "basis": time.deadline.basis} if time.deadline else {}
        )
    return {"time": time, "deadline_form": form}


def _may_be_set(page: GovernedPage, run: SopRun | None, time: Shown) -> bool:
    """Whether something is on its way to the public, so that a deadline has a meaning."""
    return not time.kept and (run is None or run.is_open or page.has_unpublished_changes)
