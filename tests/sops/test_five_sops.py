# ruff: noqa: E501 - one table row per step reads best on one line
"""The five regional SOPs, compared with the authoritative reading cell by cell.

The tables below are typed from that reading, not derived from the files under test.
"""

from pathlib import Path

import pytest

from sops.document import Sop
from sops.toml_file import parse_sop, parse_sop_json, to_toml

FOLDER = Path(__file__).parents[2] / "sops" / "library"

LETTERS = ("Nota Dinas", "Surat Tembusan", "Surat Permohonan", "Disposisi")
CHANNELS = ("Lisan", "Tulisan", "Email")
DISPOSITION = ("Disposisi dan Bahan Informasi",)
DRAFT = ("Konsep Informasi",)
FILE = ("Softcopy konsep",)
SIGNED_FILE = ("Softcopy konsep …",)
NEWS = ("berita",)

# (slug, number): roles, kind, sign_off, norm_time, on_refusal, skip_for, inputs, outputs
# fmt: off
STEPS = {
    ("serang", 1): (("staf",), "prepare", "any", "PT15M", None, (), ("Buku Catatan", "Bahan Informasi"), ("Bahan Informasi",)),
    ("serang", 2): (("kasubag", "kordiv"), "decide", "all", "PT60M", 1, (), DRAFT, ("Konsep Informasi (disetujui)",)),
    ("serang", 3): (("staf",), "hand_over", "any", "PT15M", None, (), ("Bahan Informasi",), ("Bahan Informasi yang siap diunggah",)),
    ("serang", 4): (("admin-website",), "publish", "any", "PT10M", None, (), ("Informasi",), ("Informasi dan Dokumentasi",)),
    ("banten", 1): (("kabag",), "assign", "any", "PT10M", None, (), LETTERS, DISPOSITION),
    ("banten", 2): (("kasubag",), "assign", "any", "PT5M", None, (), DISPOSITION, DISPOSITION),
    ("banten", 3): (("fungsional-umum",), "prepare", "any", "PT5H", None, (), ("Bahan Informasi",), DRAFT),
    ("banten", 4): (("kasubag",), "review", "any", "PT1H", 3, (), DRAFT, ("Nota Dinas dan Konsep Informasi",)),
    ("banten", 5): (("kabag",), "decide", "any", "PT1H", 4, NEWS, DRAFT, ("Informasi",)),
    ("banten", 6): (("kasubag",), "hand_over", "any", "PT5M", None, NEWS, ("Informasi",), ("Disposisi dan Informasi",)),
    ("banten", 7): (("web-admin",), "publish", "any", "PT1H", None, (), ("Disposisi dan Informasi",), ("Informasi", "dokumentasi")),
    ("cilacap", 1): (("penanggungjawab",), "assign", "any", None, None, (), (), ()),
    ("cilacap", 2): (("kontributor",), "prepare", "any", None, None, (), (), ()),
    ("cilacap", 3): (("redaktur",), "prepare", "any", None, None, (), (), ()),
    ("cilacap", 4): (("koordinator",), "review", "any", None, 3, (), (), ()),
    ("cilacap", 5): (("penulis", "super-admin"), "prepare", "any", None, None, (), (), ()),
    ("cilacap", 6): (("dokumentasi",), "prepare", "any", None, None, (), (), ()),
    ("cilacap", 7): (("kontributor",), "hand_over", "any", None, None, (), (), ()),
    ("cilacap", 8): (("koordinator",), "review", "any", None, 5, (), (), ()),
    ("cilacap", 9): (("penanggungjawab",), "decide", "any", None, 8, (), (), ()),
    ("cilacap", 10): (("redaktur",), "publish", "any", None, None, (), (), ()),
    ("bangka-barat", 1): (("subbag-pengusul",), "prepare", "any", "PT15M", None, (), ("Data Permintaan Publikasi Informasi Hukum",), ("Nota Dinas",)),
    ("bangka-barat", 2): (("subbag-hukum",), "hand_over", "any", "PT30M", None, (), ("Laporan Lisan dan Konten Kebutuhan",), ()),
    ("bangka-barat", 3): (("divisi-pengusul",), "decide", "any", "PT30M", "postpone", (), (), ("Kebutuhan di-acc",)),
    ("bangka-barat", 4): (("subbag-hukum",), "prepare", "any", "PT2H", None, (), ("Peraturan perundang-undangan terkait",), ()),
    ("bangka-barat", 5): (("subbag-hukum",), "hand_over", "any", "PT15M", None, (), CHANNELS, ()),
    ("bangka-barat", 6): (("tim-desain",), "prepare", "any", "P1D", None, (), ("Konten",), ("Draft konten",)),
    ("bangka-barat", 7): (("divisi-pengusul", "ketua"), "decide", "any", "PT30M", 6, (), CHANNELS, ("Draft konten untuk diperbaiki",)),
    ("bangka-barat", 8): (("operator",), "publish", "any", "PT15M", None, (), ("Konten Final",), ("Postingan Sosmed dan Web",)),
    ("bangka-barat", 9): (("operator",), "archive", "any", "PT5M", None, (), ("Link Aktif",), ("Catatan link",)),
    ("rembang", 1): (("pengampu-konsep",), "prepare", "any", "PT60M", None, (), (), FILE),
    ("rembang", 2): (("pengampu-konsep",), "hand_over", "any", "PT5M", None, (), FILE, FILE),
    ("rembang", 3): (("pengelola-website",), "hand_over", "any", "PT5M", None, (), FILE, FILE),
    ("rembang", 4): (("web-admin", "kasubbag-tekmas"), "review", "all", "PT30M", 1, (), SIGNED_FILE, SIGNED_FILE),
    ("rembang", 5): (("sekretaris",), "review", "any", "PT30M", 4, (), SIGNED_FILE, SIGNED_FILE),
    ("rembang", 6): (("komisioner",), "decide", "any", "PT30M", 5, (), SIGNED_FILE, SIGNED_FILE),
    ("rembang", 7): (("komisioner",), "hand_over", "any", "PT5M", None, (), SIGNED_FILE, SIGNED_FILE),
    ("rembang", 8): (("kasubbag-tekmas",), "hand_over", "any", "PT5M", None, (), SIGNED_FILE, SIGNED_FILE),
    ("rembang", 9): (("web-admin",), "publish", "any", "PT5M", None, (), SIGNED_FILE, ("Informasi terunggah di website",)),
}
# fmt: on

TOTALS = {"serang": 100, "banten": 500, "cilacap": None, "bangka-barat": 260 + 450, "rembang": 175}

ROLES = {
    "serang": ("staf", "admin-website", "kasubag", "kordiv"),
    "banten": ("kabag", "kasubag", "fungsional-umum", "web-admin"),
    "cilacap": (
        "penanggungjawab",
        "koordinator",
        "kontributor",
        "redaktur",
        "super-admin",
        "penulis",
        "dokumentasi",
    ),
    "bangka-barat": (
        "tim-desain",
        "subbag-pengusul",
        "subbag-hukum",
        "sekretaris",
        "divisi-pengusul",
        "ketua",
        "operator",
    ),
    "rembang": (
        "pengampu-konsep",
        "pengelola-website",
        "web-admin",
        "kasubbag-tekmas",
        "sekretaris",
        "komisioner",
    ),
}

# Every reading marked †: its step, the field it is about, a word of it.
READINGS = {
    "serang": [
        (2, "activity", "Staf meminta"),
        (2, "sign_off", "keduanya"),
        (2, "outputs", "(disetujui)"),
        (2, "on_refusal", "langkah 1"),
        (4, "roles", "Admin Website"),
    ],
    "banten": [(1, None, "kolom"), (4, "on_refusal", "langkah 3"), (4, "skip_for", "Berita")],
    "cilacap": [
        (1, "roles", "Penanggungjawab"),
        (2, "roles", "Kontributor"),
        (2, "kind", "Redaktur"),
        (4, "on_refusal", "langkah 3"),
        (5, "roles", "salah satu"),
        (8, "informs", "Redaktur"),
        (8, "on_refusal", "langkah 5"),
        (9, "roles", "Redaktur"),
        (9, "on_refusal", "langkah 8"),
    ],
    "bangka-barat": [
        (2, "roles", "Subbag Hukum"),
        (2, "informs", "Sekretaris"),
        (3, "roles", "Divisi Pengusul"),
        (4, "roles", "Subbag Hukum"),
        (5, "roles", "Subbag Hukum"),
        (7, "roles", "salah satu"),
    ],
    "rembang": [
        (4, "sign_off", "keduanya"),
        (4, "on_refusal", "langkah 1"),
        (5, "on_refusal", "langkah 4"),
        (7, "roles", "Komisioner"),
    ],
}

IDENTITY = {
    "serang": ("82/ORT.06/3604/2022", "Ade Wahyu Margono", "2022-02-08", "2022-02-08", None),
    "banten": (
        "01/SOP/26.03.2/Sdc-Rev/VIII/2017",
        "Septo Kalnadi",
        "2017-07-07",
        "2017-07-07",
        "2017-07-07",
    ),
    "cilacap": ("3 Tahun 2022", "Handi Tri Ujiono, S.Sos", None, None, "2022-03-02"),
    "bangka-barat": ("/ORT.06-SOP/1905/KPU-Kab/X/2019", "Pardi", "2019-10", "2019-10", None),
    "rembang": ("11 Tahun 2023", "M. Ika Iqbal Fahmi", "2023-01-12", None, None),
}

BEFORE = Path(__file__).with_name("before")
"""The five as they were before readings named their field."""
SIGNED_AS = {
    "serang": "3fe4697d6d3037991fb26be37ab7ce606cbfc1da21d41c4d0209e1339fa28872",
    "banten": "0a422fa33e932aadc214e5176c33effcc91e1d5677f6f28fe86104090c714464",
    "cilacap": "0c70941634b4bdca9f509934152e30b0b90cd0f1e952c722acfbe184eafb8ee1",
    "bangka-barat": "55b9e1766ff4ad8e33aa43b7ec2ec96966d39fffd5fba394965b5f3a8ee29224",
    "rembang": "60efbcdd6109cd43b3e797ac9e0ddfe9df3a6ccda7a59e5b217bf3be3173e56b",
}

every_sop = pytest.mark.parametrize("slug", TOTALS)


def text_of(slug: str) -> str:
    return (FOLDER / f"{slug}.toml").read_text(encoding="utf-8")


def load(slug: str) -> Sop:
    return parse_sop(text_of(slug), source=f"{slug}.toml")


def test_there_are_five_files_and_39_steps() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(TOTALS)
    assert len(STEPS) == 39


@every_sop
def test_file_has_no_other_steps_than_the_document(slug: str) -> None:
    listed = [number for name, number in STEPS if name == slug]
    assert [step.number for step in load(slug).steps] == listed


@pytest.mark.parametrize(("slug", "number"), STEPS)
def test_step_is_as_the_document_reads(slug: str, number: int) -> None:
    step = load(slug).step(number)
    assert (
        step.roles,
        step.kind,
        step.sign_off,
        step.norm_time,
        step.on_refusal,
        step.skip_for,
        step.inputs,
        step.outputs,
    ) == STEPS[slug, number]


@every_sop
def test_norm_times_add_up_to_the_documents_total(slug: str) -> None:
    assert load(slug).norm_minutes == TOTALS[slug]


@every_sop
def test_roles_carry_the_agreed_slugs(slug: str) -> None:
    assert tuple(role.slug for role in load(slug).roles) == ROLES[slug]


@every_sop
def test_identity_block_is_as_printed(slug: str) -> None:
    sop = load(slug)
    dates = sop.dates
    assert sop.slug == slug
    assert dates.revised is None
    assert IDENTITY[slug] == (
        sop.number,
        sop.signatory.name,
        dates.created,
        dates.effective,
        dates.signed,
    )


@every_sop
def test_every_reading_of_ours_is_stated_on_its_step_and_asks_the_office(slug: str) -> None:
    stated = load(slug).assumptions
    assert [(one.step, one.about) for one in stated] == [(step, about) for step, about, _ in READINGS[slug]]
    for one, (_, _, word) in zip(stated, READINGS[slug], strict=True):
        assert word in one.text
        assert one.text.endswith("Kantor perlu mengonfirmasi.")


@every_sop
def test_canonical_json_comes_back_as_the_same_version(slug: str) -> None:
    sop = load(slug)
    again = parse_sop_json(sop.canonical_json(), source=f"{slug}.json")
    assert again == sop
    assert again.sha256 == sop.sha256


@every_sop
def test_export_comes_back_as_the_same_version(slug: str) -> None:
    sop = load(slug)
    assert parse_sop(to_toml(sop), source=f"{slug}.toml") == sop


@every_sop
def test_a_text_of_before_loads_unchanged_under_the_hash_it_was_signed_by(slug: str) -> None:
    text = (BEFORE / f"{slug}.toml").read_text(encoding="utf-8")
    sop = parse_sop(text, source=f"{slug}.toml")
    assert sop.sha256 == SIGNED_AS[slug]
    assert parse_sop(to_toml(sop), source=f"{slug}.toml") == sop
    assert all(reading.about is None for reading in sop.assumptions)


@every_sop
def test_no_staff_number_is_in_the_file(slug: str) -> None:
    text = text_of(slug)
    assert "NIP" not in text
    assert "19680916" not in text


def test_versions_differ_from_each_other() -> None:
    assert len({load(slug).sha256 for slug in TOTALS}) == 5


def test_running_number_of_bangka_barat_stays_blank() -> None:
    assert load("bangka-barat").reference == "No. …/ORT.06-SOP/1905/KPU-Kab/X/2019"


def test_banten_intake_accepts_any_one_letter() -> None:
    assert load("banten").step(1).inputs_needed == "any"


def test_only_the_time_of_banten_step_3_is_adjustable() -> None:
    adjustable = [(slug, step.number) for slug in TOTALS for step in load(slug).steps if step.adjustable]
    assert adjustable == [("banten", 3)]


def test_banten_check_has_three_points() -> None:
    correct, confirmed, completed = load("banten").step(4).checklist
    assert "benar" in correct
    assert "narasumber" in confirmed
    assert "Kalimat" in completed


def test_banten_keeps_its_closing_clauses_and_further_sheets() -> None:
    sop = load("banten")
    assert len(sop.closing) == 5
    assert "keadaan kahar" in sop.closing[1]
    assert [annex.title.split()[0] for annex in sop.annexes] == ["Identifikasi", "Lembar"]
    assert [slug for slug in TOTALS if load(slug).closing or load(slug).annexes] == ["banten"]


def test_bangka_barat_is_written_for_legal_information() -> None:
    sop = load("bangka-barat")
    assert "Informasi Hukum" in sop.flow_title
    assert sop.default_for == ("peraturan", "keputusan", "surat-edaran", "juknis")


def test_cilacap_photo_step_may_change_media_only() -> None:
    assert [step.number for step in load("cilacap").steps if step.media_only] == [6]


def test_cilacap_publication_leaves_three_duties() -> None:
    social, partner, report = load("cilacap").publish_step.duties
    assert "media sosial" in social
    assert "Mitra" in partner
    assert "divisi" in report


def test_bangka_barat_takes_content_by_any_channel() -> None:
    sop = load("bangka-barat")
    assert sop.step(5).inputs_needed == sop.step(7).inputs_needed == "any"


def test_only_the_sekretaris_of_bangka_barat_is_merely_told() -> None:
    told = {(slug, step.number): step.informs for slug in TOTALS for step in load(slug).steps if step.informs}
    assert told == {("bangka-barat", 2): ("sekretaris",)}


def test_bangka_barat_archives_links_into_its_records() -> None:
    sop = load("bangka-barat")
    assert sop.records == ("Arsip Link Aktif", "Dokumentasi Offline")
    assert all(record in sop.step(9).remark for record in sop.records)
