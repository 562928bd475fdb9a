"""A real installation: every secret and address from the environment, nothing guessed."""

from operations.configuration import refuse_to_start

from .base import *  # noqa: F403
from .base import LOGGING, MEDIA_ROOT, STORAGES, env

DEBUG = False
EXPECTS_TIMERS = True
OFFICE_PORT = 443
SECRET_KEY = env("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^sehat/"]  # probes on the machine itself speak plain HTTP
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=1)  # the web server on the same machine
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=True)
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# Browsers take these names only from this host itself, over TLS, for every path.
SESSION_COOKIE_NAME = "__Host-sesi"
CSRF_COOKIE_NAME = "__Host-csrf"
STORAGES["staticfiles"] = {"BACKEND": "site_kpu.static_files.StaticFilesOfReleases"}
if env.bool("X_ACCEL", default=False):
    # nginx sends what the site lets through; see deploy/nginx and workflows/gate/file_access.py.
    SENDFILE_BACKEND, SENDFILE_ROOT, SENDFILE_URL = "django_sendfile.backends.nginx", MEDIA_ROOT, "/berkas-terlindung"

# A line of JSON for each record, with the id of its request.
LOGGING["filters"] = {"request_id": {"()": "site_kpu.request_id.WithRequestId"}}
LOGGING["formatters"] = {
    "json": {
        "()": "pythonjsonlogger.json.JsonFormatter",
        "fmt": "%(asctime)s %(levelname)s %(name)s %(request_id)s %(message)s",
        "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
        "json_ensure_ascii": False,
    }
}
LOGGING["handlers"]["console"] |= {"formatter": "json", "filters": ["request_id"]}
LOGGING["loggers"]["django"] = {"handlers": ["console"], "level": "INFO"}

refuse_to_start(globals())
