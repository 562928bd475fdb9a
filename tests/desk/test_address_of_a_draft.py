"""A draft whose address nobody typed gets one from its title; it is saved and its editor told nothing false."""

import pytest
from wagtail.models import Page

from news.models import NewsPage
from tests.conftest import section, starter

pytestmark = pytest.mark.django_db


def saved(title: str):
    where = section("serang")
    posted = {
        "title": title,
        "slug": "",
        "summary": "",
        "kind": "berita",
        "body-count": "0",
        "published_on": "30/11/2026",
    }
    for rows in ("attachments", "comments"):
        posted |= {f"{rows}-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}
    answer = starter("serang").client.post(f"/admin/pages/add/news/newspage/{where.pk}/", posted)
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
