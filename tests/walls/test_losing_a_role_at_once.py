"""Two last holders who go at the same moment: one of them stays while an item waits."""

import os
from urllib.parse import urlsplit

import pytest

from offices.models import Membership
from tests.conftest import appoint, person, user
from tests.walls.test_appointments_stay import role, waiting
from tests.workflows.test_races import check_consistent, committed, press, together  # noqa: F401  (its fixture)

pytestmark = pytest.mark.races
TRIALS = int(os.environ.get("RACE_TRIALS", "10"))


@pytest.mark.django_db
def test_the_world_to_race_in_is_there():
    assert user("serang.kasubag").memberships.exists()


@pytest.fixture(scope="module", autouse=True)
def holder_of_before(committed):  # noqa: F811
    """Whoever lost the role in a trial has it again: what is committed here stays for the next module."""
    yield
    appoint("serang.kasubag", role("kasubag"))


@pytest.mark.parametrize("pair", [("delete", "delete"), ("delete", "keluar"), ("keluar", "keluar")])
def test_one_of_two_last_holders_stays(pair):
    waiting()
    for trial in range(TRIALS):
        holders = Membership.objects.current().filter(role=role("kasubag"))
        appoint(f"serang.kasubag.{pair[0]}.{pair[1]}.{trial}", role("kasubag"))
        assert holders.count() == 2
        presses = []
        for how, one in zip(pair, holders, strict=True):
            address = {
                "delete": f"/admin/sop/orang/delete/{one.pk}/",
                "keluar": f"/admin/sop/orang/keluar/?orang={one.user_id}&kantor={one.role.office_id}",
            }[how]
            client = person("serang.admin-kantor").client
            presses.append(lambda client=client, address=address: client.post(address, {"decree_number": "9"}))
        answers = together(*presses)
        assert sorted(answer.status_code for answer in answers) == [302, 422]
        assert holders.all().count() == 1


def test_a_decision_and_the_end_of_the_role_it_is_made_in_agree():
    for trial in range(TRIALS):
        run = waiting()
        going = person(appoint(f"serang.kasubag.putus.{trial}", role("kasubag")).username)
        (held,) = Membership.objects.filter(user=going.user)
        client = person("serang.admin-kantor").client
        answers = together(
            press(going, run.page_id, "approve"),
            lambda client=client, held=held: client.post(f"/admin/sop/orang/delete/{held.pk}/", {"decree_number": "9"}),
        )
        check_consistent(run.page_id)
        signed = run.open_visit.signatures.filter(user=going.user, role="kasubag").exists()
        where = urlsplit(answers[0].headers.get("Location", "")).path
        # Whoever was dismissed first is led to the login, or to the dashboard with the reason.
        decided = answers[0].status_code == 302 and f"/{run.page_id}/" in where
        assert signed == decided, f"{answers[0].status_code} {where}"
        assert Membership.objects.current().filter(role=role("kasubag")).exists()
