"""Comparing texts: rows side by side, words marked, nothing lost."""

from hypothesis import given
from hypothesis import strategies as st

from workflows.core.compare import LONGEST_LINE, Change, compare

LINES = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n"), min_size=1, max_size=40), max_size=8)


def side(rows, name: str) -> list[str]:
    return ["".join(piece.text for piece in getattr(row, name)) for row in rows if getattr(row, name)]


@given(LINES, LINES)
def test_each_side_reads_as_it_was(before, after):
    before, after = [[line.strip() or "x" for line in lines] for lines in (before, after)]
    rows = compare(before, after)
    assert side(rows, "before") == before
    assert side(rows, "after") == after


@given(LINES)
def test_equal_texts_have_no_change(lines):
    assert all(row.change is Change.SAME for row in compare(lines, lines))


def test_a_changed_word_is_marked_and_the_others_are_not():
    (row,) = compare(["Rapat pleno digelar Senin di aula."], ["Rapat pleno digelar Selasa di aula."])
    assert row.change is Change.CHANGED
    assert [piece.text for piece in row.before if piece.changed] == ["Senin "]
    assert [piece.text for piece in row.after if piece.changed] == ["Selasa "]


def test_a_new_line_between_stands_alone():
    rows = compare(["satu", "tiga"], ["satu", "dua", "tiga"])
    assert [row.change for row in rows] == [Change.SAME, Change.ADDED, Change.SAME]


def test_lines_with_nothing_in_common_are_two_rows():
    rows = compare(["Rapat pleno digelar hari Senin"], ["Daftar pemilih sudah dapat dilihat"])
    assert [row.change for row in rows] == [Change.REMOVED, Change.ADDED]


def test_a_huge_line_is_marked_whole():
    (row,) = compare(["kata " * (LONGEST_LINE + 1)], ["lain " * (LONGEST_LINE + 1)])
    assert row.change is Change.CHANGED
    assert len(row.after) == 1
