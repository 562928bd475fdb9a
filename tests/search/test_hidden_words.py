"""Words are found whatever stands in or around them that nobody sees, and in all forms of one root."""

import pytest
from wagtail.models import Page

from news.models import NewsPage
from search import entries
from search.files.reading import readable
from search.filters import Asked
from search.finding import find
from search.language.stems import stems
from search.language.tokens import words
from search.models import SearchEntry
from tests.news.pages import put

HIDDEN = ("perleng\xadkapan", "perleng\u200bkapan", "\ufeffperlengkapan", "perleng\u2060kapan", "perleng\u200dkapan")


@pytest.mark.parametrize("text", HIDDEN)
def test_what_takes_no_room_hides_no_word(text):
    assert words(text) == ["perlengkapan"]


@pytest.mark.parametrize(
    "text", ["perleng\x02\r\nkapan", "perleng\ufffekapan", "perleng\xad\nkapan", "perleng\u200bkapan"]
)
def test_a_word_cut_by_a_line_of_a_file_is_whole(text):
    assert readable(text) == "perlengkapan"


@pytest.mark.django_db
def test_a_page_stored_with_them_is_found():
    page = put(NewsPage, title="Judul")
    Page.objects.filter(pk=page.pk).update(title="Perleng\xadkapan")
    entries.refresh(NewsPage.objects.get(pk=page.pk))
    assert SearchEntry.objects.get(pk=page.pk).title == "Perlengkapan"
    assert [row.page.pk for row in find(Asked(query="perlengkapan")).rows] == [page.pk]
    assert [row.page.pk for row in find(Asked(query="perleng\xadkapan")).rows] == [page.pk]


FAMILIES = (
    "memperoleh perolehan diperoleh pemerolehan",
    "memperdaya diperdaya perdayaan",
    "memperkosa diperkosa perkosaan",
    "mempercayai kepercayaan percaya",
    "memengaruhi pengaruh berpengaruh",
    "melihat terlihat penglihatan diperlihatkan",
    "memberitahukan pemberitahuan",
    "memperbincangkan perbincangan",
    "penetapan ditetapkan menetapkan",
)


@pytest.mark.parametrize("family", FAMILIES)
def test_forms_of_one_root_meet(family):
    first, *others = family.split()
    for other in others:
        assert set(stems(first)) & set(stems(other)), (first, other)
