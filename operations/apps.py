from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "operations"
    verbose_name = "Operasi"

    def ready(self) -> None:
        from operations import checks  # noqa: F401  # registers them
