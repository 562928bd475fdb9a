"""The records of the house, one room per file; import them from here."""

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
from workflows.models.runs import Signature, SopRun, StepVisit
from workflows.models.sops import Sop, SopChoice, SopTask, SopTaskState, SopVersion

__all__ = [
    "HEADQUARTERS_GROUP",
    "OFFICE_ADMIN",
    "AppendOnly",
    "ContentCopy",
    "Debt",
    "Division",
    "Duty",
    "GovernedPage",
    "Membership",
    "Office",
    "OfficePage",
    "OfficeRole",
    "OutboxMessage",
    "PublishedLink",
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
    "is_headquarters",
]
