"""The test suite: SQLite unless DATABASE_URL says otherwise, nothing leaves the process."""

import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import DATABASES, INSTALLED_APPS, env

DEBUG = False
INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]
IS_DEMO = True
SECOND_FACTOR_REQUIRED = False
SECRET_KEY = "test-only"
ALLOWED_HOSTS = ["*"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT = tempfile.mkdtemp(prefix="static-")
MEDIA_ROOT = tempfile.mkdtemp(prefix="media-")
PAGE_CACHE = ""  # tests of the page cache switch it on
RATE_LIMITS = {}  # tests of the limits switch them on
# A test holds one transaction open for as long as it takes; its connection must not age meanwhile.
DATABASES["default"]["CONN_MAX_AGE"] = None
if env.bool("TEST_DATABASE_ON_DISK", default=False):
    # For browser tests that write: connections to shared memory lock whole tables and don't wait for each other.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(tempfile.mkdtemp(prefix="database-")) / "test.sqlite3")}
