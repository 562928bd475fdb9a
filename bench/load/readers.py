"""Anonymous readers: ``python -m bench.load.readers`` is told on standard input whom to ask what, and prints JSON.

An open loop: a request is sent when its moment comes, whatever became of those before, and its time counts from that
moment. A hundred readers, each with an address and a kept TLS connection of their own, on bare sockets: the client
shares the machine with the site and has to cost little.
"""

import asyncio
import json
import random
import re
import ssl
import sys
import time
from collections import deque
from dataclasses import dataclass, field

from bench.load import figures

READERS = 100
SHARES = {
    "article": 50,
    "home": 16,
    "list": 12,
    "older list page": 5,
    "legal document": 5,
    "announcements": 2,
    "RSS": 3,
    "picture": 3,
    "stylesheet": 2,
    "search": 1.5,
    "404": 0.5,
}
"""Of a hundred requests."""
KNOWN = 0.3
"""The share of pages that a reader has kept and only asks whether they changed."""
STATUS = {"404": (404,)}
FINE = (200, 304)
PATIENCE = 30
LENGTH, ETAG = re.compile(rb"\r\ncontent-length: (\d+)", re.I), re.compile(rb"\r\netag: ([^\r]+)", re.I)
CHUNKED, CLOSE = re.compile(rb"\r\ntransfer-encoding: chunked", re.I), re.compile(rb"\r\nconnection: close", re.I)


@dataclass
class Reader:
    """One kept connection, from one address."""

    port: int
    source: str
    tls: ssl.SSLContext
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: bytes) -> tuple[int, bytes, bytes]:
        """Status, head and body. A connection that the server closed meanwhile is opened again, as browsers do."""
        if self._streams is not None:
            try:
                return await self._exchange(request)
            except (asyncio.IncompleteReadError, ConnectionError) as fault:
                await self.close()
                if getattr(fault, "partial", b""):
                    raise
        self._streams = await asyncio.open_connection(
            "127.0.0.1", self.port, ssl=self.tls, server_hostname="127.0.0.1", local_addr=(self.source, 0)
        )
        return await self._exchange(request)

    async def _exchange(self, request: bytes) -> tuple[int, bytes, bytes]:
        assert self._streams is not None
        incoming, outgoing = self._streams
        outgoing.write(request)
        head = await incoming.readuntil(b"\r\n\r\n")
        status, body = int(head[9:12]), b""
        if status == 304:
            pass
        elif length := LENGTH.search(head):
            body = await incoming.readexactly(int(length[1]))
        elif CHUNKED.search(head):
            while size := int(await incoming.readline(), 16):
                body += (await incoming.readexactly(size + 2))[:-2]
            await incoming.readline()
        if CLOSE.search(head):
            await self.close()
        return status, head, body

    async def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


@dataclass
class Readership:
    """Everybody who reads, and what they have seen."""

    port: int
    asked: dict[str, list[list[str]]]
    tls: ssl.SSLContext
    seen: list[tuple[str, float, int]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    etags: dict[tuple[str, str], bytes] = field(default_factory=dict)
    most_at_once: int = 0

    def __post_init__(self) -> None:
        self._free = deque(self._new(number) for number in range(READERS))
        self._count = READERS

    def _new(self, number: int) -> Reader:
        return Reader(self.port, f"127.1.{number // 200}.{number % 200 + 1}", self.tls)

    async def prepare(self) -> None:
        """Every address once, as on a site that has been read before; then the first articles' pictures and styles."""
        for number, (host, address) in enumerate(one for addresses in self.asked.values() for one in addresses):
            await self._free[number % READERS].ask(self._request(host, address, b""))
        for host, address in [one for kind in ("home", "article") for one in self.asked[kind][:12]]:
            _, _, body = await self._free[0].ask(self._request(host, address, b""))
            for kind, name in (("stylesheet", rb'"(/static/[^"]+\.css)"'), ("picture", rb'"(/media/images/[^" ]+)')):
                found = [[host, one.decode()] for one in re.findall(name, body)]
                self.asked.setdefault(kind, []).extend(found[:3])

    async def read(self, rate: float, seconds: float, *, noted: bool) -> None:
        """So many requests a second at random moments; ``noted``: what they bring counts."""
        kinds = [kind for kind in SHARES if self.asked.get(kind)]
        weights, moment, running = [SHARES[kind] for kind in kinds], time.monotonic(), set()
        until = moment + seconds
        while (moment := moment + random.expovariate(rate)) < until:
            if (wait := moment - time.monotonic()) > 0:
                await asyncio.sleep(wait)
            kind = random.choices(kinds, weights)[0]
            task = asyncio.create_task(self._one(kind, *random.choice(self.asked[kind]), moment, noted=noted))
            running.add(task)
            task.add_done_callback(running.discard)
            self.most_at_once = max(self.most_at_once, len(running))
        if running:
            await asyncio.wait(running, timeout=2 * PATIENCE)

    async def _one(self, kind: str, host: str, address: str, moment: float, *, noted: bool) -> None:
        if self._free:
            reader = self._free.popleft()
        else:
            reader, self._count = self._new(self._count), self._count + 1
        etag = self.etags.get((host, address), b"") if random.random() < KNOWN else b""
        status, problem = 0, ""
        try:
            status, head, _ = await asyncio.wait_for(reader.ask(self._request(host, address, etag)), PATIENCE)
            if found := ETAG.search(head):
                self.etags[host, address] = found[1]
            problem = "" if status in STATUS.get(kind, FINE) else f"{status}"
        except (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError) as fault:
            problem = f"{type(fault).__name__} {fault}"
            await reader.close()
        self._free.append(reader)
        if noted:
            self.seen.append((kind, time.monotonic() - moment, status))
        if problem:
            self.faults.append(f"{host}{address}: {problem}")

    @staticmethod
    def _request(host: str, address: str, etag: bytes) -> bytes:
        lines = f"GET {address} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip, br\r\nAccept: text/html,*/*\r\n"
        return lines.encode() + (b"If-None-Match: " + etag + b"\r\n" if etag else b"") + b"\r\n"


async def main() -> dict:
    told = json.load(sys.stdin)
    everyone = Readership(told["port"], told["asked"], ssl.create_default_context(cafile=told["certificate"]))
    await everyone.prepare()
    print("ready", flush=True)  # noqa: T201
    await everyone.read(told["rate"], told["warm_up"], noted=False)
    cpu, begun = time.process_time(), time.monotonic()
    await everyone.read(told["rate"], told["seconds"], noted=True)
    return {
        "figures": figures.by_kind(everyone.seen),
        "faults": everyone.faults,
        "cpu": (time.process_time() - cpu) / (time.monotonic() - begun),
        "most_at_once": everyone.most_at_once,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(main())))
