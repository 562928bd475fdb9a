"""From a signed SOP version to the rows Wagtail shows: one Workflow, one SopTask per step, one group
per role and office. Running it again changes nothing that is already right.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import Group, Permission
from django.db import transaction
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


@dataclass(frozen=True)
class Plan:
    """What storing a document would do: ``new`` version or none, and which version it would replace."""

    document: SopDocument
    new: bool
    replaces: str
    signed_on: date | None


def _signed_on(document: SopDocument, *, counts_as_signed: bool) -> date | None:
    """The day the SOP was signed, as far as the document says (month precision counts from its first day)."""
    dates = document.dates
    known = dates.signed or (counts_as_signed and (dates.effective or dates.created)) or None
    if not known:
        return None
    year, month, *day = (int(part) for part in known.split("-"))
    return date(year, month, day[0] if day else 1)


class OtherScope(ValueError):
    """A file that calls itself a revision but changes office or unit: that makes a new SOP (SOP 01/2017, clause 4)."""


def plan(document: SopDocument, *, counts_as_signed: bool = False) -> Plan:
    """What ``apply`` would do with a document; writes nothing.

    Raises ``OtherScope``.
    """
    new = not SopVersion.objects.filter(sha256=document.sha256).exists()
    governing = SopVersion.objects.filter(sop__slug=document.slug, status=SopVersion.Status.GOVERNING).first()
    if new and governing is not None:
        before = governing.document
        if (before.office, before.unit) != (document.office, document.unit):
            raise OtherScope(
                f"slug «{document.slug}» sudah dipakai SOP {before.office} {before.unit}".strip()
                + ". Perubahan ruang lingkup atau penanggung jawab membuat SOP baru: beri slug lain."
            )
    return Plan(
        document,
        new=new,
        replaces=str(governing) if new and governing else "",
        signed_on=_signed_on(document, counts_as_signed=counts_as_signed),
    )


@transaction.atomic
def apply(intent: Plan) -> SopVersion:
    """Store the version if it is new, and let it govern if it is signed. The same content again is a no-op."""
    document = intent.document
    sop, _ = Sop.objects.get_or_create(slug=document.slug, defaults={"name": document.name})
    version, created = SopVersion.objects.get_or_create(
        sha256=document.sha256,
        defaults={
            "sop": sop,
            "content": document.canonical_json(),
            "signatory": f"{document.signatory.name}, {document.signatory.title}".strip(", "),
        },
    )
    if created and intent.signed_on:
        govern(version, signed_on=intent.signed_on)
    return version


@transaction.atomic
def govern(version: SopVersion, *, signed_on: date) -> None:
    """Sign a version: it governs new runs from now on; what it replaces stays for the runs on it."""
    versions = SopVersion.objects.select_for_update().filter(sop=version.sop)
    versions.filter(status=SopVersion.Status.GOVERNING).exclude(pk=version.pk).update(
        status=SopVersion.Status.SUPERSEDED
    )
    version.status = SopVersion.Status.GOVERNING
    version.signed_on = signed_on
    version.workflow = version.workflow or _compile(version)
    version.save()
    for office in Office.objects.filter(sop_choices__sop=version.sop).distinct():
        adopt(office, version)


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
    for task in version.tasks.all():
        task.groups.add(*(groups[slug] for slug in task.step.roles if slug in groups))


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
