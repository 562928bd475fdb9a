"""The page editor of governed pages: saves under the page's lock, never publishes, leads to the task page."""

import json
from collections.abc import Iterator
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

from desk import replay
from offices.models import Office
from workflows.actions.authors import authors_of
from workflows.actions.edit import mend, note_edit
from workflows.actions.locks import lock_page
from workflows.actions.refusals import Stale
from workflows.core import own_text
from workflows.core.acts import Action
from workflows.core.persons import NOBODY_ELSE
from workflows.core.rule_inputs import History
from workflows.gate import reach
from workflows.models import GovernedPage, SopChoice, SopRun
from workflows.models.choosing import Unchoosable
from workflows.models.rule_inputs import actor_at, actors_of, history_of
from workflows.models.run_history import returned
from workflows.service import chain, timing


class SopSidePanel(BaseSidePanel):
    """The whole chain beside the text: done, current, pending, who, when, remarks, returns."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = "Tampilkan langkah SOP"
        icon_name = "tasks"
        has_counter = False

    name = "sop"
    title = "Langkah SOP"
    template_name = "desk/sop_side_panel.html"
    order = 50

    def __init__(self, page: GovernedPage, request: HttpRequest, parent: Page | None = None) -> None:
        super().__init__(page, request)
        self.parent = parent

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        if self.parent is not None:
            return {**context, **self._of_new_page(self.parent)}
        run = SopRun.objects.filter(page_id=self.object.pk).select_related("sop_version", "office").first()
        version = run.sop_version if run and run.is_open else self.object.governing_version()
        shown = run if run and (run.is_open or version == run.sop_version) else None
        office = run.office if run else Office.of_page(self.object)
        context["time"] = timing.shown(self.object, office, version, run)
        context.update({"version": version, **chain.context(shown, version.document if version else None)})
        return context

    def _of_new_page(self, parent: Page) -> dict[str, Any]:
        """The chain that a page would go, before it is there: saved for the first time, its own takes this place."""
        office = Office.of_page(parent)
        version = SopChoice.governing(parent, office, self.object.content_kind) if office else None
        return {"version": version, **chain.context(None, version.document if version else None)}


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


def faults_of(form: Any) -> Iterator[str]:
    """What is wrong with a posted form and its rows, a sentence each that begins with the field's name."""
    for part in (form, *(row for rows in form.formsets.values() for row in rows.forms)):
        for name, faults in part.errors.items():
            label = part.fields[name].label if name in part.fields else ""
            told = [fault for fault in faults.as_data() if not hasattr(fault, "block_errors")]
            said = " ".join(message for fault in told for message in fault.messages) or "ada bagian yang belum benar."
            yield said if not label or said.startswith(str(label)) else f"{label}: {said}"


def warn_authors(request: HttpRequest, page: GovernedPage, where: Page, run: SopRun | None = None) -> None:
    """Say, before anything is typed, which checks the person gives up by saving (ruling 4a).

    ``where`` is the page, or the parent of one that isn't there yet; ``run`` the page's open one.
    """
    office = run.office if run else Office.of_page(where)
    if office is None or (run and not run.decide(request.user, Action.EDIT)):
        return
    version = run.sop_version if run else SopChoice.governing(where, office, page.content_kind)
    if version is None:
        return
    actor = actor_at(request.user, office, page.division_id, version.sop_id)
    lost = own_text.checks_given_up(version.document, actor, history_of(run) if run else History())
    if not lost:
        return
    steps = f"langkah {' dan '.join(str(step.number) for step in lost)}"
    authors = frozenset(run.authors if run else authors_of(page))
    people = actors_of(office, {role for step in lost for role in step.roles}, page.division_id, version.sop_id)
    alone = own_text.left_to_nobody(lost, people, authors | {request.user.pk or 0})
    more = f" Pada langkah {' dan '.join(str(step.number) for step in alone)}: {NOBODY_ELSE}" if alone else ""
    if request.user.pk in authors:
        messages.info(request, f"Anda ikut menulis naskah ini, jadi Anda tidak dapat memeriksanya pada {steps}.{more}")
    else:
        messages.warning(request, f"Jika Anda menyimpan, Anda tidak dapat memeriksa naskah ini pada {steps}.{more}")


def warn_returned(request: HttpRequest, run: SopRun | None) -> None:
    """Say at the head of the editor why the text came back."""
    if run is not None and (back := returned(run)) is not None:
        messages.warning(request, back.sentence)


def warn_reach(request: HttpRequest, page: GovernedPage) -> None:
    """Say while it can still be mended what would keep the public from the text."""
    if page.has_unpublished_changes or not page.live:
        for said in (*reach.obstacles(page), *page.doubts()):
            messages.warning(request, said)


class GovernedEditMixin:
    """What create, edit and revert have in common: they save drafts and nothing else."""

    request: HttpRequest
    page: Any
    form_class: Any
    save_action: Any
    expects_json_response: bool
    json_error_response: Any
    is_cancelling_workflow = False

    @staticmethod
    def lost_answer(request: HttpRequest, page_id: int | None = None) -> HttpResponse | None:
        """What an auto-save is answered whose forerunner was saved and never heard so."""
        return None if request.accepts("text/html") else replay.lost_answer(request, page_id)

    @cached_property
    def action_name_and_method(self) -> tuple[str, Any]:
        return ("save", self.save_and_open if self.request.POST.get("action-sop") else self.save_action)

    def form_invalid(self, form: Any) -> HttpResponse:
        """A draft can be saved with gaps, but not with what no field can hold.

        Auto-save saves the rest and names the field; *Simpan konsep* shows the form again, with all that was typed.
        """
        if not self.expects_json_response or not (said := " ".join(faults_of(form))):
            return super().form_invalid(form)  # type: ignore[misc,no-any-return]
        locked = getattr(self, "locked_for_user", False)
        return (not locked and self._save_the_rest(form, said)) or self.json_error_response("validation_error", said)

    def _save_the_rest(self, form: Any, said: str) -> HttpResponse | None:
        """Save a draft whose faulty fields stay what they were, and say which (``held_back``); None where it can't be.

        ``desk/editor/faithful.js`` goes on counting these fields as not saved.
        """
        if not (held := form.as_stored()):
            return None
        posted = self.request.POST.copy()
        for name, value in held.items():
            posted[name] = value
        who = {"subscription": form.subscription, "parent_page": form.parent_page, "for_user": form.for_user}
        again = type(form)(posted, self.request.FILES, instance=form.instance, initial=form.initial, **who)
        again.defer_required_fields()
        if not again.is_valid():
            return None
        self.form = again
        response: HttpResponse = self.form_valid(again)  # type: ignore[attr-defined]
        if response.status_code == 200:
            answer = json.loads(response.content)
            answer["field_updates"] = {name: of for name, of in answer["field_updates"].items() if name not in held}
            answer["held_back"] = {"names": list(held), "said": f"{said} Isian yang lain sudah tersimpan."}
            response.content = json.dumps(answer)
        return response

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
                if lost := self.lost_answer(request, page_id):
                    return lost
                response = super().dispatch(request, page_id, **kwargs)
                note_edit(page_id, request.user)
                replay.note(request, response)
                return response
        except Stale as gone:
            raise Http404 from gone
        except Unchoosable as reason:
            return refused(reason)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.form_class = narrowed(self.form_class)
        runs = SopRun.objects.open().filter(page_id=self.page.pk)
        run = runs.select_related("office", "sop_version").first()
        warn_returned(request, run)
        warn_authors(request, self.page, self.page, run)
        warn_reach(request, self.page)
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
                if lost := self.lost_answer(request):
                    return lost
                if made := replay.page_made_by(request):
                    return GovernedEditView.as_view()(request, made)
                response = super().dispatch(request, *asked)
                replay.note(request, response)
                return response
        except Stale as gone:
            raise Http404 from gone
        except Unchoosable as reason:
            return refused(reason)

    def get(self, request: HttpRequest) -> HttpResponse:
        self.form_class = narrowed(self.form_class)
        warn_authors(request, self.page, self.parent_page)
        return super().get(request)

    def get_side_panels(self) -> MediaContainer:
        return MediaContainer([SopSidePanel(self.page, self.request, self.parent_page), *super().get_side_panels()])

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
