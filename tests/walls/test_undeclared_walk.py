"""Every list, export, report, chooser and API answers a query nobody offered as if it had not been asked."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup

from tests.conftest import person
from tests.walls.addresses import filled, patterns
from tests.walls.canaries import Aviary, aviary

pytestmark = pytest.mark.django_db
HOSTILE = {
    "utm_source": "x",
    "page_id__exact": "x",
    "pk": "0",
    "pk__in": "a,b",
    "started_by__password__startswith": "zzz",
    "user__password__regex": "^zzz",
    "owner__email__contains": "zzz",
    "office__channels__address__contains": "zzz",
    "run__office__slug": "zzz",
    "office__channels__address": "zzz",
    "title__regex": "(((",
    "title__icontains": "zzz",
    "name__startswith": "zzz",
    "role__office__isnull": "maybe",
    "created_at__range": "x,y",
    "published_at__year": "NaN",
    "started_at__gte": "2026-13-45",
    "path__startswith": "9999",
    "depth": "99",
    "collection__path": "zzz",
    "object_id": "zzz",
    "content_type__model": "zzz",
    "is_superuser": "zzz",
    "__class__": "zzz",
    "_search": "zzz",
    "order_by": "password",
    "sort": "-password",
    "filter[id]": "0",
    "limit[]": "-1",
    "tanya\x00": "\x00",
}
NO_LIST = re.compile(
    r"/(?:edit|add|new|baru|delete|copy|move|lock|privacy|usage/[a-z]+|view|view_draft|preview|naskah)(?:/|$)"
    r"|failwhale|keluar|logout|sprite|jsi18n|metrik|\.xlsx|\.pdf|/tugas/|/akun/"
)
"""Forms and texts, what ends the session or fails on purpose, and files that bear the second they were made in."""
UNLIKE = re.compile(r"\b[A-Za-z0-9]{64}\b|\?[^\s\"]*|(?:Baru saja|\d+(?:\s|\\u00a0)(?:detik|menit) yang lalu)")
"""Tokens of forms, queries that links keep, and the time."""


def _read(answer: Any) -> tuple[int, str]:
    """Status, and what a person or a program reads: no addresses, which may keep what was asked."""
    body = (b"".join(answer) if answer.streaming else answer.content).decode("utf-8", "replace")
    if "html" in answer.get("Content-Type", ""):
        body = BeautifulSoup(body, "lxml").get_text(" ", strip=True)
    return answer.status_code, UNLIKE.sub("", body)


def _opened(made: Aviary) -> Iterator[str]:
    """Every address, two of a kind where keys differ; reports and registers also as exports."""
    for pattern in patterns():
        for address in list(filled(pattern, made.keys))[:2]:
            if not NO_LIST.search(address):
                yield address
                if "report" in pattern or "register" in pattern:
                    yield f"{address}?export=csv"


def test_a_parameter_nobody_declared_is_not_there():
    assert len(HOSTILE) == 30
    made, client, asked = aviary("banten"), person("root").client, 0
    client.raise_request_exception = False
    headers, differs = {"host": "banten.localhost"}, {}
    for address in _opened(made):
        without = client.get(address, headers=headers)
        client.cookies.pop("messages", None)  # what a refusal before this left to be said
        if without.status_code == 200:
            asked += 1
            joined = f"{address}{'&' if '?' in address else '?'}{urlencode(HOSTILE)}"
            plain, hostile = _read(without), _read(client.get(joined, headers=headers))
            if plain != hostile:
                differs[address] = (plain[0], hostile[0], _first_difference(plain[1], hostile[1]))
    assert differs == {}
    assert asked > 100


def _first_difference(one: str, other: str) -> tuple[str, str]:
    place = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    return one[place : place + 60], other[place : place + 60]
