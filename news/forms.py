"""The editor form of an office's pages: what is another office's is neither offered nor taken."""

from collections.abc import Iterator
from typing import Any

from django.forms import ChoiceField, DateField, ModelChoiceField, Textarea, TextInput
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.text import slugify
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm
from wagtail.blocks.base import BlockField

from engine import wagtail_internals
from offices.models import Division, Office
from text.told import tell
from workflows.models.addresses import address_fault, numbered
from workflows.models.choosing import (
    Named,
    Unchoosable,
    label_of,
    named_by,
    not_choosable,
    not_usable,
    sentence,
    watched,
)

MOST_ROWS = 1000
"""Django's own limit for the rows of a form."""


class OfficePageForm(WagtailAdminPageForm):
    """Offers the divisions of the office in whose tree the page stands, and lets it name only what is its to use."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        filled, self.dropped = (data, []) if data is None else self._without_empty_rows(data)
        super().__init__(filled, *args, **kwargs)
        # A page being created has no place in the tree yet; its parent has.
        place = self.parent_page or self.instance
        self.office = Office.of_page(place) if place.depth else None
        self._named_before = {row[:2] for row in named_by(self.instance)} if self.is_bound else set()
        if (slug := self.fields.get("slug")) is not None:
            slug.required = False
        if (field := self.fields.get("division")) is not None:
            field.queryset = self.office.divisions.all() if self.office else Division.objects.none()
        self.put_back = dict(self._never_empty()) if self.is_bound else {}
        self.data.update(self.put_back)

    def _never_empty(self) -> Iterator[tuple[str, str]]:
        """Dates and choices that were emptied and can't be: they stay what they were, and the draft is saved."""
        for name, field in self.fields.items():
            column = self.instance._meta.get_field(name) if isinstance(field, DateField | ChoiceField) else None
            if column is None or column.blank or column.null or (self.data.get(name) or "").strip():
                continue
            if (value := getattr(self.instance, name)) is not None:
                yield name, str(field.widget.format_value(value) if isinstance(field, DateField) else value)

    def as_stored(self) -> dict[str, str]:
        """What the draft holds in place of each field that can't be taken, so that the rest of it is saved.

        Nothing where that can't be: a fault in the rows or the body, or a field that was never filled and must be.
        """
        held: dict[str, str] = {}
        if not all(rows.is_valid() for rows in self.formsets.values()):
            return held
        for name in self.errors:
            field = self.fields.get(name)
            if field is None or not isinstance(field.widget, TextInput | Textarea):
                return {}
            value = field.widget.format_value(field.prepare_value(self.initial.get(name)))
            if not value and field.required:
                return {}
            held[name] = value or ""
        return held

    def is_valid(self) -> bool:
        """As Django's; a form that is shown again for another fault has all its rows."""
        valid = super().is_valid()
        if not valid:
            for key in self.dropped:
                self.data[key] = ""  # type: ignore[index]  # our own copy of what was posted
        return valid

    @classmethod
    def _without_empty_rows(cls, data: Any) -> tuple[Any, list[str]]:
        """What was posted without the rows that are for a file and have neither it nor a word, and how."""
        data, dropped = data.copy(), []
        for name, rows in cls.formsets.items():
            fields = rows.form.base_fields
            if not any(isinstance(field, ModelChoiceField) and field.required for field in fields.values()):
                continue
            for number in range(_count(data.get(f"{name}-TOTAL_FORMS"))):
                row = f"{name}-{number}-"
                if not any((data.get(row + key) or "").strip() for key in fields):
                    data[row + DELETION_FIELD_NAME] = "1"
                    dropped.append(row + DELETION_FIELD_NAME)
        return data, dropped

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        parent = None if self.instance.pk else self.parent_page  # a page that is there knows its parent itself
        if fault := address_fault(self.instance, parent, cleaned.get("slug") or ""):
            self.add_error("slug", fault)
        return cleaned

    def clean_slug(self) -> str:
        """While a draft is saved, an address that is taken becomes the next free one: no reason to lose a text.

        Where none is given it follows from the title.
        """
        given: str = self.cleaned_data["slug"]
        slug = given or _from_title(self.cleaned_data.get("title", ""))
        if not slug or not self.is_deferred_validation:
            return slug
        parent = self.parent_page or self.instance.get_parent()
        return next(
            free
            for free in numbered(slug)
            if wagtail_internals.is_slug_free(free, parent, self.instance)
            and (given or not address_fault(self.instance, parent, free))
        )

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002  # Django's own
        """Says so where the address that somebody chose became another one."""
        given, slug = (self.data.get("slug") or "").strip(), self.cleaned_data.get("slug", "")
        if given and slug != given and given != _from_title(self.cleaned_data.get("title", "")):
            tell(f"Alamat «{given}» sudah dipakai halaman lain di bagian ini, jadi halaman ini memakai «{slug}».")
        return super().save(commit)

    def get_field_updates_for_resave(self) -> list[tuple[str, str]]:
        """The open editor learns of another address, and of what was put back."""
        updates = super().get_field_updates_for_resave()
        if (slug := self.cleaned_data.get("slug")) and slug != self.data.get("slug"):
            updates.append(("slug", slug))
        return [*updates, *self.put_back.items()]

    def _post_clean(self) -> None:
        """Raises ``Unchoosable`` for a new key; what the page named before is a fault of its field."""
        title_faults = list(self.errors.get("title", ()))
        super()._post_clean()
        if title_faults:  # a title that was not taken is no blank one
            self.errors["title"] = self.error_class(title_faults)
        for name, said in self.instance.unmeant().items():
            if name in self.changed_data and name not in self.errors:
                self.add_error(name, said)
        posted = [(row, form, label) for form, label in self._forms() for row in _named_in(form)]
        new = [row for row, _, _ in posted if row[:2] not in self._named_before]
        refused = set(not_choosable(new, self.for_user))
        foreign = set(not_usable({row for row, _, _ in posted}, self.office)) if self.office else set()
        for row, form, label in posted:
            said = sentence(row, label or label_of(type(self.instance), row.field))
            if row in refused:
                raise Unchoosable(said)
            if row in foreign:
                form.add_error(row.field, said)

    def _forms(self) -> Iterator[tuple[Any, str]]:
        """This form, then each of its rows' with what the rows are called."""
        yield self, ""
        for rows in self.formsets.values():
            rows.is_valid()  # has them cleaned
            label = str(rows.model._meta.verbose_name_plural)
            yield from ((form, label[:1].upper() + label[1:]) for form in rows.forms)


class OfficeCopyForm(CopyForm):
    """Copies to an address that a page can have, as a draft of whoever copies."""

    not_offered = {
        "alias": "Alias tidak dibuat: isinya berubah tanpa penulis. Kirim lagi tanpa alias, atau tautkan halamannya.",
        "publish_copies": (
            "Salinan tidak langsung tayang. Kirim lagi tanpa penayangan: salinan dibuat sebagai konsep, lalu "
            "ditayangkan dari sana."
        ),
    }
    """Wagtail's fields of that name, with what is said to who sends them all the same."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.not_offered:
            self.fields.pop(name, None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name, said in self.not_offered.items():
            if self.data.get(name):
                self.add_error("new_parent_page", said)  # the one field that stays with every copy
        parent = cleaned.get("new_parent_page") or self.page.get_parent()
        slug = cleaned.get("new_slug") or ""
        if slug and (fault := address_fault(self.page.specific_class(), parent, slug)):
            self.add_error("new_slug", fault)
        return cleaned


def _count(text: str | None) -> int:
    return min(int(text[:9]), MOST_ROWS) if text and text.isdecimal() else 0


def _from_title(title: str) -> str:
    return (slugify(title)[:240] or "naskah") if title else ""


def _named_in(form: Any) -> Iterator[Named]:
    """What the posted fields of a form name, also where another fault keeps them from being taken."""
    for name, field in form.fields.items():
        if field.disabled or not isinstance(field, ModelChoiceField | BlockField):
            continue
        value = form.cleaned_data[name] if name in form.cleaned_data else form[name].data
        if isinstance(field, BlockField):
            keys = [(model, pk) for model, pk, *_ in field.block.extract_references(value)] if value else []
        else:
            offered: Any = field.queryset
            keys = [(offered.model, getattr(value, "pk", value))] if value else []
        yield from (Named(kind, str(pk), name) for model, pk in keys if (kind := watched(model)))
