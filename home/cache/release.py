"""What of the product is installed: the same on every machine that has the same, another wherever anything differs."""

import hashlib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDERS = (
    *("accounts", "desk", "files", "home", "news", "offices", "operations", "search", "site_kpu", "sops", "static"),
    *("text", "workflows"),
)


@cache
def release() -> str:
    """A digest (16 hex digits) of the product's own files and of what it requires."""
    digest = hashlib.blake2b((ROOT / "requirements.txt").read_bytes(), digest_size=8)
    for path in sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.*")):
        if path.suffix != ".pyc" and path.is_file():
            digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def static_list() -> str:
    """Name of this release's list of static files, beside them (``site_kpu/static_files.py``)."""
    return f"staticfiles-{release()}.json"
