"""The demo and development: everything on this machine, mails readable in files."""

from .base import *  # noqa: F403
from .base import BASE_DIR, env

DEBUG = env.bool("DEBUG", default=True)
IS_DEMO = True
SECRET_KEY = env("SECRET_KEY", default="demo-only-not-for-production")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
if not env("EMAIL_URL", default=""):
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(BASE_DIR / "var" / "mail")
