from django.apps import AppConfig


class DeskConfig(AppConfig):
    """What staff see of an SOP at work: tasks, decisions, editor, register, reports, the API."""

    name = "desk"
    verbose_name = "Ruang kerja"

    def ready(self) -> None:
        from desk import choosers, clock, exports, refusals

        choosers.connect()
        clock.connect()
        exports.connect()
        refusals.connect()
