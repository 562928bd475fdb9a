"""What must happen again and again, and who hears of it when it does not: each silence is made true once."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page, Site

from home import hosts
from messaging.models import OutboxMessage
from offices import office_time
from offices.models import Office
from operations import alerts, health, jobs, surroundings
from operations.backups import keeping
from operations.backups.faults import BackupFault
from operations.metrics import exposition, parts_within
from operations.models import PeriodicJob, ShownCertificate, ToldFault
from operations.part import Part
from tests.conftest import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def installation(settings, tmp_path):
    """One whose timers are expected and have all just done their work."""
    DBTaskResult.objects.all().delete()
    OutboxMessage.objects.update(sent_at=timezone.now())
    PeriodicJob.objects.all().delete()
    settings.EXPECTS_TIMERS = True
    settings.BACKUP_FOLDER = str(tmp_path)
    for job in jobs.JOBS:
        PeriodicJob.objects.create(name=job.name, succeeded_at=timezone.now())
    return tmp_path


def ill() -> dict[str, str]:
    return {part.name: part.fault for part in health.parts() if not part.well}


def late(name: str, by: timedelta) -> None:
    PeriodicJob.objects.filter(name=name).update(succeeded_at=timezone.now() - by)


@pytest.mark.parametrize("job", jobs.JOBS, ids=lambda job: job.name)
def test_a_timer_that_is_dead_shows(installation, job):
    late(job.name, job.patience - timedelta(minutes=1))
    assert ill() == {}
    late(job.name, job.patience + timedelta(minutes=1))
    assert "Tidak berjalan: terakhir berhasil" in ill()[job.title]
    assert f'kpu_part_well{{part="{job.title}"}} 0.0' in metrics()
    PeriodicJob.objects.all().delete()
    MigrationRecorder.Migration.objects.filter(app="operations").update(applied=timezone.now())
    assert ill() == {}, "an installation of today is given its time"
    MigrationRecorder.Migration.objects.filter(app="operations").update(applied=timezone.now() - 2 * job.patience)
    assert "belum pernah berhasil" in ill()[job.title]


def metrics() -> str:
    parts_within.cache_clear()
    return exposition().decode()


def test_a_job_that_fails_is_told_with_its_reason_until_it_succeeds(installation, settings):
    settings.BACKUP_RECIPIENT = ""
    late("backup", timedelta(days=1))
    with pytest.raises(CommandError, match="BACKUP_RECIPIENT belum diisi"):
        call_command("run_due_jobs")
    assert "BACKUP_RECIPIENT belum diisi" in ill()["Cadangan penuh"]
    with pytest.raises(BackupFault), jobs.recorded("backup"):
        raise BackupFault("penuh")
    with jobs.recorded("backup"):
        pass
    assert ill() == {}


def test_each_is_done_when_it_is_due_and_one_that_fails_stops_no_other(installation, settings, monkeypatch):
    done = []

    def work(name: str):
        def act():
            done.append(name)
            if name == "memberships":
                raise RuntimeError("putus")

        return act

    own = [job for job in jobs.JOBS if job.work]
    made = tuple(jobs.Job(job.name, job.title, job.patience, job.remedy, job.due, work(job.name)) for job in own)
    monkeypatch.setattr(jobs, "JOBS", made)
    assert jobs.run_due() == []
    yesterday = office_time.now(str(office_time.headquarters())).replace(hour=0, minute=0) - timedelta(hours=2)
    PeriodicJob.objects.update(succeeded_at=yesterday)
    assert jobs.run_due() == ["Keanggotaan menurut tanggal: putus"]
    assert done == ["memberships", "backup", "published", "retention", "surroundings"]
    assert jobs.run_due() == ["Keanggotaan menurut tanggal: putus"], "what succeeded waits for its next day"
    PeriodicJob.objects.filter(name="rehearsal").update(succeeded_at=timezone.now() - timedelta(days=31))
    jobs.run_due()
    assert done[-1] == "rehearsal"


def test_a_page_past_its_last_day_shows(installation):
    page = Page.objects.filter(depth=3, live=True).first()
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=11))
    assert "1 halaman masih tayang sesudah hari terakhirnya" in ill()["Jadwal tayang"]


# --- who is told -----------------------------------------------------------------------------------


def test_what_lasts_is_mailed_once_each_day_and_its_end_too(installation):
    late("increment", timedelta(hours=1))
    begun = timezone.now()
    alerts.tell(begun)
    assert mail.outbox == [], "what is over by the next look is not told"
    for minutes in (5, 10, 15):
        alerts.tell(begun + timedelta(minutes=minutes))
    (told,) = mail.outbox
    assert "Cadangan tambahan: Tidak berjalan" in told.body
    assert told.extra_headers["Auto-Submitted"] == "auto-generated"
    assert told.to == alerts.recipients() != []
    alerts.tell(begun + timedelta(hours=25))
    late("increment", timedelta())
    alerts.tell(begun + timedelta(hours=26))
    assert "Cadangan tambahan: kembali baik." in mail.outbox[-1].body
    assert len(mail.outbox) == 3
    assert not ToldFault.objects.exists()


def test_what_could_not_be_mailed_is_mailed_later(installation, monkeypatch, settings):
    settings.ALERT_MAIL = ["ti@contoh.go.id"]
    late("increment", timedelta(hours=1))
    begun = timezone.now()
    alerts.tell(begun)
    with monkeypatch.context() as broken:
        broken.setattr("accounts.mail.AutomaticMail.send", lambda self: (_ for _ in ()).throw(OSError("refused")))
        alerts.tell(begun + timedelta(minutes=5))
    alerts.tell(begun + timedelta(minutes=10))
    (told,) = mail.outbox
    assert told.to == ["ti@contoh.go.id"]


def test_the_worker_looks_and_gives_a_sign_of_life(installation):
    PeriodicJob.objects.filter(name="worker").delete()
    alerts.look_after_the_site.call()
    assert PeriodicJob.objects.get(name="worker").succeeded_at
    assert DBTaskResult.objects.filter(task_path=alerts.look_after_the_site.module_path).count() == 1


# --- around the site -------------------------------------------------------------------------------


def part_of(check) -> Part:
    (part,) = check()
    return part


def test_a_mail_server_that_refuses_is_told(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert "menolak atau tidak menjawab" in part_of(surroundings.mail_server).fault


def test_a_place_of_files_that_takes_none_is_told(settings, tmp_path):
    assert [part.fault for part in surroundings.files()] == ["", ""]
    settings.MEDIA_ROOT = str(tmp_path / "berkas")
    Path(settings.MEDIA_ROOT).write_text("bukan folder")
    assert all("Tidak dapat ditulis" in part.fault for part in surroundings.files())


def test_a_host_nobody_knows_is_told(settings):
    site = Site.objects.exclude(hostname="").first()
    Site.objects.filter(pk=site.pk).update(hostname="kantor-baru.invalid", port=443)
    settings.ALLOWED_HOSTS = ["lain.invalid"]
    refused, unknown = surroundings.host_names()
    assert "kantor-baru.invalid" in refused.fault
    assert "ALLOWED_HOSTS" in refused.remedy
    assert "tidak dikenal DNS: kantor-baru.invalid" in unknown.fault


def test_a_front_server_out_of_reach_is_told(settings):
    settings.READERS_ENTRANCE = "127.0.0.1:1"
    assert "tidak dapat dihubungi" in hosts.certificate_fault("kantor.test")


def test_the_days_a_certificate_has_left_are_told_before_and_after_it_ends(installation, monkeypatch):
    """On the page, in the metrics and by the hourly job; also of one that is no longer shown because it ended."""
    site = Site.objects.exclude(hostname="").first()
    Site.objects.filter(pk=site.pk).update(hostname="kantor.test", port=443)
    ends = timezone.now() + timedelta(days=60, hours=6)
    monkeypatch.setattr(hosts, "certificate_end", lambda host: ends)
    assert part_of(surroundings.certificates).state == "sertifikat kantor.test berakhir 60 hari lagi"
    assert Client().get("/sehat/siap/").json()["Lingkungan situs"] == "sertifikat kantor.test berakhir 60 hari lagi"
    assert 'kpu_certificate_days{host="kantor.test"} 60.2' in metrics()
    ends = timezone.now() + timedelta(days=13, hours=6)
    assert "berakhir 13 hari lagi" in part_of(surroundings.certificates).fault
    ShownCertificate.objects.update(ends_at=timezone.now() - timedelta(hours=6))
    monkeypatch.undo()
    monkeypatch.setattr(hosts, "certificate_end", lambda host: (_ for _ in ()).throw(hosts.Unshown("habis.")))
    assert part_of(surroundings.certificates).fault == "habis."
    assert 'kpu_certificate_days{host="kantor.test"} -0.25' in metrics()
    Site.objects.filter(pk=site.pk).update(port=80)
    assert part_of(surroundings.certificates).state == "baik"
    assert "kpu_certificate_days{" not in metrics()


@pytest.mark.parametrize(("said", "fault"), [("no", "tidak diselaraskan"), ("yes", "")])
def test_a_clock_that_nobody_keeps_is_told(said, fault, tmp_path, monkeypatch):
    program = tmp_path / "timedatectl"
    program.write_text(f"#!/bin/sh\necho {said}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert fault in part_of(surroundings.clock).fault
    assert bool(part_of(surroundings.clock).fault) == bool(fault)


@pytest.mark.postgres
def test_a_clock_apart_from_the_databases_is_told(monkeypatch):
    ahead = timezone.now() + timedelta(minutes=3)
    monkeypatch.setattr("operations.surroundings.timezone.now", lambda: ahead)
    assert "jam basis data berbeda" in part_of(surroundings.clock).fault


def test_values_of_the_example_are_named(monkeypatch):
    assert part_of(surroundings.examples).well
    monkeypatch.setenv("EMAIL_URL", "smtp+tls://USER:PASSWORD@mail.contoh.go.id:587")
    assert "EMAIL_URL" in part_of(surroundings.examples).fault


def test_everything_can_be_asked_at_once(installation, settings):
    out = io.StringIO()
    call_command("examine", stdout=out)
    assert "Semua baik." in out.getvalue()
    assert "Peladen surel: bukan SMTP" in out.getvalue()
    settings.BACKUP_FOLDER = "/tidak/ada"
    with pytest.raises(CommandError, match="Folder cadangan"):
        call_command("examine", stdout=out)


def test_probes_say_what_is_not_there(installation):
    assert Client().get("/sehat/siap/").json()["Pemindai virus"] == "tidak dipasang"


# --- what is kept of backups -----------------------------------------------------------------------


def test_old_backups_go_by_rule(tmp_path, settings):
    settings.BACKUP_KEEP_DAYS, settings.BACKUP_KEEP_MONTHS = 3, 2
    now = timezone.now().astimezone(office_time.headquarters())

    def name(days: float, base: float | None = None) -> str:
        stamps = [f"{now - timedelta(days=at):%Y%m%d-%H%M%S}" for at in ((days,) if base is None else (base, days))]
        return f"situs-{'+'.join(stamps)}.tar.age"

    first_of_month = (now.day - 1) + 0.0
    for days in (0.5, 1, 2, 5, 6, 200):
        (tmp_path / name(days)).touch()
        (tmp_path / name(days).replace(".tar.age", ".daftar")).touch()
    for days, base in ((0.1, 0.5), (1.9, 2), (3, 5), (0.3, 5)):
        (tmp_path / name(days, base)).touch()
    (tmp_path / "catatan.txt").touch()
    keeping.clear(tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    assert {name(0.5), name(1), name(2), name(0.1, 0.5), name(1.9, 2), "catatan.txt"} <= left
    assert not {name(200), name(200).replace(".tar.age", ".daftar"), name(3, 5)} & left
    oldest_of_a_month = {name(6)} if first_of_month >= 6 or first_of_month < 5 else {name(5)}
    assert oldest_of_a_month <= left | {name(5), name(6)}


# --- a new office ----------------------------------------------------------------------------------


def test_whoever_opens_an_office_hears_what_its_host_lacks(settings):
    settings.OFFICE_PORT, settings.ALLOWED_HOSTS = 443, ["testserver", "serang.localhost"]
    facts = {"name": "KPU Kabupaten Baru", "slug": "baru", "region_code": "36.99", "level": "kabupaten"}
    facts |= {"time_zone": "Asia/Jakarta", "hostname": "baru.invalid"}
    client = person("root").client
    refused = client.post("/admin/kantor/baru/", {**facts, "hostname": "https://baru.invalid:99/x"})
    assert refused.status_code == 422
    assert "Isi nama host saja" in refused.content.decode()
    said = client.post("/admin/kantor/baru/", facts, follow=True).content.decode()
    assert "«baru.invalid» belum diizinkan" in said
    assert "belum dikenal DNS" in said
    assert Office.objects.get(slug="baru").root_page.full_url == "https://baru.invalid/"
