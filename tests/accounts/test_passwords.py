"""The password policy: BSSN's by default, ASVS's by a setting."""

from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.accounts.test_accounts import NAME, PASSWORD, log_in
from tests.conftest import user

pytestmark = pytest.mark.django_db


@pytest.fixture
def aged():
    """A person whose password is 181 days old."""
    mine = user(NAME)
    mine.set_password(PASSWORD)
    mine.password_changed_at = timezone.now() - timedelta(days=181)
    mine.save()


@pytest.mark.parametrize(
    ("password", "missing"),
    [
        ("kelinci melompat 7", "huruf besar"),
        ("KELINCI MELOMPAT 7", "huruf kecil"),
        ("Kelinci melompat", "angka"),
        ("KelinciMelompat7", "tanda baca"),
    ],
)
def test_four_kinds_of_characters_by_default(password, missing, settings):
    with pytest.raises(ValidationError, match=f"belum memuat {missing}"):
        validate_password(password)
    settings.PASSWORD_POLICY = "asvs"
    validate_password(password)


def test_what_has_all_four_is_taken():
    validate_password("Kelinci-melompat-7")


@pytest.mark.parametrize("policy", ["bssn", "asvs"])
@pytest.mark.parametrize("password", ["Pendek-7", "password1234", "123456789012"])
def test_short_known_and_numeric_ones_never(password, policy, settings):
    settings.PASSWORD_POLICY = policy
    with pytest.raises(ValidationError):
        validate_password(password)


def test_an_outdated_password_opens_only_the_way_to_another(aged):
    answer = log_in()
    assert "lebih dari 180 hari" in answer.content.decode()
    assert "_auth_user_id" not in answer.client.session


def test_a_password_chosen_anew_counts_again(aged):
    mine = user(NAME)
    mine.set_password(PASSWORD)
    mine.save()
    assert log_in().status_code == 302


def test_asvs_lets_passwords_grow_old(aged, settings):
    settings.PASSWORD_POLICY = "asvs"
    assert log_in().status_code == 302
