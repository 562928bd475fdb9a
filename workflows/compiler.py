"""From a signed SOP version to the rows Wagtail shows: one Workflow, one SopTask per step, one group
per role and office. Running it again changes nothing that is already right.
"""

import logging
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django_tasks import task
from wagtail.log_actions import log
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowTask,
)

from workflows.core.sop import Sop as SopDocument
from workflows.models import (
    HEADQUARTERS_GROUP,
    OFFICE_ADMIN,
    Office,
    OfficeRole,
    Sop,
    SopChoice,
    SopTask,
    SopVersion,
)

logger = logging.getLogger("workflows.sops")

SIGNED_AS, GOVERNS_AS = "workflows.sop.sign", "workflows.sop.govern"
"""Entries of Wagtail's log: they keep every signature, the version only its last."""

AT_ONCE = 10
"""Offices that adopt a version in one go; a request waits for no more."""
PAGE_ACTIONS = {OFFICE_ADMIN: ("add", "change", "publish", "bulk_delete")}
ROLE_PAGE_ACTIONS = ("add", "change")
COLLECTION_ACTIONS = (
    ("wagtailimages", "add_image"),
    ("wagtailimages", "change_image"),
    ("wagtailimages", "choose_image"),
    ("wagtaildocs", "add_document"),
    ("wagtaildocs", "change_document"),
    ("wagtaildocs", "choose_document"),
)


class OtherScope(ValueError):
    """A text that calls itself a revision but changes office or unit: that makes a new SOP (SOP 01/2017, clause 4)."""


def today() -> date:
    """The day it is at headquarters, whatever the time zone of whoever asks: SOPs begin to govern by it."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


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
def sign(version: SopVersion, *, signed_number: str, signed_on: date, effective_on: date, by: Any = None) -> None:
    """Put a signature under a version: from its day on it governs new runs, at once where that day has come.

    What was superseded governs again by a new signature; what waits for its day gets another day by one.
    Raises ``ValidationError`` naming the field, or when the version governs already.
    """
    _lock(version)
    _check_signature(version, signed_on, effective_on)
    version.signed_number, version.signed_on, version.effective_on = signed_number, signed_on, effective_on
    version.status = SopVersion.Status.SIGNED
    version.save()
    facts = {"number": signed_number, "signed": signed_on.isoformat(), "effective": effective_on.isoformat()}
    log(version, SIGNED_AS, user=by, uuid=uuid4(), data=facts)
    if effective_on <= today():
        _govern(version)


def _lock(version: SopVersion) -> None:
    """Nobody else signs a text of this SOP until the transaction ends; the version is read anew."""
    Sop.objects.select_for_update(no_key=True).get(pk=version.sop_id)
    version.refresh_from_db()


def _check_signature(version: SopVersion, signed_on: date, effective_on: date) -> None:
    if version.status in (SopVersion.Status.GOVERNING, SopVersion.Status.VOID):
        raise ValidationError(f"Versi ini sudah {version.get_status_display().lower()}. Tidak ada yang disimpan.")
    if signed_on > today():
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
    waiting = SopVersion.objects.filter(status=SopVersion.Status.SIGNED, effective_on__lte=today())
    done = 0
    for version in waiting.order_by("effective_on", "signed_on", "pk"):
        try:
            with transaction.atomic():
                _lock(version)
                if waiting.filter(pk=version.pk).exists():  # else somebody gave it another day
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


def ensure_role(office: Office, slug: str, name: str) -> OfficeRole:
    """The office's role with its group and permissions: add and change on its own tree, never publish."""
    role = OfficeRole.objects.filter(office=office, slug=slug).first()
    if role is None:
        group = Group.objects.create(name=_free_group_name(office, slug, name))
        role = OfficeRole.objects.create(office=office, slug=slug, name=name, group=group)
    _grant(role)
    return role


def _free_group_name(office: Office, slug: str, name: str) -> str:
    wanted = f"{name} · {office.name}"[:150]
    return wanted if not Group.objects.filter(name=wanted).exists() else f"{office.slug}.{slug}"[:150]


def _grant(role: OfficeRole) -> None:
    """What Wagtail lets the role do: its own office's tree and collection, and nothing else."""
    group, office = role.group, role.office
    _grant_admin(group)
    if office.root_page is not None:
        _grant_pages(group, office.root_page, PAGE_ACTIONS.get(role.slug, ROLE_PAGE_ACTIONS))
    if office.collection is not None:
        _grant_files(group, office.collection)


def _permissions(names: Iterable[tuple[str, str]]) -> list[Permission]:
    """The permissions of those app labels and codenames, in one query."""
    wanted = set(names)
    found = Permission.objects.filter(codename__in={codename for _, codename in wanted}).select_related("content_type")
    return [one for one in found if (one.content_type.app_label, one.codename) in wanted]


def _grant_admin(group: Group) -> None:
    group.permissions.add(*_permissions([("wagtailadmin", "access_admin")]))


def _grant_pages(group: Group, root: Page, actions: tuple[str, ...]) -> None:
    wanted = _permissions(("wagtailcore", f"{action}_page") for action in actions)
    rows = [GroupPagePermission(group=group, page=root, permission=permission) for permission in wanted]
    GroupPagePermission.objects.bulk_create(rows, ignore_conflicts=True)


def _grant_files(group: Group, collection: Collection) -> None:
    wanted = _permissions(COLLECTION_ACTIONS)
    rows = [GroupCollectionPermission(group=group, collection=collection, permission=one) for one in wanted]
    GroupCollectionPermission.objects.bulk_create(rows, ignore_conflicts=True)


def ensure_headquarters() -> Group:
    """The group of *admin pusat*: the structure and files of every office; governed pages stay the SOPs'."""
    group, _ = Group.objects.get_or_create(name=HEADQUARTERS_GROUP)
    _grant_admin(group)
    _grant_pages(group, Page.get_first_root_node(), PAGE_ACTIONS[OFFICE_ADMIN])
    _grant_files(group, Collection.get_first_root_node())
    return group


@transaction.atomic
def choose(office: Office, sop: Sop, *, section=None, content_kind: str = "", by=None) -> SopChoice:
    """Let an SOP govern an office, a section or a content kind; for new runs only."""
    choice, _ = SopChoice.objects.update_or_create(
        office=office, section=section, content_kind=content_kind, defaults={"sop": sop, "chosen_by": by}
    )
    if sop.governing:
        adopt(office, sop.governing)
    return choice
