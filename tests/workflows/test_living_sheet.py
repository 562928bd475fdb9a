"""The sheet of an item tells its office what happened: returns, skips, waiting, co-signatures, emergencies."""

import re
from datetime import timedelta
from html import unescape
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sops.models import SopVersion
from tests.conftest import holder, pass_step, person, started, walk_to
from workflows.core.living_sheet import living_sheet
from workflows.core.step_state import State
from workflows.gate.publishing import permitted
from workflows.models import Signature, SopRun, StepVisit
from workflows.models.run_history import trail_of

pytestmark = pytest.mark.django_db
NO = {"reason": "wording", "remark": "Kalimat pembuka belum jelas."}


def sheet_of(run: SopRun):
    fresh = SopRun.objects.get(pk=run.pk)
    return living_sheet(fresh.sop, trail_of(fresh))


def row(run: SopRun, number: int):
    return next(one for one in sheet_of(run).rows if one.step.number == number)


def html_of(run: SopRun, who=None) -> str:
    who = who or holder(run.office.slug, run.sop.first_step.roles[0])
    response = who.client.get(reverse("sop:sheet", args=[run.pk]))
    assert response.status_code == 200
    return unescape(response.content.decode())


def row_html(html: str, number: int) -> str:
    return re.findall(r'<tr class="sop-row.*?</tr>', html, re.DOTALL)[number - 1]


def test_a_done_step_says_who_when_and_how_long_of_how_much():
    run = walk_to(started("rembang", kind="artikel"), 4)
    StepVisit.objects.filter(run=run, step_number=3).update(
        worked_minutes=12, norm_minutes=5, finished_capacity="Plh. Pengelola Website (ST No. 4/2026)"
    )
    third = row(run, 3)
    name = person("rembang.pengelola-website").user
    assert third.state is State.DONE
    assert (third.time, third.late) == ("12 dari 5 menit kerja", "lewat 7 menit")
    assert third.passes[0].who == f"{name} (Plh. Pengelola Website (ST No. 4/2026))"
    assert [cell.who for cell in third.cells if cell.symbol] == [str(name)]
    shown = row_html(html_of(run), 3)
    for text in (str(name), "ST No. 4/2026", "12 dari 5 menit kerja", "lewat 7 menit", "Selesai"):
        assert text in shown


def test_the_waiting_step_is_the_current_one_and_what_lies_ahead_is_pending():
    run = walk_to(started("rembang", kind="artikel"), 5)
    html = html_of(run)
    assert html.count('aria-current="step"') == 1
    assert 'aria-current="step"' in row_html(html, 5)
    assert [one.state for one in sheet_of(run).rows][5:] == [State.PENDING] * 4


def test_a_waiting_step_behind_its_time_says_so_in_a_word():
    run = walk_to(started("rembang", kind="artikel"), 5)
    visits = StepVisit.objects.filter(run=run, step_number=5)
    visits.update(due_at=timezone.now() + timedelta(hours=1))
    assert row(run, 5).late == ""
    visits.update(due_at=timezone.now() - timedelta(minutes=1))
    assert row(run, 5).late == "lewat tenggat"
    assert "lewat tenggat" in row_html(html_of(run), 5)


def test_returns_are_counted_on_the_arrow_and_what_follows_is_done_again():
    run = walk_to(started("rembang", kind="artikel"), 6)
    for _ in range(2):
        run = holder("rembang", "komisioner").act(run.page_id, "send_back", **NO)
        assert [row(run, n).state for n in (5, 6)] == [State.CURRENT, State.RETURNED]
        run = walk_to(run, 6)
    sixth = row(run, 6)
    assert "Tidak: kembali ke langkah 5 · 2×" in sixth.arrows
    assert sixth.state is State.CURRENT
    assert [one.outcome for one in sixth.passes] == ["Dikembalikan", "Dikembalikan"]
    shown = row_html(html_of(run), 6)
    assert "Tidak: kembali ke langkah 5 · 2×" in shown
    assert NO["remark"] in shown
    assert "Kalimat perlu diperbaiki" in shown
    assert "flow-walked" in row_html(html_of(run), 5)


def test_skipped_steps_are_named_with_their_reason_and_the_arrow_passes_them():
    run = walk_to(started("banten", kind="berita"), 7)
    assert [row(run, n).state for n in (5, 6)] == [State.SKIPPED, State.SKIPPED]
    assert "Ya: ke langkah 7" in row(run, 4).arrows
    shown = row_html(html_of(run), 5)
    assert "Dilewati" in shown
    assert "Jenis isi Berita melewati langkah ini menurut SOP." in shown


def test_a_postponed_item_stands_at_its_step_and_waits():
    run = walk_to(started("bangka-barat", kind="artikel"), 3)
    run = holder("bangka-barat", "divisi-pengusul").act(run.page_id, "postpone", **NO)
    third = row(run, 3)
    assert third.state is State.POSTPONED
    assert "Tidak: ditunda · 1×" in third.arrows
    html = html_of(run)
    assert 'aria-current="step"' in row_html(html, 3)
    assert "Ditunda" in row_html(html, 3)
    run = holder("bangka-barat", "divisi-pengusul").act(run.page_id, "resume", remark="Dilanjutkan.")
    assert row(run, 3).state is State.CURRENT


def test_of_several_signers_each_cell_says_whether_he_has_signed():
    run = walk_to(started("serang", kind="artikel"), 2)
    run = holder("serang", "kordiv").act(run.page_id, "approve")
    second = row(run, 2)
    words = {role.slug: cell.word for role, cell in zip(run.sop.roles, second.cells, strict=True) if cell.symbol}
    assert words == {"kasubag": "Belum tanda tangan", "kordiv": "Ditandatangani"}
    assert "Menunggu tanda tangan Kasubag Terkait." in second.notes
    Signature.objects.filter(visit__run=run).update(voided_at=timezone.now())
    assert any("batal karena isi berubah" in note for note in row(run, 2).notes)


def test_of_two_who_may_only_the_one_who_did_it_is_named():
    run = walk_to(started("cilacap", kind="artikel"), 6)
    acted = row(run, 5)
    named = [cell.who for cell in acted.cells if cell.symbol]
    assert len(named) == 2
    assert sorted(map(bool, named)) == [False, True]
    assert row_html(html_of(run), 5).count("sop-cell--done") == 1


def test_an_emergency_leaves_checks_that_are_owed_until_settled():
    run = walk_to(started("rembang", kind="artikel"), 3)
    run = holder("rembang", "web-admin").act(
        run.page_id, "emergency", ground="serta-merta", remark="Banjir menutup jalan ke kantor hari ini."
    )
    assert [row(run, n).state for n in (3, 4, 5, 6, 7)] == [
        State.SKIPPED,
        State.OWED,
        State.OWED,
        State.OWED,
        State.SKIPPED,
    ]
    html = html_of(run)
    assert "Banjir menutup jalan" in html
    assert "Pemeriksaan susulan, tenggat" in row_html(html, 5)
    run = pass_step(run)
    holder("rembang", "sekretaris").act(run.page_id, "settle", target=5, verdict="ya")
    assert row(run, 5).state is State.SETTLED
    assert "disetujui" in row(run, 5).notes[-1]


def test_a_scheduled_item_is_not_called_live_and_a_called_off_schedule_stays_readable():
    run = walk_to(started("serang", kind="artikel"), 4)
    publisher = holder("serang", "admin-website")
    at = timezone.localtime() + timedelta(days=3)
    run = publisher.act(run.page_id, "publish", go_live_at=f"{at:%Y-%m-%dT%H:%M}")
    fourth = row(run, 4)
    assert fourth.state is State.SCHEDULED
    assert fourth.passes[-1].outcome.startswith("Dijadwalkan tayang")
    run = publisher.act(run.page_id, "unschedule", remark="Menunggu rapat.")
    fourth = row(run, 4)
    assert fourth.state is State.CURRENT
    assert fourth.passes[0].outcome == "Penjadwalan dibatalkan"


def test_the_sheet_outlives_its_page():
    run = walk_to(started("serang", kind="artikel"), None)
    page = run.office.root_page.get_descendants().get(pk=run.page_id)
    with permitted(page.pk):
        page.delete()
    html = html_of(run)
    assert "Halamannya sudah dihapus" in html
    assert run.page_title in html
    assert html.count("Selesai") >= 4
    assert reverse("sop:task", args=[run.page_id]) not in html


def test_a_writer_reads_none_of_our_notes_and_user_text_is_no_markup():
    run = started("serang", kind="artikel", title='<img src=x onerror=1> & "naskah"')
    response = holder("serang", "staf").client.get(reverse("sop:sheet", args=[run.pk])).content.decode()
    assert "<img src=x" not in response
    assert "&lt;img src=x" in response
    assert "†" not in response
    assert not any(reading.text in unescape(response) for reading in run.sop.assumptions)


def test_the_sheet_is_reached_from_task_page_side_panel_and_register():
    run = started("serang", kind="artikel")
    client, address = holder("serang", "staf").client, reverse("sop:sheet", args=[run.pk])
    editor = reverse("wagtailadmin_pages:edit", args=[run.page_id])
    for page in (reverse("sop:task", args=[run.page_id]), editor, "/admin/register/"):
        assert f'href="{address}"' in client.get(page).content.decode(), page


@pytest.mark.parametrize("name", ["sop:sheet", "sop:sheet_pdf"])
def test_only_people_of_the_office_and_headquarters_read_it(name):
    run = started("serang", kind="artikel")
    address = reverse(name, args=[run.pk])
    for username in ("serang.kasubag", "serang.admin-kantor", "pusat.admin", "root"):
        assert person(username).client.get(address).status_code == 200, username
    for username in ("rembang.komisioner", "rembang.admin-kantor"):
        assert person(username).client.get(address).status_code == 302, username
    assert person("serang.kasubag").client.get(reverse(name, args=[run.pk + 999])).status_code == 404


@pytest.mark.parametrize("name", ["sop:version_pdf", "sop:version_bpmn"])
def test_only_who_runs_an_office_exports_a_version(name):
    address = reverse(name, args=[SopVersion.objects.get(sop__slug="serang").pk])
    assert person("serang.staf").client.get(address).status_code == 404
    for username in ("serang.admin-kantor", "pusat.admin"):
        response = person(username).client.get(address)
        assert response.status_code == 200
        assert response.content.startswith(b"%PDF" if name == "sop:version_pdf" else b"<?xml")


@pytest.mark.parametrize("number", [0, 10**18, 10**40])
def test_a_number_that_no_database_holds_is_not_found(number):
    assert person("root").client.get(f"/admin/sop/lembar/{number}/").status_code == 404
    assert person("root").client.get(f"/admin/sop/lembar/{number}.pdf").status_code == 404


def test_the_sheet_costs_the_same_late_in_a_run():
    run = walk_to(started("rembang", kind="artikel"), 4)
    client, address = holder("rembang", "komisioner").client, reverse("sop:sheet", args=[run.pk])

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    queries()
    early = queries()
    walk_to(holder("rembang", "web-admin").act(run.page_id, "send_back", **NO), 8)
    assert queries() <= early


def test_the_command_writes_the_governing_version_as_bpmn(tmp_path):
    said, file = StringIO(), tmp_path / "rembang.bpmn"
    call_command("export_bpmn", "rembang", stdout=said)
    call_command("export_bpmn", "rembang", output=str(file), stdout=StringIO())
    assert said.getvalue().strip() == file.read_text(encoding="utf-8").strip()
    assert "sop-rembang" in said.getvalue()
    with pytest.raises(CommandError, match="Yang ada: bangka-barat, banten"):
        call_command("export_bpmn", "tidak-ada")
    with pytest.raises(CommandError, match="tidak dapat ditulis"):
        call_command("export_bpmn", "rembang", output=str(tmp_path / "tiada" / "x.bpmn"))
