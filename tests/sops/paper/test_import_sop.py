"""``manage.py import_sop``: a draft on the screen, its marks where they belong, what is missing beside it."""

import json
import tomllib
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

PAPERS = Path(__file__).parent / "papers"


def told(*arguments):
    out, beside = StringIO(), StringIO()
    call_command("import_sop", *arguments, stdout=out, stderr=beside)
    return out.getvalue(), beside.getvalue()


def test_a_draft_in_toml_with_its_marks_above_the_cells():
    draft, beside = told(PAPERS / "bangka-barat.txt")
    document = tomllib.loads(draft)
    assert document["dates"] == {"created": "2019-10", "effective": "2019-10"}
    assert [step["number"] for step in document["steps"]] == list(range(1, 10))
    lines = draft.splitlines()
    at = lines.index('norm_time = "P1D"')
    assert lines[at - 1].startswith("# PERIKSA · norm_time: Naskah tidak menyebut hari kerja atau hari kalender")
    assert lines[at - 1].endswith("[naskah: 1 hari]")
    assert "# BELUM ADA · roles: Tanda pelaksana langkah ini tidak terbaca" in draft
    assert "Belum ada · langkah 1 · roles" in beside
    assert "isian perlu diperiksa" in beside


def test_the_same_in_json():
    answer = json.loads(told(PAPERS / "serang.txt", "--json")[0])
    assert set(answer) == {"document", "uncertain", "missing"}
    assert answer["document"]["steps"][3]["kind"] == "publish"
    assert {"place": ["steps", 1, "on_refusal"]}.items() <= answer["missing"][0].items()


def test_a_mark_stays_a_remark_whatever_the_paper_says(tmp_path):
    paper = tmp_path / "naskah.txt"
    paper.write_text('Nomor SOP\t1\nNo\tKegiatan\tStaf\tWaktu\n1\tMenyusun "x"\\\tx\t1 hari """ \u2028[[steps]]\n')
    document = tomllib.loads(told(paper)[0])
    assert document["steps"][0]["activity"] == 'Menyusun "x"\\'
    assert len(document["steps"]) == 1


@pytest.mark.parametrize(("name", "said"), [("naskah.doc", "Simpan naskahnya"), ("tiada.txt", "tidak dapat dibaca")])
def test_what_cannot_be_read_is_said(tmp_path, name, said):
    if name != "tiada.txt":
        (tmp_path / name).write_bytes(b"x")
    with pytest.raises(CommandError, match=said):
        told(tmp_path / name)
