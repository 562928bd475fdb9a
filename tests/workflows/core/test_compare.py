"""Comparing texts: rows side by side, words marked, nothing lost."""

from collections import Counter

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


def words(text: str) -> Counter[str]:
    return Counter(text.split())


def marked(rows, name: str) -> Counter[str]:
    return words(" ".join(piece.text for row in rows for piece in getattr(row, name) if piece.changed))


WORDS = st.sampled_from("pleno 100 900 pemilih suara sah di aula kantor Senin".split())
PHRASES = st.lists(st.lists(WORDS, min_size=1, max_size=9).map(" ".join), max_size=7)


@given(PHRASES, PHRASES)
def test_every_word_that_one_side_has_more_often_is_marked_there(before, after):
    rows = compare(before, after)
    old, new = words(" ".join(before)), words(" ".join(after))
    assert not (old - new) - marked(rows, "before")
    assert not (new - old) - marked(rows, "after")


def test_a_figure_changed_inside_a_moved_line_is_marked():
    """It stood at the top with 100, now it stands at the end with 900."""
    figure = "Jumlah pemilih di kecamatan ini {} orang menurut berita acara."
    others = ["Rapat pleno digelar di aula kantor.", "Semua saksi hadir sampai selesai.", "Hasilnya ditandatangani."]
    rows = compare([figure.format(100), *others], [*others, figure.format(900)])
    moved = [row for row in rows if row.change is Change.MOVED]
    assert [piece.text for row in moved for piece in row.before if piece.changed] == ["100 "]
    assert [piece.text for row in moved for piece in row.after if piece.changed] == ["900 "]


def test_a_line_that_only_moved_is_told_and_nothing_in_it_is_marked():
    lines = ["Rapat pleno digelar di aula.", "Semua saksi hadir.", "Hasilnya ditandatangani ketua."]
    rows = compare(lines, [*lines[1:], lines[0]])
    assert [row.change for row in rows] == [Change.MOVED, Change.SAME, Change.SAME, Change.MOVED]
    assert not marked(rows, "before") + marked(rows, "after")


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
    (row,) = compare(["kata " * LONGEST_LINE + "lama"], ["kata " * LONGEST_LINE + "baru"])
    assert row.change is Change.CHANGED
    assert len(row.after) == 1
