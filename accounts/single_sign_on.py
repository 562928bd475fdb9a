"""Logging in with the institution's OpenID Connect provider, also while that provider does not answer."""

import logging
from typing import Any

import requests
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.openid_connect import views
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger("security")


def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """allauth's view asks the provider for its addresses first; a silent one is said so, not a 500."""
    try:
        return views.login(request, provider_id)
    except requests.RequestException as fault:
        logger.warning("provider unreachable", extra={"fault": str(fault)[:200]})
        provider: Any = views.OpenIDConnectOAuth2Adapter(request, provider_id).get_provider()
        return render_authentication_error(request, provider, exception=fault)
