"""The one way out for requests that people of an office have the product make: to public addresses only.

The name is resolved here, every address it has must be public, and the connection goes to just that address, so that a
second answer of the name server changes nothing. Each redirect is a new request and is asked anew. Time and size are
capped. ``OUTBOUND_HOSTS`` names machines inside that the operator lets offices reach (a gateway of their own).

Our own requests use ``post``; of libraries that use ``requests`` (all of ``SERVICES``), what they send within
``public_only`` goes this way too.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NameResolutionError, NewConnectionError
from urllib3.util.connection import create_connection

TIMEOUT = (5, 10)
"""Seconds to connect, and between two pieces of an answer."""
LONGEST = 20
"""Seconds a whole request may take, whatever trickles in."""
LARGEST = 1024 * 1024
"""Bytes of an answer that are read."""
MOST_REDIRECTS = 3
_GLOBAL_IPV6 = ip_network("2000::/3")
_NOT_PUBLIC = [
    ip_network(text)
    for text in (
        *("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32"),  # protocols, relays to IPv6, a cloud's own services
        *("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),  # tunnels and examples
    )
]


class Inside(requests.ConnectionError):
    """The address lies in a private or local network."""


class TooMuch(requests.RequestException):
    """The answer is larger, or takes longer, than we read."""


@dataclass
class _Sending:
    """One request on its way; ``line``: another handle on its socket, by which it can be ended."""

    line: socket.socket | None = None
    inside: bool = False
    late: bool = False

    def end(self) -> None:
        self.late = True
        if self.line is not None:
            with suppress(OSError):
                self.line.shutdown(socket.SHUT_RDWR)


@dataclass
class Watch:
    """What came of the requests within ``public_only``; ``inside``: how many were refused."""

    inside: int = 0
    adapter: HTTPAdapter = field(default_factory=lambda: _PublicAdapter())


_sending: ContextVar[_Sending | None] = ContextVar("the request on its way", default=None)
_watch: ContextVar[Watch | None] = ContextVar("whose requests go to public addresses only", default=None)


def is_public(address: str) -> bool:
    """Whether a numeric address is one of the public internet; what stands for another one (tunnels) is not."""
    found = ip_address(address.partition("%")[0])
    if any(found in network for network in _NOT_PUBLIC):
        return False
    if isinstance(found, IPv4Address):
        return found.is_global and not (found.is_multicast or found.is_reserved)
    return found in _GLOBAL_IPV6 and found.is_global


def _connect(self: Any) -> socket.socket:
    """In place of urllib3's: resolve, judge every address, connect to one of just these."""
    host = self._dns_host.strip("[]")
    try:
        found = socket.getaddrinfo(host, self.port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as fault:
        raise NameResolutionError(self.host, self, socket.gaierror(str(fault))) from fault
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    sending = _sending.get()
    named = {host.lower(), f"{host.lower()}:{self.port}"} & {name.lower() for name in settings.OUTBOUND_HOSTS}
    if not named and not all(map(is_public, addresses)):
        if sending is not None:
            sending.inside = True
        raise NewConnectionError(self, "not a public address")
    last: OSError | None = None
    for address in addresses:
        try:
            line = create_connection((address, self.port), self.timeout, socket_options=self.socket_options)
        except OSError as error:
            last = error
            continue
        if sending is not None:
            sending.line = line.dup()
        return line
    raise NewConnectionError(self, "unreachable") from last


class _PublicHTTP(HTTPConnection):
    _new_conn = _connect


class _PublicHTTPS(HTTPSConnection):
    _new_conn = _connect


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _PublicHTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _PublicHTTPS


class _PublicAdapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}

    def send(self, request: Any, *args: Any, **kwargs: Any) -> requests.Response:
        """Raises ``Inside`` and ``TooMuch``, else as ``requests`` does. No proxy: it would resolve for itself."""
        sending = _Sending()
        token, timer = _sending.set(sending), threading.Timer(LONGEST, sending.end)
        timer.daemon = True
        timer.start()
        try:
            given = {"verify": kwargs.get("verify", True), "cert": kwargs.get("cert")}
            answer = super().send(request, stream=True, timeout=TIMEOUT, proxies=None, **given)
            _read(answer)
        except requests.RequestException as fault:
            if sending.inside:
                if (watch := _watch.get()) is not None:
                    watch.inside += 1
                raise Inside(request=request) from fault
            raise TooMuch(request=request) if sending.late else fault from fault
        finally:
            timer.cancel()
            _sending.reset(token)
            if sending.line is not None:
                sending.line.close()
            self.poolmanager.clear()  # a connection is not used twice: the next one is judged anew
        return answer


def _read(answer: requests.Response) -> None:
    """Read the body, up to the cap. Raises ``TooMuch``."""
    body = bytearray()
    for piece in answer.iter_content(8192):
        body += piece
        if len(body) > LARGEST:
            answer.close()
            raise TooMuch(response=answer)
    answer._content = bytes(body)


_get_adapter = requests.Session.get_adapter


def _chosen(self: requests.Session, url: str) -> Any:
    watch = _watch.get()
    if watch is None:
        return _get_adapter(self, url)
    self.max_redirects = MOST_REDIRECTS
    return watch.adapter


requests.Session.get_adapter = _chosen  # type: ignore[method-assign]


@contextmanager
def public_only() -> Iterator[Watch]:
    """Within, every request of this thread by whatever session of ``requests`` goes to public addresses only."""
    watch = Watch()
    token = _watch.set(watch)
    try:
        yield watch
    finally:
        _watch.reset(token)


def post(address: str, **kwargs: Any) -> requests.Response:
    """POST to an address an office named; redirects are not followed. Raises ``requests.RequestException``."""
    with public_only():
        return requests.post(address, allow_redirects=False, **kwargs)
