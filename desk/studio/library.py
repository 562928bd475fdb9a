"""The library of SOPs: what governs and what is being written, and every way to begin another."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from desk.own_office import runs_an_office
from desk.studio.access import check_uses_library, may_write, sops_written_by, uses_library, versions_seen_by
from desk.studio.starting import FileForm, PaperForm, StartForm, revise
from offices.models import is_headquarters
from sops.models import SopDraft


class LibraryMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return uses_library(request.user)


class LibraryView(WagtailAdminTemplateMixin, View):
    """GET: the list. POST: begin from nothing or a copy (``start``), or take a file (``file``)."""

    template_name = "desk/studio/library.html"
    page_title = "Pustaka SOP"
    header_icon = "clipboard-list"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        check_uses_library(request.user)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        source = request.GET.get("salin", "")
        start = StartForm(request.user, initial={"source": source if source.isdigit() else None})
        return self._show(start=start)

    def post(self, request: HttpRequest) -> HttpResponse:
        if not runs_an_office(request.user):
            raise PermissionDenied("SOP disusun oleh admin kantor.")
        if "name" in request.POST:
            start = StartForm(request.user, request.POST)
            return redirect("sop:draft", start.begin().pk) if start.is_valid() else self._show(422, start=start)
        if "paper" in request.FILES or "paper" in request.POST:
            paper = PaperForm(request.user, request.POST, request.FILES)
            return redirect("sop:draft", paper.begin().pk) if paper.is_valid() else self._show(422, paper=paper)
        return self._take_file(request)

    def _take_file(self, request: HttpRequest) -> HttpResponse:
        """A text as a file: a version to be signed of an SOP one looks after, or of a new one."""
        form = FileForm(request.user, request.POST, request.FILES)
        if not form.is_valid():
            return self._show(422, form=form)
        version = form.store()
        messages.success(request, f"{version}: {version.get_status_display()}.")
        return redirect("sop:version", version.pk)

    def _show(self, status: int = 200, **sent: Any) -> HttpResponse:
        """The page, with whatever of its three forms was sent."""
        user = self.request.user
        versions = versions_seen_by(user).select_related("sop").order_by("sop__slug", "-loaded_at")
        drafts = SopDraft.objects.filter(sop__in=sops_written_by(user)).select_related("sop__stewardship__office")
        context = self.get_context_data(
            start=sent.get("start") or StartForm(user),
            form=sent.get("form") or FileForm(user),
            paper=sent.get("paper") or PaperForm(user),
            versions=versions,
            drafts=drafts.order_by("sop__name"),
            writes=runs_an_office(user),
            leads=is_headquarters(user),
        )
        return render(self.request, self.template_name, context, status=status)


def revise_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with the draft of the SOP's next text, begun with this version where none is open."""
    version = get_object_or_404(versions_seen_by(request.user).select_related("sop"), pk=pk)
    if request.method != "POST" or not may_write(request.user, version.sop):
        raise PermissionDenied("SOP ini dikelola kantor lain. Salin sebagai SOP baru kantor Anda di Pustaka SOP.")
    return redirect("sop:draft", revise(version, request.user).pk)
