"""The page editor of governed pages: saves under the page's lock, never publishes, leads to the task page."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.revisions import RevisionsRevertView
from wagtail.admin.viewsets.pages import PageViewSet, page_viewset_registry
from wagtail.models import Page

from workflows.actions.authors import authors_of
from workflows.actions.edit import mend, note_edit
from workflows.actions.locks import lock_page
from workflows.actions.refusals import Stale
from workflows.admin import chain, timing
from workflows.core import rules
from workflows.core.standing import Action, History
from workflows.models import GovernedPage, Office, SopChoice, SopRun
from workflows.models.choosing import Unchoosable
from workflows.models.standing import actor_at, history_of


class SopSidePanel(BaseSidePanel):
    """The whole chain beside the text: done, current, pending, who, when, remarks, returns."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = "Tampilkan langkah SOP"
        icon_name = "tasks"
        has_counter = False

    name = "sop"
    title = "Langkah SOP"
    template_name = "workflows/admin/sop_side_panel.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        run = SopRun.objects.filter(page_id=self.object.pk).select_related("sop_version", "office").first()
        version = run.sop_version if run and run.is_open else self.object.governing_version()
        shown = run if run and (run.is_open or version == run.sop_version) else None
        office = run.office if run else Office.of_page(self.object)
        context["time"] = timing.shown(self.object, office, version, run)
        context.update({"version": version, **chain.context(shown, version.document if version else None)})
        return context


class _Narrowed:
    """Mixed into a page form: in a media step only pictures and files may be changed."""

    instance: Any
    fields: dict[str, Any]
    formsets: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        run = SopRun.objects.open().filter(page_id=self.instance.pk).first() if self.instance.pk else None
        if run is not None and run.step is not None and run.step.media_only:
            for name, field in self.fields.items():
                field.disabled = field.disabled or name not in self.instance.media_fields
            for name in [n for n in self.formsets if n not in (*self.instance.media_fields, "comments")]:
                del self.formsets[name]


def narrowed(form_class: type) -> type:
    """The page's form with the choices the office and the step leave."""
    return type(form_class)(form_class.__name__, (_Narrowed, form_class), {"__module__": form_class.__module__})


def refused(reason: Unchoosable) -> HttpResponse:
    """A post that names what no chooser offered: answered without the form, which would show it."""
    return HttpResponse(f"{reason} Kembali ke halaman sebelumnya; isian Anda masih ada.", status=403)


def warn_authors(request: HttpRequest, page: GovernedPage, where: Page) -> None:
    """Say, before anything is typed, which checks the person gives up by saving (ruling 4a).

    ``where`` is the page, or the parent of one that isn't there yet.
    """
    run = SopRun.objects.open().filter(page_id=page.pk).select_related("office", "sop_version").first()
    office = run.office if run else Office.of_page(where)
    if office is None or (run and not run.decide(request.user, Action.EDIT)):
        return
    version = run.sop_version if run else SopChoice.governing(where, office, page.content_kind)
    if version is None:
        return
    actor = actor_at(request.user, office, page.division_id, version.sop_id)
    lost = rules.checks_given_up(version.document, actor, history_of(run) if run else History())
    if not lost:
        return
    steps = f"langkah {' dan '.join(str(step.number) for step in lost)}"
    if request.user.pk in (run.authors if run else authors_of(page)):
        messages.info(request, f"Anda ikut menulis naskah ini, jadi Anda tidak dapat memeriksanya pada {steps}.")
    else:
        messages.warning(request, f"Jika Anda menyimpan, Anda tidak dapat memeriksa naskah ini pada {steps}.")


class GovernedEditMixin:
    """What create, edit and revert have in common: they save drafts and nothing else."""

    request: HttpRequest
    page: Any
    form_class: Any
    save_action: Any
    is_cancelling_workflow = False

    @cached_property
    def action_name_and_method(self) -> tuple[str, Any]:
        return ("save", self.save_and_open if self.request.POST.get("action-sop") else self.save_action)

    def save_and_open(self) -> HttpResponse:
        """Save the draft, then open the task page, where the act itself is confirmed."""
        response = self.save_action()
        return redirect("sop:task", self.page.pk) if response.status_code == 302 else response


class GovernedEditView(GovernedEditMixin, EditView):
    def dispatch(self, request: HttpRequest, page_id: int, **kwargs: Any) -> HttpResponse:
        try:
            if request.method != "POST":
                mend(page_id, request.user)
                return super().dispatch(request, page_id, **kwargs)
            with transaction.atomic():  # the verbs lock the same row first: no save slips into a decision
                lock_page(page_id)
                response = super().dispatch(request, page_id, **kwargs)
                note_edit(page_id, request.user)
                return response
        except Stale as gone:
            raise Http404 from gone
        except Unchoosable as reason:
            return refused(reason)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.form_class = narrowed(self.form_class)
        warn_authors(request, self.page, self.page)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.form_class = narrowed(self.form_class)
        if self.locked_for_user and request.POST.get("action-sop"):
            return redirect("sop:task", self.page.pk)
        return super().post(request, *args, **kwargs)

    def get_side_panels(self) -> MediaContainer:
        panels = super().get_side_panels()
        if self.expects_json_response:
            return panels
        return MediaContainer([SopSidePanel(self.page, self.request), *panels])


class GovernedRevertView(GovernedEditView, RevisionsRevertView):
    pass


class GovernedCreateView(GovernedEditMixin, CreateView):
    def dispatch(
        self, request: HttpRequest, content_type_app_name: str, content_type_model_name: str, parent_page_id: int
    ) -> HttpResponse:
        asked = (content_type_app_name, content_type_model_name, parent_page_id)
        if request.method != "POST":
            return super().dispatch(request, *asked)
        try:
            with transaction.atomic():  # one at a time under a parent, else two of one title get one place and address
                lock_page(parent_page_id)
                return super().dispatch(request, *asked)
        except Stale as gone:
            raise Http404 from gone
        except Unchoosable as reason:
            return refused(reason)

    def get(self, request: HttpRequest) -> HttpResponse:
        self.form_class = narrowed(self.form_class)
        warn_authors(request, self.page, self.parent_page)
        return super().get(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        self.form_class = narrowed(self.form_class)
        return super().post(request)


class GovernedPageViewSet(PageViewSet):
    """The views of every governed page type."""

    add_view_class = GovernedCreateView
    edit_view_class = GovernedEditView
    revisions_revert_view_class = GovernedRevertView


def register_views() -> None:
    """Serve governed page types with these views; found by inheritance, so a new type needs nothing."""
    page_viewset_registry.register(GovernedPage, value=GovernedPageViewSet())
