"""What the governed page types accept, derive and refuse."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone
from wagtail.admin.panels import PublishingPanel
from wagtail.blocks import StructBlockValidationError
from wagtail.models import Page

from home.models import SectionPage
from news.blocks import TableBlock
from news.models import AnnouncementPage, Attachment, GalleryImage, LegalDocumentPage, NewsPage, PublicationPage
from sops.document import ContentKind
from tests.conftest import office, person, section
from tests.news.pages import TYPES, document, draft, picture, put
from workflows.gate.publishing import permitted
from workflows.models.completeness import gaps

pytestmark = pytest.mark.django_db

CONTENT_TYPES = (NewsPage, AnnouncementPage, LegalDocumentPage, PublicationPage)


def faults(page) -> dict[str, list[str]]:
    return {name: [said] for name, said in gaps(page).items()}


@pytest.mark.parametrize("model", TYPES)
def test_every_type_names_its_kind_of_content_as_the_sops_do(model):
    assert draft(model).content_kind in ContentKind


@pytest.mark.parametrize("model", CONTENT_TYPES)
def test_every_kind_on_offer_is_one_the_sops_know(model):
    for value, _ in model._meta.get_field("kind").choices:
        assert draft(model, kind=value).content_kind == ContentKind(value)


def test_the_types_together_offer_every_kind_once():
    offered = [value for model in CONTENT_TYPES for value, _ in model._meta.get_field("kind").choices]
    assert sorted([*offered, "halaman", "ppid"]) == sorted(ContentKind)


@pytest.mark.parametrize("model", CONTENT_TYPES)
def test_a_picture_without_alternative_text_is_refused_with_the_remedy(model):
    page = put(model, live=False, image=picture(), image_alt="  ")
    assert "Tulis apa yang tampak" in faults(page)["image_alt"][0]


@pytest.mark.parametrize("model", CONTENT_TYPES)
def test_a_picture_with_alternative_text_is_accepted(model):
    assert "image_alt" not in gaps(put(model, live=False, image=picture(), image_alt="Aula kantor"))


def test_facts_of_a_letter_need_the_kind_of_letter():
    page = put(NewsPage, live=False, source_number="12/HM.03/3604/2026")
    assert "Pilih jenisnya" in faults(page)["source_kind"][0]


def test_an_announcement_expires_at_the_end_of_its_last_day_where_the_office_is():
    page = put(AnnouncementPage, valid_until=date(2031, 1, 31))
    assert page.expire_at == datetime(2031, 1, 31, 16, 59, 59, 999999, tzinfo=UTC)


def test_an_announcement_of_an_eastern_office_expires_two_hours_earlier():
    place = office("serang")
    place.time_zone = "Asia/Jayapura"
    place.save()
    page = put(AnnouncementPage, valid_until=date(2031, 1, 31))
    assert page.expire_at == datetime(2031, 1, 31, 14, 59, 59, 999999, tzinfo=UTC)


def test_an_announcement_without_a_last_day_never_expires():
    assert put(AnnouncementPage, expire_at=timezone.now()).expire_at is None


def test_the_expiry_follows_the_published_content_and_not_the_draft():
    page = put(AnnouncementPage, valid_until=date(2031, 1, 31))
    page.valid_until = date(2031, 2, 28)
    revision = page.save_revision()
    assert Page.objects.get(pk=page.pk).expire_at.month == 1
    with permitted(None):
        revision.publish()
    assert Page.objects.get(pk=page.pk).expire_at.month == 2


def test_a_last_day_before_the_first_is_refused_with_the_remedy():
    page = put(AnnouncementPage, live=False, valid_until=date(2022, 2, 7))
    assert "Ubah salah satunya" in faults(page)["valid_until"][0]


def test_promulgation_before_enactment_is_refused_with_the_remedy():
    page = put(LegalDocumentPage, live=False, promulgated_on=date(2022, 2, 7))
    assert "Ubah salah satunya" in faults(page)["promulgated_on"][0]


def test_a_legal_document_may_wait_for_its_file_as_a_draft_but_is_not_finished_without_it():
    page = put(LegalDocumentPage, live=False, file=None)
    assert "file" in faults(page)


@pytest.mark.parametrize("model", TYPES)
def test_a_draft_of_every_type_may_be_saved_nearly_empty(model):
    page = section("serang", TYPES[model][0]).add_child(instance=model(title="Baru mulai", live=False))
    assert {"summary", "body"} & set(faults(page))


@pytest.mark.parametrize("model", TYPES)
def test_a_type_stands_only_in_the_sections_meant_for_it(model):
    sections = SectionPage.objects.child_of(office("serang").root_page)
    assert {s.section_kind for s in sections if model.can_create_at(s)} == set(model.section_kinds)


@pytest.mark.parametrize("model", TYPES)
def test_the_editor_has_no_panel_for_publishing_dates(model):
    panels = model.get_edit_handler().children
    assert not [p for tab in panels for p in tab.children if isinstance(p, PublishingPanel)]


@pytest.mark.parametrize("model", TYPES)
def test_every_media_field_is_in_the_editor(model):
    form = model.get_edit_handler().get_form_class()
    assert set(model.media_fields) <= {*form.base_fields, *form.formsets}


@pytest.mark.parametrize("model", TYPES)
def test_the_editor_offers_the_divisions_of_the_own_office_only(model):
    parent = section("serang", TYPES[model][0])
    form = model.get_edit_handler().get_form_class()(instance=model(), parent_page=parent, for_user=person("root").user)
    assert set(form.fields["division"].queryset) == set(office("serang").divisions.all())


@pytest.mark.parametrize("model", TYPES)
def test_the_editor_opens_for_every_type(model):
    address = f"/admin/pages/add/{model._meta.app_label}/{model._meta.model_name}/{{}}/"
    response = person("root").client.get(address.format(section("serang", TYPES[model][0]).pk))
    assert response.status_code == 200


def test_attachments_and_gallery_travel_with_the_draft():
    page = put(PublicationPage, live=False)
    page.attachments = [Attachment(document=document(), title="Tabel lengkap")]
    page.gallery_images = [GalleryImage(image=picture(), alt="Peserta di aula")]
    again = page.save_revision().as_object()
    assert [str(a) for a in again.attachments.all()] == ["Tabel lengkap"]
    assert [str(g) for g in again.gallery_images.all()] == ["Peserta di aula"]


@pytest.mark.parametrize("text", ["Layanan\tHari\nPermohonan\t10", "Layanan | Hari\n\nPermohonan|10"])
def test_a_table_is_read_from_a_spreadsheet_or_from_bars(text):
    block = TableBlock()
    table = block.clean(block.to_python({"caption": "Waktu", "text": text}))
    assert (table.header, table.rows) == (["Layanan", "Hari"], [["Permohonan", "10"]])


@pytest.mark.parametrize("text", ["Layanan|Hari", "Layanan|Hari\nPermohonan|10|7"])
def test_a_table_of_uneven_or_missing_rows_is_refused(text):
    block = TableBlock()
    with pytest.raises(StructBlockValidationError):
        block.clean(block.to_python({"caption": "Waktu", "text": text}))


@pytest.mark.parametrize(
    ("columns", "paper"), [(4, ""), (12, "dense"), (30, "broken")], ids=["as it is", "small letters", "broken words"]
)
def test_a_table_knows_how_it_goes_on_paper(columns, paper):
    text = "\n".join("|".join([cell] * columns) for cell in ("Jumlah", "1.236.41"))
    table = TableBlock().to_python({"caption": "Rekap", "text": text})
    assert table.paper == paper
    assert table.long_cells == set()
    table["text"] += "\nhttps://serang.example.id/rekap"
    assert table.long_cells == {"https://serang.example.id/rekap"}
