"""The records of the house, one room per file; import them from here."""

from workflows.models.api_keys import ApiKey
from workflows.models.calendars import CalendarDay, LegalDeadline, WorkingHours
from workflows.models.channels import ChannelDelivery, NotificationPreference, OfficeChannel
from workflows.models.decision_links import DecisionLink
from workflows.models.delegations import Delegation
from workflows.models.draft_files import DraftFile
from workflows.models.evidence import AppendOnly, ContentCopy, SopEvent
from workflows.models.obligations import Debt, Duty, PublishedLink
from workflows.models.offices import (
    HEADQUARTERS_GROUP,
    OFFICE_ADMIN,
    Division,
    Membership,
    Office,
    OfficeRole,
    is_headquarters,
)
from workflows.models.outbox import OutboxMessage
from workflows.models.pages import GovernedPage, OfficePage, StructurePage
from workflows.models.reminders import Escalation, Reminder
from workflows.models.runs import Signature, SopRun, StepVisit
from workflows.models.sops import Sop, SopChoice, SopTask, SopTaskState, SopVersion, document_of

__all__ = [
    "HEADQUARTERS_GROUP",
    "OFFICE_ADMIN",
    "ApiKey",
    "AppendOnly",
    "CalendarDay",
    "ChannelDelivery",
    "ContentCopy",
    "Debt",
    "DecisionLink",
    "Delegation",
    "Division",
    "DraftFile",
    "Duty",
    "Escalation",
    "GovernedPage",
    "LegalDeadline",
    "Membership",
    "NotificationPreference",
    "Office",
    "OfficeChannel",
    "OfficePage",
    "OfficeRole",
    "OutboxMessage",
    "PublishedLink",
    "Reminder",
    "Signature",
    "Sop",
    "SopChoice",
    "SopEvent",
    "SopRun",
    "SopTask",
    "SopTaskState",
    "SopVersion",
    "StepVisit",
    "StructurePage",
    "WorkingHours",
    "document_of",
    "is_headquarters",
]
