"""Where a link in an uploaded file leads, whatever blanks and signs nobody sees its scheme is dressed up with."""

import re
import unicodedata

LOCAL = re.compile(r"(file:|[\\/]{2}|smb:|[a-z]:[\\/])", re.I)
ACTIVE = re.compile(r"((java|vb)script|data|ms-[\w-]+|search-ms|shell|mhtml):", re.I)
WEB = re.compile(r"(https?|mailto|tel|ftp|geo|sms):", re.I)
OUTSIDE = re.compile(r"([\\/]{2}|[a-z]:[\\/]|[a-z][a-z0-9+.-]*:)", re.I)


def plain(address: str) -> str:
    """An address as a program reads it that skips blanks, line ends and control characters."""
    return "".join(sign for sign in address if not sign.isspace() and unicodedata.category(sign)[0] != "C")


def is_local(address: str) -> bool:
    """Whether it leads into the reader's computer or network."""
    return bool(LOCAL.match(plain(address)))


def is_active(address: str) -> bool:
    """Whether following it runs something."""
    return bool(ACTIVE.match(plain(address)))


def is_web(address: str) -> bool:
    return bool(WEB.match(plain(address)))


def is_outside(address: str) -> bool:
    """Whether it leads out of its file, whatever the file says of it."""
    return bool(OUTSIDE.match(plain(address)))
