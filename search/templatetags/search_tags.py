"""What the search template asks of a row."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def named(names: Mapping[Any, str], key: Any) -> str:
    """The name under a key; empty when there is none."""
    return names.get(key, "")
