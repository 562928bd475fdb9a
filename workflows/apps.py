from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    """The heart: what an SOP is, how one runs, what it leaves behind."""

    name = "workflows"
    verbose_name = "SOP"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in
        from wagtail.signals import page_published, page_unpublished

        from workflows import guards, membership
        from workflows.actions.publish import on_page_published
        from workflows.actions.take_down import on_page_unpublished

        guards.connect()
        user_logged_in.connect(membership.on_login, dispatch_uid="groups-of-the-day")
        page_published.connect(on_page_published, dispatch_uid="scheduled-run-goes-live")
        page_unpublished.connect(on_page_unpublished, dispatch_uid="expiry-is-recorded")
