"""Faults that programs make when they take a table out of a scan: each cell they spoil is right or marked."""

import random

from sops.fields import working_minutes
from sops.paper.reading import read_paper
from tests.sops.paper import building

SEED = 7
LINES = ["\t".join(row) for row in building.rows(building.STEPS)]


def lost_tab(lines, dice, at):
    tabs = [place for place, sign in enumerate(lines[at]) if sign == "\t"]
    place = dice.choice(tabs[1:])
    lines[at] = lines[at][:place] + lines[at][place + 1 :]


def one_tab_more(lines, dice, at):
    place = dice.choice([place for place, sign in enumerate(lines[at]) if sign == "\t"])
    lines[at] = lines[at][:place] + "\t" + lines[at][place:]


def lost_number(lines, dice, at):
    lines[at] = lines[at][lines[at].index("\t") :]


def misread_unit(lines, dice, at):
    for unit in ("menit", "hari", "jam"):
        place = dice.randrange(1, len(unit))
        lines[at] = lines[at].replace(unit, unit[:place] + dice.choice("lnxo1") + unit[place + 1 :])


def broken_row(lines, dice, at):
    cells = lines[at].split("\t")
    words = [cell.split() for cell in cells]
    cut = [dice.randint(0, len(one)) for one in words]
    upper = [" ".join(one[:to]) for one, to in zip(words, cut, strict=True)]
    lower = [" ".join(one[to:]) for one, to in zip(words, cut, strict=True)]
    lines[at : at + 1] = ["\t".join([cells[0], *upper[1:]]), "\t".join(["", *lower[1:]])]


def joined_rows(lines, dice, at):
    if at + 1 < len(lines):
        lines[at : at + 2] = [lines[at] + lines[at + 1]]


def lost_row(lines, dice, at):
    del lines[at]


FAULTS = (lost_tab, one_tab_more, lost_number, misread_unit, broken_row, joined_rows, lost_row)


def wrong_and_unmarked(reading):
    """Cells that say something else than the paper, by step as the paper numbers it, without a mark."""
    printed = {said[0]: (at, said) for at, said in enumerate(building.STEPS)}
    marked = {one.place for one in reading.uncertain}
    for at, step in enumerate(reading.document.get("steps", [])):
        number, said = printed.get(step.get("activity"), (at, building.STEPS[min(at, len(building.STEPS) - 1)]))
        minutes = working_minutes(step["norm_time"]) if "norm_time" in step else None
        told = {"norm_time": minutes} | {field: " ".join(step.get(field, ())) for field in ("inputs", "outputs")}
        right = {"norm_time": building.MINUTES[number], "inputs": said[3], "outputs": said[5]}
        for field, value in told.items():
            if value != right[field] and ("steps", at, field) not in marked:
                yield at + 1, field, value


def test_a_table_without_faults_is_right():
    reading = read_paper(building.tabbed_text())
    assert not list(wrong_and_unmarked(reading))
    assert not any(one.place[-1] in ("norm_time", "inputs", "outputs") for one in reading.uncertain)


def test_what_a_fault_spoils_is_marked():
    dice = random.Random(SEED)
    for fault in FAULTS:
        for trial in range(40):
            lines = list(LINES)
            fault(lines, dice, dice.randrange(len(lines)))
            reading = read_paper(building.tabbed_text(lines))
            assert not list(wrong_and_unmarked(reading)), (fault.__name__, trial, lines)
