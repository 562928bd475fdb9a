"""The official table of an SOP: every step, executor, symbol and way on, for all five."""

from pathlib import Path

import pytest

import sops
from sops import sheet
from sops.document import StepKind
from sops.flow_lines import Level, Side, lines
from sops.toml_file import parse_sop
from workflows.core.living_row import time_spent
from workflows.core.living_sheet import living_sheet

FILES = sorted((Path(sops.__file__).parent / "library").glob("*.toml"))


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def sop(request):
    return parse_sop(request.param.read_text(encoding="utf-8"), source=request.param.name)


def test_every_step_has_a_row_and_every_executor_a_symbol(sop):
    rows = sheet.rows(sop)
    assert [row.step.number for row in rows] == [step.number for step in sop.steps]
    for row in rows:
        assert len(row.cells) == len(sop.roles)
        assert sum(cell is not None for cell in row.cells) == len(row.executors) == len(row.step.roles)


def test_decisions_are_diamonds_and_the_ends_are_capsules(sop):
    rows = sheet.rows(sop)
    for row in rows:
        symbols = {cell for cell in row.cells if cell}
        assert len(symbols) == 1
        assert (sheet.Symbol.DECISION in symbols) == row.step.kind.checks
    for row in (rows[0], rows[-1]):
        if not row.step.kind.checks:
            assert sheet.Symbol.TERMINATOR in row.cells


def test_every_way_on_is_said_in_words(sop):
    for row in sheet.rows(sop):
        said = " ".join(row.arrows)
        if row.step.kind.checks and row.step.on_refusal is not None:
            back = "ditunda" if row.step.on_refusal == "postpone" else f"langkah {row.step.on_refusal}"
            assert said.startswith("Ya: ")
            assert f"Tidak: {'' if back == 'ditunda' else 'kembali ke '}{back}" in said
        elif row.step is sop.steps[-1]:
            assert said.endswith("elesai")


def test_the_identity_block_names_number_date_and_signatory(sop):
    block = dict(sheet.identity(sop))
    assert sop.signatory.name in block["Disahkan oleh"]
    assert block["Nomor SOP"]
    assert sop.publish_step.kind is StepKind.PUBLISH


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (None, ""),
        (15, "15 menit"),
        (60, "1 jam"),
        (90, "1 jam 30 menit"),
        (450, "1 hari kerja"),
        (945, "2 hari kerja 45 menit"),
    ],
)
def test_working_time_in_words(minutes, words):
    assert sheet.time_in_words(minutes) == words


@pytest.mark.parametrize(
    ("date", "words"), [("2022-02-08", "8 Februari 2022"), ("2019-10", "Oktober 2019"), (None, "–")]
)
def test_dates_in_words_even_where_the_day_is_blank(date, words):
    assert sheet.in_words(date) == words


def test_without_an_item_the_living_sheet_is_the_table_alone(sop):
    shown = living_sheet(sop)
    assert shown.trail is None
    assert (shown.item, shown.duties) == ((), ())
    for plain, living in zip(sheet.rows(sop), shown.rows, strict=True):
        assert living.plan == plain
        assert (living.arrows, living.inputs, living.outputs) == (plain.arrows, plain.inputs, plain.outputs)
        assert (living.word, living.passes, living.notes) == ("", (), ())
        assert [cell.symbol for cell in living.cells] == list(plain.cells)


def test_an_arrow_comes_to_every_symbol_but_the_first(sop):
    grid = lines(sop)
    for index, row in enumerate(sheet.rows(sop)):
        for column, symbol in enumerate(row.cells):
            heads = (
                {head.side for head in grid[index, column].heads if not head.back} if (index, column) in grid else set()
            )
            assert heads == ({Side.TOP} if symbol and index else set())


def test_strokes_join_at_the_edges_of_their_cells(sop):
    """A line that leaves a cell at an edge goes on at the same place of the neighbouring cell."""
    grid = lines(sop)
    ends = {
        (row, column, x, y, stroke.back)
        for (row, column), cell in grid.items()
        for stroke in cell.strokes
        for x, y in ((stroke.x1, stroke.y1), (stroke.x2, stroke.y2))
    }
    for row, column, x, y, back in ends:
        if y is Level.END:
            assert (row + 1, column, x, Level.EDGE, back) in ends
        if y is Level.EDGE:
            assert (row - 1, column, x, Level.END, back) in ends
        if x == 100:
            assert (row, column + 1, 0, y, back) in ends
        if x == 0:
            assert (row, column - 1, 100, y, back) in ends


def test_every_tidak_has_a_way_back_to_its_target(sop):
    grid = lines(sop)
    for step in sop.steps:
        if isinstance(step.on_refusal, int):
            target = [s.number for s in sop.steps].index(step.on_refusal)
            assert any(head.back for column in range(len(sop.roles)) for head in grid[target, column].heads)


@pytest.mark.parametrize(
    ("worked", "norm", "said", "late"),
    [
        (None, 30, "", ""),
        (12, 30, "12 dari 30 menit kerja", ""),
        (30, 30, "30 dari 30 menit kerja", ""),
        (41, 30, "41 dari 30 menit kerja", "lewat 11 menit"),
        (0, 5, "0 dari 5 menit kerja", ""),
        (12, None, "12 menit kerja", ""),
        (530, 450, "1 hari kerja 1 jam 20 menit dari 1 hari kerja", "lewat 1 jam 20 menit"),
    ],
)
def test_actual_against_norm_in_words(worked, norm, said, late):
    assert time_spent(worked, norm) == (said, late)


def of(slug):
    file = next(path for path in FILES if path.stem == slug)
    return parse_sop(file.read_text(encoding="utf-8"), source=file.name)


def test_the_only_date_of_cilacap_is_shown():
    assert dict(sheet.identity(of("cilacap")))["Tanggal pengesahan"] == "2 Maret 2022"
    assert "Tanggal pengesahan" not in dict(sheet.identity(of("serang")))


def test_cells_of_rembang_name_who_has_checked_by_then():
    rows = sheet.rows(of("rembang"))
    both = "Softcopy konsep yang telah dikoreksi dan disetujui oleh Web Admin dan Kasubbag Tekmas"
    three = both.replace(" dan Kasubbag", ", Kasubbag") + " dan Sekretaris"
    assert [rows[3].inputs, rows[3].outputs, rows[4].inputs] == ["Softcopy konsep", both, both]
    assert [rows[4].outputs, rows[5].inputs] == [three, three]
    assert rows[8].inputs.endswith("Kasubbag Tekmas, Sekretaris dan Komisioner KPU Rembang")
