"""A draft whose address nobody typed gets one from its title; it is saved and its editor told nothing false."""

import pytest
from django.contrib.messages import get_messages
from wagtail.models import Page

from news.models import NewsPage
from tests.conftest import draft, section, starter

pytestmark = pytest.mark.django_db


def saved(title: str, slug: str = "", **how):
    where = section("serang")
    posted = {
        "title": title,
        "slug": slug,
        "summary": "",
        "kind": "berita",
        "body-count": "0",
        "published_on": "30/11/2026",
    }
    for rows in ("attachments", "comments"):
        posted |= {f"{rows}-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}
    answer = starter("serang").client.post(f"/admin/pages/add/news/newspage/{where.pk}/", posted, **how)
    return answer, where


@pytest.mark.parametrize(
    ("title", "slug"), [("Rapat pleno", "rapat-pleno"), ("RSS", "rss-2"), ("Pleno!", "pleno"), ("ꦥꦼꦩꦶꦭꦸ", "naskah")]
)
def test_no_typed_address_is_no_fault(title, slug):
    answer, where = saved(title)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    assert NewsPage.objects.child_of(where).get(title=title).slug == slug


def test_a_title_that_is_too_long_is_said_once():
    answer, where = saved("J" * 323)
    text = answer.content.decode()
    assert "323" in text
    assert "tidak memuat huruf" not in text
    assert "Kolom ini wajib diisi" not in text
    assert not Page.objects.child_of(where).filter(title__startswith="JJ").exists()


def test_an_address_that_was_chosen_and_is_taken_is_not_changed_unheard():
    draft("serang", title="Pleno")
    for script in ({}, {"headers": {"accept": "application/json"}}):
        answer, where = saved("Rapat terbuka", "pleno", **script)
        taken = NewsPage.objects.child_of(where).latest("pk").slug
        assert taken.startswith("pleno-")
        said = answer.json()["told"] if script else " ".join(str(one) for one in get_messages(answer.wsgi_request))
        assert f"«{taken}»" in said
        assert "sudah dipakai" in said
    answer, _ = saved("Pleno")  # which follows from the title: nobody chose it
    assert "sudah dipakai" not in " ".join(str(one) for one in get_messages(answer.wsgi_request))
