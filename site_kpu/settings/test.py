"""The test suite: SQLite unless DATABASE_URL says otherwise, nothing leaves the process."""

import tempfile

from .base import *  # noqa: F403
from .base import DATABASES

DEBUG = False
IS_DEMO = True
SECRET_KEY = "test-only"
ALLOWED_HOSTS = ["*"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT = tempfile.mkdtemp(prefix="static-")
MEDIA_ROOT = tempfile.mkdtemp(prefix="media-")
# A test holds one transaction open for as long as it takes; its connection must not age meanwhile.
DATABASES["default"]["CONN_MAX_AGE"] = None
