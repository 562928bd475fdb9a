"""Published = approved: the nightly check finds what was changed around the site, and nothing else."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from home.demo_offices import bring_on
from news.models import NewsPage
from operations import health
from tests.conftest import draft, user
from workflows.gate.verification import differences, live_pages
from workflows.models import SopRun, StepVisit

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def live(office: str = "serang") -> SopRun:
    return bring_on(draft(office).specific, until="live")


def check() -> str:
    said = StringIO()
    call_command("verify_published", stdout=said, stderr=said)
    return said.getvalue()


def complaints() -> dict[int, str]:
    return {one.page.pk: one.why for one in differences(live_pages())}


@pytest.mark.parametrize("office", ["serang", "banten", "cilacap", "bangka-barat", "rembang"])
def test_what_went_through_an_sop_is_what_was_approved(office):
    run = live(office)
    assert live_pages().filter(pk=run.page_id).exists()
    assert check() == f"{live_pages().count()} halaman tayang sesuai dengan yang disetujui.\n"


def test_a_text_changed_in_the_database_is_named_and_stays_on_record_until_mended():
    run = live()
    approved = NewsPage.objects.get(pk=run.page_id).summary
    NewsPage.objects.filter(pk=run.page_id).update(summary="Ditulis langsung ke basis data.")

    with pytest.raises(CommandError, match="1 halaman"):
        check()
    entry = PageLogEntry.objects.get(action="workflows.published.differs")
    assert entry.page_id == run.page_id
    assert entry.data == {"why": "isinya bukan isi yang ditayangkan melalui SOP"}
    part = health.published()
    assert run.page_title in part.fault
    assert "melalui SOP" in part.remedy

    NewsPage.objects.filter(pk=run.page_id).update(summary=approved)
    assert health.published().well
    assert "sesuai" in check()


def test_health_asks_little_while_nothing_was_ever_found(django_assert_num_queries):
    live()
    with django_assert_num_queries(1):
        assert health.published().well


def test_whatever_contradicts_the_record_is_found():
    rewritten, unsigned, back, stray = live(), live(), live(), draft("serang")
    untouched = live()
    SopRun.objects.filter(pk=rewritten.pk).update(content_sha256="0" * 64)
    StepVisit.objects.filter(run=unsigned, outcome="approved").update(content_sha256="0" * 64)
    SopRun.objects.filter(pk=back.pk).update(taken_down_at=timezone.now())
    Page.objects.filter(pk=stray.pk).update(live=True)
    assert complaints() == {
        rewritten.page_id: "isinya bukan isi yang ditayangkan melalui SOP",
        unsigned.page_id: "isi yang ditayangkan bukan isi yang terakhir disetujui",
        back.page_id: "sudah ditarik dari publik menurut catatan SOP",
        stray.pk: "tayang tanpa catatan SOP",
    }
    assert untouched.page_id not in complaints()


def test_a_draft_on_its_way_to_replace_the_live_text_changes_nothing():
    run = live()
    page = NewsPage.objects.get(pk=run.page_id)
    page.summary = "Ringkasan baru."
    page.save_revision(user=user("serang.staf"))
    assert run.page_id not in complaints()
