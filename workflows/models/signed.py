"""Which part of a page is signed, and its fingerprint: what an approval covers and publication must equal."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

UNSIGNED_FIELDS = frozenset(
    """
    pk path depth numchild url_path content_type owner live has_unpublished_changes live_revision
    latest_revision latest_revision_created_at first_published_at last_published_at draft_title
    locked locked_at locked_by go_live_at expire_at expired alias_of translation_key locale
    wagtail_admin_comments index_entries home listed_at
    """.split()
)
"""What a signature does not cover: bookkeeping of the tree, of drafts, of lists and of the clock."""
LATER_FIELDS = frozenset({"full_title"})
"""Fields younger than what was signed before them: empty, they are as if they weren't there."""


def signed_content(content: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a page's serialised content that an approval covers.

    Primary keys of child rows are dropped: a draft's children get theirs at publication. Stream texts
    are compared as what they hold: PostgreSQL gives the keys of their JSON back in another order.
    """
    signed = {key: _stream(value) for key, value in content.items() if _is_signed(key, value)}
    for key, value in signed.items():
        if isinstance(value, list) and value and all(isinstance(row, dict) and "pk" in row for row in value):
            signed[key] = [
                {name: part for name, part in row.items() if name not in ("pk", "page", "content_object")}
                for row in value
            ]
    return signed


def _is_signed(name: str, value: Any) -> bool:
    return name not in UNSIGNED_FIELDS and not (name in LATER_FIELDS and not value)


def _stream(value: Any) -> Any:
    """The blocks of a serialised StreamField; anything else as it is."""
    if not (isinstance(value, str) and value.startswith('[{"')):
        return value
    try:
        blocks = json.loads(value)
    except ValueError:
        return value
    return blocks if all(isinstance(block, dict) and "type" in block for block in blocks) else value


def fingerprint(content: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of the signed part of a page's serialised content."""
    text = json.dumps(
        signed_content(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder
    )
    return hashlib.sha256(text.encode()).hexdigest()
