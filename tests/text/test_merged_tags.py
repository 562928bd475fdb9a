"""Spellings of one tag that were stored as several become one; a signed text keeps the one it was signed with."""

import pytest
from django.apps import apps
from taggit.models import Tag

from news.models import NewsPage
from tests.conftest import draft
from tests.news.pages import picture, put
from text.merging import merge_tags
from workflows.models.signed import fingerprint

pytestmark = pytest.mark.django_db


def spelt(*names: str) -> list[Tag]:
    return [Tag.objects.create(name=name, slug=f"tagar-{number}") for number, name in enumerate(names)]


def test_one_stays_of_all_its_spellings():
    first, second, third = spelt("Rapat Pleno", "rapat-pleno", "RapatPleno")
    photo, page = picture(), draft("serang").specific
    photo.tags.through.objects.create(tag=second, content_object=photo)
    for tag in (second, third):
        page.tagged_items.model.objects.create(tag=tag, content_object=page)
    page = NewsPage.objects.get(pk=page.pk)
    page.save_revision(clean=False)
    assert merge_tags(apps) == 2
    assert list(Tag.objects.filter(pk__in=[first.pk, second.pk, third.pk])) == [first]
    page = NewsPage.objects.get(pk=page.pk)
    assert list(photo.tags.all()) == list(page.tags.all()) == [first]
    assert list(page.get_latest_revision_as_object().tags.all()) == [first]
    assert merge_tags(apps) == 0


def test_the_one_a_live_text_has_stays_with_it():
    loose, signed, also_signed = spelt("Rapat Pleno", "rapat pleno", "RAPAT PLENO")
    live, other = put(NewsPage), put(NewsPage)
    live.tagged_items.model.objects.create(tag=signed, content_object=live)
    live.tagged_items.model.objects.create(tag=also_signed, content_object=other)
    before = fingerprint(NewsPage.objects.get(pk=live.pk).serializable_data())
    assert merge_tags(apps) == 1
    assert not Tag.objects.filter(pk=loose.pk).exists()
    assert fingerprint(NewsPage.objects.get(pk=live.pk).serializable_data()) == before
