"""An office's admin changes accounts that are wholly of the own office, and no two accounts look alike."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.names import look_alike, looks
from desk.own_office import accounts_run_by
from offices import membership
from offices.models import Membership, OfficeRole
from tests.conftest import appoint, office, person, second_holder, user

pytestmark = pytest.mark.django_db
ADMIN = "serang.admin-kantor"
PASSWORD = "Kata-sandi-lama-1"


def role(where: str, slug: str) -> OfficeRole:
    return OfficeRole.objects.get(office__slug=where, slug=slug)


def join(by: str = ADMIN, **fields):
    facts = {"role": role("serang", "staf").pk, "decree_number": "8/SK/2026"}
    began = {"valid_from": f"{timezone.localdate():%d/%m/%Y}"}
    return person(by).client.post("/admin/sop/orang/new/", {**facts, **began, **fields})


def act(what: str, who: str, by: str = ADMIN, **fields):
    address = f"/admin/sop/orang/{what}/?orang={user(who).pk}&kantor={office('serang').pk}"
    return person(by).client.post(address, fields)


def leave(who: str, where: str) -> None:
    membership.leave(user(who), office(where), decree_number="9/SK/2026", by=None)


def test_headquarters_and_strangers_are_not_appointed_by_an_office():
    get_user_model().objects.create_user("tanpa.kantor", "tanpa@example.id", PASSWORD)
    for stranger in ("pusat.admin", "tanpa.kantor", "banten.kasubag", "root"):
        assert join(user=user(stranger).pk).status_code == 200
        assert not Membership.objects.filter(user=user(stranger), role__office__slug="serang").exists()
    assert join("pusat.admin", user=user("banten.kasubag").pk).status_code == 302


def test_headquarters_appointed_here_stay_headquarters_to_reset():
    appoint("pusat.admin", role("serang", "staf"))
    Authenticator.objects.create(user=user("pusat.admin"), type="totp", data={"secret": "x"})
    answer = act("langkah-kedua", "pusat.admin")
    assert answer.status_code == 422
    assert "Mintalah admin pusat" in answer.content.decode()
    assert Authenticator.objects.filter(user=user("pusat.admin")).exists()


def test_who_works_elsewhere_too_is_neither_reset_nor_renamed_nor_cut_off():
    appoint("serang.staf", role("banten", "kasubag"))
    second_holder("serang", "staf")
    was = user("serang.staf").email
    for what in ("langkah-kedua", "akun-lembaga"):
        assert act(what, "serang.staf").status_code == 422
    assert act("akun", "serang.staf", name="Orang Lain", email="lain@example.id").status_code == 422
    assert user("serang.staf").email == was
    assert act("akun", "serang.staf", "pusat.admin", name="Orang Lain", email="lain@example.id").status_code == 302
    assert user("serang.staf").email == "lain@example.id"


def test_a_closed_account_is_opened_again_by_its_last_office_only_and_not_by_its_old_password():
    gone = user("banten.kasubag")
    gone.set_password(PASSWORD)
    gone.save()
    leave("banten.kasubag", "banten")
    assert join(user=gone.pk).status_code == 200
    assert not user("banten.kasubag").is_active
    again = {"user": gone.pk, "role": role("banten", "kasubag").pk}
    assert join("banten.admin-kantor", **again).status_code == 302
    gone = user("banten.kasubag")
    assert gone.is_active
    assert not gone.check_password(PASSWORD)


def test_changing_an_old_appointment_opens_no_account():
    second_holder("serang", "staf")
    old = Membership.objects.get(user__username="serang.staf")
    leave("serang.staf", "serang")
    form = {"user": old.user_id, "role": old.role_id, "decree_number": "7/SK/2026", "valid_from": "2025-01-02"}
    assert person(ADMIN).client.post(f"/admin/sop/orang/edit/{old.pk}/", form).status_code == 302
    assert not user("serang.staf").is_active
    assert not Membership.objects.current().filter(user=user("serang.staf")).exists()


def test_whose_account_it_is_follows_the_work():
    serang = user(ADMIN)
    assert accounts_run_by(serang).filter(username="serang.staf").exists()
    for other in ("banten.kasubag", "pusat.admin", "root"):
        assert not accounts_run_by(serang).filter(username=other).exists()
    assert accounts_run_by(user("pusat.admin")).filter(username="banten.kasubag").exists()
    assert not accounts_run_by(user("pusat.admin")).filter(username="root").exists()


@pytest.mark.parametrize(
    "username",
    [
        "serang-kasubag",
        "Serang.Kasubag",
        "serang.kasubag",
        "serang.kаsubag",
        "ｓerang.kasubag",
        "serang.kasubаg",
        "sérang.kasubag",
        "a b",
        "",
    ],
)
def test_a_username_that_looks_like_anothers_is_refused(username):
    answer = join(new_username=username, new_name="Orang Baru", new_email="baru@example.id")
    assert answer.status_code == 200
    assert not get_user_model().objects.filter(email="baru@example.id").exists()


@pytest.mark.parametrize(
    "email",
    ["Serang.Kasubag@Example.ID", "serang.kasubag@example.id", "serang.\u212aasubag@example.id", "x@еxample.id"],
)
def test_a_mailbox_that_is_anothers_or_looks_it_is_refused(email):
    answer = join(new_username="serang.baru", new_name="Orang Baru", new_email=email)
    assert answer.status_code == 200
    assert not get_user_model().objects.filter(username="serang.baru").exists()


@pytest.mark.parametrize(
    "name",
    [
        "Serang Kаsubag",
        "SERANG KASUBAG",
        "Serang-Kasubag",
        "Serаng Baru",
        "Baru (Ketua KPU RI)",
        "Baru ✔",
        "Ba\u202eru",
    ],
)
def test_a_name_that_looks_like_a_colleagues_or_says_more_than_a_name_is_refused(name):
    answer = join(new_username="serang.baru", new_name=name, new_email="baru@example.id")
    assert answer.status_code == 200
    assert not get_user_model().objects.filter(username="serang.baru").exists()


@pytest.mark.parametrize("name", ["Dr. H. Mu'min Syah, S.H., M.Si.", "José Guntur", "I Gusti Ngurah-Rai"])
def test_names_as_people_have_them_are_taken(name):
    assert join(new_username="serang.baru", new_name=name, new_email="baru@example.id").status_code == 302
    assert str(user("serang.baru")) == name


def test_the_superusers_own_screen_keeps_them_apart_too():
    form = {"username": "Serang.Staf", "first_name": "A", "last_name": "B", "email": "c@example.id"}
    form |= {"password1": PASSWORD, "password2": PASSWORD}
    assert person("root").client.post("/admin/users/new/", form).status_code == 200
    assert not get_user_model().objects.filter(email="c@example.id").exists()


def test_the_database_keeps_them_apart_when_nobody_asks():
    users = get_user_model().objects
    for facts in ({"username": "Serang.Staf"}, {"username": "serang-x", "email": "SERANG.STAF@example.id"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            users.create(**facts)
    users.create(username="tanpa.surel.satu")
    users.create(username="tanpa.surel.dua")


@pytest.mark.parametrize(("one", "other"), [("rnaya", "maya"), ("bud1", "budl"), ("ｂudi", "BUDI"), ("sari0", "sario")])
def test_what_the_eye_takes_for_one_has_one_look(one, other):
    assert looks(one) == looks(other)


def test_a_capital_i_is_an_l_to_the_eye_and_signs_do_not_tell_names_apart():
    assert look_alike("Lia Sari", "Iia-Sari.")
    assert not look_alike("Lia Sari", "Lia Sari, S.H.")


def test_validators_stand_on_the_account_itself():
    for fault in ({"username": "Budi"}, {"email": "\u212a@example.id"}, {"first_name": "Bud\u0456"}):
        facts = {"username": "serang.baru", "email": "b@example.id", "first_name": "Budi", "password": "x", **fault}
        with pytest.raises(ValidationError):
            get_user_model()(**facts).full_clean()
