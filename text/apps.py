from django.apps import AppConfig, apps
from django.conf import settings


class TextConfig(AppConfig):
    """Text is cleaned where it comes in; stands before every app whose guards look at what is saved."""

    name = "text"
    verbose_name = "Teks"

    def import_models(self) -> None:
        """The first app to do so: no form field of another is built yet."""
        from text import dates, forms

        forms.connect()
        dates.connect()
        super().import_models()

    def ready(self) -> None:
        from text import rich, rows, tags

        rich.connect()
        tags.connect()
        labels = settings.APPS_WITH_CLEAN_TEXT
        rows.connect(model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in labels)
