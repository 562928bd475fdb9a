"""Links in texts lead to what the public may read; else the words stand alone, and approvers still see the target."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from desk.page_text import rich_text_lines
from home.cache.memory import MemoryStore
from news.models import NewsPage
from tests.home.test_page_cache import address, kept  # noqa: F401  (its fixture)
from tests.news.pages import put

pytestmark = pytest.mark.django_db
FEATURES = ("text", "call_out")
TITLE, SLUG, WORDS = "Rahasia sanksi etik", "rahasia-sanksi-etik", "baca selengkapnya"


@pytest.fixture
def store(tmp_path):
    return MemoryStore(str(tmp_path / "moments"), 64_000_000)


def target(**facts):
    return put(NewsPage, **{"title": TITLE, "slug": SLUG, **facts})


def linking(page, block: str = "text"):
    """A live page whose text links to another."""
    text = f'<p>Rapat selesai, <a linktype="page" id="{page.pk}">{WORDS}</a>.</p>'
    return put(NewsPage, title="Rapat", body=[(block, text if block == "text" else {"title": "Kotak", "text": text})])


def read(kept, page) -> str:  # noqa: F811
    return kept.get(address(page)).content.decode()


def is_named(html: str) -> bool:
    """Whether the text, without the lists around it, tells of the page it links to."""
    text = html.split("Rapat selesai", 1)[1].split(WORDS)[0]
    return SLUG in text or TITLE in text


PAST = timezone.now() - timedelta(minutes=1)
HIDDEN = {
    "a draft": {"live": False},
    "taken down when it expired": {"live": False, "expire_at": PAST},
    "expired and not yet taken down": {"expire_at": PAST},
}


@pytest.mark.parametrize("block", FEATURES)
@pytest.mark.parametrize("facts", HIDDEN.values(), ids=HIDDEN)
def test_what_is_not_public_is_not_linked_but_its_words_stay(kept, facts, block):  # noqa: F811
    page = linking(other := target(**facts), block)
    assert f"Rapat selesai, <a>{WORDS}</a>." in (html := read(kept, page))
    if not other.live:
        assert SLUG not in html
        assert TITLE not in html
        assert kept.is_kept(address(page)), "it is kept as any other"
    (line,) = rich_text_lines(f'<p>Rapat, <a linktype="page" id="{other.pk}">{WORDS}</a></p>')
    assert SLUG in line, "whoever decides sees where it would lead"


def test_what_is_for_some_only_is_not_linked(kept):  # noqa: F811
    page = linking(other := target())
    PageViewRestriction.objects.create(page=other, restriction_type=PageViewRestriction.LOGIN)
    assert not is_named(read(kept, page))


def test_a_link_comes_and_goes_with_what_it_leads_to(kept):  # noqa: F811
    page = linking(other := target())
    assert is_named(read(kept, page))
    kept.change(lambda: NewsPage.objects.get(pk=other.pk).unpublish())
    assert not is_named(read(kept, page))
    assert kept.is_kept(address(page))
    kept.change(lambda: NewsPage.objects.get(pk=other.pk).save_revision().publish(skip_permission_checks=True))
    assert is_named(read(kept, page))


def test_a_link_to_what_was_deleted_or_never_was_is_words(kept):  # noqa: F811
    for key in ("999999", "x", ""):
        page = put(NewsPage, title="Rapat", body=[("text", f'<p><a linktype="page" id="{key}">{WORDS}</a></p>')])
        assert WORDS in read(kept, page)
