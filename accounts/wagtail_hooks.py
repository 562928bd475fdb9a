"""The ways from Wagtail's account page to the second factor and to the accounts at a provider."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail import hooks


@hooks.register("register_account_menu_item")
def second_factor(request: HttpRequest) -> dict[str, Any]:
    return {
        "url": reverse("mfa_index"),
        "label": "Langkah kedua masuk",
        "help_text": "Aplikasi autentikator, kunci keamanan, dan kode pemulihan.",
    }


@hooks.register("register_account_menu_item")
def provider_links(request: HttpRequest) -> dict[str, Any]:
    return {
        "url": reverse("socialaccount_connections"),
        "label": "Akun lembaga",
        "help_text": "Akun penyedia yang dapat membuka akun Anda.",
    }
