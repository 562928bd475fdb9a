"""A remark of several lines has them wherever it is read: mails, sheet, PDF, history, task and decision page."""

import re

import pypdfium2
import pytest
from django.urls import reverse
from wagtail.models import Page

from desk.pdf.sheet import sheet_pdf
from messaging.models import OutboxMessage
from tests.conftest import started, walk_to
from tests.people import Colleague
from workflows.core.living_sheet import living_sheet
from workflows.models.run_history import trail_of
from workflows.notifications.announcing import thread
from workflows.notifications.audience import next_to_act

pytestmark = pytest.mark.django_db
LINES = [f"Baris {word} pertimbangan." for word in ("satu", "dua", "tiga", "empat", "lima", "enam")]
APART = r"\s*<br ?/?>\s*".join(re.escape(line) for line in LINES)


@pytest.fixture
def checker(db):
    """Who sends a text back with six lines, and the run."""
    run = walk_to(started("rembang"), 5)
    checker = Colleague(next_to_act(run)[0])
    item = checker._item(Page.objects.get(pk=run.page_id))
    target = next(act.target for act in item.offered() if act.action == "send_back")
    return checker, checker.act(run.page_id, "send_back", target=target, reason="facts", remark="\r\n".join(LINES))


def test_six_lines_stay_six(checker):
    checker, run = checker
    message = OutboxMessage.objects.filter(thread=thread(run), text__contains=LINES[5]).first()
    assert "\n".join(LINES) in message.text
    assert re.search(APART, message.html)
    client = checker.client
    for address in (
        reverse("sop:sheet", args=[run.pk]),
        reverse("sop:task", args=[run.page_id]),
        reverse("sop:my_tasks") + "?bagian=diputuskan",
        reverse("wagtailadmin_pages:history", args=[run.page_id]),
    ):
        html = client.get(address).content.decode()
        if LINES[0] in html:
            assert re.search(APART, html) or "diputuskan" in address, address
    assert re.search(APART, client.get(reverse("sop:sheet", args=[run.pk])).content.decode())
    assert re.search(APART, client.get(reverse("wagtailadmin_pages:history", args=[run.page_id])).content.decode())


def test_the_pdf_has_them_too(checker):
    _, run = checker
    content = sheet_pdf(living_sheet(run.sop, trail_of(run)), made_at=run.started_at)
    text = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(content))
    squeezed = re.sub(r"[ \r]", "", text)
    places = [squeezed.find(re.sub(" ", "", line)) for line in LINES]
    for line in LINES:
        assert re.search(rf"{re.escape(line.split()[0])}\s", text)
    assert places == sorted(places)
    assert all(squeezed[place - 1] in "\n«" for place in places if place > 0)
