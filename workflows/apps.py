from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    """The heart: how an SOP runs, and what it leaves behind."""

    name = "workflows"
    verbose_name = "SOP"

    def ready(self) -> None:
        from wagtail.signals import page_published, page_unpublished, post_page_move

        from offices import coverage
        from offices.calendars import working_time_changed
        from workflows.actions.publish import on_page_published
        from workflows.actions.take_down import on_page_unpublished
        from workflows.gate import guards
        from workflows.models import due_times, waiting
        from workflows.models.pages import follow_move

        guards.connect()
        coverage.SOURCES.append(coverage.Source(waiting.of_role, waiting.by_role))
        working_time_changed.connect(due_times.on_working_time_changed, dispatch_uid="due-times")
        post_page_move.connect(follow_move, dispatch_uid="home-follows-the-tree")
        page_published.connect(on_page_published, dispatch_uid="scheduled-run-goes-live")
        page_unpublished.connect(on_page_unpublished, dispatch_uid="expiry-is-recorded")
