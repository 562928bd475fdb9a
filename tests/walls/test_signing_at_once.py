"""Two versions of one SOP signed at the same moment: one governs, the other stands replaced, nobody sees a fault."""

import os

import pytest
from django.urls import reverse

from sops.models import Sop, SopVersion
from tests.conftest import person, user
from tests.workflows.test_races import committed, together  # noqa: F401  (its fixture)
from workflows.models import compiler

pytestmark = pytest.mark.races
TRIALS = int(os.environ.get("RACE_TRIALS", "10"))
FORM = {"signed_number": "5/2026", "signed_on": "2026-01-05", "effective_on": "2026-01-05"}


@pytest.mark.django_db
def test_the_world_to_race_in_is_there():
    assert user("pusat.admin").is_active


def signing(version: SopVersion):
    client = person("pusat.admin").client
    return lambda: client.post(reverse("sop:version", args=[version.pk]), FORM)


def test_of_two_signed_at_once_one_governs_and_the_other_is_replaced():
    sop = Sop.objects.get(slug="serang")
    document = sop.document
    for trial in range(TRIALS):
        pair = [compiler.store(document.model_copy(update={"number": f"{trial}/{side}"})) for side in "ab"]
        answers = together(*map(signing, pair))
        assert [answer.status_code for answer in answers] == [302, 302]
        states = SopVersion.objects.filter(pk__in=[version.pk for version in pair]).values_list("status", flat=True)
        assert sorted(states) == ["governing", "superseded"]
        assert sop.versions.filter(status="governing").count() == 1


def test_one_version_signed_twice_at_once_is_signed_once():
    document = Sop.objects.get(slug="banten").document
    for trial in range(TRIALS):
        version = compiler.store(document.model_copy(update={"number": f"{trial}/c"}))
        answers = together(signing(version), signing(version))
        assert sorted(answer.status_code for answer in answers) == [302, 422]
        assert version.tasks.count() == len(document.steps)
