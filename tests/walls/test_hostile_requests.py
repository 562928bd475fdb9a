"""What no screen would send, at every address of the admin and the API: refused, never a fault of ours."""

import pytest

from tests.conftest import person, telling
from tests.walls import hostile
from tests.walls.canaries import aviary

pytestmark = pytest.mark.django_db
WHO = ("banten.fungsional-umum", "banten.admin-kantor", "pusat.admin")


@pytest.mark.parametrize("who", telling(WHO, "banten.admin-kantor"))
def test_no_request_is_answered_with_a_fault(who, everything, monkeypatch):
    monkeypatch.setattr("messaging.channels._attempt", lambda delivery: 0)
    made, client = aviary("banten"), person(who).client
    all_there_is = {"values": hostile.VALUES, "bodies": hostile.BODIES, "keys": hostile.KEYS}
    faults = hostile.walk(made, client, "banten", **(all_there_is if everything else {}))
    assert dict(faults) == {}
    assert faults.asked > (5_000 if everything else 500)
