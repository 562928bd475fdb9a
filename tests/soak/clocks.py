"""The step about time: the clock of one machine jumps, that of a process of the site and of the queue's worker."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from django.db import connection
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max
from wagtail.models import Page

from messaging.models import OutboxMessage
from news.models import NewsPage
from tests.deploy.machines import Installation, Visitor
from tests.deploy.test_two_processes import at_the_desk, someone
from tests.soak.faults import Outcome, Soak, breaking
from tests.soak.files import third_process
from tests.soak.load import FIRST, OFFICE, SECOND, STAFF
from workflows.models import DecisionLink, Reminder, StepVisit
from workflows.notifications import decision_links
from workflows.notifications.reminders import EVERY, sweep_due

HOUR = 3600
JUMPS = (26 * HOUR, 20 * 24 * HOUR, -26 * HOUR, 0)
"""Ahead past a session's end, past a link's days, back before everything that was done, and right again."""
NOTICED = 4
"""Seconds in which a worker that looks every second has swept."""


def _library(place: Path) -> Path:
    """``clock.c``, to be loaded before a program's own clock; needs a C compiler."""
    library = place / "clock.so"
    command = ["cc", "-shared", "-fPIC", "-O1", "-o", str(library), str(Path(__file__).parent / "clock.c")]
    subprocess.run(command, check=True)
    return library


def clock_jumps(soak: Soak) -> Iterator[Outcome]:
    here, hand = soak.load.installation, soak.load.installation.place / "clock"
    hand.write_text("0")
    jumping = {"LD_PRELOAD": str(_library(here.place)), "CLOCK_FILE": str(hand)}
    soak.worker.restart(**jumping)
    with third_process(here, jumping) as third, breaking(soak, f"a machine's clock at {_spell(JUMPS)}") as outcome:
        before = someone(third, SECOND)
        for jump in JUMPS:
            hand.write_text(str(jump))
            _look_around(outcome, third, before, _spell((jump,)))
            sweep_due.enqueue()
            time.sleep(NOTICED)
        _begun_tomorrow(outcome, here, third, hand)
    soak.worker.restart(LD_PRELOAD="")
    time.sleep(soak.size(60, 20))
    _times_hold(outcome)
    yield outcome


def _spell(jumps: tuple[int, ...]) -> str:
    return ", ".join(f"{jump // HOUR:+} h" for jump in jumps)


def _look_around(outcome: Outcome, there: Installation, before: Visitor, jump: str) -> None:
    """Whoever was logged in, a visitor, and whoever opens a link they were sent: nobody meets an error."""
    connection.close()
    link = DecisionLink.objects.usable().order_by("-pk").first()
    reader, answers = Visitor(there), []
    for get, address in (
        (before.get, "/admin/"),
        (before.get, reverse("sop:my_tasks")),
        (reader.get, "/"),
        (reader.get, "/berita/"),
        (reader.get, "/sehat/siap/"),
        *([(reader.get, "/" + decision_links.address(link).split("/", 3)[3])] if link else []),
    ):
        answers.append(get(address).status_code)
    outcome.must(max(answers) < 500, f"{jump}: {answers}")
    outcome.seen.append(f"{jump}: {' '.join(map(str, answers))}")


def _begun_tomorrow(outcome: Outcome, here: Installation, there: Installation, hand: Path) -> None:
    """An item begun by a clock that is a day ahead goes on by the right one, and every page about it answers."""
    section = Page.objects.get(url_path=f"/{OFFICE}/berita/")
    hand.write_text(str(JUMPS[0]))
    staff = at_the_desk(someone(there, STAFF))
    facts = {"title": "Naskah dari besok", "kind": "berita", "summary": "Ringkasan."}
    page = staff.write(section, NewsPage, paragraphs=["Isi pertama.", "Isi kedua.", "Isi ketiga."], **facts)
    staff.act(page.pk, "start")
    hand.write_text("0")
    first = at_the_desk(someone(here, FIRST))
    run = first.act(page.pk, "approve")
    for address in (reverse("sop:task", args=[page.pk]), reverse("sop:sheet", args=[run.pk]), reverse("sop:my_tasks")):
        status = first.client.get(address).status_code
        outcome.must(status == 200, f"{address} of an item from tomorrow: {status}")


def _times_hold(outcome: Outcome) -> None:
    connection.close()
    twice = Reminder.objects.exclude(user=None).values("matter", "mark", "user").annotate(times=Count("pk"))
    digests = OutboxMessage.objects.filter(reason="reminder").count()
    doubled = twice.filter(times__gt=1).count()
    negative = StepVisit.objects.filter(worked_minutes__lt=0).count()
    outcome.seen.append(f"{digests} digests of reminders, {doubled} matters told twice, {negative} negative durations")
    later = timezone.now() + 2 * EVERY
    away = DBTaskResult.objects.filter(status=TaskResultStatus.READY, run_after__range=(later, get_date_max()))
    lost = away.exclude(run_after=get_date_max()).filter(task_path=sweep_due.module_path)
    outcome.must(not lost, f"the next sweep is at {lost.values_list('run_after', flat=True).first()}")
    outcome.must(not doubled, f"{doubled} reminders were doubled")
    outcome.must(not negative, f"{negative} steps took less than no time")
