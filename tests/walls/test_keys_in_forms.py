"""A key in a page's form is looked up among what its author may choose and its office may use."""

from functools import cache

import pytest
from django.http import QueryDict
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, querydict_from_html, rich_text, streamfield

from home.walking import EDITOR_FORM
from news.forms import OfficePageForm
from news.models import Attachment, LegalDocumentPage, NewsPage, PublicationPage
from tests.conftest import office, person, section
from tests.news.pages import TYPES
from tests.walls.foreign import document, page, picture
from workflows.models.completeness import gaps
from workflows.models.pages import OfficePage

pytestmark = pytest.mark.django_db
SECRET = "Cenderawasih"
FEATURES = ["bold", "link", "document-link", "ol", "ul"]


def _legal(slug: str, *, live: bool = False):
    return page(LegalDocumentPage, slug, f"{SECRET} {slug}", live=live)


def _news(slug: str):
    return page(NewsPage, slug, f"{SECRET} {slug}")


def _file(slug: str):
    return document(slug, f"{SECRET} {slug}")


def _photo(slug: str):
    return picture(slug, f"{SECRET} {slug}")


def _body(kind: str, value) -> dict:
    return {"body": streamfield([("text", rich_text("<p>Isi.</p>")), (kind, value)])}


def _text(link: str, item) -> str:
    return rich_text(f'<p>Lihat <a linktype="{link}" id="{item.pk}">ini</a></p>', features=FEATURES)


CASES = {
    "main picture": (NewsPage, _photo, "Gambar utama", lambda it: {"image": it.pk, "image_alt": "Foto"}),
    "letter": (NewsPage, _file, "Berkas surat", lambda it: {"source_file": it.pk, "source_kind": "nota-dinas"}),
    "attachment": (
        NewsPage,
        _file,
        "Lampiran",
        lambda it: {"attachments": inline_formset([{"title": "Lampiran", "document": it.pk}])},
    ),
    "picture in the text": (NewsPage, _photo, "Isi", lambda it: _body("image", {"image": it.pk, "alt": "Foto"})),
    "document in the text": (NewsPage, _file, "Isi", lambda it: _body("document", {"document": it.pk, "title": ""})),
    "linked document": (NewsPage, _file, "Isi", lambda it: _body("text", _text("document", it))),
    "linked page": (NewsPage, _news, "Isi", lambda it: _body("text", _text("page", it))),
    "link in a box": (
        NewsPage,
        _news,
        "Isi",
        lambda it: _body("call_out", {"title": "Penting", "text": _text("page", it)}),
    ),
    "portrait": (
        NewsPage,
        _photo,
        "Isi",
        lambda it: _body(
            "people",
            {
                "heading": "Anggota",
                "people": {
                    "count": "1",
                    "0": {
                        "deleted": "",
                        "order": "0",
                        "value": {"photo": it.pk, "name": "Wati", "position": "Ketua", "division": ""},
                    },
                },
            },
        ),
    ),
    "gallery": (
        PublicationPage,
        _photo,
        "Foto galeri",
        lambda it: {"gallery_images": inline_formset([{"image": it.pk, "alt": "Foto"}])},
    ),
    "legal file": (LegalDocumentPage, _file, "Berkas naskah", lambda it: {"file": it.pk}),
    "abstract": (LegalDocumentPage, _file, "Berkas abstrak", lambda it: {"abstract": it.pk}),
    "related document": (
        LegalDocumentPage,
        _legal,
        "Hubungan antardokumen",
        lambda it: {"relations": inline_formset([{"kind": "mencabut", "target": it.pk, "target_text": ""}])},
    ),
}


@cache
def _blank(model: type) -> str:
    """The editor's empty form of a type, as text; the same for every test."""
    return person("serang.staf").client.get(_adding(model)).content.decode()


def _adding(model: type) -> str:
    parent = section("serang", TYPES[model][0])
    return reverse("wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, parent.pk])


def _filled(model: type, html: str, fields: dict) -> QueryDict:
    form = querydict_from_html(html, form_id=EDITOR_FORM)
    facts = {"title": "Naskah baru", "slug": "naskah-baru", "summary": "Ringkasan.", **TYPES[model][1]}
    given = {"body": streamfield([("text", rich_text("<p>Isi.</p>"))])} | fields
    for name in [name for name in form if name.split("-")[0] in given]:
        del form[name]
    for name, value in nested_form_data(facts | given).items():
        form[name] = str(value)
    return form


def _post(address: str, form: QueryDict):
    client = person("serang.staf").client
    return client.post(address, form.urlencode(), content_type="application/x-www-form-urlencoded")


def _is_kept() -> bool:
    return Page.objects.filter(slug="naskah-baru").exists()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_is_another_offices_is_refused_by_a_sentence_that_shows_nothing_of_it(case):
    model, make, label, fields = case
    answer = _post(_adding(model), _filled(model, _blank(model), fields(make("rembang"))))
    said = answer.content.decode()
    assert (answer.status_code, _is_kept()) == (403, False)
    assert label in said
    assert "kantor lain" in said
    assert SECRET not in said
    assert SECRET.lower() not in said


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_is_ones_own_is_taken(case):
    model, make, _, fields = case
    answer = _post(_adding(model), _filled(model, _blank(model), fields(make("serang"))))
    assert (answer.status_code, _is_kept()) == (302, True)


def test_another_fault_in_the_form_shows_no_more():
    """The form comes back with what was posted; it must not say what the key stands for."""
    for fields in (_body("image", {"image": _photo("rembang").pk, "alt": "x" * 300}), {"image": _photo("rembang").pk}):
        answer = _post(_adding(NewsPage), _filled(NewsPage, _blank(NewsPage), {"title": "", **fields}))
        assert answer.status_code == 403
        assert SECRET not in answer.content.decode()


def test_a_preview_shows_nothing_of_another_office():
    address = f"{_adding(NewsPage)}preview/"
    client = person("serang.staf").client
    form = _filled(NewsPage, _blank(NewsPage), _body("text", _text("page", _news("rembang"))))
    posted = client.post(address, form.urlencode(), content_type="application/x-www-form-urlencoded")
    shown = client.get(address, {"in_preview_panel": "true"})
    assert SECRET.lower() not in (posted.content + shown.content).decode().lower()


def test_a_key_of_nothing_is_refused_too():
    """Else it would name what is stored under it later."""
    form = _filled(NewsPage, _blank(NewsPage), _body("text", _text("document", Attachment(pk=10**9))))
    assert (_post(_adding(NewsPage), form).status_code, _is_kept()) == (403, False)


def test_a_live_page_of_another_office_may_be_linked_and_not_amended():
    text = _filled(NewsPage, _blank(NewsPage), _body("text", _text("page", _legal("rembang", live=True))))
    assert _post(_adding(NewsPage), text).status_code == 302
    Page.objects.get(slug="naskah-baru").delete()
    relation = CASES["related document"][3](_legal("banten", live=True))
    _post(_adding(LegalDocumentPage), _filled(LegalDocumentPage, _blank(LegalDocumentPage), relation))
    draft = Page.objects.get(slug="naskah-baru").get_latest_revision_as_object()
    assert "dokumen kantor lain" in " ".join(gaps(draft).values())  # a draft is kept, and goes no further


@pytest.mark.parametrize("where", ["image", "attachments"])
def test_a_draft_that_names_it_already_is_told_so_in_the_editor_and_at_every_act(where):
    item = _photo("rembang") if where == "image" else _file("rembang")
    draft = page(NewsPage, "serang", "Naskah lama", owner=person("serang.staf").user)
    if where == "image":
        draft.image, draft.image_alt = item, "Foto"
    else:
        draft.attachments.add(Attachment(title="Lampiran", document=item))
    draft.save_revision()
    address = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    client = person("serang.staf").client
    form = querydict_from_html(client.get(address).content.decode(), form_id=EDITOR_FORM)
    form.update(nested_form_data({"body": streamfield([("text", rich_text("<p>Isi.</p>"))])}))
    answer = client.post(address, form.urlencode(), content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, "milik kantor lain" in answer.content.decode()) == (200, True)
    started = client.post(
        reverse("sop:act", args=[draft.pk, "start"]),
        person("serang.staf").form_for(draft.pk, "start").urlencode(),
        content_type="application/x-www-form-urlencoded",
    )
    assert started.status_code == 422
    assert "milik kantor lain" in started.content.decode()


def test_the_emblem_of_a_site_is_its_own_offices():
    """Structure pages go through the same form."""
    client, home = person("serang.admin-kantor").client, office("serang").root_page
    address = reverse("wagtailadmin_pages:edit", args=[home.pk])
    form = querydict_from_html(client.get(address).content.decode(), form_id=EDITOR_FORM)
    form.update({f"{name}-count": "0" for name in ("services", "accounts", "links")})
    form["logo"] = str(_photo("rembang").pk)
    answer = client.post(address, form.urlencode(), content_type="application/x-www-form-urlencoded", follow=True)
    home.specific.refresh_from_db()
    assert home.specific.logo is None
    assert "milik kantor lain" in answer.content.decode()
    assert SECRET not in answer.content.decode()


def test_every_page_of_an_office_has_this_form():
    kinds, found = [OfficePage], []
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        found += [] if kind._meta.abstract else [kind]
    assert len(found) >= 8
    assert all(issubclass(kind.base_form_class, OfficePageForm) for kind in found)
