"""Every address the site answers at, read from its resolver, with keys filled in."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any

from django.urls import get_resolver

ARGUMENT = re.compile(r"<(?:(?P<type>\w+):)?(?P<name>\w+)>|\(\?P<(?P<named>\w+)>[^()]*(?:\([^()]*\)[^()]*)*\)")
PLAIN = ((r"\d+", "1"), (r"(\d+)", "1"), (r"((?:[\w\-]+/)*)", ""), (r"(.*)", "x"), (r"^", ""), (r"$", ""), (r"\.", "."))
"""Parts of patterns without names, and what stands for them."""


def patterns(resolver: Any = None, before: str = "") -> Iterator[str]:
    """The patterns of the resolver, from the root."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from patterns(pattern, route)
        else:
            yield route


def filled(route: str, keys: Mapping[str, Iterable[Any]]) -> Iterator[str]:
    """The addresses of a pattern.

    ``keys``: what an argument may be, by "folder/argument", the longest folder first, or by "argument" alone.
    """
    names = [found["name"] or found["named"] for found in ARGUMENT.finditer(route)]
    text = ARGUMENT.sub("\x00", route)
    for pattern, plain in PLAIN:
        text = text.replace(pattern, plain)
    text = text.replace("\\", "")
    for values in product(*(_values(text, name, keys) for name in names)):
        parts = iter(values)
        yield "/" + "".join(str(next(parts)) if part == "\x00" else part for part in re.split("(\x00)", text))


def _values(text: str, name: str, keys: Mapping[str, Iterable[Any]]) -> list[Any]:
    for folder in sorted((key for key in keys if key.endswith(f"/{name}")), key=len, reverse=True):
        if text.startswith(folder.removesuffix(name)):
            return list(keys[folder])
    return list(keys.get(name, ["1"]))
