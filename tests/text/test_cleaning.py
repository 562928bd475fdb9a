"""What is taken out of a text, what stays, and that nothing is taken twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.cleaning import clean, clean_all, is_blank, is_wordless, turns

CLEANED = {
    "vertical tab": ("Pleno\x0bKPU", "Pleno KPU", "Pleno\nKPU"),
    "unit separator": ("Ple\x1fno", "Pleno", "Pleno"),
    "NUL": ("Ple\x00no", "Pleno", "Pleno"),
    "C1 control": ("Ple\x80no", "Pleno", "Pleno"),
    "lone surrogate": ("Ple\ud800no", "Pleno", "Pleno"),
    "a pair written as two": ("\ud83d\uddf3 Pleno", "\U0001f5f3 Pleno", "\U0001f5f3 Pleno"),
    "noncharacter": ("Ple\ufdd0no\uffff", "Pleno", "Pleno"),
    "override": ("Ple\u202eno", "Pleno", "Pleno"),
    "isolates": ("\u2066Pleno\u2069", "Pleno", "Pleno"),
    "space that doesn't break": ("Pleno\xa0KPU", "Pleno KPU", "Pleno KPU"),
    "decomposed": ("Cafe\u0301", "Café", "Café"),
    "soft hyphen": ("perlengka\xadpan", "perlengkapan", "perlengkapan"),
    "zero width": ("Ple\u200bno\ufeff", "Pleno", "Pleno"),
    "joiner between Latin letters": ("Ple\u200dno", "Pleno", "Pleno"),
    "Windows lines": ("satu\r\ndua\ttiga", "satu dua tiga", "satu\ndua\ttiga"),
    "line separator": ("satu\u2028dua", "satu dua", "satu\ndua"),
}
KEPT = (
    "Rapat pleno, 1–2 Mei: «Rp2.000,00»",
    "نمی\u200cخواهم",
    "क्\u200dष",
    "👨\u200d👩\u200d👧",
    "ꦏꦥꦸ",
    "✔\ufe0f",
    "אב\u200f 12",
)


@pytest.mark.parametrize(("typed", "line", "lines"), CLEANED.values(), ids=CLEANED)
def test_what_no_reader_sees_is_taken_out(typed, line, lines):
    assert clean(typed) == line
    assert clean(typed, lines=True) == lines


@pytest.mark.parametrize("text", KEPT)
def test_what_a_script_needs_stays(text):
    assert clean(text) == text


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\u202e\u202c", "\u3164", "\u2800", "\xad\u0301", "\ufeff\n"])
def test_a_text_nobody_can_see_is_blank(text):
    assert is_blank(text)
    assert is_wordless(text)


@pytest.mark.parametrize(("text", "nothing"), [(".", True), ("– …!", True), ("😀", True), ("7", False), ("é.", False)])
def test_signs_without_a_letter_or_digit_are_no_words(text, nothing):
    assert is_wordless(text) is nothing


@given(st.text(st.characters()))
def test_a_clean_text_is_left_alone_and_can_be_written(text):
    for once in (clean(text), clean(text, lines=True)):
        once.encode()
        assert clean(once, lines=True) == once
        assert not turns(once)


def test_a_tree_is_cleaned_to_its_leaves():
    assert clean_all({"a\xad": ["b\x1f", {"c": ("d\u202e", 1)}]}) == {"a": ["b", {"c": ["d", 1]}]}
