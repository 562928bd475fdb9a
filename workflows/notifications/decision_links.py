"""Issuing and reading decision links. The link opens a page; what may be done there, the rules say."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

from workflows.models import DecisionLink, StepVisit

SIGNATURE = 26
"""Characters of the signature in an address: 104 bits of HMAC-SHA-256 in hexadecimal."""


def issue(visits: Iterable[StepVisit], people: Iterable[Any]) -> dict[tuple[int, int], DecisionLink]:
    """The link of each person for each visit and the content as it stands, by visit and user id.

    The same facts give the same link; two queries, whatever the numbers.
    """
    visits, people = list(visits), list(people)
    fresh = [DecisionLink(user=user, visit=v, sent_sha256=v.run.content_sha256) for v in visits for user in people]
    DecisionLink.objects.bulk_create(fresh, ignore_conflicts=True)
    found = DecisionLink.objects.filter(user__in=people, visit__in=visits).order_by()
    present = {visit.pk: visit.run.content_sha256 for visit in visits}
    return {(link.visit_id, link.user_id): link for link in found if link.sent_sha256 == present[link.visit_id]}


def token(link: DecisionLink) -> str:
    """The short text in the address: the link's number and a signature over what it stands for."""
    return f"{int_to_base36(link.pk)}-{_signature(link)}"


def _signature(link: DecisionLink, key: str | bytes | None = None) -> str:
    """By today's SECRET_KEY, or by an earlier one."""
    facts = f"{link.pk}.{link.user_id}.{link.visit_id}.{link.sent_sha256}"
    return salted_hmac("sop.decision-link", facts, secret=key, algorithm="sha256").hexdigest()[:SIGNATURE]


def address(link: DecisionLink) -> str:
    """The absolute address a message carries."""
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("decision", args=[token(link)])


def read(text: str) -> DecisionLink | None:
    """The link of a token; None for one we never issued."""
    number, _, signature = text.partition("-")
    try:
        pk = base36_to_int(number)
    except ValueError:
        return None
    links = DecisionLink.objects.select_related("user", "visit__run__sop_version", "visit__run__office")
    link = links.filter(pk=pk).first() if pk < 2**63 else None
    keys = (None, *settings.SECRET_KEY_FALLBACKS)
    if link is None or not any(constant_time_compare(signature, _signature(link, key)) for key in keys):
        return None
    return link
