"""Offices, who holds what there, who acts for whom, and when they work; import them from here."""

from offices.models.calendars import CalendarDay, WorkingHours
from offices.models.delegations import Delegation
from offices.models.offices import (
    HEADQUARTERS_GROUP,
    OFFICE_ADMIN,
    Division,
    Membership,
    Office,
    OfficeRole,
    is_headquarters,
)
from offices.models.stewardships import SopStewardship

__all__ = [
    "HEADQUARTERS_GROUP",
    "OFFICE_ADMIN",
    "CalendarDay",
    "Delegation",
    "Division",
    "Membership",
    "Office",
    "OfficeRole",
    "SopStewardship",
    "WorkingHours",
    "is_headquarters",
]
