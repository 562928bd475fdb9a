"""Pages that lead to texts: what the public reads of them changes with a reason only, and is told by the history."""

from typing import Any

from django.db import models, transaction
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.log_actions import log

from accounts.forbidden import Forbidden
from news.forms import OfficeCopyForm, OfficePageForm
from workflows.gate.publishing import is_open_for_all
from workflows.models.pages import StructurePage
from workflows.models.signed import UNSIGNED_FIELDS

SHORTEST_REASON = 20
"""Characters of the reason for which a page of the structure changes."""
CHANGED = "home.structure.changed"
"""The name of such a change in Wagtail's history."""


class ExplainedForm(OfficePageForm):
    """Asks for the reason of each change anew; a draft changes nothing yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["change_reason"] = ""

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.is_deferred_validation and (fault := self.instance.unexplained(self.instance.changes(live=True))):
            self.add_error("change_reason", fault)


class ExplainedPage(StructurePage):
    """The front page or a section."""

    change_reason = models.CharField(
        "alasan perubahan",
        max_length=300,
        blank=True,
        default="",
        db_default="",
        db_column="address_reason",  # which alone asked for one, in releases that may run beside this one
        help_text="Wajib bila halaman ini tayang atau sesudahnya berubah. Tercatat dalam riwayat bersama isinya.",
    )
    """Of the change that is being made; once made it stands in the history only."""

    base_form_class = ExplainedForm
    copy_form_class = OfficeCopyForm
    exclude_fields_in_copy = ["change_reason"]
    reason_panel = FieldPanel("change_reason")

    class Meta:
        abstract = True

    def changes(self, only: Any = None, *, live: bool | None = None) -> dict[str, list[str]]:
        """What the public will read otherwise: label of the field → old and new words.

        ``only``: of these fields; ``live``: whether the page will be, where its own row does not say so yet.
        """
        if not (self.live if live is None else live):
            return {}
        stored = self._live_row()
        if stored is None and only and "live" not in only:
            return {}
        read = [
            field
            for field in self._meta.concrete_fields
            if _is_read(field) and (stored is None or not only or field.name in only)
        ]
        words = {_label(field): [_words(stored, field) if stored else "", _words(self, field)] for field in read}
        return {label: both for label, both in words.items() if both[0] != both[1]}

    def _live_row(self) -> Any:
        """The page as the public reads it now; None: not at all."""
        return type(self)._default_manager.filter(pk=self.pk, live=True).first() if self.pk else None

    def unexplained(self, changes: dict[str, list[str]]) -> str:
        """What is missing before these changes may be published; "" where nothing is."""
        if not changes or len(self.change_reason.strip()) >= SHORTEST_REASON:
            return ""
        if self._live_row() is None:
            return (
                f"Halaman ini akan tayang. Isi «Alasan perubahan» dengan sedikitnya {SHORTEST_REASON} karakter, "
                "atau simpan sebagai konsep."
            )
        return (
            f"Halaman ini sedang tayang dan akan berubah pada: {', '.join(changes)}. Isi «Alasan perubahan» dengan "
            f"sedikitnya {SHORTEST_REASON} karakter, atau kembalikan isi semula."
        )

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Note in the office's history that it goes live and each change since, with what and why.

        Raises ``Forbidden`` where the why is missing.
        """
        changes = self.changes(kwargs.get("update_fields"))
        if (fault := self.unexplained(changes)) and not is_open_for_all():
            raise Forbidden(fault)
        reason = self.change_reason
        if changes:
            self.change_reason = ""  # the next change has a reason of its own
        super().save(*args, **kwargs)
        if changes:
            log(instance=self, action=CHANGED, data={"fields": changes, "reason": reason})


def _is_read(field: models.Field) -> bool:
    return field.editable and field.name not in UNSIGNED_FIELDS | {"id", "page_ptr", "change_reason"}


def _label(field: Any) -> str:
    return field.verbose_name[:1].upper() + field.verbose_name[1:]


def _words(page: Any, field: Any) -> str:
    """A field as the history tells it."""
    value = getattr(page, field.name)
    if isinstance(field, StreamField):
        return "; ".join(", ".join(str(part) for part in row.value.values() if part) for row in value)
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return str(getattr(page, f"get_{field.name}_display")() if field.choices else value or "")
