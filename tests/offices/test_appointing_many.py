"""Many people are appointed from a pasted list: all or nothing, each by the rules for one."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from messaging.models import OutboxMessage
from offices.models import Membership
from tests.conftest import office, person

pytestmark = pytest.mark.django_db
GOOD = (
    "Nama lengkap\tSurel\tPeran\tNomor SK\tBerlaku mulai\n"
    "Ratna Dewi Lestari\tratna@contoh.go.id\tStaf\tSK 1/2026\t1 Desember 2026\n"
    "Bagus Wicaksono\tbagus@contoh.go.id\tadmin-website\tSK 1/2026\n"
    "Ratna Dewi Lestari\tratna@contoh.go.id\tAdmin Website\tSK 2/2026"
)


def press(text: str, act: str = "save", who: str = "serang.admin-kantor", slug: str = "serang"):
    sent = {"office": office(slug).pk, "people": text, "act": act}
    return person(who).client.post(reverse("sop:appoint_many"), sent)


def appointed() -> list[tuple[str, str]]:
    rows = Membership.objects.filter(user__email__endswith="@contoh.go.id").order_by("pk")
    return [(row.user.first_name, row.role.slug) for row in rows.select_related("user", "role")]


def test_a_list_is_shown_then_done_and_everybody_told():
    shown = press(GOOD, "preview")
    assert shown.status_code == 200
    assert "Tunjuk 3 orang" in shown.content.decode()
    assert appointed() == []
    assert press(GOOD).status_code == 302
    assert appointed() == [
        ("Ratna Dewi Lestari", "staf"),
        ("Bagus Wicaksono", "admin-website"),
        ("Ratna Dewi Lestari", "admin-website"),
    ]
    assert OutboxMessage.objects.filter(user__email="bagus@contoh.go.id").exists()


BAD = {
    "an unknown role": ("Budi Raharjo;budi@contoh.go.id;Ratu;SK 1", "Peran"),
    "too few columns": ("Budi Raharjo;budi@contoh.go.id", "2 kolom"),
    "no address": ("Budi Raharjo;budi;Staf;SK 1", "Surel baru"),
    "no decree": ("Budi Raharjo;budi@contoh.go.id;Staf;", "Nomor SK"),
    "a day that is none": ("Budi Raharjo;budi@contoh.go.id;Staf;SK 1;kemarin", "Berlaku mulai"),
    "too many": ("Budi;b@contoh.go.id;Staf;SK 1\n" * 101, "102 baris"),
    "nothing": ("", "Tempel daftarnya"),
}


@pytest.mark.parametrize(("text", "said"), BAD.values(), ids=BAD)
def test_one_wrong_row_and_nothing_is_done(text, said):
    answer = press(f"Siti Aminah Nur;siti@contoh.go.id;Staf;SK 1\n{text}" if text else "")
    assert answer.status_code == 422
    assert said.casefold() in answer.content.decode().casefold()
    assert appointed() == []
    assert not get_user_model().objects.filter(email__endswith="@contoh.go.id").exists()


def test_only_for_ones_own_office():
    assert press(GOOD, slug="banten").status_code == 422
    assert press(GOOD, who="serang.staf").status_code in (302, 403)
    assert appointed() == []
