"""All the cases: taken in, published by their people, and asked for as the public asks."""

import re
from pathlib import Path

import pytest
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from home.demo_offices import bring_on
from news.models import NewsPage
from news.pictures import make_renditions
from tests.conftest import draft, holder
from tests.files.screens import add

pytestmark = pytest.mark.django_db
CASES = Path(__file__).parent / "cases"
PICTURES = (".jpg", ".png", ".gif", ".heic")


def public(address: str):
    return Client().get(address, headers={"host": "serang.localhost"})


def test_what_was_taken_in_reaches_the_public_whole():
    who, taken = holder("serang", "staf"), 0
    for path in sorted(CASES.iterdir()):
        add(who, "images" if path.suffix in PICTURES else "documents", path.name, path.read_bytes())
        taken += 1
    photos, files = (
        get_image_model().objects.filter(title="Berkas"),
        get_document_model().objects.filter(title="Berkas"),
    )
    assert photos.count() + files.count() == taken - 1, "all but the old Word file"
    page = draft("serang")
    text = NewsPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    text.body = [("image", {"image": photo, "alt": f"Gambar {photo.pk}"}) for photo in photos]
    text.body = [*text.body.raw_data, *({"type": "document", "value": {"document": f.pk, "title": ""}} for f in files)]
    text.save_revision()
    bring_on(NewsPage.objects.get(pk=page.pk), until="live")
    live = NewsPage.objects.get(pk=page.pk)
    address = live.get_url_parts()[2]
    before = public(address).content.decode()
    assert "<img" not in before.partition("<article")[2].partition("</article>")[0]
    for photo in photos:
        assert make_renditions.call(photo.pk)
    html = public(address).content.decode()
    shown = set(re.findall(r'/media/images/[^"\s,]+', html))
    assert len(shown) >= photos.count() * 3
    documents = {file.url for file in files}
    assert documents <= set(re.findall(r'/documents/[^"\s]+', html))
    for one in shown | documents:
        answer = public(one)
        assert answer.status_code == 200, one
        assert b"Rahasiawan" not in b"".join(answer.streaming_content if answer.streaming else [answer.content])
