"""Settings every installation shares; whatever a deployment changes comes from the environment."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE

from home.cache import redis_address

from . import storage
from .environment import address, env
from .operation import *  # noqa: F403
from .people import *  # noqa: F403
from .uploads import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent.parent

INSTALLED_APPS = [
    "text",
    "site_kpu",
    "operations",
    "search",
    "home",
    "news",
    "desk",
    "workflows",
    "messaging",
    "offices",
    "sops",
    "accounts",
    "files",
    "wagtail_modeladmin",
    "wagtail.contrib.settings",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "accounts.apps.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django.contrib.humanize",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "site_kpu.request_id.number_requests",
    "operations.probes.answer_by_any_name",
    "home.cache.middleware.KeepPages",
    "home.serving.at_the_offices_time",
    "operations.metrics.time_views",
    "site_kpu.visitors.know_visitors",
    "django.middleware.security.SecurityMiddleware",
    "site_kpu.browser_policy.Policies",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "site_kpu.byte_ranges.CompressWhole",
    "site_kpu.errors.sound_requests",
    "home.serving.claimed_hosts_only",
    "site_kpu.admin_words.say_in_indonesian",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "site_kpu.bounds.within_bounds",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.sessions.sessions_end",
    "accounts.known_browsers.know_browsers",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.second_factor.second_factor_first",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.forbidden.show_reasons",
    "text.told.say_what_was_told",
    "text.told.say_what_was_taken",
    "site_kpu.malformed.Malformed",
    "desk.own_rows.OwnPages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "home.redirects.lead_on",
    "axes.middleware.AxesMiddleware",
    "site_kpu.visitors.Limits",
    "site_kpu.byte_ranges.byte_ranges",
]

CSRF_FAILURE_VIEW = "site_kpu.errors.without_token"
ROOT_URLCONF = "site_kpu.urls"
WSGI_APPLICATION = "site_kpu.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    }
]

# --- storage of facts ---------------------------------------------------------------------------
DATABASES = {"default": env.db_url_config(address("DATABASE_URL", f"sqlite:///{BASE_DIR / 'var' / 'db.sqlite3'}"))}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: a transaction that reads first and writes later must not fail on the upgrade.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 3)
    # Compiling a plan takes a hundred times what our short queries take (measured: 100 ms against 1).
    DATABASES["default"]["OPTIONS"].setdefault("options", "-c jit=off")
    if env.bool("WEB_PROCESS", default=False):  # no request keeps the database busy for longer; commands may
        seconds = env.int("STATEMENT_SECONDS", default=20)
        DATABASES["default"]["OPTIONS"]["options"] += f" -c statement_timeout={seconds}s"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = address("REDIS_URL")
CACHES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Which sizes of a picture exist, the table says: a kept row outlives the file in another process.
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
if REDIS_URL:
    CACHES["default"] = redis_address.cache(REDIS_URL)

# Whole public pages: "memory" reaches every process of one machine, a redis:// address several machines, "off" none.
PAGE_CACHE = env("PAGE_CACHE", default=REDIS_URL or "memory").removeprefix("off")
PAGE_CACHE_FILE = env("PAGE_CACHE_FILE", default=str(BASE_DIR / "var" / "page-cache"))
PAGE_CACHE_BYTES = env.int("PAGE_CACHE_BYTES", default=64 * 1024 * 1024)

# Wagtail's own small tasks run in the request (its reference index must be exact at once);
# only the outbox goes through the database queue, so that no mail server can delay an action.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "outbox": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["outbox"]},
}

# Where readers' requests come in ("127.0.0.1", "127.0.0.1:8443"): each page is asked for there after its publication.
READERS_ENTRANCE = env("READERS_ENTRANCE", default="")
# The port of a new office's site; an installation speaks TLS.
OFFICE_PORT = 80

# --- files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env("STATIC_ROOT", default=str(BASE_DIR / "var" / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = env("MEDIA_ROOT", default=str(BASE_DIR / "var" / "media"))
STORAGES = {
    **storage.storages(env),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- how often ------------------------------------------------------------------------------------
# Proxies of ours in front, each of which adds to X-Forwarded-For whom it saw.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
# By view, for each person or, where nobody is logged in, each address; an office is one address. "name=" lifts one.
RATE_LIMITS = {
    "search": "120/m",
    "decision": "120/m",
    "information_register_export": "30/m",
    "csp_report": "60/m",
    "ready": "120/m",
    "POST account_login": "60/m",
    "POST openid_connect_login": "60/m",
    "POST wagtailadmin_password_reset": "10/m",
    "POST wagtaildocs_authenticate_with_password": "20/m",
} | env.dict("RATE_LIMITS", default={})

# --- what browsers may do ---------------------------------------------------------------------------
CSP_REPORTS = "/laporan-csp/"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, *storage.origins(env)[:1]],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],  # the task page shows the draft in a frame
        "report-uri": CSP_REPORTS,
    }
}
# Wagtail's forms write styles and scripts into their pages (ADR 10); nothing from elsewhere is let in here either.
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE],
    "script-src-attr": [NONE],  # no onclick=, onerror= and the like, which is what slips into a text
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:", *storage.origins(env)],
    "object-src": [NONE],
    "form-action": [SELF],
    "base-uri": [SELF],
    "frame-ancestors": [SELF],
    "report-uri": CSP_REPORTS,
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb", "browsing-topics")
}
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"

# --- language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia")]
LOCALE_PATHS = [BASE_DIR / "site_kpu" / "locale"]
FORMAT_MODULE_PATH = ["site_kpu.formats"]
TIME_ZONE = env("TIME_ZONE", default="Asia/Jakarta")
USE_I18N = True
USE_TZ = True

# --- mail ---------------------------------------------------------------------------------------
globals().update(env.email_url_config(address("EMAIL_URL", "consolemail://")))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="SOP KPU <no-reply@localhost>")

# --- Wagtail ------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "SOP KPU"
WAGTAILADMIN_BASE_URL = env("WAGTAILADMIN_BASE_URL", default="http://127.0.0.1:8000")
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = [("id-id", "Bahasa Indonesia")]
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H.%M"
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]  # nobody chooses: the desk shows the office's time
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILREDIRECTS_AUTO_CREATE = False  # home/redirects.py does, and only of addresses that were public
# The run decides what is published, and when a workflow ends; see workflows/gate/publishing.py.
WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH = False
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "workflows.gate.finish.refuse"
WAGTAIL_MODERATION_ENABLED = False
# An address that is typed stays what was typed: looking up its page tells the title of another office's new draft.
WAGTAILADMIN_EXTERNAL_LINK_CONVERSION = ""
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    WAGTAILSEARCH_BACKENDS["default"] = {"BACKEND": "search.admin_backend", "SEARCH_CONFIG": "indonesian"}

# --- text ---------------------------------------------------------------------------------------
# The apps whose rows hold what people write: cleaned when it is saved (text/rows.py).
APPS_WITH_CLEAN_TEXT = [
    "accounts",
    "sops",
    "offices",
    "messaging",
    "workflows",
    "news",
    "home",
    "wagtailcore",
    "wagtailimages",
    "wagtaildocs",
    "wagtailredirects",
    "taggit",
    "auth",
    "socialaccount",
]

# --- this product -------------------------------------------------------------------------------
# Working days within which the checks skipped by the emergency lane must be made up for.
SOP_EMERGENCY_DEBT_DAYS = env.int("SOP_EMERGENCY_DEBT_DAYS", default=3)
# Machines in the own network that channels of offices may reach: "host" or "host:port". All others must be public.
OUTBOUND_HOSTS = env.list("OUTBOUND_HOSTS", default=[])
# Days after which the link of a message no longer decides.
SOP_LINK_DAYS = env.int("SOP_LINK_DAYS", default=14)
# Days a personal key for the API is valid.
SOP_API_KEY_DAYS = env.int("SOP_API_KEY_DAYS", default=180)
IS_DEMO = False
