"""Things of two offices, one's own and a stranger's, for tests of who may name or see whose."""

from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from tests.conftest import office
from tests.news.pages import put


def document(slug: str, title: str = "Naskah", **facts: Any) -> Any:
    """A document in the collection of an office."""
    file = ContentFile(b"Rahasia.", name=f"{title}.txt".lower().replace(" ", "-"))
    return get_document_model().objects.create(title=title, file=file, collection=office(slug).collection, **facts)


def picture(slug: str, title: str = "Foto", **facts: Any) -> Any:
    """A picture in the collection of an office."""
    data = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(data, "PNG")
    file = ImageFile(data, name=f"{title}.png".lower().replace(" ", "-"))
    return get_image_model().objects.create(title=title, file=file, collection=office(slug).collection, **facts)


def page(model: type, where: str, title: str, **facts: Any) -> Any:
    """A page of an office, a draft unless said otherwise, with a file of its own office where it needs one."""
    if model.__name__ == "LegalDocumentPage":
        facts.setdefault("file", document(where, f"Berkas {title}"))
    made = put(model, office=where, title=title, **{"live": False, **facts})
    made.save_revision()
    return made
