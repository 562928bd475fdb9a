"""Who held which role when: what is written down later than it began says so, wherever it is read."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from offices.models import Delegation, Membership, OfficeRole
from tests.conftest import person, user

pytestmark = pytest.mark.django_db
ADMIN = "serang.admin-kantor"


def said() -> str:
    return f", dicatat pada {date_format(timezone.localdate(), 'j F Y')}"


def appoint_by_form(**fields):
    role = OfficeRole.objects.get(office__slug="serang", slug="kordiv")
    form = {"user": user("serang.staf").pk, "role": role.pk, "division": "", "decree_number": "7/SK/2020"}
    answer = person(ADMIN).client.post("/admin/sop/orang/new/", {**form, "valid_until": "", **fields})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return Membership.objects.get(decree_number="7/SK/2020")


def listed() -> str:
    return person(ADMIN).client.get("/admin/sop/orang/?q=7/SK/2020").content.decode()


def test_an_appointment_of_the_past_is_listed_with_the_day_it_was_written_down():
    one = appoint_by_form(valid_from="2020-01-01")
    assert one.begins == f"1 Januari 2020{said()}"
    assert one.begins in listed()


def test_one_of_today_or_later_has_nothing_to_say():
    one = appoint_by_form(valid_from=f"{timezone.localdate() + timedelta(days=1):%Y-%m-%d}")
    assert "dicatat" not in one.begins
    assert said() not in listed()


def test_nor_has_one_from_before_that_was_kept():
    one = appoint_by_form(valid_from="2020-01-01")
    Membership.objects.filter(pk=one.pk).update(recorded_at=None)
    assert Membership.objects.get(pk=one.pk).begins == "1 Januari 2020"


def test_an_earlier_beginning_given_later_counts_from_then():
    one = appoint_by_form(valid_from="2026-01-01")
    then = timezone.now() - timedelta(days=300)
    Membership.objects.filter(pk=one.pk).update(recorded_at=then)
    one = Membership.objects.get(pk=one.pk)
    one.valid_from = one.valid_from.replace(year=2020)
    one.save()
    assert one.begins == f"1 Januari 2020{said()}"


def test_a_delegation_too():
    today = timezone.localdate()
    one = Delegation(
        office_id=OfficeRole.objects.get(office__slug="serang", slug="kasubag").office_id,
        principal=user("serang.kasubag"),
        deputy=user("serang.staf"),
        starts_on=today - timedelta(days=400),
        ends_on=today,
    )
    assert one.period.endswith(said())
