"""The explorer: one's own office and nobody else's, at the same cost however many offices there are."""

import re
from unittest.mock import patch

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page, Site
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry

from desk.explorer import Explorer
from home.walking import Person
from tests.conftest import draft, office, person, section, user

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def explorer(who: str, slug: str) -> str:
    return person(who).client.get(reverse("wagtailadmin_explore", args=[section(slug).pk])).content.decode()


def offered(html: str, name: str) -> set[int]:
    """The values a filter offers."""
    return {int(value) for value in re.findall(rf'name="{name}"\s+value="(\d+)"', html)}


def test_a_member_is_offered_his_colleagues_and_his_site():
    draft("serang")
    draft("banten")
    html = explorer("serang.staf", "serang")
    for name in ("owner", "edited_by"):
        assert user("serang.staf").pk in offered(html, name)
        assert user("banten.admin-kantor").pk not in offered(html, name)
    assert offered(html, "site") == {office("serang").site_id}
    assert Site.objects.count() > 1


def test_headquarters_is_not_offered_everybody():
    draft("serang")
    html = explorer("root", "serang")
    assert offered(html, "owner") | offered(html, "edited_by") | offered(html, "site") == set()


def test_no_filter_reads_every_page_or_the_whole_log():
    with CaptureQueriesContext(connection) as captured:
        explorer("serang.staf", "serang")
    read = [query["sql"] for query in captured.captured_queries]
    assert not [sql for sql in read if re.search(r"SELECT DISTINCT \S+\.\"(owner|user)_id\"", sql)]


def test_the_filter_still_filters():
    page = draft("serang")
    address = reverse("wagtailadmin_explore", args=[section("serang").pk])
    client = person("serang.staf").client
    assert page.title in client.get(address, {"owner": page.owner_id}).content.decode()
    other = user("serang.kordiv").pk
    assert page.title not in client.get(address, {"owner": other}).content.decode()


@pytest.mark.parametrize("who", ["serang.staf", "serang.admin-kantor", "pusat.admin", "root", "of two", "nobody"])
def test_whoever_it_is_explores_what_wagtail_says(who):
    draft("serang")
    somebody = user(who) if "." in who or who == "root" else get_user_model().objects.create_user(who)
    if who == "of two":
        somebody.groups.set([user(f"{slug}.admin-kantor").groups.first() for slug in ("serang", "banten")])
    wagtails = PagePermissionPolicy("wagtailcore.page").explorable_instances(somebody)
    ours = policy_registry.get_by_type(Page).explorable_instances(somebody)
    assert set(ours) == set(wagtails)
    assert bool(ours) == (who != "nobody")


def test_a_tree_is_named_once_however_many_permissions_one_has_there():
    with CaptureQueriesContext(connection) as captured:
        explorer("serang.admin-kantor", "serang")
    tree = f"LIKE '{office('serang').root_page.path}%'"
    assert max(query["sql"].count(tree) for query in captured.captured_queries) == 1


def test_whoever_may_explore_a_section_reads_it_without_counting_or_joining_all_pages():
    draft("serang")
    with CaptureQueriesContext(connection) as captured:
        html = explorer("serang.staf", "serang")
    pages = [query["sql"] for query in captured.captured_queries if 'FROM "wagtailcore_page"' in query["sql"]]
    assert not [sql for sql in pages if "COUNT(*)" in sql or 'IN (SELECT U0."id" FROM "wagtailcore_page"' in sql]
    listed = section("serang").get_children()
    assert all(page.title in html for page in listed)
    assert f"dari {listed.count()}" in re.sub(r"\s+", " ", html)


def test_the_sites_of_all_offices_are_not_unpacked_for_each_row():
    def unpacked() -> int:
        with patch.object(Site, "get_site_root_paths", wraps=Site.get_site_root_paths) as asked:
            explorer("serang.staf", "serang")
        return asked.call_count

    draft("serang")
    before = unpacked()
    draft("serang")
    draft("serang")
    assert unpacked() == before


def test_whoever_may_explore_further_down_sees_only_the_way_there():
    top = office("serang").root_page.get_parent()
    top.add_child(instance=Page(title="Rahasia kantor lain", slug="rahasia"))
    both = Group.objects.create(name="Dua kantor")
    both.permissions.add(Permission.objects.get(codename="access_admin"))
    for slug in ("serang", "banten"):
        change = Permission.objects.get(codename="change_page")
        GroupPagePermission.objects.create(group=both, page=office(slug).root_page, permission=change)
    somebody = get_user_model().objects.create_user("dua")
    somebody.groups.add(both)
    client = Person(somebody).client
    html = client.get(reverse("wagtailadmin_explore", args=[top.pk])).content.decode()
    assert office("serang").root_page.title in html
    assert "Rahasia kantor lain" not in html


@pytest.mark.postgres
def test_the_newest_children_are_read_from_an_index():
    for _ in range(3):
        draft("serang")
    address = reverse("wagtailadmin_explore", args=[section("serang").pk])
    client = person("serang.staf").client
    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan", "sort"):  # which a handful of rows would be worth
            cursor.execute(f"SET LOCAL enable_{way} = off")
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        listed = next(q["sql"] for q in captured.captured_queries if "NULLS LAST LIMIT" in q["sql"])
        cursor.execute(f"EXPLAIN {listed}")
        assert "workflows_children_by_age" in str(cursor.fetchall())


@pytest.mark.parametrize("asked", ["", "?ordering=ord", "?ordering=title", "?p=2", "?q=Berita"])
def test_the_rows_are_wagtails_in_its_order(asked, monkeypatch):
    monkeypatch.setattr(Explorer, "paginate_by", 2)
    for _ in range(3):
        draft("serang")
    address = reverse("wagtailadmin_explore", args=[section("serang").pk]) + asked
    client = person("serang.staf").client
    ours = client.get(address).context_data
    monkeypatch.setattr(Explorer, "_shows_all_children", False)
    wagtails = client.get(address).context_data
    assert [page.pk for page in ours["object_list"]] == [page.pk for page in wagtails["object_list"]] != []
    assert getattr(ours["paginator"], "count", None) == getattr(wagtails["paginator"], "count", None)
