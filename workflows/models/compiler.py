"""From a signed SOP version to the rows Wagtail shows: one Workflow, one SopTask per step, one group
per role and office. Running it again changes nothing that is already right.
"""

import logging
from datetime import date
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django_tasks import task
from wagtail.log_actions import log
from wagtail.models import (
    Workflow,
    WorkflowTask,
)

from offices import letters, office_time
from offices.models import Office, OfficeRole, SopStewardship
from offices.roles import ensure_role
from sops.document import Sop as SopDocument
from sops.models import Sop, SopVersion
from workflows.models import SopChoice, SopTask

logger = logging.getLogger("workflows.sops")

SIGNED_AS, GOVERNS_AS, VOIDED_AS = "workflows.sop.sign", "workflows.sop.govern", "workflows.sop.void"
"""Entries of Wagtail's log: they keep every signature, the version only its last."""

AT_ONCE = 10
"""Offices that adopt a version in one go; a request waits for no more."""


class OtherScope(ValueError):
    """A text that calls itself a revision but changes office or unit: that makes a new SOP (SOP 01/2017, clause 4)."""


def today(version: SopVersion) -> date:
    """The day it is at the office that looks after the SOP, or at headquarters: it begins to govern by it.

    Whatever the time zone of whoever asks.
    """
    arranged = SopStewardship.objects.filter(sop=version.sop_id).select_related("office").first()
    return arranged.office.today() if arranged else office_time.today_at_headquarters()


def check_scope(document: SopDocument) -> None:
    """Raises ``OtherScope`` when a text was signed under its slug for another office or unit."""
    signed = SopVersion.objects.filter(sop__slug=document.slug, signed_on__isnull=False).first()
    before = signed.document if signed else document
    if (before.office, before.unit) != (document.office, document.unit):
        raise OtherScope(
            f"slug «{document.slug}» sudah dipakai SOP {before.office} {before.unit}".strip()
            + ". Perubahan ruang lingkup atau penanggung jawab membuat SOP baru: beri slug lain."
        )


@transaction.atomic
def store(document: SopDocument) -> SopVersion:
    """The version of a text: a new draft, or the one that is there, as it stands. Raises ``OtherScope``."""
    check_scope(document)
    sop, _ = Sop.objects.get_or_create(slug=document.slug, defaults={"name": document.name})
    version, _ = SopVersion.objects.get_or_create(
        sha256=document.sha256,
        defaults={
            "sop": sop,
            "content": document.canonical_json(),
            "signatory": f"{document.signatory.name}, {document.signatory.title}".strip(", "),
        },
    )
    return version


@transaction.atomic
def sign(
    version: SopVersion,
    *,
    signed_number: str,
    signed_on: date,
    effective_on: date,
    letter: UploadedFile | None = None,
    by: Any = None,
) -> None:
    """Put a signature under a version: from its day on it governs new runs, at once where that day has come.

    What was superseded governs again by a new signature; what waits for its day gets another day by one.
    Raises ``ValidationError`` naming the field, or when the version governs already.
    """
    _lock(version)
    _check_signature(version, signed_on, effective_on)
    version.signed_number, version.signed_on, version.effective_on = signed_number, signed_on, effective_on
    version.status = SopVersion.Status.SIGNED
    version.letter = letters.keep(letter, signed_number, by) if letter else None
    version.save()
    facts = {"number": signed_number, "signed": signed_on.isoformat(), "effective": effective_on.isoformat()}
    log(version, SIGNED_AS, user=by, uuid=uuid4(), data=facts)
    if effective_on <= today(version):
        _govern(version)


@transaction.atomic
def void(version: SopVersion, reason: str, by: Any) -> None:
    """Take back a text that never governed; it stays on record and can't be signed. Raises ``ValidationError``."""
    _lock(version)
    if version.status not in (SopVersion.Status.DRAFT, SopVersion.Status.SIGNED):
        raise ValidationError(
            f"Versi ini {version.get_status_display().lower()}; hanya yang belum pernah berlaku dapat dibatalkan."
        )
    version.status = SopVersion.Status.VOID
    version.save()
    log(version, VOIDED_AS, user=by, uuid=uuid4(), data={"reason": reason})


def _lock(version: SopVersion) -> None:
    """Nobody else signs a text of this SOP until the transaction ends; the version is read anew."""
    Sop.objects.select_for_update(no_key=True).get(pk=version.sop_id)
    version.refresh_from_db()


def _check_signature(version: SopVersion, signed_on: date, effective_on: date) -> None:
    if version.status in (SopVersion.Status.GOVERNING, SopVersion.Status.VOID):
        raise ValidationError(f"Versi ini sudah {version.get_status_display().lower()}. Tidak ada yang disimpan.")
    if signed_on > today(version):
        raise ValidationError({"signed_on": "Tanggal pengesahan belum tiba. Isi hari SOP ini ditandatangani."})
    if effective_on < signed_on:
        raise ValidationError(
            {"effective_on": "SOP berlaku sejak ditandatangani, tidak sebelumnya. Isi hari sesudahnya."}
        )
    try:
        check_scope(version.document)
    except OtherScope as error:
        raise ValidationError(f"{error}") from error


def govern_due() -> int:
    """Put in force what was signed for a day that has come; returns how many versions.

    Each in a transaction of its own: one that fails is logged and keeps no other back.
    """
    eastmost = office_time.today(office_time.ZONES[-1])
    waiting = SopVersion.objects.filter(status=SopVersion.Status.SIGNED, effective_on__lte=eastmost)
    done = 0
    for version in waiting.order_by("effective_on", "signed_on", "pk"):
        try:
            with transaction.atomic():
                _lock(version)
                if waiting.filter(pk=version.pk, effective_on__lte=today(version)).exists():  # else it has another day
                    _govern(version)
                    done += 1
        except Exception:
            logger.exception("SOP version %s could not be put in force", version.pk)
    return done


def _govern(version: SopVersion) -> None:
    """It governs new runs from now on; what it replaces stays for the runs on it."""
    governing = SopVersion.objects.filter(sop=version.sop_id, status=SopVersion.Status.GOVERNING)
    replaced = governing.first()
    governing.update(status=SopVersion.Status.SUPERSEDED)
    version.status = SopVersion.Status.GOVERNING
    version.workflow = version.workflow or _compile(version)
    version.save()
    log(version, GOVERNS_AS, uuid=uuid4(), data={"replaces": str(replaced or "")})
    adopt_next(version)


def adopt_next(version: SopVersion, behind: int = 0) -> None:
    """Let some of the offices that follow the SOP adopt it, in the order of their numbers; the rest in the queue."""
    offices = Office.objects.filter(sop_choices__sop=version.sop, pk__gt=behind).distinct().order_by("pk")
    for office in offices[:AT_ONCE]:
        adopt(office, version)
        behind = office.pk
    if offices.filter(pk__gt=behind).exists():
        adopt_later.enqueue(version.pk, behind)


@task(backend="outbox", queue_name="outbox")
def adopt_later(version_id: int, behind: int) -> None:
    """Go on where a request stopped; of a version that has been replaced meanwhile nothing is left to do."""
    version = SopVersion.objects.filter(pk=version_id, status=SopVersion.Status.GOVERNING).first()
    if version is not None:
        adopt_next(version, behind)


def _compile(version: SopVersion) -> Workflow:
    """The version's Workflow and its chain of SopTasks, in order."""
    document = version.document
    name = f"SOP {document.office} {document.reference}"
    workflow = Workflow.objects.create(name=name[:255])
    for step in document.steps:
        task = SopTask.objects.create(
            version=version, step_number=step.number, name=f"{step.number}. {step.activity}"[:255]
        )
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=step.number)
    return workflow


@transaction.atomic
def adopt(office: Office, version: SopVersion) -> None:
    """Give an office the groups of the version's roles, and the version's tasks those groups."""
    document = version.document
    for role in document.roles:
        ensure_role(office, role.slug, role.name)
    groups = {
        role.slug: role.group_id
        for role in OfficeRole.objects.filter(office__sop_choices__sop=version.sop, office=office)
    }
    for step_task in version.tasks.all():
        step_task.groups.add(*(groups[slug] for slug in step_task.step.roles if slug in groups))


@transaction.atomic
def choose(office: Office, sop: Sop, *, section=None, content_kind: str = "", by=None) -> SopChoice:
    """Let an SOP govern an office, a section or a content kind; for new runs only."""
    choice, _ = SopChoice.objects.update_or_create(
        office=office, section=section, content_kind=content_kind, defaults={"sop": sop, "chosen_by": by}
    )
    if sop.governing:
        adopt(office, sop.governing)
    return choice


def choices_due() -> int:
    """Let the SOPs that were chosen for a day that has come govern; returns how many."""
    planned = SopChoice.objects.filter(coming_on__lte=office_time.today(office_time.ZONES[-1]))
    return sum(_begin(choice) for choice in planned.select_related("office", "coming"))


@transaction.atomic
def _begin(choice: SopChoice) -> bool:
    """Whether the day planned for a choice has come where its office is; then what was planned governs."""
    day, sop = choice.coming_on, choice.coming
    if day is None or sop is None or day > choice.office.today():
        return False
    choice.sop, choice.coming, choice.coming_on = sop, None, None
    choice.save()
    if sop.governing:
        adopt(choice.office, sop.governing)
    return True
