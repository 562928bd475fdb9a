"""Every line of a page's history is the ledger's, and says of each act what it was."""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from wagtail.models import PageLogEntry

from tests.conftest import holder, person, started, starter, user, walk_to
from workflows.actions.emergency import hurry
from workflows.actions.ledger import LOGGED_AS
from workflows.actions.refusals import Incomplete
from workflows.core import event_words
from workflows.core.acts import LINES, EventKind
from workflows.core.answers import Answers
from workflows.models import SopRun

pytestmark = pytest.mark.django_db
NO = {"reason": "facts", "remark": "Jumlahnya keliru."}
ACTIONS = Path(event_words.__file__).parent.parent / "actions"


def told(run: SopRun) -> list[str]:
    lines = PageLogEntry.objects.filter(page=run.page_id, action=LOGGED_AS).order_by("pk")
    return [line.message for line in lines]


def test_every_kind_of_event_that_a_verb_records_has_words():
    recorded = set()
    for path in ACTIONS.glob("*.py"):
        recorded |= {EventKind[name] for name in re.findall(r"EventKind\.(\w+)", path.read_text())}
    assert recorded == set(EventKind) == set(LINES)


def test_a_joint_signature_a_return_and_the_end_are_each_told_as_what_they_were():
    run = started("serang")
    run = holder("serang", "kasubag").act(run.page_id, "approve")
    run = holder("serang", "kordiv").act(run.page_id, "send_back", **NO)
    run = walk_to(starter("serang").act(run.page_id, "complete"), None)
    said = told(run)
    assert said[0].startswith("Diajukan, langkah 1 (")
    assert said[1].startswith("Ditandatangani pada langkah 2 (")
    assert said[2].startswith("Dikembalikan dari langkah 2 (")
    assert said[2].endswith("Alasan: Data atau fakta keliru.") or "Alasan: " in said[2]
    assert sum(line.startswith("Tanda tangan terakhir diberikan") for line in said) == 1
    assert [line for line in said if line.startswith("Ditayangkan")]
    assert sum("Semua langkah dan kewajiban" in line for line in said) == 1
    assert len(said) == run.events.exclude(kind="edited").count()
    html = (
        person("serang.admin-kantor")
        .client.get(reverse("wagtailadmin_pages:history", args=[run.page_id]))
        .content.decode()
    )
    assert "Dikembalikan dari langkah 2" in html
    assert "Jumlahnya keliru." in html


def test_a_withdrawn_item_is_not_said_to_be_approved():
    run = starter("serang").act(started("serang").page_id, "withdraw", remark="Belum waktunya.")
    assert told(run)[-1] == "Naskah ditarik oleh pengusulnya."
    assert not [line for line in told(run) if "isetujui" in line]


def test_the_sheet_says_why_a_signature_no_longer_counts():
    run = started("serang")
    holder("serang", "kasubag").act(run.page_id, "approve")
    run = holder("serang", "kordiv").act(run.page_id, "send_back", **NO)
    html = holder("serang", "staf").client.get(reverse("sop:task", args=[run.page_id])).content.decode()
    assert "batal karena naskah dikembalikan" in html
    assert "batal karena isi berubah" not in html
    assert "Belum: Konsep Informasi (disetujui)" in html
    assert "Output: Konsep Informasi (disetujui)" not in html


def test_the_emergency_lane_notes_as_skipped_what_the_kind_skips_anyway():
    run = started("banten", kind="berita")
    reason = "Banjir memutus jaringan kantor sejak pagi tadi."
    run = holder("banten", "web-admin").act(run.page_id, "emergency", ground="kahar", remark=reason)
    ended = {visit.step_number: visit.outcome for visit in run.visits.all()}
    assert (ended[5], ended[6]) == ("skipped", "skipped")
    assert ended[4] == "bypassed"


def test_a_postponed_item_moves_on_only_as_it_was_seen():
    run = walk_to(started("bangka-barat", kind="artikel"), 3)
    run = holder("bangka-barat", "divisi-pengusul").act(run.page_id, "postpone", **NO)
    answers = Answers(remark="Banjir memutus jaringan kantor sejak pagi.")
    with pytest.raises(Incomplete):
        hurry(run.page_id, user("bangka-barat.operator"), answers, seen="", ground="kahar")
