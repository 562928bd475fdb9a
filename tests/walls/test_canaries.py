"""Nothing an office has not published gets out: not to visitors, not to any other office, at no address.

Whoever holds a role in an office may read there what every other role reads, so one of them and the office's admin
stand for all.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.conftest import person, telling, writer_of
from tests.walls.addresses import filled, patterns
from tests.walls.canaries import COMMON, Aviary, aviary

pytestmark = pytest.mark.django_db
OFFICES = ("banten", "bangka-barat", "cilacap", "rembang", "serang")
LEAVES = re.compile(r"keluar|logout|failwhale|login|masuk")
"""Addresses that end a session, or whose purpose is to fail."""
LISTS = r"^/admin/[^0-9]*$|^/api/|\?"
"""Where roles may differ: what is opened by a key asks for the same permissions of all of them."""
BULK = [
    f"/admin/bulk/{model}/{action}/"
    for model, actions in {
        "wagtailcore/page": ("delete", "move", "publish", "unpublish"),
        "wagtailimages/image": ("delete", "add_tags", "add_to_collection"),
        "wagtaildocs/document": ("delete", "add_tags", "add_to_collection"),
    }.items()
    for action in actions
]
NEVER_SHOWN = {
    "tagar berkas",
    "tagar gambar",
    "username penulis",
    "username wakil",
    "kunci",
    "alamat",
    "koleksi",
    "surel",
    "jabatan",
}
"""What the own office's admin is not shown by an address that is only opened."""


def _asked(made: Aviary) -> Iterator[str]:
    """Every address with the foreign keys; lists also with a search, all the keys at once, and as an export."""
    keys = [("id", key) for key in made.keys["id"]]
    words = [(name, COMMON) for name in ("q", "search", "term")]
    everything = urlencode([*words, *keys, ("fields", "*")])
    for pattern in patterns():
        addresses = [each for each in filled(pattern, made.keys) if not LEAVES.search(each)]
        yield from addresses
        if len(addresses) == 1 and "int:" not in pattern:
            yield f"{addresses[0]}?{everything}"
            if "report" in pattern or "register" in pattern:
                yield f"{addresses[0]}?export=csv"
    parent = made.keys["parent_page_id"][1]
    for key in made.keys["every page"]:
        yield from (f"/admin/pages/{key}/{view}/" for view in ("edit", "view_draft"))
    for address in BULK:
        yield f"{address}?{urlencode(keys)}"
        yield f"{address}?id=all&childOf={parent}"


def _said(made: Aviary, answer: Any) -> set[str]:
    """Which canaries are in an answer: its body, its headers, and the messages the next page will show."""
    body = b"".join(answer) if answer.streaming else answer.content
    messages = getattr(answer.wsgi_request, "_messages", None)
    coming = " ".join(str(message) for message in messages._queued_messages) if messages is not None else ""
    return made.escaped(f"{body.decode('utf-8', 'replace')} {answer.headers} {coming}")


def _walk(made: Aviary, client: Client, host: str, only: str = "", *, posts: bool = False) -> dict[str, set[str]]:
    """Where a canary got out: address → places it came from. ``only``: in addresses that this pattern matches."""
    client.raise_request_exception = False
    found: dict[str, set[str]] = {}
    headers = {"host": f"{host}.localhost"}
    given = {"new_parent_page": made.keys["page_id"][0], "chooser": made.keys["page_id"][0], "new_title": "x"}
    for address in (each for each in _asked(made) if re.search(only, each)):
        if said := _said(made, client.get(address, headers=headers)):
            found[address] = said
        if posts and "?q=" not in address and (said := _said(made, client.post(address, given, headers=headers))):
            found[f"POST {address}"] = said
    return found


@pytest.mark.parametrize("slug", telling(OFFICES, "banten"))
def test_nothing_unpublished_leaves_its_office(slug, everything):
    made, other = aviary(slug), "banten" if slug == "serang" else "serang"
    walked = {
        "a visitor": _walk(made, Client(), slug),
        "who writes elsewhere": _walk(made, writer_of(other).client, other, LISTS),
        "who administers elsewhere": _walk(made, person(f"{other}.admin-kantor").client, other, posts=True),
    }
    assert {who: found for who, found in walked.items() if found} == {}
    if not everything:
        return
    own = set().union(*_walk(made, person(f"{slug}.admin-kantor").client, slug, r"^[^?]*$").values())
    assert set(made.places.values()) - own <= NEVER_SHOWN, "the walk no longer comes where these are"
