"""Norm time in working time: due times, time worked, adjusting, forecast, the plan back from a deadline."""

from datetime import timedelta

import pytest
from django.utils import timezone

from home.walking import Refusal
from offices.calendars import calendar_of
from offices.clock import Calendar
from sops.document import ContentKind, Sop
from sops.models import SopVersion
from sops.toml_file import parse_sop, parse_sop_json, to_toml
from tests.clockwork import set_now, wib
from tests.conftest import draft, holder, office, pass_step, person, started, starter, walk_to
from workflows.core import timing
from workflows.management.commands.load_sops import SHIPPED
from workflows.models import LegalDeadline
from workflows.service.timing import left_at, totals

pytestmark = pytest.mark.django_db

OFFICE = Calendar("Asia/Jakarta")


def sop(slug: str) -> Sop:
    path = SHIPPED / f"{slug}.toml"
    return parse_sop(path.read_text(encoding="utf-8"), source=path.name)


def task_page(who, run_or_page_id) -> str:
    page_id = getattr(run_or_page_id, "page_id", run_or_page_id)
    return who.client.get(f"/admin/sop/tugas/{page_id}/").content.decode()


# --- the clock of whoever holds the item -----------------------------------------------------------


def test_entering_a_step_sets_when_its_norm_time_is_used_up(monkeypatch):
    set_now(monkeypatch, "2026-11-27 16.28")  # a Friday, two minutes before closing
    visit = started("rembang").open_visit
    assert (visit.norm_minutes, visit.due_at) == (5, wib("2026-11-30 07.33"))


def test_each_holder_is_charged_his_own_working_minutes(monkeypatch):
    set_now(monkeypatch, "2026-11-26 11.50")
    run = started("rembang", kind="artikel")
    set_now(monkeypatch, "2026-11-26 13.10")
    run = pass_step(run)  # 3: over the break
    set_now(monkeypatch, "2026-11-27 08.00")
    run = walk_to(run, 5)
    set_now(monkeypatch, "2026-11-27 08.20")
    run = holder("rembang", "sekretaris").act(run.page_id, "send_back", reason="wording")
    assert run.current_step == 4
    set_now(monkeypatch, "2026-11-27 08.45")
    worked = {}
    for visit in run.visits.all():
        worked.setdefault(visit.step_number, []).append(visit.worked_minutes)
    assert worked[1] == worked[2] == [0]  # done with the submission itself
    assert worked[3] == [20]
    assert worked[4] == [170 + 30, None]  # until closing, from opening; and again since the return
    assert worked[5] == [20]
    sums = totals(office("rembang"), run.visits.all())
    assert (sums.steps[4], sums.run) == (225, 0 + 20 + 225 + 20)


def test_postponed_time_counts_for_nobody(monkeypatch):
    set_now(monkeypatch, "2026-11-26 09.00")
    run = walk_to(started("bangka-barat"), 3)
    set_now(monkeypatch, "2026-11-26 09.10")
    run = holder("bangka-barat", "divisi-pengusul").act(run.page_id, "postpone", reason="input")
    set_now(monkeypatch, "2026-12-01 09.00")
    assert totals(office("bangka-barat"), run.visits.all()).steps[3] == 10
    shown = task_page(holder("bangka-barat", "divisi-pengusul"), run)
    assert "Selama ditunda, waktu kerja tidak dihitung." in shown
    run = holder("bangka-barat", "divisi-pengusul").act(run.page_id, "resume")
    set_now(monkeypatch, "2026-12-01 09.05")
    assert totals(office("bangka-barat"), run.visits.all()).steps[3] == 15
    assert run.open_visit.due_at == wib("2026-12-01 09.30")


def test_a_debt_of_the_emergency_lane_is_due_in_working_days(monkeypatch, settings):
    settings.SOP_EMERGENCY_DEBT_DAYS = 3
    set_now(monkeypatch, "2026-11-26 14.00")
    run = started("serang")
    hurrier = holder("serang", "admin-website")
    reason = "Tsunami: informasi keselamatan harus segera diketahui warga."
    run = hurrier.act(run.page_id, "emergency", ground="serta-merta", remark=reason)
    assert {debt.due_at for debt in run.debts.all()} == {wib("2026-12-01 14.00")}


# --- words -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "text", "overdue"),
    [
        ("2026-11-26 14.08", "12 menit kerja lagi · sampai 14.20 WIB", False),
        ("2026-11-26 09.00", "4 jam 20 menit kerja lagi · sampai 14.20 WIB", False),
        ("2026-11-25 09.00", "1 hari kerja 4 jam 20 menit lagi · sampai Kamis, 26 November, 14.20 WIB", False),
        ("2026-11-26 14.20", "waktu habis · sejak 14.20 WIB", True),
        ("2026-11-26 14.40", "lewat 20 menit kerja · sejak 14.20 WIB", True),
        ("2027-01-04 08.00", "lewat 26 hari kerja 2 jam 10 menit · sejak Kamis, 26 November 2026, 14.20 WIB", True),
    ],
)
def test_time_left_is_told_in_working_time(now, text, overdue):
    left = timing.time_left(OFFICE, wib("2026-11-24 10.00"), wib("2026-11-26 14.20"), 1000, wib(now))
    assert (left.text, left.overdue) == (text, overdue)


def test_the_zone_of_the_office_is_named():
    jayapura = Calendar("Asia/Jayapura")
    left = timing.time_left(jayapura, wib("2026-11-26 10.00"), wib("2026-11-26 12.00"), 120, wib("2026-11-26 11.00"))
    assert left.text.endswith("sampai 14.00 WIT")


def test_the_task_page_says_what_is_left_and_what_is_late(monkeypatch):
    set_now(monkeypatch, "2026-11-26 09.00")
    run = started("rembang")
    who = holder("rembang", "pengelola-website")
    set_now(monkeypatch, "2026-11-26 09.02")
    assert "3 menit kerja lagi · sampai 09.05 WIB" in task_page(who, run)
    set_now(monkeypatch, "2026-11-26 09.25")
    shown = task_page(who, run)
    assert "<strong>Terlambat</strong> · lewat 20 menit kerja · sejak 09.05 WIB" in " ".join(
        shown.replace("\n", " ").split()
    ).replace("</svg> ", "")
    assert left_at(run.open_visit, office("rembang"), timezone.now()).minutes == -20


# --- adjusting -------------------------------------------------------------------------------------


def banten_at_3(monkeypatch):
    set_now(monkeypatch, "2026-11-26 09.00")
    return walk_to(started("banten"), 3)


def test_the_holder_adjusts_the_time_while_he_works(monkeypatch):
    run = banten_at_3(monkeypatch)
    role = run.step.roles[0]
    set_now(monkeypatch, "2026-11-26 10.00")
    run = holder("banten", role).act(run.page_id, "adjust", norm__3="480", **{"norm-3-reason": "Data menyusul."})
    visit = run.open_visit
    assert (visit.norm_minutes, visit.norm_reason) == (480, "Data menyusul.")
    assert visit.due_at == wib("2026-11-27 09.30")  # from when the step began
    event = run.events.get(kind="adjusted")
    assert (event.data["before"], event.data["minutes"]) == (300, 480)
    assert "disesuaikan menjadi 1 hari kerja 30 menit: Data menyusul." in task_page(holder("banten", role), run)
    assert run.sop.step(3).norm_minutes == 300


@pytest.mark.parametrize(
    ("minutes", "reason"),
    [("480", ""), ("0", "Ya"), ("", "Ya"), ("9" * 30, "Ya"), ("9" * 5000, "Ya"), ("60", "a\x00b"), ("60", "x" * 400)],
)
def test_an_adjustment_without_sound_time_and_reason_is_refused(monkeypatch, minutes, reason):
    run = banten_at_3(monkeypatch)
    with pytest.raises(Refusal) as refused:
        holder("banten", run.step.roles[0]).act(run.page_id, "adjust", norm__3=minutes, **{"norm-3-reason": reason})
    assert refused.value.status == 422
    assert not run.events.filter(kind="adjusted").exists()


def test_only_the_holder_adjusts_and_only_where_the_sop_lets_him(monkeypatch):
    run = banten_at_3(monkeypatch)
    outsider = next(role.slug for role in run.sop.roles if role.slug not in run.step.roles)
    answer = holder("banten", outsider).client.post(
        f"/admin/sop/tugas/{run.page_id}/adjust/", {"norm-3": "60", "norm-3-reason": "Ya", "run": run.pk}
    )
    assert answer.status_code == 403
    rembang = started("rembang")
    answer = holder("rembang", "pengelola-website").client.post(
        f"/admin/sop/tugas/{rembang.page_id}/adjust/", {"norm-3": "60", "norm-3-reason": "Ya", "run": rembang.pk}
    )
    assert answer.status_code == 403
    assert "tidak mengizinkan waktu langkah 3" in answer.content.decode()
    assert "Sesuaikan waktu" not in task_page(holder("rembang", "pengelola-website"), rembang)


def test_the_editor_menu_keeps_to_the_acts_that_move_the_item(monkeypatch):
    run = banten_at_3(monkeypatch)
    shown = holder("banten", run.step.roles[0]).client.get(f"/admin/pages/{run.page_id}/edit/").content.decode()
    assert "Sesuaikan waktu" not in shown


# --- forecast --------------------------------------------------------------------------------------


def test_every_sop_forecasts_publication_from_its_norm_times():
    at = wib("2026-11-26 08.00")
    for slug in ("bangka-barat", "banten", "rembang", "serang"):
        document = sop(slug)
        kind = ContentKind.BERITA
        first = timing.after_submission(document, kind)
        steps = timing.steps_to_public(document, kind, first)
        told = timing.forecast(OFFICE, document, kind, at, number=first)
        assert told.at == timing.add(OFFICE, at, sum(step.norm_minutes or 0 for step in steps))
        latest = timing.submit_by(OFFICE, document, kind, told.at)
        assert timing.forecast(OFFICE, document, kind, latest, number=first).at == told.at


def test_steps_without_norm_time_are_said_not_to_count():
    document = sop("cilacap")
    told = timing.forecast(OFFICE, document, ContentKind.BERITA, wib("2026-11-26 08.00"), number=2)
    assert told.at is None
    assert "tidak memiliki waktu baku" in told.sentence
    serang = sop("serang")
    some = serang.model_copy(
        update={"steps": tuple(s.model_copy(update={"norm_time": None}) if s.number == 3 else s for s in serang.steps)}
    )
    told = timing.forecast(OFFICE, some, ContentKind.BERITA, wib("2026-11-26 08.00"), number=2)
    assert "Langkah 3 tanpa waktu baku, jadi tidak ikut dihitung." in told.sentence


def test_before_submission_task_page_and_editor_say_when_it_will_be_public(monkeypatch):
    set_now(monkeypatch, "2026-11-26 12.30")
    page, who = draft("rembang"), starter("rembang")
    sentence = "Diperkirakan tayang Kamis, 26 November 2026, 14.50 WIB bila setiap langkah memakai waktu bakunya."
    assert sentence in task_page(who, page.pk)
    assert sentence in who.client.get(f"/admin/pages/{page.pk}/edit/").content.decode()


# --- a legal deadline ------------------------------------------------------------------------------


def set_deadline(who, page_id: int, due_at: str = "2026-11-27T14:20", basis: str = "Pasal 5 PKPU 9", **extra):
    return who.client.post(f"/admin/sop/tugas/{page_id}/tenggat/", {"due_at": due_at, "basis": basis, **extra})


def test_a_deadline_gives_the_latest_submission_and_hand_over_of_each_step(monkeypatch):
    set_now(monkeypatch, "2026-11-26 09.00")
    page, who = draft("rembang"), starter("rembang")
    assert set_deadline(who, page.pk).status_code == 302
    kept = LegalDeadline.of_page(page.pk)
    assert (kept.due_at, kept.basis, kept.set_by_name) == (wib("2026-11-27 14.20"), "Pasal 5 PKPU 9", str(who.user))
    shown = task_page(who, page.pk)
    assert "Ajukan paling lambat Jumat, 27 November 2026, 11.00 WIB." in shown
    plan = timing.backward_plan(
        calendar_of(office("rembang")), sop("rembang"), ContentKind.BERITA, kept.due_at, number=3
    )
    by_hand = ["11.05", "13.05", "13.35", "14.05", "14.10", "14.15", "14.20"]  # Friday's break lies in step 4
    assert [(row.step.number, f"{row.latest:%H.%M}") for row in plan] == list(enumerate(by_hand, start=3))
    assert "13.35 WIB" in shown
    editor = who.client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert "Ajukan paling lambat Jumat, 27 November 2026, 11.00 WIB." in editor
    run = who.act(page.pk, "start")
    assert run.events.filter(kind="deadline").count() == 0  # it was set before the run
    assert "Tenggat hukum Jumat, 27 November 2026, 14.20 WIB" in task_page(holder("rembang", "pengelola-website"), run)


def test_a_deadline_that_can_no_longer_hold_is_said_loudly(monkeypatch):
    set_now(monkeypatch, "2026-11-26 09.00")
    run = started("rembang")
    who = holder("rembang", "pengelola-website")
    assert set_deadline(who, run.page_id, "2026-11-26T10:00").status_code == 302
    assert "Tenggat hukum tidak dapat dipenuhi lagi dengan waktu baku: kurang 50 menit kerja." in task_page(who, run)
    set_now(monkeypatch, "2026-11-26 10.01")
    assert "Tenggat hukum sudah lewat." in task_page(who, run)
    event = run.events.get(kind="deadline")
    assert event.data["basis"] == "Pasal 5 PKPU 9"


def test_a_deadline_is_replaced_and_taken_back_and_every_setting_kept(monkeypatch):
    set_now(monkeypatch, "2026-11-26 09.00")
    page, who = draft("rembang"), starter("rembang")
    set_deadline(who, page.pk)
    set_deadline(who, page.pk, "2026-11-30T10:00")
    assert LegalDeadline.of_page(page.pk).due_at == wib("2026-11-30 10.00")
    assert set_deadline(who, page.pk, cabut="1").status_code == 302
    assert LegalDeadline.of_page(page.pk) is None
    assert LegalDeadline.objects.filter(page_id=page.pk).count() == 3


def test_after_publication_the_page_says_whether_the_deadline_was_kept(monkeypatch):
    set_now(monkeypatch, "2026-11-26 09.00")
    run = started("serang")
    set_deadline(starter("serang"), run.page_id, "2026-11-26T15:00")
    set_now(monkeypatch, "2026-11-26 10.00")
    run = walk_to(run, None)
    assert "(Pasal 5 PKPU 9) dipenuhi." in task_page(starter("serang"), run)
    assert LegalDeadline.of_page(run.page_id) is None  # the next draft starts without it


@pytest.mark.parametrize(
    ("due_at", "basis", "word"),
    [
        ("", "Pasal 5", "Isi tanggal dan jam"),
        ("besok", "Pasal 5", "tidak terbaca"),
        ("2026-11-25T10:00", "Pasal 5", "sudah lewat"),
        ("0001-01-01T00:00", "Pasal 5", "Periksa tahun"),
        ("9999-12-31T23:59", "Pasal 5", "Periksa tahun"),
        ("2150-01-01T00:00", "Pasal 5", "lima tahun"),
        ("2026-11-27T10:00", " ", "Dasar hukum wajib diisi"),
        ("2026-11-27T10:00", "x" * 301, "terlalu panjang"),
        ("2026-11-27T10:00", "a\x00", "arakter"),
    ],
)
def test_an_impossible_deadline_comes_back_with_what_was_typed(monkeypatch, due_at, basis, word):
    set_now(monkeypatch, "2026-11-26 09.00")
    page, who = draft("rembang"), starter("rembang")
    answer = set_deadline(who, page.pk, due_at, basis)
    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert "Pasal 5" in answer.content.decode() or basis != "Pasal 5"
    assert not LegalDeadline.objects.filter(page_id=page.pk).exists()


def test_another_office_sets_no_deadline(monkeypatch):
    page = draft("rembang")
    assert set_deadline(starter("serang"), page.pk).status_code in (302, 403)
    assert not LegalDeadline.objects.exists()
    refused = set_deadline(person("pusat.admin"), page.pk, "2030-01-01T10:00")  # headquarters holds no role here
    assert refused.status_code == 403
    assert "pemegang peran atau admin kantor" in refused.content.decode()
    assert "Tetapkan tenggat hukum" not in task_page(person("pusat.admin"), page.pk)
    assert set_deadline(person("rembang.admin-kantor"), page.pk, "2030-01-01T10:00").status_code == 302
    assert LegalDeadline.objects.filter(page_id=page.pk).exists()


# --- the SOP names superiors -----------------------------------------------------------------------


def test_a_superior_is_part_of_the_text_only_where_it_is_given():
    for version in SopVersion.objects.all():
        assert '"superior"' not in version.content
        assert version.document.sha256 == version.sha256  # as stored before the field was known
    text = to_toml(sop("serang")).replace('slug = "staf"\n', 'slug = "staf"\nsuperior = "kasubag"\n', 1)
    changed = parse_sop(text, source="serang.toml")
    assert changed.role("staf").superior == "kasubag"
    assert changed.sha256 != sop("serang").sha256
    assert parse_sop_json(changed.canonical_json(), source="x") == changed
    assert parse_sop(to_toml(changed), source="x") == changed


@pytest.mark.parametrize(
    ("superiors", "word"),
    [
        ({"staf": "bupati"}, "tidak ada dalam"),
        ({"staf": "staf"}, "dirinya sendiri"),
        ({"staf": "kasubag", "kasubag": "staf"}, "dirinya sendiri"),
    ],
)
def test_superiors_that_lead_nowhere_are_refused(superiors, word):
    text = to_toml(sop("serang"))
    for slug, superior in superiors.items():
        text = text.replace(f'slug = "{slug}"\n', f'slug = "{slug}"\nsuperior = "{superior}"\n', 1)
    with pytest.raises(ValueError, match=word):
        parse_sop(text, source="serang.toml")


def test_time_left_costs_no_query_per_visit(django_assert_max_num_queries):
    runs = [started("rembang") for _ in range(3)]
    rembang = office("rembang")
    visits = [run.open_visit for run in runs]
    with django_assert_max_num_queries(2):
        assert all(left_at(visit, rembang) for visit in visits)


def test_two_signers_are_one_clock(monkeypatch):
    set_now(monkeypatch, "2026-11-26 09.00")
    run = walk_to(started("rembang"), 4)
    visit = run.open_visit
    set_now(monkeypatch, "2026-11-26 09.10")
    run = holder("rembang", "web-admin").act(run.page_id, "approve")
    assert run.open_visit.due_at == visit.due_at == wib("2026-11-26 09.00") + timedelta(minutes=30)
