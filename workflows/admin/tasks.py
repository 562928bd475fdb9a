"""The task page: what is asked, the content, the chain, and the buttons. Every act of the admin ends here."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from workflows.actions.refusals import ActionRefused, Incomplete
from workflows.actions.seen import seen_token
from workflows.actions.start import NO_SOP, may_start
from workflows.admin import chain
from workflows.admin.acts import AFTER_PUBLICATION, VERBS, WITH_SEEN, Act, offered_acts, start_act
from workflows.admin.forms import ActForm
from workflows.core.standing import Action, Allowed, Refused
from workflows.models import GovernedPage, Office, SopRun
from workflows.models.standing import actor_at
from workflows.notifications.audience import ACT_OF


class TaskView(WagtailAdminTemplateMixin, View):
    """GET shows the item to whoever belongs to its office; POST does one act and says how it went."""

    template_name = "workflows/admin/task.html"
    header_icon = "tasks"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        page = Page.objects.filter(pk=kwargs["page_id"]).first()
        draft = page.get_latest_revision_as_object() if page else None
        if not isinstance(draft, GovernedPage):
            raise Http404
        office = Office.of_page(draft)
        if office is None or not actor_at(request.user, office, None).in_office:
            raise PermissionDenied
        self.page, self.office = draft, office
        self.run = self._run()
        self.version = self.run.sop_version if self.run else draft.governing_version()
        with timezone.override(ZoneInfo(self.office.time_zone)):
            response = super().dispatch(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response

    def _run(self) -> SopRun | None:
        """The run asked for by number, else the item on its way, else the newest that was not withdrawn."""
        runs = SopRun.objects.filter(page_id=self.page.pk).select_related("sop_version", "office")
        wanted = self.request.GET.get("naskah") or self.request.POST.get("run") or ""
        if wanted.isdecimal() and (run := runs.filter(pk=int(wanted[:18])).first()) is not None:
            return run
        return runs.open().first() or runs.exclude(status="withdrawn").first()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(acts=self._acts()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            action = Action(kwargs["action"])
        except ValueError as error:
            raise Http404 from error
        if action not in VERBS:  # editing has its own page
            raise Http404
        target = kwargs.get("target")
        act = self._act_posted(action, target)
        form = self._form(act, request.POST)
        status = 422
        if form.is_valid():
            try:
                run = self._perform(action, form, target)
            except ActionRefused as refusal:
                status = refusal.status
                form.add_faults(refusal.faults if isinstance(refusal, Incomplete) else {"": refusal.reason})
                self.run = self._run()
            else:
                messages.success(request, f"{act.label}: selesai. {self._whereabouts(run)}")
                return redirect("sop:task", self.page.pk)
        failed = replace(act, form=form)
        acts = [failed if offered.name == act.name else offered for offered in self._acts()]
        return self.render_to_response(self.get_context_data(acts=acts, failed=failed), status=status)

    def _act_posted(self, action: Action, target: int | None) -> Act:
        """The act as it is offered, or its bare form when it isn't: the verb then says why not."""
        for act in self._offered():
            if act.action is action and act.target == target:
                return act
        asks = frozenset({"remark", "reason", "ground", "go_live_at"})
        waiting = self.run.current_step if self.run and action is not Action.START else None
        steps = (waiting,) if waiting else ()
        return Act(action, "Tindakan", steps=steps, asks=asks, target=target)

    def _perform(self, action: Action, form: ActForm, target: int | None) -> SopRun:
        answers, data = form.answers(), form.cleaned_data
        given: dict[str, Any] = {}
        if action in WITH_SEEN:
            given["seen"] = data.get("seen") or ""
        if action in AFTER_PUBLICATION:
            given["run_id"] = data.get("run") or 0
        if action is Action.START:
            given["on_behalf_of"] = data.get("on_behalf_of")
        elif action is Action.PUBLISH:
            given["go_live_at"] = data.get("go_live_at")
        elif action is Action.EMERGENCY:
            given["ground"] = data.get("ground") or ""
        elif action is Action.ARCHIVE:
            given["links"] = form.links()
        elif action is Action.SETTLE:
            given |= {"step": target, "approved": data.get("verdict") == "ya"}
        elif action is Action.FULFIL:
            return VERBS[action](self.page.pk, self.request.user, duty_id=target, remark=answers.remark, **given)
        return VERBS[action](self.page.pk, self.request.user, answers, **given)

    def _offered(self) -> list[Act]:
        acts = offered_acts(self.run, self.request.user) if self.run else []
        if self._startable() and self.version is not None:
            governing = self.page.governing_version()
            decision = may_start(self.page, self.request.user)
            if isinstance(decision, Allowed) and governing is not None:
                on_behalf = not decision.role
                acts.insert(0, start_act(governing.document, self.page.content_kind, on_behalf=on_behalf))
        return acts

    def _startable(self) -> bool:
        """A page without an open run whose draft is not what the public already sees."""
        return not (self.run and self.run.is_open) and (not self.page.live or self.page.has_unpublished_changes)

    def _acts(self) -> list[Act]:
        return [replace(act, form=self._form(act)) for act in self._offered()]

    def _form(self, act: Act, data: Any = None) -> ActForm:
        run = self.run
        version = self.page.governing_version() if act.action is Action.START else self.version
        holders = None
        if "on_behalf_of" in act.asks and version is not None:
            people = self.office.people_in(version.document.first_step.roles, self.page.division_id)
            holders = get_user_model().objects.filter(pk__in=[user.pk for user in people])
        visit = run.open_visit if run and run.is_open else None
        seen = seen_token(visit.pk if visit else None, self.page.latest_revision)
        if version is None:
            raise PermissionDenied(NO_SOP)
        initial = {"seen": seen, "run": run.pk if run else None}
        return ActForm(data, act=act, document=version.document, run=run, holders=holders, initial=initial)

    def _whereabouts(self, run: SopRun) -> str:
        run.refresh_from_db()
        return f"{chain.waiting_line(run)}."

    def _why_not(self) -> str:
        """The sentence for someone who can do nothing here now."""
        if self.version is None:
            return NO_SOP
        if self._startable():
            decision = may_start(self.page, self.request.user)
        elif self.run is not None and self.run.step is not None:
            decision = self.run.decide(self.request.user, ACT_OF.get(self.run.step.kind, Action.COMPLETE))
        else:
            return ""
        return decision.reason if isinstance(decision, Refused) else ""

    def get_page_title(self) -> str:
        return self.page.get_admin_display_title()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("wagtailadmin_pages:edit", args=[self.page.pk]), "label": self.get_page_title()},
            {"url": "", "label": "Tugas"},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        document = self.version.document if self.version else None
        compare = None
        if self.page.live and self.page.latest_revision_id and self.page.has_unpublished_changes:
            compare = reverse(
                "wagtailadmin_pages:revisions_compare", args=[self.page.pk, "live", self.page.latest_revision_id]
            )
        context.update(
            {
                "page": self.page,
                "office": self.office,
                "run": self.run,
                "version": self.version,
                "step": self.run.step if self.run else None,
                "visit": self.run.open_visit if self.run else None,
                "waiting": chain.waiting_line(self.run) if self.run else "",
                "why_not": "" if context.get("acts") else self._why_not(),
                "compare_url": compare,
                "editable": bool(self.run and self.run.is_open and self.run.decide(self.request.user, Action.EDIT))
                or not (self.run and self.run.is_open),
                **chain.context(self.run, document),
            }
        )
        return context
