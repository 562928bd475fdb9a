"""Reminders and escalation: whom, when, once, never outside the office's hours, whatever happens to the sweep."""

import re
from datetime import time, timedelta
from io import StringIO
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from messaging.models import NotificationPreference, OutboxMessage
from offices.models import CalendarDay, OfficeRole
from sops.models import SopVersion
from tests.clockwork import set_now, wib
from tests.conftest import holder, office, person, started, starter, user, walk_to
from tests.world import appoint
from workflows.actions.claim import claim
from workflows.models import DecisionLink, Escalation, Reminder
from workflows.notifications import reminders
from workflows.notifications.reminders import EVERY, keep_sweeping, sweep, sweep_due

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning(monkeypatch):
    set_now(monkeypatch, "2026-11-26 09.00")


def sent() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(reason="reminder").order_by("pk"))


def sweep_at(text: str) -> list[str]:
    """Sweep at that moment; the addresses of the digests it wrote."""
    before = {message.pk for message in sent()}
    sweep(wib(text))
    return sorted(message.address.removesuffix("@example.id") for message in sent() if message.pk not in before)


def at_sekretaris(monkeypatch, **fields):
    """A run that came to the Sekretaris (30 minutes) at 09.00 on a Thursday."""
    return walk_to(started("rembang", **fields), 5)


def role(slug: str, name: str) -> OfficeRole:
    return OfficeRole.objects.get(office__slug=slug, slug=name)


# --- when ------------------------------------------------------------------------------------------


def test_the_holder_is_reminded_at_50_80_and_100_per_cent_and_daily_after(monkeypatch):
    at_sekretaris(monkeypatch)
    plan = {
        "2026-11-26 09.14": [],
        "2026-11-26 09.15": ["rembang.sekretaris"],  # 50 %
        "2026-11-26 09.20": [],
        "2026-11-26 09.24": ["rembang.sekretaris"],  # 80 %
        "2026-11-26 09.30": ["rembang.sekretaris"],  # 100 %
        "2026-11-26 09.50": [],
        "2026-11-27 08.00": ["rembang.sekretaris"],
        "2026-11-27 16.00": [],
        "2026-11-30 07.30": ["rembang.sekretaris"],
    }
    for role_row in office("rembang").roles.all():  # no escalation in this test
        Escalation.objects.create(role=role_row, after_minutes=100_000)
    assert {at: sweep_at(at) for at in plan} == plan


def test_a_late_sweep_says_only_the_latest(monkeypatch):
    at_sekretaris(monkeypatch)
    assert sweep_at("2026-11-26 09.31") == ["rembang.sekretaris"]
    assert sweep_at("2026-11-26 09.32") == []
    assert list(Reminder.objects.filter(user__isnull=False).values_list("mark", flat=True)) == ["100"]


@pytest.mark.parametrize(
    "at", ["2026-11-26 12.30", "2026-11-26 16.00", "2026-11-27 06.00", "2026-11-28 10.00", "2026-12-25 10.00"]
)
def test_nobody_is_reminded_while_the_office_is_closed(monkeypatch, at):
    at_sekretaris(monkeypatch)
    assert sweep_at(at) == []


def test_piket_is_office_time(monkeypatch):
    at_sekretaris(monkeypatch)
    CalendarDay.objects.create(
        office=office("rembang"), day=wib("2026-11-28 00.00").date(), kind="piket", hours="09.00–11.00", name="Piket"
    )
    assert "rembang.sekretaris" in sweep_at("2026-11-28 10.00")


def test_the_hours_are_those_of_the_items_office(monkeypatch):
    rembang = office("rembang")
    rembang.time_zone = "Asia/Jayapura"
    rembang.save()
    at_sekretaris(monkeypatch)
    assert sweep_at("2026-11-26 14.30") == []  # 16.30 there
    assert "rembang.sekretaris" in sweep_at("2026-11-27 05.30")


def test_what_has_moved_on_or_was_postponed_reminds_nobody(monkeypatch):
    run = at_sekretaris(monkeypatch)
    walk_to(run, 6)
    postponed = walk_to(started("bangka-barat"), 3)
    holder("bangka-barat", "divisi-pengusul").act(postponed.page_id, "postpone", reason="input")
    assert sweep_at("2026-11-26 11.00") == ["rembang.admin-kantor", "rembang.komisioner"]


# --- whom ------------------------------------------------------------------------------------------


def test_all_reminders_of_a_person_are_one_digest_the_latest_first(monkeypatch):
    for title in ("Rapat pleno", "Uji publik"):
        at_sekretaris(monkeypatch, title=title)
        monkeypatch.undo()
        set_now(monkeypatch, "2026-11-26 09.10")
    assert sweep_at("2026-11-26 09.35") == ["rembang.sekretaris"]
    (digest,) = sent()
    assert digest.subject == "Pengingat: 2 naskah menunggu, 1 terlambat"
    assert digest.text.index("Rapat pleno") < digest.text.index("Uji publik")
    assert "Lewat 5 menit kerja · sejak 09.30 WIB" in digest.text
    assert "5 menit kerja lagi · sampai 09.40 WIB" in digest.text
    assert digest.text.count("/putusan/") == 2
    assert digest.about == digest.thread == ""


def test_a_text_with_markup_is_no_markup_in_the_digest(monkeypatch):
    at_sekretaris(monkeypatch, title="<b>Rapat</b> & pleno")
    sweep_at("2026-11-26 09.31")
    (digest,) = sent()
    assert "<b>Rapat" not in digest.html
    assert "<b>Rapat</b> & pleno" in digest.text


def test_whoever_may_not_act_by_the_rules_is_not_reminded(monkeypatch):
    appoint("rembang.pengampu-konsep", role("rembang", "sekretaris"))  # prepared the text: may not check it
    at_sekretaris(monkeypatch)
    assert sweep_at("2026-11-26 09.31") == ["rembang.sekretaris"]


def test_who_has_no_address_is_reminded_in_the_admin(monkeypatch):
    run = at_sekretaris(monkeypatch)
    get_user_model().objects.filter(username="rembang.sekretaris").update(email="")
    sweep(wib("2026-11-26 09.31"))
    (digest,) = sent()
    assert (digest.user.username, digest.by_mail) == ("rembang.sekretaris", False)
    assert run.page_title in person("rembang.sekretaris").client.get("/admin/sop/pemberitahuan/").content.decode()


def test_a_reminder_goes_out_as_the_person_wants_to_be_told(monkeypatch):
    at_sekretaris(monkeypatch)
    NotificationPreference.objects.create(
        user=user("rembang.sekretaris"), mail="tugas", quiet_from=time(9), quiet_until=time(10)
    )
    sweep(wib("2026-11-26 09.31"))
    (digest,) = sent()
    assert (digest.by_mail, digest.next_attempt_at) == (True, wib("2026-11-26 10.00"))
    NotificationPreference.objects.update(mail="tidak")
    sweep(wib("2026-11-27 10.31"))
    assert [message.by_mail for message in sent() if message.user == digest.user] == [True, False]


def test_who_has_no_account_any_more_is_not_reminded(monkeypatch):
    at_sekretaris(monkeypatch)
    get_user_model().objects.filter(username="rembang.sekretaris").update(is_active=False)
    assert sweep_at("2026-11-26 09.31") == []


def test_while_there_is_time_only_who_took_the_step_is_reminded(monkeypatch):
    run = at_sekretaris(monkeypatch)
    other = appoint("rembang.sekretaris.dua", role("rembang", "sekretaris"))
    claim(run.open_visit.pk, other)
    assert sweep_at("2026-11-26 09.16") == ["rembang.sekretaris.dua"]  # half of 30 minutes
    assert sweep_at("2026-11-26 09.31") == ["rembang.sekretaris", "rembang.sekretaris.dua"]  # late: whoever may act


def test_the_digest_leads_straight_to_the_decision(monkeypatch):
    run = at_sekretaris(monkeypatch)
    sweep(wib("2026-11-26 09.31"))
    (digest,) = sent()
    (address,) = re.findall(r"https?://\S+/putusan/\S+/", digest.text)
    page = person("rembang.sekretaris").client.get(urlsplit(address).path)
    assert run.page_title in page.content.decode()


def test_a_revoked_link_is_not_sent_again(monkeypatch):
    run = at_sekretaris(monkeypatch)
    DecisionLink.objects.filter(visit=run.open_visit).update(revoked_at=wib("2026-11-26 09.05"))
    sweep(wib("2026-11-26 09.31"))
    (digest,) = sent()
    assert "/putusan/" not in digest.text
    assert f"/admin/sop/tugas/{run.page_id}/" in digest.text


# --- escalation ------------------------------------------------------------------------------------


def test_the_offices_admin_hears_of_lateness_where_nobody_is_named(monkeypatch):
    at_sekretaris(monkeypatch)
    assert sweep_at("2026-11-26 10.29") == ["rembang.sekretaris"]
    assert sweep_at("2026-11-26 10.30") == ["rembang.admin-kantor"]
    digest = sent()[-1]
    assert digest.subject.startswith("Terlambat di bawahan Anda: ")
    assert "Menunggu Sekretaris. Lewat 1 jam kerja" in digest.text
    assert sweep_at("2026-11-26 10.31") == []
    assert sweep_at("2026-11-27 09.00") == ["rembang.sekretaris"]  # the superior is told once


def test_the_office_names_the_superior_and_the_patience(monkeypatch):
    Escalation.objects.create(
        role=role("rembang", "sekretaris"), superior=role("rembang", "komisioner"), after_minutes=5
    )
    at_sekretaris(monkeypatch)
    assert sweep_at("2026-11-26 09.34") == ["rembang.sekretaris"]
    assert sweep_at("2026-11-26 09.35") == ["rembang.komisioner"]


def test_the_sop_names_the_superior(monkeypatch):
    run = at_sekretaris(monkeypatch)
    document = run.sop.model_copy(
        update={
            "roles": tuple(
                one.model_copy(update={"superior": "komisioner"}) if one.slug == "sekretaris" else one
                for one in run.sop.roles
            )
        }
    )
    monkeypatch.setattr(SopVersion, "document", property(lambda self: document))
    assert sweep_at("2026-11-26 10.30") == ["rembang.komisioner", "rembang.sekretaris"]


def test_nobody_is_his_own_superior(monkeypatch):
    Escalation.objects.create(
        role=role("rembang", "sekretaris"), superior=role("rembang", "komisioner"), after_minutes=5
    )
    appoint("rembang.komisioner", role("rembang", "sekretaris"))
    at_sekretaris(monkeypatch)
    told = sweep_at("2026-11-26 09.40")
    assert told == ["rembang.admin-kantor", "rembang.komisioner", "rembang.sekretaris"]
    assert "Terlambat pada orang lain" not in next(m for m in sent() if "komisioner" in m.address).text


# --- debts and duties ------------------------------------------------------------------------------


def test_a_check_owed_is_reminded_of_like_a_step(monkeypatch):
    run = started("serang")
    hurrier = holder("serang", "admin-website")
    reason = "Tsunami: informasi keselamatan harus segera diketahui warga."
    hurrier.act(run.page_id, "emergency", ground="serta-merta", remark=reason)
    hurrier.act(run.page_id, "publish")
    assert sweep_at("2026-11-26 10.00") == []
    told = sweep_at("2026-11-30 10.00")  # half of three working days and more
    assert "serang.kordiv" in told
    assert "Pemeriksaan susulan langkah" in next(m for m in sent() if "kordiv" in m.address).text


def test_duties_are_reminded_of_after_a_working_day(monkeypatch):
    run = walk_to(started("cilacap"), None)
    assert run.duties.filter(done_at__isnull=True).exists()
    assert sweep_at("2026-11-26 15.00") == []
    told = sweep_at("2026-11-27 10.00")
    assert told == sorted(one.user.username for one in [holder("cilacap", run.sop.publish_step.roles[0])])
    assert "Kewajiban pascatayang: " in sent()[-1].text


# --- sound -----------------------------------------------------------------------------------------


def test_a_sweep_killed_between_two_people_is_finished_by_the_next(monkeypatch):
    appoint("rembang.sekretaris.dua", role("rembang", "sekretaris"))
    at_sekretaris(monkeypatch)
    real, calls = reminders._tell, []

    def killed(*args):
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(reminders, "_tell", killed)
    with pytest.raises(KeyboardInterrupt):
        sweep(wib("2026-11-26 09.31"))
    assert len(sent()) == 1
    monkeypatch.setattr(reminders, "_tell", real)
    sweep(wib("2026-11-26 09.32"))
    assert sorted(m.address for m in sent()) == ["rembang.sekretaris.dua@example.id", "rembang.sekretaris@example.id"]


def test_one_person_who_cannot_be_told_does_not_keep_the_others_from_it(monkeypatch):
    appoint("rembang.sekretaris.dua", role("rembang", "sekretaris"))
    at_sekretaris(monkeypatch)
    real = reminders._tell

    def fails_for_one(someone, notes, now):
        if someone.username == "rembang.sekretaris":
            raise ValueError("no letter")
        return real(someone, notes, now)

    monkeypatch.setattr(reminders, "_tell", fails_for_one)
    assert sweep_at("2026-11-26 09.31") == ["rembang.sekretaris.dua"]
    monkeypatch.setattr(reminders, "_tell", real)
    assert sweep_at("2026-11-26 09.32") == ["rembang.sekretaris"]


def test_a_row_per_matter_person_and_mark_is_unique(monkeypatch):
    at_sekretaris(monkeypatch)
    sweep(wib("2026-11-26 09.31"))
    for row in Reminder.objects.all():
        row.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)


def test_the_cost_does_not_grow_with_what_was_said_already(monkeypatch):
    at_sekretaris(monkeypatch)
    sweep(wib("2026-11-26 09.31"))
    with CaptureQueriesContext(connection) as few:
        sweep(wib("2026-11-26 09.32"))
    for _ in range(3):
        at_sekretaris(monkeypatch)
    sweep(wib("2026-11-26 09.33"))
    with CaptureQueriesContext(connection) as many:
        sweep(wib("2026-11-26 09.34"))
    assert len(many) <= len(few) <= 10


def test_the_command_sweeps_and_says_how_many(monkeypatch):
    at_sekretaris(monkeypatch)
    set_now(monkeypatch, "2026-11-26 09.31")
    told = StringIO()
    call_command("sweep_reminders", stdout=told)
    assert "1 pesan pengingat ditulis." in told.getvalue()


def test_the_worker_keeps_one_sweep_in_its_queue(monkeypatch):
    at_sekretaris(monkeypatch)
    now = set_now(monkeypatch, "2026-11-26 09.31")
    mine = DBTaskResult.objects.filter(task_path=sweep_due.module_path, status=TaskResultStatus.READY)
    keep_sweeping()
    keep_sweeping()
    assert mine.count() == 1
    mine.delete()
    sweep_due.func()
    assert mine.get().run_after == now + EVERY
    assert len(sent()) == 1
    assert timedelta(minutes=1) <= EVERY <= timedelta(minutes=15)


def test_a_clock_that_was_ahead_leaves_no_gap_without_sweeps(monkeypatch):
    set_now(monkeypatch, "2026-11-27 09.31")
    sweep_due.func()
    now = set_now(monkeypatch, "2026-11-26 09.31")
    keep_sweeping()
    mine = DBTaskResult.objects.filter(task_path=sweep_due.module_path, status=TaskResultStatus.READY)
    assert mine.get().run_after == now


def test_the_admin_of_the_office_finds_the_digest_in_the_delivery_log(monkeypatch):
    at_sekretaris(monkeypatch, title="Naskah Akik")
    sweep(wib("2026-11-26 09.31"))
    assert "Naskah Akik" in person("rembang.admin-kantor").client.get("/admin/pesan-keluar/?q=Akik").content.decode()
    assert starter("serang").user != user("serang.admin-kantor")
    shown = person("serang.admin-kantor").client.get("/admin/pesan-keluar/").content.decode()
    assert "Akik" not in shown
