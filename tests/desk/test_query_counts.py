"""What a page or an act costs does not grow with what lies around it."""

from itertools import product

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from home.offices import OfficeFacts, open_office
from tests.conftest import draft, person, second_holder, section, started, walk_to

pytestmark = pytest.mark.django_db


def queries(client, address: str) -> int:
    client.get(address)  # content types and the like are read once per process
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def costs(screens) -> dict[tuple[str, str], int]:
    """Queries of each of the screens: (username, address)."""
    return {(name, address): queries(person(name).client, address) for name, address in screens}


def assert_no_dearer(before: dict, after: dict) -> None:
    assert {screen: after[screen] for screen in before if after[screen] > before[screen]} == {}


def test_dashboards_and_the_register_cost_the_same_with_more_runs():
    screens = (("serang.kasubag", "/admin/"), ("serang.staf", "/admin/"), ("serang.staf", "/admin/register/"))
    started("serang")
    few = costs(screens)
    for _ in range(6):
        started("serang")
    assert_no_dearer(few, costs(screens))


def test_the_task_page_costs_the_same_late_in_a_run():
    run = walk_to(started("rembang", kind="artikel"), 4)
    client = person("rembang.komisioner").client
    early = queries(client, f"/admin/sop/tugas/{run.page_id}/")
    run = walk_to(run, 6)
    late = queries(person("rembang.pengampu-konsep").client, f"/admin/sop/tugas/{run.page_id}/")
    assert late <= early + 5


def test_an_act_costs_at_most_some_sixty_queries_ledger_and_outbox_included():
    """With the step entered behind it, the text's files, the messages written and their links issued."""
    secretary = person("rembang.sekretaris")
    secretary.act(walk_to(started("rembang", kind="artikel"), 5).page_id, "approve")  # caches of the process
    run = walk_to(started("rembang", kind="artikel"), 5)
    form, kind = secretary.form_for(run.page_id, "approve").urlencode(), "application/x-www-form-urlencoded"
    with CaptureQueriesContext(connection) as captured:
        response = secretary.client.post(f"/admin/sop/tugas/{run.page_id}/approve/", form, content_type=kind)
    assert response.status_code == 302
    assert len(captured) <= 61, "\n".join(query["sql"][:150] for query in captured)


def test_my_tasks_costs_the_same_with_more_of_everything():
    second_holder("serang", "staf")
    sections, names = ("menunggu", "ambil", "lain", "keputusan"), ("serang.kasubag", "serang.staf", "root")
    screens = [(name, f"/admin/sop/tugas-saya/?bagian={part}") for name, part in product(names, sections)]
    walk_to(started("serang"), 3)
    started("serang")
    few = costs(screens)
    dashboards = costs((name, "/admin/") for name in names)
    for _ in range(4):
        walk_to(started("serang"), 3)
        started("serang")
    assert_no_dearer(few, costs(screens))
    assert max(*few.values(), *dashboards.values()) <= 25


def test_the_explorer_costs_the_same_with_more_rows():
    address = f"/admin/pages/{section('serang').pk}/"
    screens = [*product(("serang.staf", "root"), (address, f"{address}?q=berita"))]
    started("serang")
    draft("serang")
    few = costs(screens)
    for _ in range(4):
        started("serang")
        draft("serang")
    assert_no_dearer(few, costs(screens))


def test_opening_an_office_costs_no_query_for_each_permission():
    """What Wagtail asks for a page or a group, and three for all that a role may do; 588 when asked one by one."""
    facts = OfficeFacts("KPU Kota Baru", "baru", "36.73", "kota", "Asia/Jakarta", "baru.localhost", sop="serang")
    ContentType.objects.get_for_models(*apps.get_models())  # else it depends on which tests ran before
    with CaptureQueriesContext(connection) as captured:
        open_office(facts)
    assert len(captured) <= 400  # of a page's guards each asks once; each first page's reason is noted in its history
