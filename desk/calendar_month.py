"""One month of an office's calendar, as its clock sees it."""

from calendar import Calendar as Weeks
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from desk.register import offices_seen_by
from offices import office_time
from offices.calendars import OfficeCalendar, described
from offices.clock import hours_in_words, minutes_of
from offices.models import Office
from offices.models.calendars import DAY_NAMES
from sops.sheet import MONTHS

FIRST_YEAR, LAST_YEAR = 2020, 2100


@dataclass(frozen=True)
class Day:
    """A cell of the month; ``note`` is the holiday, piket or season it belongs to."""

    day: date
    hours: str
    note: str
    closed: bool
    today: bool


def weeks_of(calendar: OfficeCalendar, year: int, month: int, today: date) -> list[list[Day | None]]:
    """The month in weeks from Monday; None outside it."""
    weeks: list[list[Day | None]] = []
    for week in Weeks().monthdatescalendar(year, month):
        weeks.append([_cell(calendar, day, today) if day.month == month else None for day in week])
    return weeks


def _cell(calendar: OfficeCalendar, day: date, today: date) -> Day:
    hours = calendar.clock.hours(day)
    note = calendar.names.get(day, "") or (calendar.season_on(day) if hours else "")
    return Day(day, hours_in_words(hours), note, not hours, day == today)


class MonthView(WagtailAdminTemplateMixin, View):
    """``?kantor=`` an office one belongs to or runs, ``?bulan=2026-11``; both fall back to one's own and now."""

    template_name = "desk/calendar_month.html"
    page_title = "Kalender kerja"
    header_icon = "date"

    def get(self, request: HttpRequest) -> HttpResponse:
        offices = offices_seen_by(request.user).order_by("name")
        office = self._office(list(offices))
        today = office_time.today(office)
        year, month = _month(request.GET.get("bulan", ""), today)
        calendar = described(office)
        first = date(year, month, 1)
        before, after = first - timedelta(days=1), first + timedelta(days=32)
        weeks = weeks_of(calendar, year, month, today)
        worked = [minutes_of(calendar.clock.hours(cell.day)) for week in weeks for cell in week if cell]
        context = self.get_context_data(
            offices=offices,
            office=office,
            month=f"{MONTHS[month - 1]} {year}",
            month_value=f"{year}-{month:02}",
            before=f"{before.year}-{before.month:02}" if before.year >= FIRST_YEAR else "",
            after=f"{after.year}-{after.month:02}" if after.year <= LAST_YEAR else "",
            weeks=weeks,
            day_names=DAY_NAMES,
            working_days=sum(1 for minutes in worked if minutes),
            working_hours=f"{sum(worked) / 60:.1f}".replace(".", ",").removesuffix(",0"),
        )
        return self.render_to_response(context)

    def _office(self, offices: list[Office]) -> Office:
        wanted = self.request.GET.get("kantor", "")
        if not offices:
            raise PermissionDenied
        if not wanted:
            return offices[0]
        found = [office for office in offices if str(office.pk) == wanted]
        if not found:
            raise PermissionDenied
        return found[0]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


def _month(text: str, today: date) -> tuple[int, int]:
    """Year and month of "2026-11"; those of today for anything else."""
    try:
        day = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.year, today.month
    return (day.year, day.month) if FIRST_YEAR <= day.year <= LAST_YEAR else (today.year, today.month)
