"""A paper that is none of the five, on every kind of file: what is printed is read, and what is a guess is marked."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sops.fields import working_minutes
from sops.paper_upload import paper_draft
from tests.sops.paper import building

KINDS = {
    "docx": ("docx", building.docx_paper, True),
    "docx, numbered by Word": ("docx", lambda: building.docx_paper(counted=True), True),
    "docx with shapes": ("docx", lambda: building.docx_paper(drawn=True), False),
    "xlsx": ("xlsx", building.xlsx_paper, True),
    "pdf": ("pdf", building.pdf_paper, False),
    "pdf with shapes": ("pdf", lambda: building.pdf_paper(drawn=True), False),
    "pdf with turned heads": ("pdf", lambda: building.pdf_paper(upright=True), False),
    "pdf without borders": ("pdf", lambda: building.pdf_paper(ruled=False), False),
    "txt": ("txt", building.text_paper, False),
}


@pytest.fixture(scope="module", params=list(KINDS))
def read(request):
    extension, build, is_exact = KINDS[request.param]
    return paper_draft(SimpleUploadedFile(f"naskah.{extension}", build())), is_exact


def test_the_identity_block(read):
    document = read[0].document
    assert document["number"] == "17/HM.02-SOP/9971/2024"
    assert document["name"] == "Pelayanan Permohonan Informasi Publik"
    assert document["office"] == building.OFFICE
    assert document["dates"] == {"created": "2024-06-03", "effective": "2024-07-01"}
    assert document["signatory"] == {"title": "SEKRETARIS KPU KOTA SUKAMAJU", "name": "Rina Wulandari, S.H., M.H."}
    held = ("legal_basis", "qualifications", "related_sops", "equipment", "warning", "records")
    printed = [list(items) for pair in building.PAIRS for _, items in pair]
    order = (0, 1, 2, 3, 4, 5)
    for field, items in zip(held, (printed[at] for at in order), strict=True):
        assert document[field] == (items[0] if field == "warning" else items), field


def test_every_cell_of_the_table(read):
    reading, _ = read
    assert [role["name"] for role in reading.document["roles"]] == list(building.ROLES)
    steps = reading.document["steps"]
    assert len(steps) == len(building.STEPS)
    for at, (said, minutes) in enumerate(zip(building.STEPS, building.MINUTES, strict=True)):
        activity, _, _, inputs, _, outputs, remark = said
        step = steps[at]
        assert (step["number"], step["activity"]) == (at + 1, activity)
        assert (step["inputs"], step["outputs"], step.get("remark", "")) == ([inputs], [outputs], remark)
        assert (working_minutes(step["norm_time"]) if "norm_time" in step else None) == minutes
        assert step.get("on_refusal") == {1: 1, 4: 3}.get(at)


def test_who_acts_is_certain_only_where_the_file_has_cells(read):
    reading, is_exact = read
    marked = {one.place for one in reading.uncertain}
    slugs = [role["slug"] for role in reading.document["roles"]]
    for at, (_, column, *_) in enumerate(building.STEPS):
        assert reading.document["steps"][at]["roles"] == [slugs[column]]
        assert (("steps", at, "roles") in marked) != is_exact


def test_a_check_is_never_certainly_one_that_corrects(read):
    reading, _ = read
    marked = {one.place for one in reading.uncertain}
    kinds = [step["kind"] for step in reading.document["steps"]]
    assert kinds == ["prepare", "decide", "prepare", "hand_over", "decide", "decide", "publish", "archive"]
    assert {at for at in range(8) if ("steps", at, "kind") in marked} == {0, 1, 4, 5}


@pytest.mark.parametrize("bordered", [True, False])
def test_running_text_is_read_where_borders_show_and_doubted_where_none_do(bordered):
    content = building.running_text(bordered=bordered)
    reading = paper_draft(SimpleUploadedFile("naskah.txt", content))
    marked = {one.place for one in reading.uncertain}
    for at, (step, said) in enumerate(zip(reading.document["steps"], building.STEPS, strict=True)):
        right = (step["activity"], step.get("inputs"), step.get("outputs")) == (said[0], [said[3]], [said[5]])
        assert right == bordered
        if not bordered:
            assert {("steps", at, field) for field in ("activity", "inputs", "outputs", "norm_time")} <= marked
        assert ("steps", at, "roles") in marked


def test_what_no_reader_sees_is_not_read():
    reading = paper_draft(SimpleUploadedFile("naskah.xlsx", building.xlsx_paper()))
    assert "RAHASIA" not in f"{reading.document}{reading.uncertain}"
    assert "19000101" not in f"{reading.document}{reading.uncertain}"
