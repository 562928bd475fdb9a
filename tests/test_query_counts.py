"""What a page or an act costs does not grow with what lies around it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import person, started, walk_to

pytestmark = pytest.mark.django_db


def queries(client, address: str) -> int:
    client.get(address)  # content types and the like are read once per process
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_dashboard_costs_the_same_with_more_waiting():
    client = person("serang.kasubag").client
    started("serang")
    few = queries(client, "/admin/")
    for _ in range(6):
        started("serang")
    assert queries(client, "/admin/") <= few


def test_the_starters_dashboard_costs_the_same_with_more_drafts():
    client = person("serang.staf").client
    started("serang")
    few = queries(client, "/admin/")
    for _ in range(6):
        started("serang")
    assert queries(client, "/admin/") <= few


def test_the_register_costs_the_same_with_more_runs():
    client = person("serang.staf").client
    started("serang")
    few = queries(client, "/admin/register/")
    for _ in range(6):
        started("serang")
    assert queries(client, "/admin/register/") <= few


def test_the_task_page_costs_the_same_late_in_a_run():
    run = walk_to(started("rembang", kind="artikel"), 4)
    client = person("rembang.komisioner").client
    early = queries(client, f"/admin/sop/tugas/{run.page_id}/")
    run = walk_to(run, 6)
    late = queries(person("rembang.pengampu-konsep").client, f"/admin/sop/tugas/{run.page_id}/")
    assert late <= early + 5
