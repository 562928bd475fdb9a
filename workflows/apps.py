from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    """The heart: what an SOP is, how one runs, what it leaves behind."""

    name = "workflows"
    verbose_name = "SOP"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in
        from django.db.models.signals import post_delete, post_save
        from wagtail.signals import page_published, page_unpublished, post_page_move

        from accounts.notices import account_changed
        from workflows import calendars, guards, membership
        from workflows.actions.publish import on_page_published
        from workflows.actions.take_down import on_page_unpublished
        from workflows.models import CalendarDay, Office, WorkingHours
        from workflows.models.pages import follow_move
        from workflows.notifications import account_news

        guards.connect()
        account_changed.connect(account_news.on_change, dispatch_uid="people-hear-of-their-account")
        user_logged_in.connect(membership.on_login, dispatch_uid="groups-of-the-day")
        post_page_move.connect(follow_move, dispatch_uid="home-follows-the-tree")
        page_published.connect(on_page_published, dispatch_uid="scheduled-run-goes-live")
        page_unpublished.connect(on_page_unpublished, dispatch_uid="expiry-is-recorded")
        for model in (WorkingHours, CalendarDay):
            post_save.connect(calendars.on_change, sender=model, dispatch_uid=f"due-times-{model.__name__}")
            post_delete.connect(calendars.on_change, sender=model, dispatch_uid=f"due-times-{model.__name__}-gone")
        post_save.connect(calendars.on_change, sender=Office, dispatch_uid="due-times-office")
