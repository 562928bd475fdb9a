from django.apps import AppConfig


class OfficesConfig(AppConfig):
    """Who and when: offices, their roles and who holds them, deputies, working time."""

    name = "offices"
    verbose_name = "Kantor"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in
        from django.db.models.signals import post_delete, post_save

        from offices import calendars, membership
        from offices.models import CalendarDay, Office, WorkingHours

        user_logged_in.connect(membership.on_login, dispatch_uid="groups-of-the-day")
        for model in (WorkingHours, CalendarDay):
            post_save.connect(calendars.on_change, sender=model, dispatch_uid=f"working-time-{model.__name__}")
            post_delete.connect(calendars.on_change, sender=model, dispatch_uid=f"working-time-{model.__name__}-gone")
        post_save.connect(calendars.on_change, sender=Office, dispatch_uid="working-time-office")
