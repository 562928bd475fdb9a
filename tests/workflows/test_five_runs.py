"""Each of the five SOPs from its first step to the live page, by its own people, over the admin's HTTP views."""

import pytest

from home.walking import Person
from news.models import NewsPage
from sops.models import Sop
from tests.conftest import pass_step, section, starter, writer_of
from tests.world import SLUGS

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.mark.parametrize("slug", SLUGS)
def test_an_article_goes_through_every_step_in_order_and_ends_live(slug, client):
    page = Person(writer_of(slug).user).write(
        section(slug), NewsPage, paragraphs=["Isi."], title="Pleno", kind="artikel", summary="Ringkasan."
    )
    run = Person(starter(slug).user).act(page.pk, "start")
    while run.step is not None:
        run = pass_step(run, by=Person)
    document = Sop.objects.get(slug=slug).governing.document
    assert [visit.step_number for visit in run.visits.all()] == [step.number for step in document.steps]
    assert run.published_at is not None
    assert client.get(run.live_url, headers={"host": f"{slug}.localhost"}).status_code == 200
