"""Deleting a picture or document: who uses it stands on the page that asks, and what can't be done isn't offered."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from wagtail.admin import messages
from wagtail.documents.views import documents
from wagtail.documents.views import multiple as many_documents
from wagtail.images.views import images
from wagtail.images.views import multiple as many_images
from wagtail.models import ReferenceIndex

from accounts.forbidden import Forbidden
from desk.own_rows import may_explore
from workflows.gate.approved_files import Use, uses_of, why_kept

STILL_NAMED = "Berkas masih dipakai, jadi tidak dapat dihapus. Lepaskan dulu dari halaman atau data yang memakainya."
PLACES = {"page": "halaman", "draft": "konsep", "history": "riwayat"}


def why_it_stays(item: Any, user: Any) -> str:
    """Why a file can't be deleted, whatever names it; "" where it can."""
    why = why_kept(item) or (STILL_NAMED if ReferenceIndex.get_grouped_references_to(item).is_protected else "")
    return STILL_NAMED if why and not all(line["title"] for line in users_of(item, user)) else why


def users_of(item: Any, user: Any) -> list[dict[str, str]]:
    """Who names a file, with its address; of a text the person may not see only that it is another office's."""
    return [_line(use, user) for use in uses_of(item)]


def _line(use: Use, user: Any) -> dict[str, str]:
    page, where = use.page, PLACES[use.where]
    if not may_explore(user, page.pk):
        return {"title": page.title if page.live else "", "where": where, "address": ""}
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return {"title": page.draft_title or page.title, "where": where, "address": address}


class _Deletion:
    """Mixed into Wagtail's page that asks whether to delete."""

    request: HttpRequest
    object: Any
    template_name = "desk/delete_file.html"
    edit_url_name: str

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),  # type: ignore[misc]
            "why": why_it_stays(self.object, self.request.user),
            "users": users_of(self.object, self.request.user),
            "is_protected": False,  # the template's own sentence on it, which says less
            "edit_url": self._edit_url(),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        if why := why_it_stays(self.object, self.request.user):
            messages.error(self.request, why)
            return HttpResponseRedirect(self._edit_url())
        try:
            return super().form_valid(form)  # type: ignore[misc,no-any-return]
        except Forbidden:  # used since we looked; its sentence is shown
            return HttpResponseRedirect(self._edit_url())

    def _edit_url(self) -> str:
        return reverse(self.edit_url_name, args=[self.object.pk])


class DeleteImageView(_Deletion, images.DeleteView):
    """Whether to delete a picture."""

    edit_url_name = "wagtailimages:edit"


class DeleteDocumentView(_Deletion, documents.DeleteView):
    """Whether to delete a document."""

    edit_url_name = "wagtaildocs:edit"


class _AmongMany:
    """Mixed into what the page for many uploads sends its *Hapus* to; ``uploads/many.js`` shows the sentence there."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        view: Any = self
        view.model = view.get_model()
        item = view.model.objects.filter(pk=kwargs[view.pk_url_kwarg]).first()
        may = item and view.permission_policy.user_has_permission_for_instance(request.user, "delete", item)
        if may and (why := why_it_stays(item, request.user)):
            return JsonResponse({"success": False, "error_message": why}, status=409)
        return super().post(request, *args, **kwargs)  # type: ignore[misc,no-any-return]


class DeleteOneOfManyImages(_AmongMany, many_images.DeleteView):
    """A picture just uploaded."""


class DeleteOneOfManyDocuments(_AmongMany, many_documents.DeleteView):
    """A document just uploaded."""
