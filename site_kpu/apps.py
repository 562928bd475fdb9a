from django.apps import AppConfig


class SiteKpuConfig(AppConfig):
    """Wiring only: base templates and the catalogue; no models."""

    name = "site_kpu"

    def ready(self) -> None:
        from site_kpu.admin_words import label_fields

        label_fields()
