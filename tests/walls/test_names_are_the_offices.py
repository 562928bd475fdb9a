"""Names and addresses are the office's: nobody changes their own, whoever does is logged with old and new."""

import pytest
from allauth.socialaccount.models import SocialAccount
from wagtail.models import ModelLogEntry

from messaging.models import OutboxMessage
from tests.conftest import office, person, user

pytestmark = pytest.mark.django_db
NAME, ADMIN = "serang.kasubag", "serang.admin-kantor"


def correct(**fields):
    address = f"/admin/sop/orang/akun/?orang={user(NAME).pk}&kantor={office('serang').pk}"
    return person(ADMIN).client.post(address, {"name": str(user(NAME)), "email": user(NAME).email, **fields})


def test_nobody_renames_themselves_or_moves_their_mail():
    client, before = person(NAME).client, user(NAME)
    page = client.get("/admin/account/").content.decode()
    assert "name_email" not in page
    forged = {
        "name_email-first_name": "Ketua",
        "name_email-last_name": "(Ketua KPU RI)",
        "name_email-email": "lain@example.id",
    }
    client.post("/admin/account/", forged)
    assert (str(user(NAME)), user(NAME).email) == (str(before), before.email)


def test_the_admin_changes_them_and_the_history_shows_old_and_new():
    was = user(NAME)
    assert correct(name="Siti Aminah", email="siti@example.id").status_code == 302
    assert (str(user(NAME)), user(NAME).email) == ("Siti Aminah", "siti@example.id")
    history = person(ADMIN).client.get(f"/admin/sop/orang/history/{was.memberships.get().pk}/").content.decode()
    for word in (str(was), was.email, "Siti Aminah", "siti@example.id", str(user(ADMIN))):
        assert word in history
    told = OutboxMessage.objects.filter(user=was, reason="account")
    assert set(told.values_list("address", flat=True)) == {was.email, "siti@example.id"}
    assert person(NAME).client.get(f"/admin/sop/pemberitahuan/{told[0].pk}/").url == "/akun/dua-langkah/"


def test_a_provider_account_goes_with_the_old_address():
    SocialAccount.objects.create(user=user(NAME), provider="lembaga", uid="1")
    correct(email="siti@example.id")
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [{"email": "serang.STAF@example.id"}, {"email": "x"}, {"name": "Serang Kordiv"}, {"name": ""}]
    + [{"name": name} for name in ("Ketua KPU RI", "KETUA", "Plt. Sekretaris", "Budi, Anggota KPU", "Web Admin")],
)
def test_a_fault_is_said_and_nothing_changes(fields):
    before = user(NAME)
    assert correct(**fields).status_code == 422
    assert (str(user(NAME)), user(NAME).email) == (str(before), before.email)


def test_the_superusers_screen_is_logged_the_same():
    mine = user(NAME)
    form = {"username": NAME, "first_name": "Siti Aminah", "email": mine.email, "is_active": "on"}
    assert person("root").client.post(f"/admin/users/edit/{mine.pk}/", form).status_code == 302
    entry = ModelLogEntry.objects.filter(action="workflows.account.correct").first()
    assert entry.data["fields"] == {"nama": [str(mine), "Siti Aminah"]}
    assert entry.user == user("root")
