"""A date that can't be meant is refused where it is typed, with the sentence that stops a text."""

import pytest

from news.models.dates import date_faults
from tests.conftest import draft
from tests.desk.test_incomplete_drafts import save

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["0026-03-04", "04/03/0026"])
def test_a_slip_is_refused_and_the_old_date_kept(typed):
    page = draft("serang")
    before = page.get_latest_revision_as_object()
    answer = save(page, published_on=typed)
    assert page.get_latest_revision_as_object().published_on == before.published_on
    before.published_on = before.published_on.replace(year=26, month=3, day=4)
    assert answer.json()["held_back"]["said"].startswith(date_faults(before)["published_on"])
