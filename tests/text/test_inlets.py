"""Every text field of every model and form cleans what comes in; fields and models are found, not listed."""

import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import reverse
from taggit.models import Tag
from wagtail.images import get_image_model
from wagtail.models import Page

from home.walking import Refusal
from news.models import NewsPage
from sops.models import Sop
from sops.toml_file import parse_sop, to_toml
from tests.conftest import holder, office, section, started, user, writer_of
from tests.news.pages import draft, picture, put
from text.cleaning import clean
from text.rows import clean_row, text_fields
from workflows.models import SopEvent
from workflows.models.signed import fingerprint

NASTY = "Ple\x0bno\x1f \ud800\u202eKPU\xa0Cafe\u0301\u200b\u00ad=1\u2028dua\ttiga\x00"
OURS = [model for model in apps.get_models() if model._meta.app_label in settings.APPS_WITH_CLEAN_TEXT]
FIELDS = [(model, field) for model in OURS for field in text_fields(model)]


@pytest.mark.parametrize(("model", "field"), FIELDS, ids=[f"{model.__name__}.{field.name}" for model, field in FIELDS])
def test_a_new_row_is_clean(model, field):
    row = model()
    value = [("text", NASTY)] if hasattr(field, "stream_block") and field.name == "body" else NASTY
    if hasattr(field, "stream_block") and field.name != "body":
        return
    setattr(row, field.name, value)
    clean_row(sender=model, instance=row)
    kept = getattr(row, field.name)
    kept = kept[0].value.source if hasattr(field, "stream_block") else kept
    assert kept == clean(NASTY, lines=isinstance(field, models.TextField) or hasattr(field, "stream_block"))


def test_every_app_of_ours_is_among_them():
    ours = {config.label for config in apps.get_app_configs() if not config.name.startswith(("django", "wagtail"))}
    named = ours & {"accounts", "sops", "offices", "workflows", "news", "home"}
    assert named <= set(settings.APPS_WITH_CLEAN_TEXT)
    assert len(FIELDS) > 100


@pytest.mark.parametrize("widget", [forms.TextInput, forms.Textarea])
def test_a_form_field_cleans_before_it_counts(widget):
    field = forms.CharField(max_length=40, widget=widget)
    assert field.clean(NASTY.replace("\x00", "")) == clean(NASTY, lines=widget is forms.Textarea)
    for nothing in ("\u200b", "\u202e\u202c", "\xa0\u3164", "\u2800"):
        with pytest.raises(forms.ValidationError):
            field.clean(nothing)


def test_a_password_is_left_as_it_was_chosen():
    assert forms.CharField(widget=forms.PasswordInput, strip=False).clean("a\xa0b\u200b") == "a\xa0b\u200b"


@pytest.mark.django_db
def test_a_pasted_title_is_stored_clean_and_the_person_told_what_was_taken():
    writer = writer_of("serang")
    page = super(type(writer), writer).write(
        section("serang"),
        NewsPage,
        paragraphs=["Isi\x0bnya"],
        title="Ra\x0bpat\u202e pleno\u200b",
        kind="berita",
        slug="rapat",
        summary="S\xa0A",
    )
    stored = page.get_latest_revision().content
    assert (page.title, stored["title"], stored["summary"]) == ("Ra pat pleno", "Ra pat pleno", "S A")
    told = writer.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "membalik arah tulisan" in told


@pytest.mark.django_db
@pytest.mark.parametrize("title", [".", "\u200b\u200b", "\u202e", "\u3164 \u2800", "\xad"])
def test_a_title_nobody_can_see_is_refused(title):
    writer = writer_of("serang")
    with pytest.raises(Refusal) as refused:
        super(type(writer), writer).write(
            section("serang"), NewsPage, paragraphs=["Isi"], title=title, slug="kosong", kind="berita"
        )
    assert any("title" in sentence for sentence in refused.value.sentences)
    page = put(NewsPage, live=False)
    page.title = title
    with pytest.raises(forms.ValidationError, match="terlihat"):
        page.save_revision(clean=True)


@pytest.mark.django_db
def test_what_is_stored_and_signed_stays_until_somebody_changes_it():
    image, page = picture(), put(NewsPage)
    get_image_model().objects.filter(pk=image.pk).update(title="Foto\x0b lama")
    Page.objects.filter(pk=page.pk).update(title="Judul\x0b lama")
    image, page = get_image_model().objects.get(pk=image.pk), NewsPage.objects.get(pk=page.pk)
    before = fingerprint(page.serializable_data())
    image.save()
    page.save()
    image.refresh_from_db()
    page.refresh_from_db()
    assert (image.title, fingerprint(page.serializable_data())) == ("Foto\x0b lama", before)
    image.title = "Foto\x0b baru"
    image.save()
    page.save_revision()
    assert (image.title, page.get_latest_revision().content["title"]) == ("Foto baru", "Judul lama")


@pytest.mark.django_db
def test_other_ways_in_are_clean_too():
    assert Tag.objects.create(name="Pemilu\u200b\xa02024").name == "Pemilu 2024"
    person = user("serang.staf")
    person.jabatan = "Staf\x0b\u202e"
    person.save()
    assert person.jabatan == "Staf "
    run = started("serang")
    holder("serang", "staf").act(run.page_id, "withdraw", remark="Salah\x0bsekali.\r\nTulis\u202e ulang.")
    assert SopEvent.objects.filter(run=run, kind="withdrawn").get().data["remark"] == "Salah\nsekali.\nTulis ulang."
    text = to_toml(Sop.objects.get(slug="serang").governing.document)
    name = Sop.objects.get(slug="serang").governing.document.name
    assert (
        parse_sop(text.replace(name, f"{name}\u200b\\u202e"), source="x").sha256 == parse_sop(text, source="x").sha256
    )


@pytest.mark.django_db
def test_children_of_a_page_are_clean():
    page = draft(NewsPage)
    page.attachments.create(title="Lam\x0bpiran\u202e", document=None)
    page.tags.add("Pemilu\u200b")
    office("serang").root_page.get_children().get(slug__startswith="berita")
    clean_row(sender=NewsPage, instance=page)
    assert page.attachments.all()[0].title == "Lam piran"
