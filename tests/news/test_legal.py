"""Legal documents: register facts, relations to other documents, and the status that follows."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.forbidden import Forbidden
from news.models import LegalDocumentPage
from news.models.relations import LegalRelation, RelationKind
from tests.conftest import PARAGRAPHS, person
from tests.news.pages import document, draft, put
from workflows.gate.publishing import permitted
from workflows.models.completeness import gaps
from workflows.models.signed import fingerprint

pytestmark = pytest.mark.django_db

LATER = {"title": "Keputusan kemudian", "enacted_on": date(2023, 1, 2), "year": 2023, "number": "5"}


def decree(*relations: LegalRelation, **values) -> LegalDocumentPage:
    return put(LegalDocumentPage, relations=list(relations), **values)


def says(kind: str, target=None, text: str = "") -> LegalRelation:
    return LegalRelation(kind=kind, target=target, target_text=text)


def faults(page) -> list[str]:
    return [gaps(page)["__all__"]]


@pytest.fixture
def show(client):
    def _show(page) -> str:
        response = client.get(page.get_url_parts()[2], headers={"host": "serang.localhost"})
        assert response.status_code == 200
        return re.sub(r"\s+", " ", response.content.decode())

    return _show


# --- what is shown ------------------------------------------------------------------------------


def test_both_documents_say_how_they_bear_on_each_other(show):
    changed, revoked = decree(title="Keputusan lama"), decree(title="Keputusan tua")
    source = decree(
        says("mengubah", changed), says("mencabut", revoked), says("terkait", text="UU 7 Tahun 2017"), **LATER
    )
    html = show(source)
    assert re.search(r'<dt>Mengubah</dt> <dd> <p><a href="/produk-hukum/keputusan-lama/">Keputusan lama</a>', html)
    assert re.search(r"<dt>Mencabut</dt> <dd> <p><a [^>]*>Keputusan tua</a>", html)
    assert re.search(r"<dt>Melaksanakan atau terkait dengan</dt> <dd> <p>UU 7 Tahun 2017</p>", html)
    assert re.search(r'<dt>Diubah oleh</dt> <dd> <p><a href="/produk-hukum/keputusan-kemudian/">', show(changed))
    assert re.search(r"<dt>Dicabut oleh</dt> <dd> <p><a [^>]*>Keputusan kemudian</a>", show(revoked))
    assert 'status--dicabut">Dicabut' in show(revoked)
    assert 'status--diubah">Diubah' in show(changed)


def test_drafts_are_not_named_on_either_side(show):
    target = decree(title="Sasaran rahasia", live=False)
    source = decree(says("terkait", target), **LATER)
    decree(says("mencabut", source), title="Pencabut rahasia", live=False)
    assert "rahasia" not in show(source)


def test_text_of_another_document_is_only_text(show):
    assert "<b>" not in show(decree(says("terkait", text="<b>UU</b>")))


def test_the_register_facts_are_shown_where_there_are_any(show):
    html = show(decree(source="BN Tahun 2022 Nomor 31", legal_field="tata-negara", abstract=document()))
    for text in ("BN Tahun 2022 Nomor 31", "Hukum Tata Negara", "Unduh abstrak", "Indonesia"):
        assert text in html
    assert "T.E.U." not in html


def test_relations_cost_as_many_queries_for_many_as_for_one(show):
    source = decree(says("terkait", decree()), **LATER)

    def queries() -> int:
        page = LegalDocumentPage.objects.get(pk=source.pk)
        with CaptureQueriesContext(connection) as captured:
            assert page.outgoing + page.incoming
        return len(captured)

    few = queries()
    for _ in range(5):
        LegalRelation.objects.create(page=source, kind="terkait", target=decree())
        decree(says("terkait", source), **LATER)
    assert queries() <= few + 1  # the sources, once there are any


def test_the_register_is_told_the_facts_and_the_current_status(client):
    target = decree(title="Keputusan lama")
    decree(
        says("mencabut", target),
        source="BN 31",
        legal_field="ham",
        agency="Indonesia. Komisi Pemilihan Umum",
        language="Indonesia",
        abstract=document(),
        **LATER,
    )
    records = client.get("/feed/document.json", headers={"host": "serang.localhost"}).json()
    assert [(record["judul"], record["status"]) for record in records] == [
        ("Keputusan kemudian", "Berlaku"),
        ("Keputusan lama", "Dicabut"),
    ]
    first = records[0]
    assert (first["sumber"], first["bidangHukum"]) == ("BN 31", "Hak Asasi Manusia")
    assert first["teuBadan"] == "Indonesia. Komisi Pemilihan Umum"
    assert first["abstrak"].startswith("naskah")
    assert first["urlAbstrak"].startswith("http://serang.localhost/documents/")


# --- what is refused ----------------------------------------------------------------------------


def test_a_relation_names_a_document_once_and_in_one_way():
    other, page = decree(title="Lain"), decree(live=False)
    cases = {
        "salah satu saja": [says("mengubah")],
        "salah satu saja.": [says("mengubah", other, "UU 7")],
        "dokumen ini sendiri": [says("mengubah", page)],
        "sudah disebut": [says("mengubah", other), says("mencabut", other)],
        "sudah disebut.": [says("mengubah", text="UU 7"), says("terkait", text=" uu  7 ")],
        "kantor lain": [says("mengubah", decree(office="banten"))],
    }
    for sentence, relations in cases.items():
        page.relations = relations
        assert sentence.rstrip(".") in faults(page)[0]
    page.relations = [says("mengubah", other), says("terkait", text="UU 7")]
    assert "__all__" not in gaps(page)


def test_the_editor_saves_a_wrong_relation_and_its_sentence_stops_the_submission():
    page, editor = decree(live=False), person("root")
    posted = {
        "relations-TOTAL_FORMS": "1",
        "relations-0-kind": "mencabut",
        "relations-0-target": str(page.pk),
        "relations-0-target_text": "",
        "relations-0-ORDER": "1",
        "relations-0-DELETE": "",
        "relations-0-id": "",
    }
    editor.edit(page.pk, paragraphs=PARAGRAPHS, **posted)
    assert "dokumen ini sendiri" in faults(LegalDocumentPage.objects.get(pk=page.pk).get_latest_revision_as_object())[0]
    editor.edit(page.pk, paragraphs=PARAGRAPHS, **posted | {"relations-0-target": str(decree(title="Lain").pk)})
    latest = LegalDocumentPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert "Mencabut Lain" in [str(relation) for relation in latest.relations.all()]


def test_a_relation_is_part_of_what_is_approved():
    page, other = decree(live=False), decree(title="Lain")
    before = fingerprint(page.serializable_data())
    page.relations = [says("mengubah", other)]
    assert fingerprint(page.serializable_data()) != before


def test_a_document_that_a_public_one_names_is_not_deleted():
    target = decree(live=False)
    source = decree(says("mengubah", target), **LATER)
    with pytest.raises(Forbidden, match="dirujuk"):
        target.delete()
    with permitted(None):
        source.unpublish()
    LegalDocumentPage.objects.get(pk=target.pk).delete()
    assert LegalRelation.objects.get(page=source).target is None


def test_an_old_draft_opens_though_its_target_is_gone():
    page, target = decree(live=False), decree(title="Lain", live=False)
    page.relations = [says("mengubah", target)]
    page.save_revision()
    target.delete()
    assert [row.target for row in page.get_latest_revision_as_object().relations.all()] == [None]


# --- who else changes ---------------------------------------------------------------------------


def test_a_document_knows_whose_look_changes_with_it():
    first, second = decree(title="Satu"), decree(title="Dua")
    page = decree(says("mengubah", first), says("terkait", text="UU 7"), **LATER)
    assert page.also_changes() == [first.pk]
    page.relations = [says("mencabut", second)]
    assert page.also_changes() == [first.pk, second.pk]
    assert draft(LegalDocumentPage).also_changes() == []


def test_every_relation_has_a_word_for_each_end():
    assert [kind.reverse_label for kind in RelationKind] == [
        "Diubah oleh",
        "Dicabut oleh",
        "Dilaksanakan oleh atau terkait dengan",
    ]
