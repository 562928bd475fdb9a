"""What a backup was made of: versions, migrations, settings (digests, no values) and what its tables hold."""

import hashlib
import json
import platform
import subprocess
import tomllib
from typing import Any

import django
import wagtail
from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.crypto import salted_hmac

FORMAT = 3
SETTINGS = ("SECRET_KEY", "ALLOWED_HOSTS", "WAGTAILADMIN_BASE_URL", "TIME_ZONE", "DEFAULT_FROM_EMAIL", "STORAGES")
"""Those under which an installation is another one, or its old links and sessions no longer hold."""
RECORD = ("workflows_", "sops_", "offices_")
"""Tables of the SOPs and their record: compared row by row, all others by their number of rows."""


def facts_of(connection: Any) -> dict[str, Any]:
    """Everything ``cadangan.json`` says, of the database at hand."""
    return {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "release": release(),
        "versions": {"python": platform.python_version(), "django": django.__version__, "wagtail": wagtail.__version__},
        "database": {"kind": connection.vendor, "version": list(connection.get_database_version())},
        "settings": {name: _setting(name) for name in SETTINGS},
        "migrations": sorted(map(".".join, MigrationRecorder(connection).applied_migrations())),
        "tables": tables_of(connection),
    }


def release() -> str:
    """The version in pyproject.toml, and the commit where there is a repository."""
    with open(settings.BASE_DIR / "pyproject.toml", "rb") as file:
        version = tomllib.load(file)["project"]["version"]
    try:
        command = ["git", "-C", str(settings.BASE_DIR), "rev-parse", "--short=12", "HEAD"]
        commit = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return version
    return f"{version} ({commit})"


def _setting(name: str) -> str:
    """A digest that tells whether a setting is the same, not what it is."""
    return salted_hmac("operations.backups", repr(getattr(settings, name)), algorithm="sha256").hexdigest()


def tables_of(connection: Any) -> dict[str, Any]:
    """Number of rows of each table; of the record's tables the SHA-256 over them too."""
    quote, found = connection.ops.quote_name, {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {quote(table)}")
            found[table] = {"rows": cursor.fetchone()[0]}
            if table.startswith(RECORD):
                found[table]["sha256"] = _rows(connection, quote(table))
    return found


def _rows(connection: Any, table: str) -> str:
    digest = hashlib.sha256()
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
        for row in cursor:
            digest.update(json.dumps(row, default=str).encode() + b"\n")
    return digest.hexdigest()


def unknown_migrations(facts: dict[str, Any]) -> list[str]:
    """Migrations of the backup that this release doesn't have."""
    here = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations or {}}
    return [name for name in facts["migrations"] if name not in here]


def differing_settings(facts: dict[str, Any]) -> list[str]:
    """Names of the settings that were other ones. Under another SECRET_KEY the rest can't be told: it alone."""
    if facts["settings"]["SECRET_KEY"] != _setting("SECRET_KEY"):
        return ["SECRET_KEY"]
    return [name for name in SETTINGS if facts["settings"].get(name) != _setting(name)]


def differing_tables(facts: dict[str, Any], connection: Any) -> list[str]:
    """Tables that don't hold what the backup said."""
    here = tables_of(connection)
    return sorted(name for name in here | facts["tables"] if here.get(name) != facts["tables"].get(name))
