"""The buttons of the page editor, in the SOP's words; only those that may act, else the reason."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from wagtail.admin.action_menu import ActionMenuItem

from offices import office_time
from workflows.actions.start import NO_SOP, may_start, start_act
from workflows.actions.verb import Act
from workflows.core.rule_inputs import Allowed
from workflows.models import GovernedPage, SopRun
from workflows.service import chain
from workflows.service.acts import offered_acts

STOCK = {
    "action-publish",
    "action-unpublish",
    "action-submit",
    "action-cancel-workflow",
    "action-restart-workflow",
    "action-page-locked",
}
"""Wagtail's own items: for governed pages each has its counterpart in the SOP, or none."""


class SaveAndOpen(ActionMenuItem):
    """Saves the draft and opens the task page."""

    name = "action-sop"
    icon_name = "arrow-right-full"

    def __init__(self, label: str, order: int) -> None:
        super().__init__(order)
        self.label = label


class Open(ActionMenuItem):
    """Opens the task page; the content can't be changed here and now."""

    icon_name = "arrow-right-full"

    def __init__(self, label: str, page_id: int, order: int) -> None:
        super().__init__(order)
        self.label, self.page_id = label, page_id

    def get_url(self, parent_context: Any) -> str:
        return reverse("sop:task", args=[self.page_id])


class Waiting(ActionMenuItem):
    """Says where the item is when there is nothing to press."""

    template_name = "desk/waiting_item.html"
    name = "sop-waiting"

    def __init__(self, label: str) -> None:
        super().__init__(0)
        self.label = label


def construct(menu_items: list[Any], request: Any, context: dict[str, Any]) -> None:
    """Replace Wagtail's publishing and workflow items of a governed page by the SOP's."""
    page = context.get("page")
    if context["view"] == "create":
        kwargs = request.resolver_match.kwargs
        model = ContentType.objects.get_by_natural_key(
            kwargs["content_type_app_name"], kwargs["content_type_model_name"]
        ).model_class()
        if model is None or not issubclass(model, GovernedPage):
            return
        menu_items[:] = [item for item in menu_items if item.name not in STOCK]
        menu_items.append(SaveAndOpen("Simpan dan lanjut ke SOP", 10))
        return
    if not isinstance(page, GovernedPage):
        return
    menu_items[:] = [item for item in menu_items if item.name not in STOCK]
    locked = context.get("locked_for_user")
    run = SopRun.objects.open().filter(page_id=page.pk).select_related("sop_version", "office").first()
    acts = [act for act in _acts(page, request.user, run) if not (act.verb.serious or act.verb.aside)]
    if run is not None and acts:
        menu_items[:] = [item for item in menu_items if not locked]
    elif run is not None or locked:
        menu_items.clear()
    for order, act in enumerate(acts):
        position = order - 10 if run is not None else order + 10
        menu_items.append(Open(act.label, page.pk, position) if locked else SaveAndOpen(act.label, position))
    if not acts:
        menu_items.append(Waiting(_why(page, request.user, run)))
    menu_items.sort(key=lambda item: item.order)


def _acts(page: GovernedPage, user: Any, run: SopRun | None) -> list[Act]:
    if run is not None:
        return offered_acts(run, user)
    decision, version = may_start(page, user), page.governing_version()
    if isinstance(decision, Allowed) and version is not None:
        return [start_act(version.document, page.content_kind, on_behalf=not decision.role)]
    return []


def _why(page: GovernedPage, user: Any, run: SopRun | None) -> str:
    """ "Menunggu Sekretaris · sejak 10.15", or why the person can't start."""
    if run is None:
        decision = may_start(page, user)
        return NO_SOP if page.governing_version() is None else getattr(decision, "reason", "")
    visit = run.open_visit
    line = chain.waiting_line(run)
    if visit is None:
        return line
    since = office_time.local(visit.started_at, run.office)
    hour = f"{since:%H.%M %Z}" if since.date() == run.office.today() else f"{since:%d/%m %H.%M %Z}"
    return f"{line} · sejak {hour}"
