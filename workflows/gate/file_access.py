"""Who may open an uploaded file: everyone what a public page shows, the office's people what is theirs, nobody else.

The web server hands out none of these files by itself; with ``X_ACCEL`` it does so when told by these views.
"""

import os
import posixpath
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.files.storage import FileSystemStorage, default_storage
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from wagtail.documents import get_document_model
from wagtail.documents.views.serve import serve as serve_document
from wagtail.images import get_image_model
from wagtail.models import BaseViewRestriction, Page, ReferenceIndex
from wagtail.permissions import policy_registry
from wagtail.utils import sendfile_streaming_backend
from wagtail.utils.sendfile import sendfile

from files.drawn_files import SHOWN, UNSHOWN
from workflows.models.choosing import offices_using
from workflows.models.pages import public_pages

PUBLIC = (SHOWN, "pratinjau/")
"""Folders of what is drawn from uploads that live pages show; names can't be guessed (files/drawn_files.py)."""
ORIGINALS, PORTRAITS = "original_images/", "avatar_images/"
MINUTE = 60
"""Seconds a browser shows a public picture without asking; one that is withdrawn is gone then."""


@require_safe
def document(request: HttpRequest, document_id: str, document_filename: str) -> HttpResponseBase:
    """Wagtail's view of a document, for whoever may open it; 403: closed collection, 404: no page shows it."""
    found = get_object_or_404(get_document_model().objects.select_related("collection"), pk=document_id)
    closed = [each for each in found.collection.get_view_restrictions() if not each.accept_request(request)]
    if any(each.restriction_type != BaseViewRestriction.PASSWORD for each in closed):
        raise PermissionDenied
    if not closed and not is_shown(found) and not _works_with(request.user, found):
        raise Http404
    response = serve_document(request, document_id, document_filename)
    _without_nothing(response)
    # A redirect bears a signed address; a file may be withdrawn: neither is reused without asking.
    patch_cache_control(
        response, private=True, **({"no_cache": True} if response.status_code == 200 else {"no_store": True})
    )
    return response


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file by its place in the storage: what is drawn for all; what isn't, for those who work with it."""
    if path != posixpath.normpath(path) or not (path.startswith(PUBLIC) or _is_for_the_desk(request.user, path)):
        raise Http404
    if not isinstance(default_storage, FileSystemStorage):  # files elsewhere have addresses of their own
        raise Http404
    place = default_storage.path(path)
    if not os.path.isfile(place):
        raise Http404
    streamed = None if hasattr(settings, "SENDFILE_BACKEND") else sendfile_streaming_backend.sendfile
    response = sendfile(request, place, backend=streamed)
    _without_nothing(response)
    if path.startswith(PUBLIC):
        patch_cache_control(response, public=True, max_age=MINUTE)
    else:
        patch_cache_control(response, private=True, no_cache=True)
    return response


def _without_nothing(response: HttpResponseBase) -> None:
    """Wagtail writes an encoding where there is none, and the mark of a file of which none is stored."""
    del response["Content-Encoding"]
    if response.get("ETag") == '""':
        del response["ETag"]


def is_shown(item: Any) -> bool:
    """Whether a live page shows this picture or document to everyone: a page of an office that may use it."""
    found = ReferenceIndex.get_references_to(item).filter(base_content_type=ContentType.objects.get_for_model(Page))
    numbers = [int(row.object_id) for row in found.select_related("content_type") if _shows(row)]
    if not numbers:
        return False
    pages = public_pages().filter(pk__in=numbers)
    offices = offices_using(item.collection)
    if offices is None:
        return pages.exists()
    roots = [path for path in offices.values_list("root_page__path", flat=True) if path]
    return any(path.startswith(root) for path in pages.values_list("path", flat=True) for root in roots)


def _shows(reference: ReferenceIndex) -> bool:
    """Whether the field is one that the public reads; some only say where a text comes from."""
    unshown = getattr(reference.content_type.model_class(), "unshown_fields", ())
    return reference.model_path.partition(".")[0] not in unshown


def _is_for_the_desk(user: Any, path: str) -> bool:
    if path.startswith(PORTRAITS):
        return user.has_perm("wagtailadmin.access_admin")
    if path.startswith((ORIGINALS, UNSHOWN)):
        where = {"file": path} if path.startswith(ORIGINALS) else {"renditions__file": path}
        picture = get_image_model().objects.filter(**where).first()
        return picture is not None and _works_with(user, picture)
    return False


def _works_with(user: Any, item: Any) -> bool:
    """Whether the person may at least choose this picture or document for a page."""
    policy = policy_registry.get_by_type(type(item))
    return policy.user_has_any_permission_for_instance(user, ("choose", "change", "delete"), item)
