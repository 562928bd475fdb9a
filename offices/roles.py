"""A role of an office and what Wagtail lets its group do; the headquarters' group."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from offices.models import HEADQUARTERS_GROUP, OFFICE_ADMIN, Office, OfficeRole

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
