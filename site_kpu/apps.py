from django.apps import AppConfig


class SiteKpuConfig(AppConfig):
    """Wiring only: base templates and the catalogue; no models."""

    name = "site_kpu"
