from django.apps import AppConfig


class SopsConfig(AppConfig):
    """What an SOP is: document, file format, checks, route, official sheet, BPMN."""

    name = "sops"
    verbose_name = "SOP"
