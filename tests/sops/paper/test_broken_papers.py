"""Whatever comes in: a reading or one Indonesian sentence that says why not, in bounded time and size."""

import json
import random
import time
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from files import recognition
from sops.paper import pages
from sops.paper.printing import as_json, as_toml
from sops.paper.reading import CUT_OFF, read_paper
from sops.paper.values import Paper, PaperReading, Refused, Table
from sops.paper_upload import DAMAGED, NO_READER, OTHER_KIND, paper_draft
from tests.sops.paper import building

PAPERS = sorted((Path(__file__).parent / "papers").glob("*.txt"))
SEED = 20261201
MOST_SECONDS = 3.0
MOST_OUTPUT = 2_000_000
PIECES = (
    *(
        "\t",
        "\n",
        "1.",
        "99.",
        "|",
        "(",
        "\u202e",
        "\x00",
        "é",
        " " * 60,
        "١٢",
        "9" * 30,
        "<p>",
        "</",
        "\ud800",
        "\u2028",
    ),
    *("Kegiatan", "Pelaksana", "Waktu", "Nomor SOP", "Tidak :", "DASAR HUKUM", "Ya", "1 hari", "Kepala " * 9),
)


def mutated(text: str, dice: random.Random) -> str:
    """A paper as an accident leaves it: parts cut, doubled, exchanged, letters lost or strange."""
    for _ in range(dice.randint(1, 12)):
        at, to = sorted(dice.randrange(len(text) + 1) for _ in range(2))
        to = min(to, at + dice.choice((1, 5, 40, 600)))
        part, piece = text[at:to], dice.choice(PIECES)
        instead = dice.choice(("", part * dice.randint(2, 6), piece + part, shuffled(part, dice), part.swapcase()))
        text = text[:at] + instead + text[to:]
        if dice.random() < 0.2:
            text = text.replace(dice.choice("\t\n e1."), piece, dice.randint(1, 9))
    return text


def shuffled(text: str, dice: random.Random) -> str:
    return "".join(dice.sample(text, len(text)))


def is_whole(reading: PaperReading) -> bool:
    """Whether it can be printed, holds no step twice, and marks only places that are there or missing."""
    assert isinstance(reading.document, dict)
    assert len(as_toml(reading)) < MOST_OUTPUT
    assert json.loads(as_json(reading))["document"] == json.loads(json.dumps(reading.document))
    steps = reading.document.get("steps", [])
    assert [step["number"] for step in steps] == list(range(1, len(steps) + 1))
    slugs = [role["slug"] for role in reading.document.get("roles", [])]
    assert len(set(slugs)) == len(slugs)
    assert all(role in slugs for step in steps for role in step.get("roles", []))
    assert all(one.why and one.place for one in reading.uncertain)
    return True


def test_two_hundred_mutated_texts():
    dice = random.Random(SEED)
    texts = [path.read_text("utf-8") for path in PAPERS]
    texts += [building.text_paper().decode(), building.running_text().decode()]
    refused = 0
    for number in range(200):
        text = mutated(dice.choice(texts), dice)
        begun = time.process_time()
        try:
            assert is_whole(read_paper(text))
        except Refused:
            refused += 1
        assert time.process_time() - begun < MOST_SECONDS, number
    assert refused < 20, "most of them are still SOPs"


def test_fifty_pages_of_chance():
    dice = random.Random(SEED)
    words = ["No", "Kegiatan", "Waktu", "Output", "1.", "2.", "●", "10 menit", "Nomor SOP", "Pelaksana", "x"]
    for _ in range(50):
        page = {
            "words": [
                [
                    dice.choice(words),
                    x := dice.uniform(-50, 800),
                    y := dice.uniform(0, 600),
                    x + 30,
                    y + dice.choice((0, 9, 400)),
                ]
                for _ in range(dice.randint(0, 150))
            ],
            "strokes": [
                [[dice.choice((0, 100, 200, 300)) for _ in range(4)] for _ in range(dice.randint(1, 6))]
                for _ in range(dice.randint(0, 60))
            ],
        }
        with suppress(Refused):
            assert is_whole(read_paper(pages.paper_of({"pages": [page] * dice.randint(1, 3)})))


MANY_STEPS = "".join(f"{at}\tStaf x\tx\t1 jam\n" for at in range(1, 200))


@pytest.mark.parametrize(
    "text",
    [
        "\t" * 190_000,
        "1.\n" * 5_900,
        "| " * 4_900 + "|",
        "No\tKegiatan\tWaktu\n" + "1\tx\t1 jam\n" * 5_900,
        "No\tKegiatan\tWaktu\n" * 5_900 + "1\tx\t1 jam",
        "No\tKegiatan\tStaf\tWaktu\n" + MANY_STEPS + "\ty\t\tz\n" * 5_000,
        "No  Kegiatan  Waktu  Output\n" + "1.  x  1 jam  y\n" * 5_900,
        "No. Kegiatan\nPelaksana Mutu Baku\n" + "1. a\n" + "   b\n" * 5_900,
        "No. Kegiatan\nPelaksana Mutu Baku\n" * 2_900,
        "Nomor SOP: 1\nDasar Hukum\n" + ("1. a " * 1_900 + "\n") * 19,
        "Nomor SOP: 1\nDisahkan oleh\n" + ("KETUA " * 1_600 + "\n") * 19,
        "Nomor SOP\t1\nNo\tKegiatan\tWaktu\n" + f"1\t{'Tidak : ' * 1_200}\t1 jam\n" * 9,
        "Nomor SOP\t1\nNo\tKegiatan\tWaktu\n" + f"1\t{'jika tidak dikembalikan ke ' * 360}\t{'1 jam ' * 1_600}\n" * 9,
        "Nomor SOP\t1\nNo\tKegiatan\tStaf\tWaktu\n1\tMenyusun" + " yang untuk" * 900 + "\ta\t1 jam",
        ("a" * 9_900 + "\n") * 20,
        ("a-\n" * 2_400 + "\n") * 2,
        ("<p " * 3_300 + "\n") * 19,
        "KPU KABUPATEN " * 700 + "\n" + "a" + " " * 9_000 + "b",
    ],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_a_text_made_to_be_dear_is_not(text):
    begun = time.process_time()
    with suppress(Refused):
        assert is_whole(read_paper(text))
    assert time.process_time() - begun < MOST_SECONDS


def test_a_text_longer_than_any_sop_is_refused():
    with pytest.raises(Refused, match="terlalu panjang"):
        read_paper("x " * 250_000)


def test_what_is_no_sop_is_refused():
    with pytest.raises(Refused, match="tidak dikenali sebagai SOP"):
        read_paper("Undangan rapat\n\nBesok pukul sembilan di aula.")


def test_files_that_were_damaged():
    dice = random.Random(SEED)
    built = {"docx": building.docx_paper(), "xlsx": building.xlsx_paper(), "pdf": building.pdf_paper()}
    for number in range(9):
        extension = list(built)[number % 3]
        content = bytearray(built[extension])
        for _ in range(dice.randint(1, 20)):
            content[dice.randrange(len(content))] = dice.randrange(256)
        with_end = bytes(content[: dice.choice((len(content), len(content) // 2))])
        with suppress(ValidationError):
            assert is_whole(paper_draft(SimpleUploadedFile(f"naskah.{extension}", with_end)))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("naskah.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OTHER_KIND),
        ("naskah", b"Nomor SOP", OTHER_KIND),
        ("naskah.docx", b"PK\x03\x04rusak", "Berkas rusak"),
        ("naskah.pdf", b"%PDF-1.4 rusak", "PDF rusak"),
        ("naskah.txt", b"", "Berkas kosong"),
        ("naskah.txt", b"Halo", "tidak dikenali sebagai SOP"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(name, content, said):
    with pytest.raises(ValidationError) as refusal:
        paper_draft(SimpleUploadedFile(name, content))
    assert said in refusal.value.messages[0]


def test_a_reader_that_ends_in_error_is_a_refusal(monkeypatch, tmp_path):
    program = tmp_path / "program.py"
    program.write_text('print(\'{"fault": "KeyError: x"}\')')
    monkeypatch.setattr("files.layout.reading._PROGRAM", program)
    with pytest.raises(ValidationError, match=DAMAGED):
        paper_draft(SimpleUploadedFile("naskah.txt", b"Nomor SOP : 1"))


WORDS_OF_A_PAGE = [
    *[("Nomor", 40, 40), ("SOP", 110, 40), (":", 400, 40), ("5/2024", 430, 40)],
    *[("Nama", 40, 80), ("SOP", 110, 80), (":", 400, 80), ("Surat", 430, 80), ("masuk", 500, 80)],
    *[("No", 40, 160), ("Kegiatan", 100, 160), ("Staf", 500, 160), ("Waktu", 700, 160), ("Output", 900, 160)],
    *[("1.", 40, 220), ("Mencatat", 100, 220), ("surat", 210, 220), ("x", 510, 220), ("10", 700, 220)],
    *[("menit", 740, 220), ("Agenda", 900, 220), ("2.", 40, 280), ("Mengarsipkan", 100, 280), ("surat", 260, 280)],
    *[("x", 510, 280), ("5", 700, 280), ("menit", 720, 280), ("Arsip", 900, 280)],
]  # fmt: skip


@pytest.fixture(params=[True, False], ids=["installed", "missing"])
def tesseract(request, tmp_path, monkeypatch) -> bool:
    """A stand-in that reads the same small SOP from every page, or no program at all."""
    if request.param:
        table = ["\t".join(("level page block par line word left top width height conf text").split())]
        table += [f"5\t1\t1\t1\t1\t1\t{x}\t{y}\t{11 * len(word)}\t20\t91.5\t{word}" for word, x, y in WORDS_OF_A_PAGE]
        (tmp_path / "table").write_text("\n".join(table))
        program = tmp_path / "tesseract"
        program.write_text(
            f'#!/bin/sh\n[ "$1" = --list-langs ] && echo ind || {{ cat >/dev/null; cat {tmp_path}/table; }}\n'
        )
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin" if request.param else str(tmp_path))
    recognition.is_installed.cache_clear()
    yield request.param
    recognition.is_installed.cache_clear()


@pytest.mark.parametrize(("extension", "form"), [("pdf", "PDF"), ("png", "PNG")])
def test_a_scan_is_read_where_tesseract_is_and_else_says_what_to_do(tesseract, extension, form):
    out = BytesIO()
    Image.new("L", (600, 800), "white").save(out, form)
    scan = SimpleUploadedFile(f"pindaian.{extension}", out.getvalue())
    if not tesseract:
        with pytest.raises(ValidationError, match="Tesseract"):
            paper_draft(scan)
        assert "Unggah naskah aslinya" in NO_READER
        return
    reading = paper_draft(scan)
    assert reading.document["number"] == "5/2024"
    steps = [(step["activity"], step["norm_time"], step["outputs"]) for step in reading.document["steps"]]
    assert steps == [("Mencatat surat", "PT10M", ["Agenda"]), ("Mengarsipkan surat", "PT5M", ["Arsip"])]
    marked = {one.place for one in reading.uncertain}
    assert {("number",), ("steps", 0, "norm_time"), ("steps", 1, "outputs"), ("steps", 0, "roles")} <= marked


def test_a_paper_with_more_pages_than_are_read_says_so():
    page = {"words": [[word, x, y, x + 40, y + 10] for word, x, y in WORDS_OF_A_PAGE], "strokes": []}
    whole, cut = (read_paper(pages.paper_of({"pages": [page], "has_more": more})) for more in (False, True))
    assert {one.why for one in cut.uncertain} - {one.why for one in whole.uncertain} == {CUT_OFF}


def table(*rows) -> Paper:
    return Paper((Table(tuple(tuple(row) for row in rows)),), is_exact=True)


HEADS = ("No", "Kegiatan", "Staf", "Kelengkapan", "Waktu (menit)", "Output")


def test_a_row_whose_number_is_lost_is_a_step_of_its_own_and_marked():
    first, last = ("1", "Menyusun", "x", "a", "5", "b"), ("3", "Mengarsipkan", "x", "c", "7", "d")
    reading = read_paper(table(HEADS, first, ("", "Mengirim", "x", "b", "6 menit", "c"), last))
    assert [step["activity"] for step in reading.document["steps"]] == ["Menyusun", "Mengirim", "Mengarsipkan"]
    assert [step["norm_time"] for step in reading.document["steps"]] == ["PT5M", "PT6M", "PT7M"]
    assert ("steps", 1, "number") in {one.place for one in reading.uncertain}


def test_a_cell_that_goes_on_on_the_next_page_is_joined_and_marked():
    reading = read_paper(
        table(
            HEADS, ("1", "Menyusun", "x", "naskah", "5", "konsep"), HEADS, ("", "jawaban", "", "lengkap", "", "surat")
        )
    )
    (step,) = reading.document["steps"]
    assert (step["activity"], step["inputs"], step["outputs"]) == (
        "Menyusun jawaban",
        ["naskah lengkap"],
        ["konsep surat"],
    )
    assert {("steps", 0, field) for field in ("activity", "inputs", "outputs")} <= {
        one.place for one in reading.uncertain
    }


def test_a_cell_merged_over_two_steps_is_marked_where_it_is_empty():
    rows = (HEADS, ("1", "Menyusun", "x", "naskah", "5", "a"), ("2", "Mengirim", "x", "", "5", "b"))
    reading = read_paper(Paper((Table(rows, merged=frozenset({(2, 3)})),), is_exact=True))
    assert ("steps", 1, "inputs") in {one.place for one in reading.uncertain}


def test_heads_over_several_columns_may_be_written_as_one_cell():
    reading = read_paper(
        "No\tKegiatan\tPelaksana\tMutu Baku\tKet\nStaf\tKasubag\tKelengkapan\tWaktu\tOutput\n"
        "(1)\t(2)\t(3)\t(4)\t(5)\t(6)\t(7)\t(8)\n"
        "1\tMenyusun\t\tx\tnaskah\t5 menit\tkonsep\tsegera\nTotal\t\t\t\t\t5 menit\t\t"
    )
    (step,) = reading.document["steps"]
    assert [role["name"] for role in reading.document["roles"]] == ["Staf", "Kasubag"]
    assert (step["roles"], step["norm_time"], step["outputs"], step["remark"]) == (
        ["kasubag"],
        "PT5M",
        ["konsep"],
        "segera",
    )
