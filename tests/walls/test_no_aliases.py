"""An alias shows what its source shows and has no author: there is none, by whatever door, of whatever page."""

import pytest
from django.db import transaction
from django.urls import reverse
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Page

from accounts.forbidden import Forbidden
from news.models import NewsPage
from tests.conftest import draft, holder, office, person, second_holder, section, starter, walk_to
from tests.news.pages import put
from workflows.gate.publishing import permitted

pytestmark = pytest.mark.django_db
PAGES = {
    "a draft": lambda: draft("serang"),
    "a live text": lambda: put(NewsPage),
    "a section": lambda: section("serang"),
    "the front page": lambda: office("serang").root_page,
}


@pytest.mark.parametrize("who", ["root", "serang.admin-kantor", "serang.staf"])
@pytest.mark.parametrize("what", PAGES.values(), ids=PAGES)
def test_no_screen_makes_one_and_whoever_asks_is_told(what, who):
    page, client, before = what(), person(who).client, Page.objects.count()
    address = reverse("wagtailadmin_pages:copy", args=[page.pk])
    assert b'name="alias"' not in client.get(address).content
    given = {"new_title": "Alias", "new_slug": "alias", "new_parent_page": page.get_parent().pk}
    answer = client.post(address, {**given, "alias": "on"}, follow=True)
    assert who == "serang.staf" or "Alias tidak dibuat" in answer.content.decode()
    api = f"/admin/api/main/pages/{page.pk}/action/create_alias/"
    assert client.post(api, given, content_type="application/json").status_code == 403
    assert Page.objects.count() == before


@pytest.mark.parametrize("what", PAGES.values(), ids=PAGES)
def test_nor_does_code_also_while_the_gate_is_open(what):
    page = what().specific
    for gate in (page.pk, None):
        for make in (
            lambda: page.create_alias(update_slug="alias"),
            lambda: page.create_alias(update_slug="alias", recursive=True),
            lambda: CreatePageAliasAction(page, update_slug="alias").execute(skip_permission_checks=True),
        ):
            with pytest.raises(Forbidden), permitted(gate), transaction.atomic():
                make()
    assert not Page.objects.filter(alias_of__isnull=False).exists()


def test_a_copy_keeps_its_authors():
    author = holder("serang", "kasubag")
    page = draft("serang", author)
    copy = page.specific.copy(update_attrs={"slug": "salinan"}, user=person("serang.staf").user)
    second_holder("serang", "kasubag")
    run = walk_to(starter("serang").act(copy.pk, "start"), 2)
    assert author.user.pk in run.authors
