"""What browsers may do with our pages: one policy for the public, one for the admin, and where breaches are told."""

import json
import logging

from csp.constants import SELF
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from typing_extensions import override

security = logging.getLogger("security")

LONGEST_REPORT = 8192
"""Bytes of a report that are read; browsers send one or two thousand."""
TOLD = ("document-uri", "effective-directive", "violated-directive", "blocked-uri", "source-file", "line-number")
LONGEST_FACT = 300


SHOWING_TEXTS = {
    *("preview_on_add", "preview_on_edit", "wagtailadmin_block_preview", "workflow_preview"),
    *("view_draft", "revisions_view", "text"),
}
"""Names of the admin's addresses that show a draft as the public will see it."""


class Policies(CSPMiddleware):
    """The strict policy everywhere but in the admin, whose pages (Wagtail's) build styles and scripts in place.

    Where the admin shows what somebody wrote, no script in place runs either.
    """

    @override
    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path_info.startswith("/admin/"):
            parts.config = dict(settings.ADMIN_CONTENT_SECURITY_POLICY)
            if request.resolver_match is not None and request.resolver_match.url_name in SHOWING_TEXTS:
                parts.config["script-src"] = [SELF]
        return parts


@csrf_exempt
@require_POST
def report(request: HttpRequest) -> HttpResponse:
    """Write a browser's report of a breach to the security log; 400 for what is no report, 413 for too much."""
    if int(request.headers.get("Content-Length") or 0) > LONGEST_REPORT:
        return HttpResponse(status=413)
    try:
        told = json.loads(request.body)["csp-report"]
        facts = {name: str(told[name])[:LONGEST_FACT] for name in TOLD if name in told}
    except (ValueError, KeyError, TypeError, RecursionError):
        return HttpResponse(status=400)
    security.warning("csp breach", extra=facts)
    return HttpResponse(status=204)
