"""The records of a run, one subject per file; import them from here."""

from workflows.models.choices import SopChoice
from workflows.models.deadlines import LegalDeadline
from workflows.models.decision_links import DecisionLink
from workflows.models.draft_files import DraftFile
from workflows.models.evidence import AppendOnly, ContentCopy, SopEvent
from workflows.models.obligations import Debt, Duty, PublishedLink
from workflows.models.pages import GovernedPage, OfficePage, StructurePage
from workflows.models.readings import ReadingAnswer
from workflows.models.reminders import Escalation, Reminder
from workflows.models.runs import Signature, SopRun, StepVisit
from workflows.models.tasks import SopTask, SopTaskState

__all__ = [
    "AppendOnly",
    "ContentCopy",
    "Debt",
    "DecisionLink",
    "DraftFile",
    "Duty",
    "Escalation",
    "GovernedPage",
    "LegalDeadline",
    "OfficePage",
    "PublishedLink",
    "ReadingAnswer",
    "Reminder",
    "Signature",
    "SopChoice",
    "SopEvent",
    "SopRun",
    "SopTask",
    "SopTaskState",
    "StepVisit",
    "StructurePage",
    "Told",
]
