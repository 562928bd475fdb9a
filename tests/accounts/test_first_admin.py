"""The first admin is asked for in Indonesian, and each fault is told before anything is made."""

import io
from unittest.mock import patch

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from tests.conftest import person

pytestmark = pytest.mark.django_db


def test_it_asks_until_every_answer_is_sound():
    said, faults = io.StringIO(), io.StringIO()
    answers = iter(["serang.staf", "", "pusat.kedua", "bukan surel", "kedua@kpu.example"])
    secrets = iter(["pendek", "Tepian-Sungai-77", "lain", "Tepian-Sungai-77", "Tepian-Sungai-77"])
    with (
        patch("builtins.input", lambda question: next(answers)),
        patch("getpass.getpass", lambda question: next(secrets)),
        patch("sys.stdin.isatty", lambda: True),
    ):
        call_command("createsuperuser", stdout=said, stderr=faults)
    made = get_user_model().objects.get(username="pusat.kedua")
    assert made.is_superuser
    assert made.check_password("Tepian-Sungai-77")
    assert "Admin pusat dibuat." in said.getvalue()
    assert "sudah dipakai" in faults.getvalue()
    assert "tidak sama" in faults.getvalue()
    assert " is " not in faults.getvalue()


def test_without_a_terminal_it_says_what_to_do():
    with patch("sys.stdin.isatty", lambda: False), pytest.raises(CommandError, match="--noinput"):
        call_command("createsuperuser")


def test_what_is_not_there_in_the_admin_names_no_other_product():
    answer = person("root").client.get("/admin/tidak-ada/")
    assert answer.status_code == 404
    assert "Wagtail" not in answer.content.decode()
