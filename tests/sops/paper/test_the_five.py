"""The five regional papers, read from the text their scans gave, beside what was transcribed from them by hand.

The transcription stands in ``papers/transcribed.json``: cells as printed, misspellings included.
"""

import json
import re
from pathlib import Path

import pytest

from sops.fields import working_minutes
from sops.paper.reading import read_paper
from sops.toml_file import parse_sop

PAPERS = Path(__file__).parent / "papers"
TRANSCRIBED = json.loads((PAPERS / "transcribed.json").read_text("utf-8"))
LIBRARY = Path(__file__).parents[3] / "sops" / "library"
MEASURED = ("norm_time", "inputs", "outputs")


@pytest.fixture(scope="module", params=sorted(TRANSCRIBED))
def read(request):
    return TRANSCRIBED[request.param], read_paper((PAPERS / f"{request.param}.txt").read_text("utf-8")), request.param


def same(text) -> str:
    """A cell without what no reader would call a difference: blanks, the sign that ends it, capitals."""
    text = "; ".join(text) if isinstance(text, list) else text or ""
    return re.sub(r"[\s;,.:]+", "", text).casefold()


def test_number_dates_signatory_and_legal_basis_are_those_of_the_paper(read):
    paper, reading, _ = read
    assert same(reading.document["number"]) == same(paper["number"])
    assert reading.document.get("dates", {}) == paper["dates"]
    assert {k: same(v) for k, v in reading.document["signatory"].items()} == {
        k: same(v) for k, v in paper["signatory"].items()
    }
    assert list(map(same, reading.document["legal_basis"])) == list(map(same, paper["legal_basis"]))
    assert same(reading.document["name"]) == same(paper["name"])


def test_every_other_field_of_the_identity_block_is_right_or_marked(read):
    paper, reading, _ = read
    marked = {one.place[0] for one in reading.uncertain}
    for field in ("office", "unit", "qualifications", "related_sops", "equipment", "warning", "records"):
        assert same(reading.document.get(field)) == same(paper[field]) or field in marked, field


def test_the_steps_are_those_of_the_paper_in_their_order(read):
    paper, reading, _ = read
    read_ = [(step["number"], same(step["activity"])) for step in reading.document["steps"]]
    assert read_ == [(number, same(step["activity"])) for number, step in enumerate(paper["steps"], 1)]


def shares(paper, reading):
    """How many cells of times, inputs and outputs are right, wrong but marked, and wrong without a mark."""
    right, marked, unmarked = [], [], []
    places = {one.place for one in reading.uncertain}
    for at, (said, step) in enumerate(zip(paper["steps"], reading.document["steps"], strict=True)):
        for field in MEASURED:
            got = step.get(field)
            if field == "norm_time":
                is_right = (working_minutes(got) if got else None) == said["minutes"]
            else:
                is_right = same(got) == same(said[field])
            where = right if is_right else marked if ("steps", at, field) in places else unmarked
            where.append((at + 1, field))
    return right, marked, unmarked


CELLS = {"serang": (12, 0), "banten": (18, 3), "cilacap": (30, 0), "bangka-barat": (26, 1), "rembang": (27, 0)}
"""Cells of times, inputs and outputs that are right without a mark, and right with one. None is wrong."""


def test_nine_of_ten_cells_are_right_and_none_is_wrong_without_a_mark(read):
    paper, reading, slug = read
    right, marked, unmarked = shares(paper, reading)
    assert not unmarked
    assert len(right) >= 0.9 * (len(right) + len(marked))
    places = {one.place for one in reading.uncertain}
    doubted = sum(("steps", number - 1, field) in places for number, field in right)
    assert (len(right) - doubted, doubted) == CELLS[slug]


def test_what_is_wrong_of_roles_kinds_and_ways_is_marked(read):
    _, reading, slug = read
    sop = parse_sop((LIBRARY / f"{slug}.toml").read_text("utf-8"), source=slug)
    places = {one.place for one in reading.uncertain}
    for at, (ours, step) in enumerate(zip(sop.steps, reading.document["steps"], strict=True)):
        assert step["kind"] == ours.kind or ("steps", at, "kind") in places, (at + 1, "kind")
        assert step.get("on_refusal") == ours.on_refusal or ("steps", at, "on_refusal") in places, (at + 1, "Tidak")
        assert ("steps", at, "roles") in places, "no text layer shows for certain in which column a mark stands"


def test_nobodys_staff_number_gets_into_a_draft():
    reading = read_paper((PAPERS / "banten.txt").read_text("utf-8"))
    assert "19000101" in (PAPERS / "banten.txt").read_text("utf-8")
    assert "19000101" not in f"{reading.document} {reading.uncertain}"
