"""Single cells as offices write them and as scans misread them: times, dates, who signed, lists, headings."""

import pytest

from sops.fields import working_minutes
from sops.paper.dates import read_date
from sops.paper.headings import Head, column_of, headings_in
from sops.paper.kinds import kind_of
from sops.paper.lists import items
from sops.paper.signatory import read_signatory
from sops.paper.times import read_time
from sops.paper.titles import best_of, parted_titles, subject_of

# fmt: off
CERTAIN_TIMES = {
    "15 Menit": "PT15M", "60 menit": "PT60M", "2 Jam": "PT2H", "1 hari kerja": "P1D", "3 (tiga) hari kerja": "P3D",
    "1 jam 30 menit": "PT1H30M", "1 jam dan 15 menit": "PT1H15M", "1,5 jam": "PT1H30M", "0.5 jam": "PT30M",
    "½ jam": "PT30M", "lima menit": "PT5M", "10 mnt": "PT10M", "24 jam": "PT24H", "15menit": "PT15M",
    "90 Menit.": "PT90M",
    "1 Jam\n30 Menit": "PT1H30M", "10 (sepuluh)\nmenit": "PT10M",
}
DOUBTED_TIMES = {
    "10 ment": "PT10M", "5 menlt": "PT5M", "1 hari": "P1D", "2 minggu": "P10D", "30'": "PT30M", "5-10 menit": "PT10M",
    "± 15 menit": "PT15M", "maks. 2 jam": "PT2H", "15 menit/berkas": "PT15M", "90 detik": "PT2M",
    "1 hari kerja setelah disposisi": "P1D",
}
# fmt: on
NO_TIMES = ("1 bulan", "sesuai kebutuhan", "10 menit 5 menit", "0 menit", "1.000 menit", "15", "99999 jam", "x" * 5000)


@pytest.mark.parametrize(("said", "norm"), CERTAIN_TIMES.items())
def test_a_time_that_is_certain(said, norm):
    assert read_time(said) == (norm, "")
    assert working_minutes(norm)


@pytest.mark.parametrize(("said", "norm"), DOUBTED_TIMES.items())
def test_a_time_that_needs_a_look(said, norm):
    told = read_time(said)
    assert told.value == norm
    assert told.why


@pytest.mark.parametrize("said", NO_TIMES)
def test_what_is_no_time_stays_empty_and_is_marked(said):
    told = read_time(said)
    assert told.value is None
    assert told.why


@pytest.mark.parametrize("said", ["", "-", " – ", "…", "tidak ada"])
def test_an_empty_cell_is_empty_without_a_mark(said):
    assert read_time(said) == (None, "")


@pytest.mark.parametrize(
    ("said", "iso"),
    [
        ("8 Februari 2022", "2022-02-08"),
        ("07 JULI 2017", "2017-07-07"),
        ("Oktober 2019", "2019-10"),
        ("     Oktober 2019 ", "2019-10"),
        ("08-02-2022", "2022-02-08"),
        ("8/2/2022", "2022-02-08"),
        ("08.02.2022", "2022-02-08"),
        ("2022-02-08", "2022-02-08"),
        ("Senin, 3 Nopember 2025", "2025-11-03"),
        ("1 Agt 2024", "2024-08-01"),
        (": 2 Mei 2024", "2024-05-02"),
    ],
)
def test_a_date_that_is_certain(said, iso):
    assert read_date(said) == (iso, "")


@pytest.mark.parametrize(
    ("said", "iso"),
    [
        ("8 Febnuari 2022", "2022-02-08"),
        ("08-02-22", "2022-02-08"),
        ("31 Februari 2022", None),
        ("segera", None),
        ("32/13/2022", None),
        ("8 Februari 22022", None),
    ],
)
def test_a_date_that_needs_a_look(said, iso):
    told = read_date(said)
    assert told.value == iso
    assert told.why


@pytest.mark.parametrize("said", ["", "- -", "…"])
def test_no_date_is_no_date(said):
    assert read_date(said) == (None, "")


@pytest.mark.parametrize(
    ("said", "title", "name"),
    [
        ("KETUA KPU KOTA X,\n\nttd.\n\nSITI AMINAH", "KETUA KPU KOTA X", "SITI AMINAH"),
        ("Sekretaris  Budi Santoso", "Sekretaris", "Budi Santoso"),
        ("Plt. SEKRETARIS\nKOMISI PEMILIHAN UMUM\nKABUPATEN Y,\nDr. Andi, M.Si.\nNIP 190001011900011001",
         "Plt. SEKRETARIS KOMISI PEMILIHAN UMUM KABUPATEN Y", "Dr. Andi, M.Si."),
        ("Kepala Bagian Umum\n(Ratna Dewi)\nPembina Tk. I", "Kepala Bagian Umum", "Ratna Dewi"),
        ("KETUA,", "KETUA", None),
    ],
)  # fmt: skip
def test_who_signed(said, title, name):
    signed = read_signatory(said)
    assert (signed.title.value, signed.name.value) == (title, name)
    assert "19000101" not in signed.evidence
    assert bool(signed.name.why) == (name is None)


def test_title_and_name_in_one_line_are_doubted():
    signed = read_signatory("KETUA KPU KABUPATEN SUKAMAJU JAYA SITI AMINAH")
    assert signed.title.why
    assert signed.name.why


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("1. Satu 2. Dua 3. Tiga", ["Satu", "Dua", "Tiga"]),
        ("1. Penyelenggaraan Pemilu2. Keterbukaan Publik", ["Penyelenggaraan Pemilu", "Keterbukaan Publik"]),
        ("- 1 Buku agenda\n- 2 Cap dinas", ["Buku agenda", "Cap dinas"]),
        ("• Satu;\n• Dua", ["Satu", "Dua"]),
        ("UU Nomor 14 Tahun 2008;\nPKPU Nomor\n2 Tahun 2021", ["UU Nomor 14 Tahun 2008", "PKPU Nomor 2 Tahun 2021"]),
        ("1. Peraturan Nomor\n2 Tahun 2021", ["Peraturan Nomor 2 Tahun 2021"]),
        ("", []),
    ],
)
def test_the_items_of_a_list(said, found):
    assert items(said) == found


def test_an_amount_in_a_cell_is_no_items_number():
    assert items("2 lembar fotokopi", is_cell=True) == ["2 lembar fotokopi"]
    assert items("1. Surat\n2. Disposisi", is_cell=True) == ["Surat", "Disposisi"]


@pytest.mark.parametrize(
    ("said", "head"),
    [
        ("KETERIKATAN", Head.RELATED),
        ("DASAR HUKUN :", Head.LEGAL_BASIS),
        ("Tgl. Revisi", Head.REVISED),
        ("PERALATAN / PERLENGKAPAN", Head.EQUIPMENT),
        ("Nomor : 3 Tahun 2022", Head.NUMBER),
        ("KUALIFIKASI\nPELAKSANA", Head.QUALIFICATIONS),
        ("Keterkaitan:\n1. SOP Website", Head.RELATED),
    ],
)
def test_a_heading_is_known_through_faults_of_reading(said, head):
    assert [one.head for one in headings_in(said)] == [head]


@pytest.mark.parametrize("said", ["Peringatan dini disampaikan", "Peralatan komputer", "nomor urut", "1. Dasar hukum"])
def test_a_sentence_is_no_heading(said):
    assert headings_in(said) == []


@pytest.mark.parametrize(
    ("said", "column"),
    [("Waktu (menit)", "norm_time"), ("Uraian  Kegiatan", "activity"), ("KET.", "remark"), ("Kelengkapam", "inputs")],
)
def test_the_head_of_a_column(said, column):
    assert column_of(said) == column


def test_executors_in_words():
    titles = ["Kepala Bagian Hukum", "Kepala Sub Bagian Teknis dan Hupmas", "Staf", "Web Admin"]
    assert best_of("Kasubbag Teknis", titles) == 1
    assert best_of("Web Admin", titles) == 3
    assert best_of("Ketua", titles) is None
    assert parted_titles("Staf Kasubag Hukum Ketua KPU Kabupaten") == ["Staf", "Kasubag Hukum", "Ketua KPU Kabupaten"]
    assert subject_of("Web Admin mengunggah berita") == "Web Admin"
    assert subject_of("Konsep yang telah disetujui disampaikan") == ""


@pytest.mark.parametrize(
    ("activity", "kind", "is_certain"),
    [
        ("Menyerahkan naskah untuk diunggah", "hand_over", True),
        ("Mengunggah berita", "publish", True),
        ("Menyusun konsep yang akan diterbitkan", "prepare", True),
        ("Menugaskan staf", "assign", True),
        ("Memeriksa dan memperbaiki naskah", "review", False),
        ("Menandatangani surat", "decide", False),
        ("Menyusun lalu mengunggah berita", "prepare", False),
        ("Rapat koordinasi", "prepare", False),
    ],
)
def test_the_kind_of_a_step(activity, kind, is_certain):
    told = kind_of(activity, is_decision=False)
    assert (told.kind, not told.why) == (kind, is_certain)
