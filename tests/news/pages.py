"""A finished page of each governed type, for tests of what the public reads."""

from datetime import date
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from home.models import PpidPage, StandardPage
from news.models import AnnouncementPage, LegalDocumentPage, NewsPage, PublicationPage
from tests.conftest import section
from workflows.gate.publishing import permitted

BODY = [("text", "<p>Rapat pleno berlangsung terbuka di aula kantor.</p>")]
TYPES = {
    NewsPage: ("berita", {"published_on": date(2022, 2, 8)}),
    AnnouncementPage: ("pengumuman", {"valid_from": date(2022, 2, 8)}),
    LegalDocumentPage: ("produk-hukum", {"number": "31", "year": 2022, "enacted_on": date(2022, 2, 8)}),
    PublicationPage: ("publikasi", {"kind": "data"}),
    StandardPage: ("profil", {}),
    PpidPage: ("ppid", {}),
}


def picture():
    """A small stored picture."""
    file = BytesIO()
    Image.new("RGB", (640, 360), "#6b1220").save(file, format="JPEG")
    return get_image_model().objects.create(title="Foto", file=ImageFile(file, name="foto.jpg"))


def document():
    """A small stored document."""
    return get_document_model().objects.create(title="Naskah", file=ContentFile(b"%PDF-1.4", name="naskah.pdf"))


def draft(model, **values):
    """A page of a type, not yet in the tree."""
    facts = {"title": f"Judul {model.__name__}", "summary": "Ringkasan naskah.", "body": BODY}
    facts |= TYPES[model][1]
    if model is LegalDocumentPage and "file" not in values:
        facts["file"] = document()
    return model(**(facts | values))


def put(model, *, office="serang", live=True, **values):
    """A page of a type in its section of an office, live unless said otherwise."""
    parent = section(office, TYPES[model][0])
    with permitted(None):
        return parent.add_child(instance=draft(model, live=live, **values))
