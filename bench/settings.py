"""The site as an office runs it, with what a bench on one machine needs changed; told by the environment.

``PAGE_CACHE=off`` leaves out the page cache, so that every answer is rendered.
"""

import os

os.environ.setdefault("SECRET_KEY", "bench-only-" * 6)
os.environ.setdefault("ALLOWED_HOSTS", "*")
os.environ.setdefault("SECURE_SSL_REDIRECT", "false")

from site_kpu.settings.production import *  # noqa: F403
from site_kpu.settings.production import DATABASES

# Connections stay open: a backend that ends takes its share of CPU out of the sum.
DATABASES["default"]["CONN_MAX_AGE"] = None
# The bench asks over plain HTTP, by names it knows.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "sessionid", "csrftoken"
RATE_LIMITS = {}  # one address asks for all
SECOND_FACTOR_REQUIRED = False  # sessions are opened without a login
