"""Every address of the admin and the API, asked as no screen would ask it."""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from typing import Any

from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client

from tests.walls.addresses import filled, patterns
from tests.walls.canaries import Aviary

OURS = re.compile(r"^/(?:admin|api|akun|putusan|documents|bagikan|cari|sehat)/")
LEAVES = re.compile(r"keluar|logout|failwhale|sehat/siap|\.pdf/?$|panduan/gambar")
"""Addresses that end the session, fail on purpose or when the worker is away, or draw a PDF for a second."""
VALUES = ("x", "", "Infinity", "-1", "9" * 40, "²", "a" * 300, "\x00", "[]", '{"a": 1}', "2026-13-45", "😀", "None")
"""What no field of a form means."""
NAMES = (
    "next p q id ids search term title slug collection collection_id childOf target_pages[] url page_type locale "
    "new_title new_slug new_parent_page chooser order_by ordering sort seen run act action naskah step number "
    "root_page_id parent_page_id link_text format image-chooser-chosen width height tags file body-count "
    "export status jenis urut dari sampai filter per_page fields limit offset child_of descendant_of user type".split()
)
KEYS = ("9" * 30, "0", "x")
"""What is the key of nothing."""
BODIES = (b"", b"[]", b"null", b'"x"', b"{", b'{"x": []}', b"\xff\xfe", b"1e999", b"[" * 100_000)
FIELD = re.compile(r'<(?:input|select|textarea|button)\b[^>]*?\bname="([^"]+)"')


class Faults(Counter):
    """Faults that requests met: what was asked, with what was raised and where."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self._raised, self.statuses = 0, "", Counter()

    def note(self, **kwargs: Any) -> None:
        kind, fault, trace = sys.exc_info()
        while trace and trace.tb_next:
            trace = trace.tb_next
        where = f"{trace.tb_frame.f_code.co_filename[-60:]}:{trace.tb_lineno}" if trace else ""
        self._raised = f"{kind.__name__ if kind else ''}: {str(fault)[:80]} @ {where}"

    @contextmanager
    def seen(self) -> Iterator[None]:
        got_request_exception.connect(self.note)
        try:
            yield
        finally:
            got_request_exception.disconnect(self.note)

    def ask(self, client: Client, method: str, address: str, *given: Any, **more: Any) -> Any:
        """One request, whose effects are taken back."""
        self.asked += 1
        self._raised, cookies = "", client.cookies.copy()
        with transaction.atomic():
            answer = getattr(client, method)(address, *given, **more)
            if answer.status_code >= 500:
                self[f"{method} {address[:90]} {str(given)[:120]} → {answer.status_code} {self._raised}"] += 1
            transaction.set_rollback(True)
        client.cookies = cookies
        self.statuses[answer.status_code] += 1
        return answer


def addresses(keys: Mapping[str, Iterable[Any]]) -> Iterator[str]:
    """An address of every pattern, with the first of the keys."""
    for pattern in patterns():
        if OURS.match(f"/{pattern}") and not LEAVES.search(address := next(filled(pattern, keys))):
            yield address


def _in_turn(first: str, second: str, turn: int) -> Iterator[str]:
    return islice(cycle((first, second)), turn % 2, None)


def _some(of: Sequence[Any], turn: int) -> Sequence[Any]:
    """Two thirds of many, others at each of three addresses in a row; all of a few."""
    return [each for place, each in enumerate(of) if (place + turn) % 3] if len(of) > 3 else of


def walk(
    made: Aviary,
    client: Client,
    host: str,
    values: Sequence[str] = ("x", "x"),
    bodies: Sequence[bytes] = (),
    keys: Iterable[str] = KEYS[:1],
) -> Faults:
    """Ask every address, each value in all the fields its form has and in all that some view reads.

    A value comes by one method, by the other at the next address: a view reads both alike. Of many values and bodies
    an address gets two thirds, since views are built alike; the three together get them all.
    """
    client.raise_request_exception = False
    faults, headers = Faults(), {"host": f"{host}.localhost"}
    with faults.seen():
        for turn, address in enumerate(addresses(made.keys)):
            opened = faults.ask(client, "get", address, headers=headers)
            html = b"" if opened.streaming or opened.status_code != 200 else opened.content
            names = {*NAMES, *FIELD.findall(html.decode("utf-8", "replace"))}
            faults.ask(client, "post", address, headers=headers)
            for body, method in zip(_some(bodies, turn), _in_turn("post", "patch", turn), strict=False):
                faults.ask(client, method, address, body, "application/json", headers=headers)
            for value, method in zip(_some(values, turn), _in_turn("get", "post", turn), strict=False):
                faults.ask(client, method, address, dict.fromkeys(names, value), headers=headers)
        for address in {each for key in keys for each in addresses({name: [key] for name in made.keys})}:
            for method in ("get", "post"):
                faults.ask(client, method, address, headers=headers)
    return faults
