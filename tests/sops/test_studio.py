"""A draft of an SOP: what is read from its cells, what it is judged by, and what becomes of it with others at work."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sops.document import Sop
from sops.studio.draft import Cell, Draft
from sops.studio.edits import MOST_ROWS, TooMany, added, moved, removed, split
from sops.studio.judging import check, in_words_of_the_sheet, shape_of
from sops.studio.merging import merged
from sops.studio.times import day_in, duration_in, words_of, words_of_day
from sops.toml_file import parse_sop
from tests.sops.test_five_sops import FOLDER

SOPS = [parse_sop(path.read_text("utf-8"), source=path.name) for path in sorted(FOLDER.glob("*.toml"))]


@pytest.mark.parametrize("sop", SOPS, ids=lambda sop: sop.slug)
def test_a_draft_of_an_sop_is_that_sop(sop: Sop):
    draft = Draft.of(sop)
    assert check(draft) == (sop, {})
    assert shape_of(draft) == sop
    assert check(Draft.from_json(draft.as_json())).sop.canonical_json() == sop.canonical_json()


EDITS = ("add", "role", "split", "up", "down", "remove", "empty", "kind")


@settings(max_examples=150)
@given(st.sampled_from(SOPS), st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 30)), max_size=12))
def test_whatever_is_done_to_the_rows_it_can_be_drawn_and_judged(sop, done):
    """What is judged sound is an SOP by the rules of a file; what isn't names cells that are there."""
    draft = Draft.of(sop)
    for what, place in done:
        draft = edited(draft, what, place)
    judged = check(draft)
    there = {row["key"] for row in draft.rows()} | {"identity", "roles", "steps"}
    assert {cell.split("-")[0] for cell in judged.faults} <= there
    assert shape_of(draft) or not draft.steps or not draft.roles
    if not judged.faults:
        assert check(Draft.of(judged.sop)) == judged


def edited(draft: Draft, what: str, place: int) -> Draft:
    rows = [*draft.rows()]
    key = rows[place % len(rows)]["key"] if rows else ""
    steps = [row["key"] for row in draft.steps]
    step = steps[place % len(steps)] if steps else ""
    return {
        "add": lambda: added(draft, "steps", step),
        "role": lambda: added(draft, "roles"),
        "split": lambda: split(draft, step) if step else draft,
        "up": lambda: moved(draft, key, -1) if key else draft,
        "down": lambda: moved(draft, key, 1) if key else draft,
        "remove": lambda: removed(draft, key) if key else draft,
        "empty": lambda: draft.with_cells({Cell(step, "activity"): ""}),
        "kind": lambda: draft.with_cells({Cell(step, "kind"): ("decide", "publish", "assign")[place % 3]}),
    }[what]()


def test_a_table_has_an_end():
    draft = Draft()
    for _ in range(MOST_ROWS["steps"]):
        draft = added(draft, "steps")
    with pytest.raises(TooMany, match="60 langkah"):
        added(draft, "steps")


def test_who_writes_last_stands_and_the_others_work_stays():
    seen = Draft.of(SOPS[0])
    mine = seen.with_cells({Cell("s1", "activity"): "Saya", Cell("s2", "remark"): "Saya"})
    stored = seen.with_cells({Cell("s1", "activity"): "Ia", Cell("s1", "remark"): "Ia", Cell("s3", "remark"): "Ia"})
    laid = merged(seen, mine, removed(stored, "s3"))
    cells = laid.draft.cells()
    assert (cells[Cell("s1", "activity")], cells[Cell("s1", "remark")], cells[Cell("s2", "remark")]) == (
        "Saya",
        "Ia",
        "Saya",
    )
    assert laid.over == {Cell("s1", "activity"): "Ia"}
    assert "s3" not in {row["key"] for row in laid.draft.steps}


@pytest.mark.parametrize(
    ("words", "duration"),
    [
        ("15 menit", "PT15M"),
        ("1 jam 30 menit", "PT1H30M"),
        ("2 hari, 3 jam dan 5 menit", "P2DT3H5M"),
        ("1 Hari Kerja", "P1D"),
        ("15'", "PT15M"),
        ("15", "15"),
        ("0 menit", "0 menit"),
        ("sebentar 5 menit", "sebentar 5 menit"),
    ],
)
def test_a_norm_time_is_read_as_people_write_it(words, duration):
    assert duration_in(words) == duration
    assert duration_in(words_of(duration)) == duration


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("8 Februari 2022", "2022-02-08"),
        ("08/02/2022", "2022-02-08"),
        ("Oktober 2019", "2019-10"),
        ("2019-10", "2019-10"),
        ("2022-02-08", "2022-02-08"),
        ("31 Februari 2022", "2022-02-31"),
        ("kemarin", "kemarin"),
    ],
)
def test_a_date_is_read_as_people_write_it(words, day):
    assert day_in(words) == day
    assert day_in(words_of_day(day)) == day


def test_a_rule_speaks_the_words_of_the_sheet():
    said = in_words_of_the_sheet('isi norm_time, atau ubah jenisnya menjadi "decide"; lihat [[roles]].')
    assert said == "isi «Waktu baku», atau ubah jenisnya menjadi «memutuskan»; lihat daftar pelaksana."


def test_a_mark_stays_until_its_cell_was_looked_at_and_is_a_reading_in_the_document():
    data = SOPS[0].model_dump(mode="json", exclude_defaults=True)
    draft = Draft.of_data(data, [(("steps", 0, "on_refusal"), "Tidak terbaca."), (("steps", 0, "inputs"), "Kabur.")])
    assert draft.marks == {"s1-on_refusal": "Tidak terbaca.", "s1-inputs": "Kabur."}
    changed = Draft.from_json(draft.as_json()).with_cells({Cell("s1", "inputs"): ["Surat"]})
    assert [*changed.marks] == ["s1-on_refusal"]
    (reading,) = check(changed).sop.step(1).readings[-1:]
    assert (reading.text, reading.about) == ("Tidak terbaca.", "on_refusal")
    assert merged(draft, draft.seen(["s1-on_refusal"]), changed).draft.marks == {}


def test_a_role_is_called_by_its_title_never_by_its_code():
    draft = Draft.of(SOPS[0])
    idle = added(draft, "roles", name="Juru Warta", slug="juru-warta")
    said = " ".join(sentence for each in check(idle).faults.values() for sentence in each)
    assert "«Juru Warta»" in said
    assert "juru-warta" not in said
    twice = added(draft, "roles", name="Juru Warta", slug=draft.roles[0]["slug"])
    said = " ".join(sentence for each in check(twice).faults.values() for sentence in each)
    assert "«Peran di kantor» ini sudah dipilih pada pelaksana lain." in said
    assert "kode" not in said.lower()


def test_a_row_that_goes_takes_its_marks_along():
    data = SOPS[0].model_dump(mode="json", exclude_defaults=True)
    draft = Draft.of_data(data, [(("steps", 0, "inputs"), "Kabur."), (("roles", 0, "name"), "Kabur.")])
    assert [*removed(draft, "s1").marks] == ["r1-name"]
    assert [*removed(draft, "r1").marks] == ["s1-inputs"]
