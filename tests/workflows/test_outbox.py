"""Messages: to exactly the right people, written with the act, sent later, once, however the mail server fares."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from home.demo_offices import bring_on, full_answers
from home.walking import Person, Refusal
from messaging import outbox
from messaging.models import OutboxMessage
from messaging.outbox import send_due
from offices.models import Membership, OfficeRole
from tests.conftest import draft, holder, second_holder, started, starter, user
from tests.workflows.test_gate import page_by
from tests.world import appoint
from workflows.actions.complete import complete
from workflows.actions.confirm import confirm
from workflows.actions.seen import seen_token
from workflows.core.rule_inputs import Status
from workflows.models import SopRun
from workflows.notifications.announcing import thread
from workflows.notifications.reminders import sweep_due

pytestmark = [pytest.mark.django_db, pytest.mark.both]

HERE = "tests.workflows.test_outbox"


def work() -> None:
    """What the worker does. It drops connections with an open transaction, which the test's own one has."""
    before = connection.settings_dict["AUTOCOMMIT"]
    connection.settings_dict["AUTOCOMMIT"] = connection.get_autocommit()
    try:
        call_command("run_outbox", "--batch", verbosity=0)
    finally:
        connection.settings_dict["AUTOCOMMIT"] = before


class Post:
    """Reads the outbox act by act."""

    def __init__(self) -> None:
        self.last = self._newest()

    @staticmethod
    def _newest() -> int:
        newest = OutboxMessage.objects.order_by("pk").last()
        return newest.pk if newest else 0

    def read(self) -> dict[str, str]:
        """Username without its office → reason, of the messages written since the last reading."""
        messages = OutboxMessage.objects.filter(pk__gt=self.last).select_related("user", "office")
        found = {}
        for message in messages:
            office, name = message.user.username.split(".", 1)
            assert office == message.office.slug
            assert name not in found, "told twice of one act"
            found[name] = message.reason
        self.last = self._newest()
        return found


def at(slug: str, step: int, **fields: Any) -> SopRun:
    return bring_on(page_by(starter(slug).user.username, kind="artikel", **fields), until=step)


NEXT, TOLD, STARTER = "next", "informed", "starter"

REMBANG = [
    ("pengampu-konsep", "start", {"pengelola-website": NEXT}),
    ("pengelola-website", "complete", {"web-admin": NEXT, "kasubbag-tekmas": NEXT}),
    ("web-admin", "approve", {}),
    ("kasubbag-tekmas", "approve", {"sekretaris": NEXT}),
    ("sekretaris", "approve", {"komisioner": NEXT}),
    ("komisioner", "approve", {"kasubbag-tekmas": NEXT}),
    ("kasubbag-tekmas", "complete", {"web-admin": NEXT}),
    ("web-admin", "publish", {"pengampu-konsep": STARTER}),
]
BANGKA_BARAT = [
    ("subbag-pengusul", "start", {"subbag-hukum": NEXT}),
    ("subbag-hukum", "complete", {"divisi-pengusul": NEXT, "sekretaris": TOLD}),
    ("divisi-pengusul", "approve", {"subbag-hukum": NEXT}),
    ("subbag-hukum", "complete", {"tim-desain": NEXT}),
    ("tim-desain", "complete", {"divisi-pengusul": NEXT, "ketua": NEXT}),
    ("ketua", "approve", {"operator": NEXT}),
    ("operator", "publish", {"operator": NEXT, "subbag-pengusul": STARTER}),
    ("operator", "archive", {}),
]


@pytest.mark.parametrize(
    ("slug", "acts"), [("rembang", REMBANG), ("bangka-barat", BANGKA_BARAT)], ids=["rembang", "bangka-barat"]
)
def test_each_act_of_a_whole_run_tells_exactly_those_concerned(slug, acts, mailoutbox):
    page, post = draft(slug), Post()
    for name, action, expected in acts:
        run = holder(slug, name).act(page.pk, action)
        if action == "publish":
            confirm.func(run.events.get(kind="published").pk)
        assert post.read() == expected, (name, action)
    assert run.status == Status.FINISHED
    assert mailoutbox == []


RETURNS = [
    ("rembang", 5, "send_back", {"web-admin": NEXT, "kasubbag-tekmas": NEXT, "pengampu-konsep": STARTER}),
    ("rembang", 6, "send_back", {"sekretaris": NEXT, "pengampu-konsep": STARTER}),
    ("rembang", 4, "send_back", {"pengampu-konsep": NEXT}),
    ("bangka-barat", 7, "send_back", {"tim-desain": NEXT, "subbag-pengusul": STARTER}),
    ("bangka-barat", 3, "postpone", {"subbag-pengusul": STARTER}),
]


@pytest.mark.parametrize(("slug", "step", "action", "expected"), RETURNS)
def test_a_no_tells_the_starter_and_whoever_has_it_now(slug, step, action, expected):
    run = at(slug, step)
    post = Post()
    Person(next_one(run)).act(run.page_id, action, reason="facts", remark="Angka TPS keliru.")
    assert post.read() == expected
    letter = OutboxMessage.objects.order_by("pk").last()
    assert "Fakta atau data keliru" in letter.text
    assert "Angka TPS keliru." in letter.text


def next_one(run: SopRun) -> Any:
    from workflows.notifications.audience import next_to_act

    return next_to_act(run)[0]


def test_taking_up_a_postponed_item_tells_whoever_decides():
    run = at("bangka-barat", 3)
    holder("bangka-barat", "divisi-pengusul").act(run.page_id, "postpone", reason="input", remark="Tunggu.")
    post = Post()
    starter("bangka-barat").act(run.page_id, "resume")
    assert post.read() == {"divisi-pengusul": NEXT}


def test_an_edit_that_voids_a_signature_asks_both_again():
    run = at("rembang", 4)
    holder("rembang", "web-admin").act(run.page_id, "approve")
    post = Post()
    holder("rembang", "kasubbag-tekmas").edit(run.page_id, paragraphs=["Isi yang dikoreksi."])
    assert set(post.read()) >= {"web-admin"}


def test_an_emergency_tells_who_owes_the_checks():
    run = at("rembang", 3)
    post, remark = Post(), "Banjir menutup tiga TPS sejak dini hari."
    holder("rembang", "web-admin").act(run.page_id, "emergency", ground="kahar", remark=remark)
    told = post.read()
    assert told.pop("web-admin") == NEXT
    assert told == {"kasubbag-tekmas": "debt", "sekretaris": "debt", "komisioner": "debt"}


def test_every_holder_is_told_but_nobody_who_may_not_act_or_cannot_be_reached():
    run = at("rembang", 4)
    second_holder("rembang", "sekretaris")
    for name, role, facts in (
        ("rembang.pengampu-konsep", "sekretaris", {}),  # prepared it
        ("rembang.mantan", "sekretaris", {"valid_until": timezone.localdate() - timedelta(days=1)}),
        ("rembang.tanpa-surel", "sekretaris", {}),
        ("rembang.nonaktif", "sekretaris", {}),
    ):
        appoint(name, OfficeRole.objects.get(office__slug="rembang", slug=role), **facts)
    type(run.started_by).objects.filter(username="rembang.tanpa-surel").update(email="")
    type(run.started_by).objects.filter(username="rembang.nonaktif").update(is_active=False)
    post = Post()
    holder("rembang", "web-admin").act(run.page_id, "approve")
    holder("rembang", "kasubbag-tekmas").act(run.page_id, "approve")
    assert post.read() == {"sekretaris": NEXT, "sekretaris.dua": NEXT, "tanpa-surel": NEXT}
    without = OutboxMessage.objects.get(user__username="rembang.tanpa-surel")
    assert not without.by_mail  # told in the admin


def vacate(slug: str, role: str) -> None:
    """The role's decree has run out; nobody was asked."""
    held = Membership.objects.filter(role__office__slug=slug, role__slug=role)
    held.update(valid_until=timezone.localdate() - timedelta(days=1))


def test_an_item_without_anyone_to_act_alarms_the_office_admin():
    run = at("serang", 3)
    vacate("serang", "admin-website")
    post = Post()
    holder("serang", "staf").act(run.page_id, "complete")
    assert post.read() == {"admin-kantor": "orphan"}
    letter = OutboxMessage.objects.order_by("pk").last()
    assert letter.subject.startswith("Tidak ada pelaksana: ")
    assert "Admin Website" in letter.text


def test_a_joint_step_that_misses_one_signatory_alarms_the_office_admin():
    vacate("serang", "kordiv")
    page, post = draft("serang"), Post()
    run = holder("serang", "staf").act(page.pk, "start")
    told = post.read()
    holder("serang", "kasubag").act(run.page_id, "approve")
    told |= post.read()
    assert told.get("admin-kantor") == "orphan"


# --- what a message looks like ---------------------------------------------------------------------


def test_a_message_has_text_and_html_in_indonesian_and_a_link_to_the_task(mailoutbox):
    started("serang", title="Rekapitulasi «suara» & penetapan <hasil>")
    work()
    assert {mail.to[0] for mail in mailoutbox} == {"serang.kasubag@example.id", "serang.kordiv@example.id"}
    mail = mailoutbox[0]
    run = SopRun.objects.latest("pk")
    link = "/putusan/"
    assert mail.subject == "Menunggu Anda: Rekapitulasi «suara» & penetapan <hasil>"
    for part in (
        f"Yth. {user(mail.to[0].split('@')[0])}",
        "Rekapitulasi «suara» & penetapan <hasil>",
        run.sop.step(2).activity,
        "Waktu baku: 60 menit kerja",
        f"register {run.register}",
        "Buka tugas",
        link,
        run.office.name,
    ):
        assert part in mail.body, part
    ((html, kind),) = [(part.content, part.mimetype) for part in mail.alternatives]
    assert kind == "text/html"
    assert '<html lang="id">' in html
    assert "&amp; penetapan &lt;hasil&gt;" in html
    assert "<hasil>" not in html
    assert link in html


def test_a_title_of_two_lines_does_not_stop_its_messages(mailoutbox):
    started("serang", title="Baris satu\nBcc: orang@lain.id")
    work()
    assert len(mailoutbox) == 2
    assert all("\n" not in mail.subject and not mail.bcc for mail in mailoutbox)


# --- the worker ------------------------------------------------------------------------------------

sent: list[str] = []


class Broken(BaseEmailBackend):
    """A server that refuses everything."""

    def send_messages(self, messages: list[Any]) -> int:
        raise ConnectionRefusedError("mail server away")


class Meanwhile(BaseEmailBackend):
    """A server so slow that a second worker comes by while it sends."""

    def send_messages(self, messages: list[Any]) -> int:
        send_due.call()
        sent.extend(message.to[0] for message in messages)
        return len(messages)


@pytest.fixture
def later(monkeypatch) -> Callable[[timedelta], None]:
    real = timezone.now
    return lambda by: monkeypatch.setattr(timezone, "now", lambda: real() + by)


def test_nothing_is_sent_before_the_worker_runs(mailoutbox):
    run = started("serang")
    assert mailoutbox == []
    assert OutboxMessage.objects.filter(thread=thread(run), sent_at=None).count() == 2
    work()
    assert len(mailoutbox) == 2
    assert not OutboxMessage.objects.filter(sent_at=None).exists()


def test_running_the_worker_twice_sends_once(mailoutbox):
    started("serang")
    assert send_due.call() == 2
    assert send_due.call() == 0
    work()
    assert len(mailoutbox) == 2


def test_a_second_worker_at_the_same_moment_sends_nothing_again(settings):
    settings.EMAIL_BACKEND = f"{HERE}.Meanwhile"
    sent.clear()
    started("serang")
    send_due.call()
    assert sorted(sent) == ["serang.kasubag@example.id", "serang.kordiv@example.id"]


def test_a_server_that_fails_leaves_the_message_for_later_and_the_act_alone(settings, mailoutbox, later):
    settings.EMAIL_BACKEND = f"{HERE}.Broken"
    run = started("serang")
    assert run.current_step == 2
    waits = (1, 2, 4, 8, 16, 32, 60, 60)
    passed = timedelta()
    for attempt, minutes in enumerate(waits, start=1):
        assert send_due.call() == 0
        for message in OutboxMessage.objects.filter(thread=thread(run)):
            assert (message.sent_at, message.attempts) == (None, attempt)
            assert "mail server away" in message.last_error
            wait = message.next_attempt_at - timezone.now()
            assert timedelta(minutes=minutes - 1) < wait <= timedelta(minutes=minutes)
        assert send_due.call() == 0, "not before its time"
        passed += timedelta(minutes=minutes, seconds=5)
        later(passed)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_due.call() == 2
    assert send_due.call() == 0
    assert len(mailoutbox) == 2
    assert not OutboxMessage.objects.filter(thread=thread(run), last_error__gt="").exists()
    assert SopRun.objects.get(pk=run.pk).current_step == 2


def test_acting_goes_on_while_the_server_is_away(settings):
    settings.EMAIL_BACKEND = f"{HERE}.Broken"
    run = started("serang")
    work()
    run = holder("serang", "kasubag").act(run.page_id, "approve")
    run = holder("serang", "kordiv").act(run.page_id, "approve")
    work()
    assert run.current_step == 3
    assert OutboxMessage.objects.filter(thread=thread(run), sent_at=None).count() == 3


def test_a_message_dropped_by_a_worker_that_died_is_sent_after_its_claim(mailoutbox, later):
    run = started("serang")
    OutboxMessage.objects.filter(thread=thread(run)).update(next_attempt_at=timezone.now() + timedelta(minutes=5))
    assert send_due.call() == 0
    later(timedelta(minutes=6))
    assert send_due.call() == 2
    assert len(mailoutbox) == 2


def test_an_act_that_is_rolled_back_leaves_no_message(mailoutbox):
    run = at("serang", 3)
    before = OutboxMessage.objects.count()
    seen = seen_token(run.open_visit.pk, run_page(run).get_latest_revision())
    with transaction.atomic():
        complete(run.page_id, user("serang.staf"), full_answers(run.sop), seen=seen)
        assert OutboxMessage.objects.count() == before + 1
        transaction.set_rollback(True)
    assert OutboxMessage.objects.count() == before
    assert SopRun.objects.get(pk=run.pk).current_step == 3


def run_page(run: SopRun) -> Any:
    from wagtail.models import Page

    return Page.objects.get(pk=run.page_id)


def test_an_act_that_is_refused_leaves_no_message():
    run = at("serang", 2)
    before = OutboxMessage.objects.count()
    with pytest.raises(Refusal):
        holder("serang", "kasubag").act(run.page_id, "send_back", reason="", remark="")
    with pytest.raises(Refusal):
        holder("serang", "admin-website").act(run.page_id, "publish")
    assert OutboxMessage.objects.count() == before


def test_a_message_survives_the_person_it_is_for(mailoutbox):
    run = started("serang")
    second_holder("serang", "kordiv")
    Membership.objects.filter(user=user("serang.kordiv"))._raw_delete("default")
    user("serang.kordiv").delete()
    work()
    assert {mail.to[0] for mail in mailoutbox} == {"serang.kasubag@example.id", "serang.kordiv@example.id"}
    assert not OutboxMessage.objects.filter(thread=thread(run), sent_at=None).exists()


def test_the_decree_that_begins_tomorrow_brings_no_mail_today():
    role = OfficeRole.objects.get(office__slug="rembang", slug="pengelola-website")
    user_ = appoint("rembang.besok", role)
    Membership.objects.filter(user=user_).update(valid_from=date.today() + timedelta(days=2))
    page, post = draft("rembang"), Post()
    holder("rembang", "pengampu-konsep").act(page.pk, "start")
    assert post.read() == {"pengelola-website": NEXT}


class Away(BaseEmailBackend):
    """A server nobody reaches; counts who tried."""

    asked = 0

    def open(self) -> bool:
        Away.asked += 1
        raise TimeoutError("no answer")


def test_a_server_out_of_reach_is_asked_once_for_all_that_is_due(settings, mailoutbox):
    settings.EMAIL_BACKEND = f"{HERE}.Away"
    Away.asked = 0
    run = started("serang")
    assert send_due.call() == 0
    assert Away.asked == 1
    for message in OutboxMessage.objects.filter(thread=thread(run)):
        assert (message.sent_at, message.attempts, message.last_error) == (None, 1, "TimeoutError: no answer")
    retries = DBTaskResult.objects.filter(task_path=send_due.module_path, run_after__lt=get_date_max())
    assert retries.count() == 1


def test_one_message_the_server_breaks_off_at_stops_no_other(settings, monkeypatch, mailoutbox):
    started("serang")
    broken = OutboxMessage.objects.filter(sent_at=None).order_by("next_attempt_at")[0].address
    send = EmailMultiAlternatives.send

    def drop(mail, *given):
        if mail.to == [broken]:
            raise SMTPServerDisconnected("Connection unexpectedly closed")
        return send(mail, *given)

    monkeypatch.setattr(EmailMultiAlternatives, "send", drop)
    assert send_due.call() == 1
    assert [mail.to for mail in mailoutbox] != [[broken]]


def test_a_slow_server_lets_others_at_the_queue(monkeypatch, mailoutbox):
    started("serang")
    clock = count(step=outbox.TURN)
    monkeypatch.setattr(outbox, "monotonic", lambda: next(clock))
    DBTaskResult.objects.all().delete()
    assert send_due.call() < 2
    assert DBTaskResult.objects.filter(task_path=send_due.module_path).exists()  # for what is left


def test_what_a_killed_worker_left_is_taken_up_without_any_further_act(mailoutbox, later):
    started("serang")
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=timezone.now(), worker_ids=["mati"])
    OutboxMessage.objects.update(next_attempt_at=timezone.now() + outbox.CLAIM)
    orphans = set(DBTaskResult.objects.running().values_list("pk", flat=True))
    later(timedelta(minutes=11))
    sweep_due.call()
    assert orphans <= set(DBTaskResult.objects.ready().values_list("pk", flat=True))
    again = DBTaskResult.objects.ready().filter(task_path=send_due.module_path).exclude(pk__in=orphans)
    assert again.exists()


def test_a_task_that_kills_its_workers_is_not_tried_for_ever(later):
    started("serang")
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=timezone.now(), worker_ids=["a", "b", "c"])
    later(timedelta(minutes=11))
    sweep_due.call()
    assert not DBTaskResult.objects.ready().filter(worker_ids=["a", "b", "c"]).exists()
