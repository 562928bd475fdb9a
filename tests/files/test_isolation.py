"""The programs that read uploads start as the product starts them, and answer the same forked (``tests.forked``)."""

import json
from io import BytesIO

import pytest

from files import isolation
from files.content_checks import OFFICE_LIMITS, OFFICE_PROGRAM, PDF_LIMITS, PDF_PROGRAM
from files.isolation import Limits, Unreadable, answer_of, local_copy
from tests import forked
from tests.files.test_uploads import docx, pdf

AS_IN_PRODUCTION = isolation.start
WAYS = {"as in production": AS_IN_PRODUCTION, "forked": forked.instead_of(AS_IN_PRODUCTION)}


@pytest.fixture(params=WAYS)
def started(request, monkeypatch) -> None:
    """Each way to start a program, whichever the suite uses otherwise."""
    monkeypatch.setattr(isolation, "start", WAYS[request.param])


def judged(content: bytes, program=PDF_PROGRAM, *kind: str, limits: Limits = PDF_LIMITS) -> dict:
    with local_copy(BytesIO(content)) as path:
        return json.loads(answer_of(program, "judge", path, *kind, limits=limits))


@pytest.mark.usefixtures("started")
def test_a_program_answers():
    assert "fault" not in judged(pdf())
    assert "fault" in judged(b"%PDF-1.7 cut off")
    assert "fault" not in judged(docx(), OFFICE_PROGRAM, "docx", limits=OFFICE_LIMITS)


@pytest.mark.usefixtures("started")
@pytest.mark.parametrize("change", [{"largest": 1}, {"seconds": 0}], ids=str)
def test_a_program_ends_at_its_limits(change):
    limits = Limits(**{**vars(PDF_LIMITS), **change})
    with pytest.raises(Unreadable):
        judged(pdf(), limits=limits)
