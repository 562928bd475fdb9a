"""How the site is looked after: metrics, backups, who is told, what is kept for how long, and its log."""

import os
from pathlib import Path
from typing import Any

from .environment import env

ROOT = Path(__file__).resolve().parent.parent.parent

# Who may read the metrics; without it nobody. The folder is where the processes of a machine count together.
METRICS_TOKEN = env("METRICS_TOKEN", default="")
METRICS_DIR = env("METRICS_DIR", default="")
if METRICS_DIR and env.bool("WEB_PROCESS", default=False):  # commands count for themselves
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = METRICS_DIR  # read when prometheus_client is imported
# The public age keys every backup is encrypted for; the secret ones are kept elsewhere (make_backup_key).
BACKUP_RECIPIENT = env("BACKUP_RECIPIENT", default="")
# Where backups lie, how long (operations/backups/keeping.py), and where rclone copies them.
BACKUP_FOLDER = env("BACKUP_FOLDER", default=str(ROOT / "var" / "cadangan"))
BACKUP_KEEP_DAYS = env.int("BACKUP_KEEP_DAYS", default=30)
BACKUP_KEEP_MONTHS = env.int("BACKUP_KEEP_MONTHS", default=12)
BACKUP_REMOTE = env("BACKUP_REMOTE", default="")
# Whom mail about a disturbed site goes to instead of headquarters' people; whether silent timers count as one.
ALERT_MAIL = env.list("ALERT_MAIL", default=[])
EXPECTS_TIMERS = False
# Days that what serves only the day is kept (apply_retention); the record of the SOPs is kept for good.
KEEP_MESSAGE_DAYS = env.int("KEEP_MESSAGE_DAYS", default=365)
KEEP_TASK_DAYS = env.int("KEEP_TASK_DAYS", default=14)
KEEP_LINK_DAYS = env.int("KEEP_LINK_DAYS", default=90)
KEEP_API_KEY_DAYS = env.int("KEEP_API_KEY_DAYS", default=90)
KEEP_LOGIN_ATTEMPT_DAYS = env.int("KEEP_LOGIN_ATTEMPT_DAYS", default=30)

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {
        "console": {"class": "logging.StreamHandler"},
        "events": {"class": "operations.events.CountEvents"},
    },
    "loggers": {
        name: {"handlers": ["console"], "level": "INFO"}
        for name in ("files", "workflows", "news", "home", "search", "operations")
    }
    | {"security": {"handlers": ["console", "events"], "level": "INFO"}},
}
