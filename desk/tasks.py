"""The task page: what is asked, the content, the chain, and the buttons. Every act of the admin ends here."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from desk import page_text
from desk.file_notes import documents_of, notes_on
from desk.task_rows import TaskRow, administered_by, desk_of, task_rows
from messaging.models import OutboxMessage
from offices import office_time
from offices.models import Office
from sops import route
from workflows.actions.seen import content_faults
from workflows.actions.verb import Act
from workflows.core.acts import Action
from workflows.core.rule_inputs import Status
from workflows.models import GovernedPage, SopRun
from workflows.models.rule_inputs import actor_at
from workflows.notifications.announcing import thread
from workflows.service import chain, timing
from workflows.service.acts import verb_named
from workflows.service.forms import ActForm
from workflows.service.item import Item

PASS_ON = {Action.START, Action.COMPLETE}
"""Acts by which a text leaves whoever writes it; the verb asks again."""


class TaskView(WagtailAdminTemplateMixin, View):
    """GET shows the item to whoever belongs to its office; POST does one act and says how it went."""

    template_name = "desk/task.html"
    header_icon = "tasks"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        page = Page.objects.filter(pk=kwargs["page_id"]).first()
        if page is None or not issubclass(page.specific_class or Page, GovernedPage):
            raise Http404
        self.page = page
        self.run = self._run()
        office = self.run.office if self.run and self.run.is_open else Office.of_page(page)
        if office is None or not actor_at(request.user, office, None).in_office:
            raise PermissionDenied
        self.office = office
        self.item = Item(page, office, self.run, request.user)
        with office_time.at(self.office):
            response = super().dispatch(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response

    def _run(self) -> SopRun | None:
        """The run asked for by number, else the item on its way, else the newest that was not withdrawn."""
        runs = SopRun.objects.filter(page_id=self.page.pk).select_related("sop_version", "office")
        wanted = self.request.GET.get("naskah") or self.request.POST.get("run") or ""
        if wanted.isdecimal() and (run := runs.filter(pk=int(wanted[:18])).first()) is not None:
            return run
        return runs.open().first() or runs.exclude(status=Status.WITHDRAWN).first()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        OutboxMessage.objects.note_read(request.user, thread(self.run))
        return self.render_to_response(self.get_context_data(acts=self.item.acts()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        verb = verb_named(kwargs.get("action", ""))  # none at the page's own address; editing has its own page
        if verb is None:
            raise Http404
        act = self.item.act(verb.action, kwargs.get("target"))
        status, tried = self.item.attempt(act, request.POST)
        if status == 200 and self.item.run is not None:
            messages.success(request, f"{act.label}: tercatat. {chain.standing_line(self.item.run)}")
            if isinstance(tried.form, ActForm) and (via := tried.form.answers().via):
                return redirect("sop:handover", self.item.run.pk, via.value)
            return redirect("sop:task", self.page.pk)
        self.item.run = self.run = self._run()
        acts = [tried if offered.name == act.name else offered for offered in self.item.acts()]
        return self.render_to_response(self.get_context_data(acts=acts, failed=tried), status=status)

    def _row(self) -> TaskRow | None:
        """The waiting step as Tugas Saya shows it: who has taken it, and who may."""
        run = self.run
        if run is None or not run.is_open or (visit := run.open_visit) is None:
            return None
        visit.run = run
        (row,) = task_rows(desk_of(self.request), [visit], administered_by(self.request, {self.office.pk}))
        return row

    def _gaps(self, acts: list[Act]) -> list[tuple[str, str]]:
        """What stands in the way of passing the text on, and where in the editor it is put right."""
        run, version = self.run, self.item.version
        kind = run.kind if run and run.is_open else self.item.draft.content_kind
        due = [
            act
            for act in acts
            if act.action in PASS_ON and version and route.content_due(version.document, act.steps[-1], kind)
        ]
        if not due:
            return []
        editor = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        faults = content_faults(self.item.draft, kind)
        return [(said, f"{editor}#:w:contentpath={name.removeprefix('content-')}") for name, said in faults.items()]

    def _unreached(self) -> list[str]:
        """What the public did not get of the page once it was live, until it gets it."""
        run = self.run
        if run is None or not run.is_live or run.reached_at is not None:
            return []
        event = run.events.filter(kind="unreached").last()
        if event is None:
            return []
        faults = " ".join(event.data["faults"])
        return [f"Halaman ini belum terbuka utuh untuk publik. {faults} Pemeriksaan diulang sampai semuanya terbuka."]

    def get_page_title(self) -> str:
        return self.item.draft.get_admin_display_title()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("wagtailadmin_pages:edit", args=[self.page.pk]), "label": self.get_page_title()},
            {"url": "", "label": "Tugas"},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        version = self.item.version
        document = version.document if version else None
        context.update(
            {
                "page": self.item.draft,
                "office": self.office,
                "run": self.run,
                "version": version,
                "step": self.run.step if self.run else None,
                "visit": self.run.open_visit if self.run else None,
                "waiting": chain.waiting_line(self.run) if self.run else "",
                "row": self._row(),
                "documents": documents_of(self.page),
                "changed_since": self.item.is_startable and self.page.live,
                "warnings": [*self.item.warnings, *self._unreached()],
                "why_not": "" if context.get("acts") else self.item.why_not(),
                "gaps": self._gaps(context.get("acts") or []),
                "comments": page_text.remarks_on(self.item.draft),
                "file_notes": notes_on(self.page),
                "editable": bool(self.run and self.run.is_open and self.run.decide(self.request.user, Action.EDIT))
                or not (self.run and self.run.is_open),
                **chain.context(self.run, document),
                **timing.context(self.item.draft, self.office, version, self.run, self.request.user),
            }
        )
        return context
