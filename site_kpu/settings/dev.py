"""The demo and development: everything on this machine, mails readable in files."""

from .base import *  # noqa: F403
from .base import BASE_DIR, env

DEBUG = env.bool("DEBUG", default=True)
IS_DEMO = True
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=False)
SECRET_KEY = env("SECRET_KEY", default="demo-only-not-for-production")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=12 * 60 * 60)
if not env("EMAIL_URL", default=""):
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(BASE_DIR / "var" / "mail")
