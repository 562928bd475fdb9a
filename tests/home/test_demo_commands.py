"""The demonstration: only where it belongs, and the same after a second loading."""

import re
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from home.management.commands.run_demo import Command as Demo
from offices.models import Membership, Office
from sops.models import Sop

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("command", [["load_demo"], ["walk_sop", "serang"], ["run_demo"]])
def test_demonstration_people_are_refused_on_a_real_installation(command, settings):
    settings.IS_DEMO = False
    before = get_user_model().objects.count()
    with pytest.raises(CommandError, match="demo"):
        call_command(*command, stdout=StringIO())
    assert get_user_model().objects.count() == before


def test_loading_twice_changes_nothing(monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "sandi-contoh-12")
    call_command("load_demo", people_only=True, port=8000, stdout=StringIO())
    users, held = get_user_model().objects.count(), Membership.objects.count()
    hosts = set(Office.objects.values_list("site__port", flat=True))
    call_command("load_demo", people_only=True, port=8123, stdout=StringIO())
    assert (get_user_model().objects.count(), Membership.objects.count()) == (users, held)
    assert hosts == {8000}
    assert set(Office.objects.values_list("site__port", flat=True)) == {8123}
    assert get_user_model().objects.get(username="serang.staf").check_password("sandi-contoh-12")


def test_the_demo_says_who_logs_in_for_which_step(monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "sandi-contoh-12")
    call_command("load_demo", people_only=True, port=8123, stdout=StringIO())
    said = StringIO()
    Demo(stdout=said)._greet("8123")
    by_office = said.getvalue().split("\n\n")
    serang = next(part for part in by_office if "http://serang.localhost:8123/" in part)
    assert "langkah 1, 3 " in serang
    assert "serang.staf · Staf Subbagian" in serang
    steps = {number for line in serang.splitlines()[1:] for number in re.findall(r"\d+", line.partition("serang.")[0])}
    assert steps == {str(step.number) for step in Sop.objects.get(slug="serang").document.steps}
    assert "sandi-contoh-12" in by_office[-2]
