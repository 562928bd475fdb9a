"""What a deployment of the template sets: PostgreSQL, WhiteNoise, the apps of this site."""

import os
from pathlib import Path

import environ

from .base import INSTALLED_APPS, MIDDLEWARE

SECRET_KEY = "stock-only"
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": {**environ.Env().db("DATABASE_URL"), "CONN_MAX_AGE": None}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = Path(os.environ["MEDIA_ROOT"])
WAGTAILADMIN_BASE_URL = "http://127.0.0.1"
INSTALLED_APPS = ["news", "django.contrib.sitemaps", *INSTALLED_APPS]
MIDDLEWARE = [MIDDLEWARE[0], "whitenoise.middleware.WhiteNoiseMiddleware", *MIDDLEWARE[1:]]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
LOGGING = {"version": 1, "disable_existing_loggers": True}
