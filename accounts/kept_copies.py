"""The key of what a browser keeps of unsaved texts (``desk/editor/kept.js``).

A person's pages carry it while they are logged in, and no browser stores it: whoever uses the machine after them finds
copies that only the same person, logged in again, can read.
"""

from base64 import b64encode
from typing import Any

from django.utils.crypto import salted_hmac

SALT = "accounts.kept-copies"


def key_of(user: Any) -> str:
    """The person's key for AES-GCM: 256 bits in Base64."""
    return b64encode(salted_hmac(SALT, str(user.pk), algorithm="sha256").digest()).decode()
