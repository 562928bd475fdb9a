"""``manage.py check --deploy`` says in Indonesian what is missing, weak or not running in this installation."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

from operations.configuration import faults
from operations.health import parts


@register("security", deploy=True)
def sound_settings(**kwargs: Any) -> list[CheckMessage]:
    """A warning for each fault of the settings."""
    given = {name: getattr(settings, name) for name in dir(settings) if name.isupper()}
    return [Warning(str(fault), id=f"kpu.{fault.setting}") for fault in faults(given)]


@register("database", deploy=True)
def working_parts(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """A warning for each part that does not do its work; asked with ``--database default`` only."""
    ill = [part for part in parts() if not part.well] if databases else []
    return [Warning(part.sentence, id="kpu.health") for part in ill]
