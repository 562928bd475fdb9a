"""Where the account pages lead on to."""

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse

from accounts.second_factor import WANTED, is_shown

register = template.Library()


@register.simple_tag(takes_context=True)
def workplace(context: dict[str, Any]) -> str:
    """The address behind the second factor; "" while that still has to be shown."""
    request = context["request"]
    if settings.SECOND_FACTOR_REQUIRED and not is_shown(request):
        return ""
    return request.session.get(WANTED) or reverse("wagtailadmin_home")
