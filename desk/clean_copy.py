"""A copy of a document without what its readers don't see, as a new document of the library by one press."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.documents import get_document_model
from wagtail.permissions import policy_registry

from engine import wagtail_internals
from files import metadata
from files.findings import is_cleanable, sentences
from files.reports import report_of

SUFFIX = " (salinan bersih)"
UNMADE = "Salinan bersih tidak dapat dibuat dari berkas ini. Bersihkan di komputer Anda, lalu unggah lagi."


class CleanCopyView(WagtailAdminTemplateMixin, View):
    """GET says what the document holds; POST makes the copy."""

    template_name = "desk/clean_copy.html"
    header_icon = "doc-full"
    page_title = "Salinan bersih"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        policy = policy_registry.get_by_type(get_document_model())
        self.document = get_object_or_404(get_document_model(), pk=kwargs["pk"])
        if not policy.user_has_permission_for_instance(request.user, "choose", self.document):
            raise Http404  # as for what isn't there
        own = policy.collections_user_has_permission_for(request.user, "add")
        self.collection = own.filter(pk=self.document.collection_id).first() or own.first()
        if self.collection is None:
            raise PermissionDenied
        self.extension = self.document.file_extension.lower()
        self.found = report_of(self.document)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        facts = {
            "document": self.document,
            "notes": sentences(self.found),
            "is_cleanable": is_cleanable(self.found, self.extension),
            "is_signed": bool(self.found.get("signed")),
        }
        return {**super().get_context_data(**kwargs), **facts}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        copy = clean_copy(self.document, self.collection, request.user)
        if copy is None:
            messages.error(request, UNMADE)
            return redirect(request.path)
        messages.success(
            request,
            f"«{copy.title}» ada di pustaka. Periksa isinya, lalu ganti berkas lama di halaman dengan salinan ini.",
        )
        return redirect("wagtaildocs:edit", copy.pk)


def clean_copy(document: Any, collection: Any, by: Any) -> Any | None:
    """A new document beside the old one; None where it can't be made."""
    with document.file.open("rb") as stored:
        made = metadata.cleaned(stored, document.file_extension.lower())
    if made is None:
        return None
    size = made.tell()
    made.seek(0)
    stem, _, extension = document.filename.rpartition(".")
    copy = get_document_model()(
        title=document.title.removesuffix(SUFFIX)[: 255 - len(SUFFIX)] + SUFFIX,
        file=UploadedFile(made, f"{stem}-bersih.{extension}", size=size),
        collection=collection,
        uploaded_by_user=document.uploaded_by_user or by,  # whoever only takes out what nobody sees wrote nothing
    )
    wagtail_internals.measure(copy)
    copy.save()
    return copy
