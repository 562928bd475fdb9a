from django.apps import AppConfig


class HomeConfig(AppConfig):
    """The public skeleton of an office's site."""

    name = "home"
    verbose_name = "Situs kantor"
