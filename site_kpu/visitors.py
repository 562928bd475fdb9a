"""Who asks, and how often they may: the address behind our own proxies, and the limits of ``RATE_LIMITS``."""

import logging
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from ninja.throttling import SimpleRateThrottle

from site_kpu.errors import too_many

security = logging.getLogger("security")

ONE_HOUSEHOLD = 64
"""Bits of an IPv6 address that are one customer's; the others they may choose anew for each request."""


def know_visitors(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: ``REMOTE_ADDR`` becomes what the outermost of ``TRUSTED_PROXIES`` proxies saw.

    Each proxy adds on the right whom it saw; what stands further left is the visitor's own word. The header
    goes, so that nothing behind can believe it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        told = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        if settings.TRUSTED_PROXIES and told:
            hops = told.split(",")[-settings.TRUSTED_PROXIES :]
            if (seen := hops[0].strip()) and _address(seen) is not None:
                request.META["REMOTE_ADDR"] = seen
        return get_response(request)

    return middleware


class Limits:
    """Middleware: whoever asks too often of a view named in ``RATE_LIMITS`` is answered 429 for a while.

    A name is a view's, or its method and name ("POST account_login"). Counted by person where one is logged
    in, else by address. Without the cache nothing is counted: requests pass. Raises ``ImproperlyConfigured`` at
    the start for a limit that can't be read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response
        for name, rate in settings.RATE_LIMITS.items():
            try:
                if rate:
                    _PerVisitor(name, rate)
            except ValueError as fault:
                raise ImproperlyConfigured(
                    f"RATE_LIMITS: «{name}={rate}» tidak terbaca. Tulis jumlah/satuan, misalnya {name}=120/m."
                ) from fault

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        limits, name = settings.RATE_LIMITS, request.resolver_match.view_name if request.resolver_match else ""
        found = next((key for key in (f"{request.method} {name}", name) if key in limits), None)
        if found is None or not limits[found]:
            return None
        throttle = _PerVisitor(found, limits[found])
        if throttle.allow_request(request):
            return None
        security.warning("too many", extra={"limit": found, "address": _ident(request)})
        return too_many(ceil(throttle.wait() or throttle.duration or 1))


class _PerVisitor(SimpleRateThrottle):
    """The requests of one visitor to one limit, over a sliding window; made for each request, for it remembers."""

    def __init__(self, name: str, rate: str) -> None:
        self.scope = name.replace(" ", "-")
        super().__init__(rate)

    def get_cache_key(self, request: HttpRequest) -> str:
        return self.cache_format % {"scope": self.scope, "ident": _ident(request)}


def _ident(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return f"user-{request.user.pk}"
    address = _address(given := request.META.get("REMOTE_ADDR", ""))
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network((address, ONE_HOUSEHOLD), strict=False).network_address)
    return given


def _address(text: str) -> Any:
    try:
        return ip_address(text)
    except ValueError:
        return None
