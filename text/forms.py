"""Cleaning what forms bring: every text field of every form of the process, blocks and the API's acts included.

Before a field counts its characters or asks whether it is empty, so that a title of nothing a reader sees is none.
"""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django import forms

from text.cleaning import clean, is_blank, turns

turned: ContextVar[Callable[[str], None]] = ContextVar("told the label of a field whose signs of direction were taken")
"""Set while a request is answered; see ``text.told``."""

MOST = "data-most"
"""Beside a field: the most characters it takes."""


class NameField(forms.CharField):
    """A person's name or an account's: what is odd in it is refused by its validators, not taken out in silence."""


def cleaned(field: forms.CharField, value: Any) -> Any:
    """The value as the field keeps it; a NUL is left to the validator that refuses it."""
    if not isinstance(value, str) or "\x00" in value or isinstance(field.widget, forms.PasswordInput):
        return value
    as_typed = isinstance(field, NameField)
    text = clean(value, lines=not _is_one_line(field.widget), keep_turns=as_typed)
    if turns(value) and not as_typed:
        _note(field)
    if not field.strip:
        return text
    return field.empty_value if is_blank(text) else text.strip()


def connect() -> None:
    """Have Django's text field clean what it is given, and count it itself; once, before the first field is built.

    A browser that is told the most characters cuts what is pasted without a word; the field refuses it and says how
    many there are. Pages count them while they are typed (``desk/editor/fields.js``).
    """
    to_python, widget_attrs = forms.CharField.to_python, forms.CharField.widget_attrs

    def clean_to_python(field: forms.CharField, value: Any) -> Any:
        return cleaned(field, to_python(field, value))

    def uncut(field: forms.CharField, widget: forms.Widget) -> dict[str, Any]:
        attributes = widget_attrs(field, widget)
        most = attributes.pop("maxlength", None)
        return {**attributes, MOST: most} if most and not widget.is_hidden else attributes

    for name, made in (("to_python", clean_to_python), ("widget_attrs", uncut)):
        setattr(forms.CharField, name, made)


def _is_one_line(widget: forms.Widget) -> bool:
    """Whether it is typed on one line; what the editor sends from a hidden field has lines."""
    return isinstance(widget, forms.widgets.Input) and not widget.is_hidden


def _note(field: forms.CharField) -> None:
    if tell := turned.get(None):
        tell(str(field.label or "isi"))
