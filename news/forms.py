"""The editor form of an office's pages: what is another office's is neither offered nor taken."""

from collections.abc import Iterator
from typing import Any

from django.forms import ModelChoiceField
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks.base import BlockField

from workflows.models import Division, Office
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


class OfficePageForm(WagtailAdminPageForm):
    """Offers the divisions of the office in whose tree the page stands, and lets it name only what is its to use."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A page being created has no place in the tree yet; its parent has.
        place = self.parent_page or self.instance
        self.office = Office.of_page(place) if place.depth else None
        self._named_before = {row[:2] for row in named_by(self.instance)} if self.is_bound else set()
        if (field := self.fields.get("division")) is not None:
            field.queryset = self.office.divisions.all() if self.office else Division.objects.none()

    def _post_clean(self) -> None:
        """Raises ``Unchoosable`` for a new key; what the page named before is a fault of its field."""
        super()._post_clean()
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
        for name, rows in self.formsets.items():
            rows.is_valid()  # has them cleaned
            yield from ((form, label_of(type(self.instance), name)) for form in rows.forms)


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
