from django.apps import AppConfig


class HomeConfig(AppConfig):
    """The public site of an office."""

    name = "home"
    verbose_name = "Situs"

    def ready(self) -> None:
        from home import redirects
        from home.cache import changes

        changes.connect()
        redirects.connect()
