"""The editor says "saved" only of what the server has, and of what it could not send nothing is lost."""

import logging
import os
import random
import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect
from wagtail.models import Page, Revision

from offices import office_time
from tests.conftest import draft, office, section, telling, user
from tests.e2e.writing import BODY, BUSY, SUMMARY, TITLE, Line, context_of, label, stored, wait_saved, write

pytestmark = [
    pytest.mark.browser,
    pytest.mark.story,
    pytest.mark.usefixtures("world_anew"),
    pytest.mark.django_db(transaction=True),
]
PASSWORD = "kata-sandi-panjang-1"
FAULTS = ("", "lost", "5xx", "unanswered")
EXPECTED_ERRORS = r"Failed to load resource"  # the lines that are cut here on purpose
logger = logging.getLogger("trials")
FIRST, TRIALS = int(os.environ.get("FIRST_TRIAL", "0")), int(os.environ.get("TRIALS", "40"))


@pytest.fixture
def desk(browser, live_server):
    """A browser in which Serang's staff is logged in."""
    context = context_of(browser, live_server.url, "serang.staf")
    yield context
    context.close()


def editor(context, page_id, **line):
    tab = context.new_page()
    tab.goto(f"/admin/pages/{page_id}/edit/")
    tab.way = Line(tab, **line)
    return tab


def offered(tab):
    return tab.locator(".sop-kept")


@pytest.mark.parametrize("seconds", telling([0.4, 2.5, 10], 2.5))
def test_saved_is_said_only_of_what_was_sent(desk, seconds):
    page = draft("serang")
    tab = editor(desk, page.pk, seconds=seconds)
    tab.locator(SUMMARY).fill("Pertama.")
    expect(label(tab)).to_have_text("Belum tersimpan")
    expect(label(tab)).to_have_text("Menyimpan…")
    tab.wait_for_timeout(700 + seconds * 300)  # the form is on its way
    tab.locator(SUMMARY).press_sequentially(" Kedua.")
    wait_saved(tab)
    assert stored(page.pk)[0] == "Pertama. Kedua."
    said = re.fullmatch(r"\s*Tersimpan (\d\d)\.(\d\d) WIB\s*", label(tab).inner_text())
    hour = office_time.now(office("serang"))
    minutes = hour.hour * 60 + hour.minute - int(said[1]) * 60 - int(said[2])
    assert minutes % (24 * 60) < 5, "the office's hour, wherever the browser is"


def test_opening_an_editor_saves_nothing(desk):
    page = draft("serang")
    tab = editor(desk, page.pk)
    tab.wait_for_timeout(3500)
    tab.locator("#title-section, body").first.click()
    tab.wait_for_timeout(1500)
    assert tab.way.saves == 0
    tab.goto("/admin/")  # and nobody is asked


def test_the_first_seconds_count(desk):
    page = draft("serang")
    tab = editor(desk, page.pk)
    tab.locator(SUMMARY).fill("Langsung diketik.")
    asked = []
    tab.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    tab.close(run_before_unload=True)
    tab.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    wait_saved(tab)
    assert stored(page.pk)[0] == "Langsung diketik."


@pytest.mark.parametrize("fault", telling(FAULTS[1:], "5xx"))
def test_what_the_line_swallowed_is_sent_again(desk, fault):
    page = draft("serang")
    tab = editor(desk, page.pk, faults=[fault])
    written = write(tab, 1)
    expect(tab.locator("[data-sop-unsaved]")).to_contain_text("Isian Anda ada di peramban ini")
    wait_saved(tab)
    assert stored(page.pk) == written
    expect(tab.locator("[data-sop-unsaved]")).to_be_hidden()


@pytest.mark.parametrize("fault", telling(FAULTS[1:], "unanswered"))
def test_a_new_page_is_made_once_whatever_the_line_does(desk, fault):
    tab = desk.new_page()
    parent = section("serang")
    tab.goto(f"/admin/pages/add/news/newspage/{parent.pk}/")
    line = Line(tab, faults=[fault])
    tab.locator(TITLE).fill("Judul yang baru")
    tab.wait_for_timeout(2500)
    tab.locator(SUMMARY).fill("Ringkasan yang baru.")
    wait_saved(tab)
    made = Page.objects.child_of(parent).filter(draft_title="Judul yang baru")
    assert [page.get_latest_revision_as_object().summary for page in made] == ["Ringkasan yang baru."]
    assert line.saves <= 5


def test_a_press_while_a_new_page_is_being_saved_makes_no_second_one(desk):
    tab = desk.new_page()
    parent = section("serang")
    tab.goto(f"/admin/pages/add/news/newspage/{parent.pk}/")
    Line(tab, seconds=2.5)
    tab.locator(TITLE).fill("Ditekan terlalu cepat")
    expect(label(tab)).to_have_text("Menyimpan…")
    tab.wait_for_timeout(600)
    tab.locator(SUMMARY).fill("Diketik sambil menunggu.")
    with tab.expect_event("load", timeout=BUSY):  # the address alone changes with the first save
        tab.get_by_role("button", name="Simpan konsep").click()
    made = Page.objects.child_of(parent).filter(draft_title="Ditekan terlalu cepat")
    assert [page.get_latest_revision_as_object().summary for page in made] == ["Diketik sambil menunggu."]
    tab.wait_for_timeout(800)
    assert offered(tab).count() == 0


def test_a_closed_tab_asks_and_what_was_left_is_offered(desk):
    page = draft("serang")
    tab = editor(desk, page.pk, faults=["lost"] * 9)
    written = write(tab, 2)
    tab.on("dialog", lambda dialog: dialog.accept())
    tab.close(run_before_unload=True)
    again = editor(desk, page.pk)
    expect(offered(again)).to_contain_text("belum sempat tersimpan")
    again.get_by_text("Baca isinya").click()
    expect(offered(again)).to_contain_text(written[0])
    with again.expect_navigation():
        again.get_by_role("button", name="Pulihkan").click()
    assert stored(page.pk) == written
    again.wait_for_timeout(800)
    assert offered(again).count() == 0


def test_what_a_crash_left_is_named_on_the_desk(desk):
    page = draft("serang", title="Naskah yang putus")
    tab = editor(desk, page.pk, faults=["lost"] * 9)
    tab.locator(SUMMARY).fill("Belum terkirim.")
    tab.wait_for_timeout(200)
    tab.close()
    home = desk.new_page()
    home.goto("/admin/")
    expect(offered(home)).to_contain_text("Naskah yang putus")
    home.get_by_role("link", name="Buka naskahnya").click()
    home.get_by_role("button", name="Buang").click()
    assert home.evaluate("() => Object.keys(localStorage).filter((key) => key.startsWith('sop-isian'))") == []


def test_of_two_tabs_neither_loses_anything(desk):
    page = draft("serang")
    one, two = editor(desk, page.pk), editor(desk, page.pk)
    one.locator(SUMMARY).fill("Dari tab pertama.")
    wait_saved(one)
    two.locator(SUMMARY).fill("Dari tab kedua.")
    expect(two.locator("[data-sop-unsaved]")).to_contain_text("sudah diubah di jendela lain")
    expect(label(two)).to_have_text("Belum tersimpan")
    two.on("dialog", lambda dialog: dialog.accept())
    two.reload()
    assert two.locator(SUMMARY).input_value() == "Dari tab pertama."
    with two.expect_navigation():
        two.get_by_role("button", name="Pulihkan").click()
    assert stored(page.pk)[0] == "Dari tab kedua."
    contents = Revision.objects.filter(object_id=str(page.pk)).values_list("content__summary", flat=True)
    assert "Dari tab pertama." in contents


def test_a_session_that_ended_is_taken_up_beside_the_text(browser, live_server):
    page = draft("serang")
    mine = user("serang.staf")
    mine.set_password(PASSWORD)
    mine.save()
    desk = context_of(browser, live_server.url, "serang.staf")
    tab = editor(desk, page.pk)
    Session.objects.all().delete()
    written = write(tab, 3)
    expect(tab.locator(".sop-session")).to_contain_text("Sesi Anda berakhir")
    with desk.expect_page() as opened:
        tab.locator(".sop-session").get_by_role("button", name="Masuk lagi").click()
    opened.value.get_by_label("Nama pengguna").fill("serang.staf")
    opened.value.get_by_label("Kata sandi").fill(PASSWORD)
    opened.value.get_by_role("button", name="Masuk").click()
    wait_saved(tab)
    assert stored(page.pk) == written
    expect(tab.locator(".sop-session")).to_be_hidden()
    desk.close()


def test_somebody_else_is_shown_nothing_and_logging_out_leaves_nothing(desk, live_server):
    page = draft("serang")
    tab = editor(desk, page.pk, faults=["lost"] * 9)
    key = tab.evaluate("() => document.querySelector('[data-key]').dataset.key")
    tab.locator(SUMMARY).fill("Rahasia saya.")
    tab.wait_for_timeout(300)
    tab.close()
    other = context_of(desk.browser, live_server.url, "serang.admin-website")
    cookies = other.cookies()
    other.close()
    mine = desk.cookies()
    desk.clear_cookies()
    desk.add_cookies(cookies)
    theirs = editor(desk, page.pk)
    theirs.wait_for_timeout(800)
    assert offered(theirs).count() == 0
    lying_there = theirs.evaluate("() => JSON.stringify(Object.entries(localStorage))")
    assert f"/admin/pages/{page.pk}/edit/" in lying_there
    assert "Rahasia" not in lying_there  # nor readable with what their pages carry
    assert theirs.evaluate("() => document.querySelector('[data-key]').dataset.key") != key
    desk.clear_cookies()
    desk.add_cookies(mine)
    back = editor(desk, page.pk)
    expect(offered(back)).to_be_visible()
    back.evaluate("() => document.querySelector('form[action*=logout], form[action*=keluar]')?.requestSubmit()")
    back.wait_for_url("**/akun/masuk/**")
    assert back.evaluate("() => Object.keys(localStorage).filter((key) => key.startsWith('sop-isian'))") == []


def test_no_character_is_lost(desk, everything):
    """Trials as people write: any latency, any faults, in whichever order; four in one editor, one after the other."""
    wrong, trials = [], TRIALS if everything else 4
    editors = range(FIRST, FIRST + trials // 4)
    pages = {seed: draft("serang", title=f"Percobaan {seed}") for seed in editors}  # before the server is at work
    for seed, page in pages.items():
        chance = random.Random(seed)
        tab = editor(
            desk, page.pk, seconds=chance.choice((0.4,) * 7 + (2.5,) * 2 + (10,) if everything else (0.4, 2.5))
        )
        for trial in range(4):
            faults = [chance.choice(FAULTS) for _ in range(2)] if chance.random() < 0.5 else []
            tab.way.faults = iter(faults)
            written = write(tab, 10 * seed + trial)
            wait_saved(tab, 90)
            if stored(page.pk) != written or tab.locator(BODY).first.inner_text() != written[1]:
                wrong.append((seed, trial, faults, stored(page.pk), written))
        tab.close()
        if everything:
            logger.warning("editor %s, lost in %s trials", seed, len(wrong))
    assert wrong == []
