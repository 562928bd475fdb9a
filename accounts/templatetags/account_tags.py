"""Where the account pages lead on to."""

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse

from accounts import kept_copies
from accounts.second_factor import WANTED, is_shown

register = template.Library()


@register.simple_tag(takes_context=True)
def workplace(context: dict[str, Any]) -> str:
    """The address behind the second factor; "" while that still has to be shown."""
    request = context["request"]
    if settings.SECOND_FACTOR_REQUIRED and not is_shown(request):
        return ""
    return request.session.get(WANTED) or reverse("wagtailadmin_home")


@register.simple_tag
def session_limits() -> str:
    """After what time sessions end, in words."""
    idle, whole = settings.SESSION_IDLE_SECONDS, settings.SESSION_COOKIE_AGE
    unused = f"sesudah {_lasting(idle)} tanpa kegiatan, atau " if idle < whole else ""
    return f"{unused}{_lasting(whole)} sejak masuk."


def _lasting(seconds: int) -> str:
    """In hours where they are whole ones, else in minutes."""
    return f"{seconds // 3600} jam" if seconds % 3600 == 0 else f"{seconds // 60} menit"


@register.filter
def key_of_copies(user: Any) -> str:
    """With what this person's browser keeps what is unsaved; "" for whoever is not logged in."""
    return kept_copies.key_of(user) if user.is_authenticated else ""
