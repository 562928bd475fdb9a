"""Indonesian words as tokens: no database needed."""

import pytest

from search.language.stems import MOST, stems
from search.language.tokens import alternatives, is_stop, tokens, words
from search.query import LONGEST_QUERY, MOST_TERMS, parse, tidy

FAMILIES = [
    ("terbit", "penerbitan diterbitkan menerbitkan terbitan terbitkan"),
    ("tetap", "penetapan ditetapkan menetapkan ketetapan"),
    ("pilih", "pemilihan pemilih memilih dipilih terpilih pemilihnya"),
    ("mutakhir", "pemutakhiran dimutakhirkan memutakhirkan"),
    ("selenggara", "penyelenggaraan penyelenggara menyelenggarakan diselenggarakan"),
    ("kirim", "pengiriman mengirim dikirimkan kiriman"),
    ("umum", "pengumuman diumumkan mengumumkan"),
    ("awas", "pengawasan pengawas diawasi mengawasi"),
    ("tulis", "penulisan menulis ditulis tertulis"),
    ("sah", "pengesahan disahkan"),
    ("cek", "pengecekan mengecek dicek"),
    ("setuju", "persetujuan menyetujui disetujui"),
    ("hitung", "penghitungan menghitung dihitung"),
    ("pungut", "pemungutan memungut dipungut"),
    ("lantik", "pelantikan melantik dilantik"),
    ("rekrut", "perekrutan merekrut direkrut"),
    ("putus", "keputusan memutuskan putusan diputuskan"),
    ("pemilu", "kepemiluan pemilu"),
    ("verifikasi", "memverifikasi diverifikasi terverifikasi"),
    ("kampanye", "berkampanye kampanyenya"),
    ("usul", "pengusulan mengusulkan diusulkan usulan"),
]


@pytest.mark.parametrize(("root", "forms"), FAMILIES)
def test_the_forms_of_a_word_share_its_root(root, forms):
    assert {form: root in stems(form) for form in forms.split()} == dict.fromkeys(forms.split(), True)


@pytest.mark.parametrize("pair", ["tetap tepat", "pilih pulih", "kampanye kampung", "suara surat", "lantik latih"])
def test_different_words_stay_apart(pair):
    first, second = pair.split()
    assert not set(stems(first)) & set(stems(second))


@pytest.mark.parametrize("word", ["a", "kpu", "2024", "x" * 40, "naïf", "mengang", "pengpeng", "menenene", "nya"])
def test_any_word_has_one_to_three_stems(word):
    assert 1 <= len(stems(word)) <= MOST
    assert all(stems(word))


def test_numbers_are_found_by_their_parts_and_without_leading_zeros():
    assert words("Nomor 11/PL.02.2-Kpt/3604") == ["nomor", "11", "pl", "02", "2", "kpt", "3604"]
    assert set(alternatives("02")) == {"02", "2"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("DPT", "daftar pemilih tetap"),
        ("pemilu", "Pemilihan Umum"),
        ("pilkada", "pemilihan kepala daerah"),
        ("SK", "surat keputusan"),
        ("KPPS", "kelompok penyelenggara pemungutan suara"),
        ("PAW", "penggantian antarwaktu"),
    ],
)
def test_ways_of_writing_one_thing_share_a_token(one, other):
    shared = set(next(tokens(one)).tokens)
    assert all(shared & set(token.tokens) for token in tokens(other))


def test_stop_words_count_only_when_there_is_nothing_else():
    assert [term.word for term in parse("syarat untuk menjadi KPPS di desa")] == ["syarat", "menjadi", "kpps", "desa"]
    assert [term.word for term in parse("yang dan di")] == ["yang", "dan", "di"]
    assert is_stop("yang")


@pytest.mark.parametrize("text", ["", " ", "\x00", "!!!", "'\"\\", "%_*()&|:<->", "\ud800", "🗳"])
def test_a_query_without_words_has_no_terms(text):
    assert parse(text) == []


def test_a_long_query_is_cut():
    assert len(parse(" ".join(f"kata{n}" for n in range(2000)))) <= MOST_TERMS
    assert len(tidy("a b " * 4000)) <= LONGEST_QUERY


def test_a_word_with_what_no_reader_sees_in_it_is_one_word():
    assert tidy("ko\xadta\u200bkata") == "kotakata"
    assert tidy("dua\u00a0kata\tbaru") == "dua kata baru"
