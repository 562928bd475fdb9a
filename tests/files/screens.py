"""Wagtail's upload screens, each as its own page sends a file to it."""

import json
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from desk.known_files import ANYWAY
from home.walking import Person
from tests.conftest import office


def model_of(what: str) -> Any:
    return get_image_model() if what == "images" else get_document_model()


def add(who: Person, what: str, name: str, content: bytes, anyway: str = "") -> str:
    fields = {
        "title": "Berkas",
        "file": SimpleUploadedFile(name, content),
        "collection": collection(who),
        ANYWAY: anyway,
    }
    return _text(who.client.post(f"/admin/{what}/add/", fields, follow=True))


def add_many(who: Person, what: str, name: str, content: bytes, title: str = "Berkas", anyway: str = "") -> str:
    file = SimpleUploadedFile(name, content)
    fields = {"title": title, "files[]": file, "collection": collection(who), ANYWAY: anyway}
    ajax = {"X-Requested-With": "XMLHttpRequest"}
    answer = who.client.post(f"/admin/{what}/multiple/add/", fields, headers=ajax)
    text = _text(answer)
    told = answer.json()
    if told["success"] and (pk := told.get("image_id" if what == "images" else "doc_id")):
        prefix = f"{'image' if what == 'images' else 'doc'}-{pk}"
        titled = {f"{prefix}-title": "Berkas", f"{prefix}-collection": collection(who), f"{prefix}-tags": ""}
        answer = who.client.post(f"/admin/{what}/multiple/{pk}/", titled, headers=ajax)
        assert answer.json()["success"] is True
    return told.get("error_message", "") + told.get("form", "") if told else text


def add_in_chooser(who: Person, what: str, name: str, content: bytes, anyway: str = "") -> str:
    prefix = f"{what[:-1]}-chooser-upload"
    file = SimpleUploadedFile(name, content)
    fields = {"title": "Berkas", "file": file, "collection": collection(who), ANYWAY: anyway}
    named = {f"{prefix}-{key}": value for key, value in fields.items()}
    answer = who.client.post(f"/admin/{what}/chooser/create/", named)
    _text(answer)
    told = json.loads(answer.content)
    return told.get("htmlFragment", "") + told.get("html", "") + json.dumps(told.get("result", ""))


def replace(who: Person, what: str, name: str, content: bytes) -> str:
    """Another file for one that is there."""
    kept = model_of(what).objects.filter(title="Berkas lama").first() or _first(who, what)
    fields = {"title": "Berkas lama", "file": SimpleUploadedFile(name, content), "collection": collection(who)}
    focus = {f"focal_point_{side}": "" for side in ("x", "y", "width", "height")} if what == "images" else {}
    address = f"/admin/images/{kept.pk}/" if what == "images" else f"/admin/documents/edit/{kept.pk}/"
    return _text(who.client.post(address, {**fields, **focus, "tags": ""}, follow=True))


SCREENS: dict[str, Callable[..., str]] = {
    "add": add,
    "many": add_many,
    "chooser": add_in_chooser,
    "replace": replace,
}


def collection(who: Person) -> int:
    name = who.user.get_username().partition(".")[0]
    return office(name).collection_id if "." in who.user.get_username() and name != "pusat" else 1


def _first(who: Person, what: str) -> Any:
    from tests.walls.foreign import document, picture

    made = (picture if what == "images" else document)("serang", "Berkas lama")
    type(made).objects.filter(pk=made.pk).update(uploaded_by_user=who.user, collection_id=collection(who))
    return made


def _text(answer: Any) -> str:
    assert answer.status_code < 500, answer
    return answer.content.decode()
