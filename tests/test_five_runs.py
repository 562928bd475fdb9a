"""Each of the five SOPs from its first step to the live page, by its own people, over the admin's HTTP views."""

import pytest

from tests.conftest import SLUGS, pass_step, started
from workflows.models import Sop

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("slug", SLUGS)
def test_an_article_goes_through_every_step_in_order_and_ends_live(slug, client):
    run = started(slug, kind="artikel")
    while run.step is not None:
        run = pass_step(run)
    document = Sop.objects.get(slug=slug).governing.document
    assert [visit.step_number for visit in run.visits.all()] == [step.number for step in document.steps]
    assert run.published_at is not None
    page = run.live_url
    assert client.get(page, headers={"host": f"{slug}.localhost"}).status_code == 200
