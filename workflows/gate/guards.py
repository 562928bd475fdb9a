"""Refuses changes to compiled SOPs and to the groups and pages that runs depend on.

A change of an SOP is a new version; a compiled row that is edited, disabled or deleted would
divert, skip or publish running items (facts 2 of the engine tests).
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models.signals import post_save, pre_delete, pre_save
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Revision, Task, Workflow, WorkflowTask
from wagtail.signals import pre_page_move

from accounts.forbidden import Forbidden
from engine.page_signals import on_pages
from offices import coverage, membership
from offices.models import Membership
from sops.models import SopVersion
from workflows.gate import approved_files, publishing, words
from workflows.models import SopTask

FROZEN = "Alur ini disusun dari SOP dan tidak dapat diubah di sini. Muat versi SOP yang baru."


def _is_compiled(instance: Any) -> bool:
    if isinstance(instance, WorkflowTask):  # a new row in a compiled workflow is a change of it too
        return SopVersion.objects.filter(workflow=instance.workflow_id, workflow__isnull=False).exists()
    if instance.pk is None:
        return False
    if isinstance(instance, Workflow):
        return SopVersion.objects.filter(workflow=instance.pk).exists()
    return SopTask.objects.filter(pk=instance.pk).exists()


def guard_compiled(sender: type, instance: Any, *, raw: bool = False, **kwargs: Any) -> None:
    """Raises ``Forbidden`` when a compiled Workflow, WorkflowTask or SopTask is saved or deleted."""
    if not raw and _is_compiled(instance):
        raise Forbidden(FROZEN)


def guard_group(sender: type, instance: Group, **kwargs: Any) -> None:
    """Raises ``Forbidden`` when the group of an office's role is deleted."""
    if hasattr(instance, "office_role"):
        raise Forbidden(f"Grup «{instance.name}» dipakai sebagai peran kantor dan tidak dapat dihapus.")


def guard_membership(sender: type, instance: Membership, *, raw: bool = False, **kwargs: Any) -> None:
    """Raises ``Forbidden`` when a saved membership takes from a role the last who may see to what waits for it."""
    if not raw and instance.pk:
        with _said_plainly():
            coverage.lock([instance.role.office_id])
            membership.check_covered(instance.role, [instance], kept=instance)


def guard_membership_delete(sender: type, instance: Membership, **kwargs: Any) -> None:
    """Raises ``Forbidden``: who held which role when stays readable."""
    raise Forbidden(
        f"Penugasan {instance} tidak dihapus, melainkan diakhiri. "
        "Akun yang pernah memegang peran ditutup, tidak dihapus."
    )


def guard_person(sender: type, instance: Any, *, raw: bool = False, **kwargs: Any) -> None:
    """Raises ``Forbidden`` when an account is switched off that is the last to hold a role items wait for."""
    if raw or not instance.pk or instance.is_active:
        return
    held: dict[Any, list[Membership]] = defaultdict(list)
    for one in Membership.objects.current().filter(user=instance.pk).select_related("role", "user"):
        held[one.role].append(one)
    with _said_plainly():
        coverage.lock({role.office_id for role in held})
        for role, memberships in held.items():
            membership.check_covered(role, memberships)


@contextmanager
def _said_plainly() -> Iterator[None]:
    """What a check finds wrong, as a refusal."""
    try:
        yield
    except ValidationError as error:
        raise Forbidden(" ".join(error.messages)) from error


def guard_shown(sender: type, instance: Any, *, raw: bool = False, **kwargs: Any) -> None:
    """Raises ``Forbidden`` when what a live page shows from elsewhere is changed while the gate is closed."""
    if not raw and not publishing.is_open_for_all():
        approved_files.guard_file(sender, instance, **kwargs)
        if type(instance) in words.SHOWN:
            words.guard_word(sender, instance)


def guard_shown_delete(sender: type, instance: Any, **kwargs: Any) -> None:
    """Raises ``Forbidden`` when a name that a live page shows is deleted while the gate is closed."""
    if not publishing.is_open_for_all():
        words.guard_word_delete(sender, instance)


def connect() -> None:
    """Put every guard in place; called once when the app is ready."""
    for model in (Workflow, WorkflowTask, Task, SopTask):
        pre_save.connect(guard_compiled, sender=model, dispatch_uid=f"frozen-save-{model.__name__}")
        pre_delete.connect(guard_compiled, sender=model, dispatch_uid=f"frozen-delete-{model.__name__}")
    pre_delete.connect(guard_group, sender=Group, dispatch_uid="office-role-group")
    pre_save.connect(guard_membership, sender=Membership, dispatch_uid="last-holder-goes")
    pre_delete.connect(guard_membership_delete, sender=Membership, dispatch_uid="appointments-stay")
    pre_save.connect(guard_person, sender=get_user_model(), dispatch_uid="last-holder-switched-off")
    pre_save.connect(membership.note_correction, sender=get_user_model(), dispatch_uid="names-are-logged")
    on_pages(pre_save, publishing.guard_alias, "alias-save")
    on_pages(pre_save, publishing.guard_page, "governed-page-save")
    on_pages(pre_save, publishing.guard_structure, "structure-page-save")
    on_pages(pre_delete, publishing.guard_page_delete, "governed-page-delete")
    for model in (get_image_model(), get_document_model()):
        pre_save.connect(guard_shown, sender=model, dispatch_uid=f"shown-elsewhere-save-{model.__name__}")
        post_save.connect(approved_files.note_change, sender=model, dispatch_uid=f"changed-file-{model.__name__}")
        pre_delete.connect(
            approved_files.guard_file_delete, sender=model, dispatch_uid=f"file-in-use-delete-{model.__name__}"
        )
    post_save.connect(approved_files.note_draft_files, sender=Revision, dispatch_uid="files-of-a-draft")
    for model in words.SHOWN:
        pre_save.connect(guard_shown, sender=model, dispatch_uid=f"shown-elsewhere-save-{model.__name__}")
        pre_delete.connect(guard_shown_delete, sender=model, dispatch_uid=f"name-in-use-delete-{model.__name__}")
    pre_page_move.connect(publishing.guard_move, dispatch_uid="governed-page-move")
