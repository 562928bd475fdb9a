"""A small HTTP client for many requests from one process: one connection, reopened when the server closes it."""

import http.client
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Client:
    """Asks one server on this machine."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)

    def get(self, address: str, **headers: str) -> Answer:
        """One answer, its headers with lower-case names; a stale kept connection is reopened once."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        for last in (False, True):
            try:
                self._connection.request("GET", address, headers=given)
                response = self._connection.getresponse()
                body = response.read()
                return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, body)
            except (OSError, http.client.HTTPException) as fault:
                self._connection.close()
                kept_too_long = isinstance(fault, (http.client.RemoteDisconnected, ConnectionError))
                if last or not kept_too_long or isinstance(fault, ConnectionRefusedError):
                    raise
        raise AssertionError("unreachable")
