"""Wagtail's upload screens as they are here: what became of a file is said where it was uploaded.

Nothing is stored but what passed the gate, also where Wagtail keeps a file until its title is filled in.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.forms import Media
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.modal_workflow import render_modal_workflow
from wagtail.documents.models import AbstractDocument
from wagtail.documents.views import chooser as document_chooser
from wagtail.documents.views import documents
from wagtail.documents.views import multiple as many_documents
from wagtail.images import get_image_model
from wagtail.images.views import chooser as image_chooser
from wagtail.images.views import images
from wagtail.images.views import multiple as many_images

from desk.clean_copy import clean_copy
from desk.file_notes import clean_address
from desk.known_files import ANYWAY, Known, storing
from files.findings import is_cleanable, sentences
from files.forms import notes_of, too_large
from files.reports import report_of
from workflows.models import DraftFile

NAMED_BY_A_DRAFT = (
    "Berkas ini dipakai dalam konsep. Siapa yang mengubahnya ikut menulis naskah itu, jadi tidak dapat memeriksanya."
)


def beside_the_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A screen whose form a script may send (``uploads/single.js``): it is told where to go on."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == 302 and "X-Sop-Upload" in request.headers:
            return JsonResponse({"location": response["Location"]})
        return response

    return answer


def notes_in(form: Any) -> tuple[str, ...]:
    """What to tell whoever filled in an upload form."""
    return notes_of(getattr(form, "cleaned_data", {}).get("file"))


def clean_offer(item: Any) -> str:
    """Where a clean copy of what was uploaded is made; "" for pictures, and where there is nothing to clean."""
    if not isinstance(item, AbstractDocument) or not item.pk:
        return ""
    return clean_address(item) if is_cleanable(report_of(item), item.file_extension.lower()) else ""


def choice_in(form: Any, user: Any) -> dict[str, Any]:
    """What a template needs to offer a file that is there; nothing where none is."""
    if not (known := form.choice()):
        return {}
    address = AdminURLFinder(user).get_edit_url(known.twin)
    return {"known": known, "address": address, "anyway": form.data.get(form.add_prefix(ANYWAY), "")}


class SentBeside:
    """A screen whose form is sent beside its page."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {**context, "media": context["media"] + Media(js=["desk/uploads/single.js"])}


class _Says(SentBeside):
    """A screen of one file: the notes stand above the page that follows."""

    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        if notes := notes_in(form):
            offer = clean_offer(form.instance)
            buttons = [messages.button(offer, "Buat salinan bersih")] if offer else []
            messages.warning(self.request, f"«{form.instance.title}»: {' '.join(notes)}", buttons=buttons)
        return response


class _AddsOne(_Says):
    """The screen of one new file; that it is known is no fault, but a choice within the form."""

    template_name = "desk/upload_one.html"
    stock: str
    """Wagtail's template, whose fields and buttons these are."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            with storing(form):
                return super().form_valid(form)
        except Known as known:
            form.add_error("file", known)
            return self.form_invalid(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        if form.choice() and not form.errors:
            self.produced_error_message = None
        return super().form_invalid(form)  # type: ignore[misc,no-any-return]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "stock": self.stock, **choice_in(context["form"], self.request.user)}


class AddImageView(_AddsOne, images.CreateView):
    """One picture."""

    stock = images.CreateView.template_name


class _Warns:
    """The screen of a file that is there: before anything is typed it says what a change costs (ruling 4a)."""

    object: Any

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().get(request, *args, **kwargs)  # type: ignore[misc]
        if DraftFile.pages_naming(self.object).exists():
            messages.info(request, NAMED_BY_A_DRAFT)  # whose it is, is its office's to know
        return response


class EditImageView(_Warns, _Says, images.EditView):
    """Another file, title or focal point."""


class AddDocumentView(_AddsOne, documents.CreateView):
    """One document."""

    stock = documents.CreateView.template_name


class EditDocumentView(_Warns, _Says, documents.EditView):
    """Another file or title; above them what the file holds that nobody sees on its pages."""

    template_name = "desk/document.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        notes = sentences(report_of(self.object))
        return {**super().get_context_data(**kwargs), "notes": notes, "offer": clean_offer(self.object)}


class _OfMany:
    """The screen that takes many files, one request each, and answers with the form of its title."""

    request: HttpRequest
    edit_form_template_name = "desk/uploaded.html"

    def get_upload_form_class(self) -> Any:
        view = self

        class UploadForm(super().get_upload_form_class()):  # type: ignore[misc]
            def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
                insisted = {ANYWAY: view.request.POST.get(ANYWAY, "")}
                super().__init__(data and {**data, **insisted}, *args, **kwargs)

            def clean(self) -> Any:
                cleaned = super().clean()
                view.notes = notes_in(self)
                if cleaned.get("file"):
                    view.request.FILES["files[]"] = cleaned["file"]  # what Wagtail keeps where only the title is wrong
                return cleaned

        return UploadForm

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            return super().post(request)  # type: ignore[misc,no-any-return]
        except Known as known:
            self.form.add_error("file", known)
            return JsonResponse(self.get_invalid_response_data(self.form))

    def save_object(self, form: Any) -> Any:
        self.form: Any = form
        with storing(form):
            return super().save_object(form)  # type: ignore[misc]

    def get_edit_object_response_data(self) -> dict[str, Any]:
        """Without Wagtail's own word on duplicates: whoever gets here was asked before."""
        return {**super().get_edit_object_response_data(), "duplicate": False}  # type: ignore[misc]

    def get_invalid_response_data(self, form: Any) -> dict[str, Any]:
        """Wagtail's page takes the message for HTML."""
        words = choice_in(form, self.request.user) or {"faults": form.errors["file"]}
        return {"success": False, "error_message": render_to_string("desk/upload_refused.html", words)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {**context, "form_media": context["form_media"] + Media(js=["desk/uploads/many.js"])}

    def get_edit_object_form_context_data(self) -> dict[str, Any]:
        offer = clean_offer(self.object) if self.notes else ""  # type: ignore[attr-defined]
        return {**super().get_edit_object_form_context_data(), "notes": self.notes, "offer": offer}  # type: ignore[misc]

    def get_edit_upload_form_context_data(self) -> dict[str, Any]:
        return {**super().get_edit_upload_form_context_data(), "notes": self.notes}  # type: ignore[misc]

    notes: tuple[str, ...] = ()


class AddImagesView(_OfMany, many_images.AddView):
    """Many pictures."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "error_max_file_size": too_large(context["max_filesize"])}


class AddDocumentsView(_OfMany, many_documents.AddView):
    """Many documents."""


class _InAChooser:
    """The upload of a chooser: notes come as a step of their own, sent as the form of the upload would be."""

    request: HttpRequest
    form: Any
    get_creation_form: Any
    notes: tuple[str, ...] = ()

    def post(self, request: HttpRequest) -> HttpResponse:
        if (known := request.POST.get("known", "")).isdecimal() and (item := self._known(int(known[:18]))):
            if "clean" in request.POST and clean_offer(item):
                item = clean_copy(item, item.collection, request.user) or item
            return self.get_chosen_response(item)
        self.form = self.get_creation_form()
        if self.form.is_valid():
            try:
                with storing(self.form):
                    item = self.form.save()
            except Known as known:
                self.form.add_error("file", known)
            else:
                self.notes = notes_in(self.form)
                return self.get_chosen_response(item)
        return self.get_reshow_creation_form_response()

    def _known(self, pk: int) -> Any:
        """A file that is in the library: just uploaded, its notes read, or found there instead of a second one."""
        policy: Any = self.permission_policy  # type: ignore[attr-defined]
        choosable = policy.instances_user_has_any_permission_for(self.request.user, ["choose"])
        return choosable.filter(pk=pk).first()

    def get_reshow_creation_form_response(self) -> HttpResponse:
        if self.form.choice():
            self.creation_form_template_name = "desk/upload_twin.html"
        return super().get_reshow_creation_form_response()  # type: ignore[misc,no-any-return]

    def get_chosen_response(self, item: Any) -> HttpResponse:
        if not self.notes:
            return super().get_chosen_response(item)  # type: ignore[misc]
        offer = clean_offer(item)
        words = {"item": item, "notes": self.notes, "can_clean": offer, "again": self.request.get_full_path()}
        html = render_to_string("desk/upload_notes.html", words, self.request)
        told = {"step": "reshow_creation_form", "htmlFragment": html}
        return render_modal_workflow(self.request, None, None, None, json_data=told)


class ChooserImageView(_InAChooser, image_chooser.ImageUploadView):
    """A picture for a page."""

    model = get_image_model()


class ChooserDocumentView(_InAChooser, document_chooser.DocumentChooserUploadView):
    """A document for a page."""


def register() -> None:
    """Choosers make their addresses from these."""
    image_chooser.viewset.create_view_class = ChooserImageView
    document_chooser.viewset.create_view_class = ChooserDocumentView
