"""Mail of the product: its marks are its own, nobody's absence note answers, and whoever is appointed hears of it."""

import pytest
from django.core import mail
from django.utils import timezone

from messaging.models import OutboxMessage
from messaging.outbox import send_due
from offices.models import Membership, OfficeRole
from tests.conftest import holder, office, started, user

pytestmark = pytest.mark.django_db


def sent() -> list:
    send_due.func()
    return mail.outbox


def test_marks_of_a_mail_name_this_installation_and_no_other(settings):
    settings.WAGTAILADMIN_BASE_URL = "https://kerja.kab-contoh.kpu.go.id"
    run = started("serang")
    marks = [message.extra_headers for message in sent()]
    assert marks
    for headers in marks:
        assert headers["Message-ID"].endswith("@kerja.kab-contoh.kpu.go.id>")
        assert f"{run.started_at:%f}@" in headers["References"]
        assert headers["Auto-Submitted"] == "auto-generated"
    assert len({headers["Message-ID"] for headers in marks}) == len(marks)


def appoint(client, **fields):
    role = OfficeRole.objects.get(office=office("serang"), slug="kasubag")
    posted = {
        "role": role.pk,
        "decree_number": "77/SDM.01/2026",
        "valid_from": f"{timezone.localdate():%Y-%m-%d}",
        **fields,
    }
    response = client.post("/admin/sop/orang/new/", posted)
    assert response.status_code == 302, response.content.decode()[:2000]
    return role


def test_a_person_newly_appointed_is_told_and_how_to_set_a_password():
    new = {"new_username": "serang.baru", "new_name": "Budi Baru", "new_email": "budi.baru@example.org"}
    appoint(holder("serang", "admin-kantor").client, **new)
    (message,) = [one for one in sent() if one.to == ["budi.baru@example.org"]]
    assert "Anda ditunjuk sebagai" in message.subject
    for said in ("77/SDM.01/2026", "serang.baru", "/password_reset/", "Tetapkan kata sandi"):
        assert said in message.body


def test_somebody_known_is_told_of_another_role_without_a_password():
    who = user("serang.staf")
    role = appoint(holder("serang", "admin-kantor").client, user=who.pk)
    message = OutboxMessage.objects.filter(user=who).latest("pk")
    assert role.name in message.subject
    assert "kata sandi" not in message.text
    assert Membership.objects.filter(user=who, role=role).exists()


def test_a_changed_appointment_is_no_new_one():
    holding = Membership.objects.filter(role__office=office("serang"), user__username="serang.staf").first()
    before = OutboxMessage.objects.count()
    posted = {"decree_number": "78/2026", "valid_from": f"{holding.valid_from:%Y-%m-%d}"}
    response = holder("serang", "admin-kantor").client.post(f"/admin/sop/orang/edit/{holding.pk}/", posted)
    assert response.status_code == 302
    assert OutboxMessage.objects.count() == before
