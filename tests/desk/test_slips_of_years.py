"""A slip in a year is told wherever a day is asked for, and a wrong SOP file is told in sentences."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from home.walking import Refusal
from offices.models import Delegation, Membership
from tests.conftest import holder, office, person, started, user, walk_to

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("starts", "ends"), [(date(26, 12, 1), date(2026, 12, 5)), (date(2026, 12, 1), date(2062, 12, 5))]
)
def test_a_delegation_lies_within_reason(starts, ends):
    facts = {"office": office("serang"), "principal": user("serang.kasubag"), "deputy": user("serang.staf")}
    with pytest.raises(ValidationError, match=r"Tanggal 1/12/0026|Tanggal 5/12/2062"):
        Delegation(**facts, starts_on=starts, ends_on=ends, letter_number="ST 1/2026").full_clean()


def test_an_appointment_names_the_year_in_full():
    held = Membership.objects.filter(user=user("serang.kasubag")).first()
    held.valid_from = date(26, 12, 1)
    with pytest.raises(ValidationError, match="1/12/0026 tidak mungkin"):
        held.clean()


def test_a_text_is_scheduled_within_reason():
    run = started("serang")
    run = walk_to(run, run.sop.publish_step.number)
    at = timezone.localtime() + timedelta(days=36 * 365)
    publisher = holder("serang", run.sop.publish_step.roles[0])
    with pytest.raises(Refusal, match="lebih dari lima tahun lagi"):
        publisher.act(run.page_id, "publish", go_live_at=at.strftime("%Y-%m-%d %H:%M"))


def test_a_wrong_sop_file_is_told_in_sentences():
    text = b'slug = "salah"\n[[steps]]\nkind = "putus"\n'
    client = person("pusat.admin").client
    answer = client.post(reverse("sop:library"), {"file": SimpleUploadedFile("salah.toml", text)})
    said = answer.content.decode()
    assert "Perbaikan:" in said
    assert "Problem(" not in said
