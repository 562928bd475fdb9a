"""A query string asks only what its page offers: every other parameter is as if it were not there."""

import pytest
from wagtail_modeladmin.options import ModelAdmin

from desk.declared import DeclaredList
from tests.conftest import person, started

pytestmark = pytest.mark.django_db
LISTS = ("/admin/register/", "/admin/pesan-keluar/")
NOT_OFFERED = (
    "?started_by__password__startswith=zzz",
    "?recipient__password__startswith=zzz",
    "?office__channels__address__contains=zzz",
    "?utm_source=x",
    "?page_id__exact=x",
    "?pk__in=a,b",
    "?e=1&pk=0",
)


def rows(address: str, query: str = "") -> tuple[int, list[int]]:
    """Status and the keys of the rows an office's admin is shown."""
    answer = person("serang.admin-kantor").client.get(f"{address}{query}")
    return answer.status_code, [row.pk for row in answer.context["object_list"]] if answer.context else []


@pytest.mark.parametrize("address", LISTS)
def test_a_list_answers_no_question_it_does_not_offer(address):
    started("serang")
    status, shown = rows(address)
    assert status == 200
    assert shown
    for query in NOT_OFFERED:
        assert rows(address, query) == (status, shown), query


def test_what_a_list_offers_is_still_answered():
    run = started("serang")
    assert rows("/admin/register/", "?keadaan=published&utm_source=x") == (200, [])
    assert rows("/admin/register/", f"?q={run.page_title.split()[-1]}&x__y=z")[1] == [run.pk]
    assert rows("/admin/register/", "?o=-0&p=0")[1] == [run.pk]
    export = person("serang.staf").client.get("/admin/register/?export=csv&x=y")
    assert run.page_title in b"".join(export).decode()


def test_every_list_of_this_kind_declares_its_parameters():
    kinds, found = [ModelAdmin], set()
    while kinds:
        found |= set(kinds)
        kinds = [kind for each in kinds for kind in each.__subclasses__() if kind.__module__.startswith("desk")]
    assert found - {ModelAdmin}
    assert all(issubclass(kind, DeclaredList) for kind in found - {ModelAdmin})


@pytest.mark.parametrize("rest", ["create/", "edit/1/", "delete/x/", "history/1/"])
def test_what_is_only_read_has_no_address_to_change_it(rest):
    for address in LISTS:
        assert person("root").client.get(f"{address}{rest}").status_code == 404
