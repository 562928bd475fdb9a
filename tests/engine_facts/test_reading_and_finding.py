"""What reading, searching and translating cost and miss in Wagtail, and what stands in its place (facts 17-25)."""

import gettext
import re
from datetime import date
from pathlib import Path

import pytest
import wagtail
from django.conf import settings as project_settings
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.dateformat import format as format_date
from django.utils.formats import date_format
from wagtail.models import GroupPagePermission, Page, PageViewRestriction, TaskState
from wagtail.users.models import UserProfile

from messaging.models import OutboxMessage
from offices.models import OfficeRole
from tests.conftest import holder, person, section, started, user, walk_to
from tests.engine_facts import stock
from workflows.models import SopRun
from workflows.models.task_lists import Desk
from workflows.notifications.announcing import about, announce

pytestmark = pytest.mark.django_db


def queries_of(act) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


# --- 17: the dashboard --------------------------------------------------------------------------


def test_stock_reviewable_by_asks_once_per_active_task():
    """Fact 17: ten more tasks anywhere, ten more queries for everybody."""
    someone = stock.admin_user()

    def reviewable():
        return list(TaskState.objects.reviewable_by(get_user_model().objects.get(pk=someone.pk)))

    reviewable()  # the first one asks for content types too
    before = queries_of(reviewable)
    stock.chain(10)
    assert queries_of(reviewable) >= before + 10


def test_our_waiting_list_takes_three_queries_however_many_tasks_there_are(django_assert_num_queries):
    """Fact 17: open visits by the roles a person holds."""
    runs = {started("serang").pk for _ in range(3)}
    stock.chain(10)
    checker = user("serang.kasubag")
    with django_assert_num_queries(3):  # the person's holdings, fellow holders, and the visits
        waiting = {visit.run_id for visit in Desk(checker).waiting()}
    assert waiting == runs


def test_our_dashboard_costs_the_same_with_more_tasks():
    """Fact 17: the whole page, Wagtail's moderation panels being replaced."""
    started("serang")
    client, home = person("serang.kasubag").client, reverse("wagtailadmin_home")

    def visit():
        assert client.get(home).status_code == 200

    visit()  # what a process remembers, it remembers now
    before = queries_of(visit)
    stock.chain(10)
    assert queries_of(visit) == before


# --- 18: restricted pages -----------------------------------------------------------------------


def test_stock_search_returns_restricted_pages():
    """Fact 18: live() is not public()."""
    page = stock.page(title="Kelapa sawit", live=True)
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    found = [result.pk for result in Page.objects.live().search("sawit")]
    public = [result.pk for result in Page.objects.live().public().search("sawit")]
    assert (found, public) == ([page.pk], [])


def test_our_search_shows_no_restricted_page(client):
    """Fact 18: the page is found until its section is restricted."""
    walk_to(started("serang", title="Cendrawasih di halaman kantor"), None)
    address, host = reverse("search"), {"host": "serang.localhost"}
    assert "Cendrawasih" in client.get(address, {"q": "cendrawasih"}, headers=host).content.decode()
    PageViewRestriction.objects.create(page=section("serang"), restriction_type=PageViewRestriction.LOGIN)
    assert "Cendrawasih di" not in client.get(address, {"q": "cendrawasih"}, headers=host).content.decode()


# --- 19: reading without page permissions -------------------------------------------------------


def reading_addresses(page: Page) -> dict[str, str]:
    compared = [page.pk, "earliest", "latest"]
    return {
        "compare": reverse("wagtailadmin_pages:revisions_compare", args=compared),
        "history": reverse("wagtailadmin_pages:history", args=[page.pk]),
        "workflow history": reverse("wagtailadmin_pages:workflow_history", args=[page.pk]),
        "workflow report": reverse("wagtailadmin_reports:workflow"),
    }


@pytest.mark.parametrize("what", ["compare", "workflow history", "workflow report"])
def test_a_stock_actor_without_page_permission_can_not_read_it(what):
    """Fact 19: being an approver elsewhere in the chain opens nothing."""
    chain, page = stock.chain(2), stock.page()
    chain.workflow.start(page, None)
    actor = stock.client_of(chain.approvers[1])
    assert actor.get(reading_addresses(page)[what]).status_code == 302
    assert person("root").client.get(reading_addresses(page)[what]).status_code == 200


@pytest.mark.parametrize("what", ["compare", "history", "workflow history"])
@pytest.mark.parametrize("role", ["staf", "kasubag", "kordiv", "admin-website"])
def test_every_role_of_ours_reads_what_its_office_writes(role, what):
    """Fact 19: before, at and after its own step."""
    run = started("serang")
    page = Page.objects.get(pk=run.page_id)
    assert holder("serang", role).client.get(reading_addresses(page)[what]).status_code == 200


def test_role_groups_may_change_and_never_publish():
    """Fact 19: the permission that opens reading is `change`, on the office's tree."""
    for role in OfficeRole.objects.exclude(slug="admin-kantor").select_related("office"):
        granted = GroupPagePermission.objects.filter(group=role.group)
        assert {(entry.page_id, entry.permission.codename) for entry in granted} == {
            (role.office.root_page_id, "add_page"),
            (role.office.root_page_id, "change_page"),
        }


# --- 20: the buttons of a locked page -----------------------------------------------------------


def test_a_lock_hides_the_stock_workflow_buttons(stock_screens):
    """Fact 20: whoever may approve but not edit can do neither."""
    chain, page = stock.chain(2), stock.page()
    chain.workflow.start(page, None)
    client = stock.client_of(chain.approvers[0])
    button = 'data-workflow-action-name="approve"'
    assert button in client.get(stock.edit_address(page.pk)).content.decode()
    Page.objects.filter(pk=page.pk).update(locked=True, locked_by=chain.approvers[1])
    assert chain.tasks[0].get_actions(page, chain.approvers[0])
    assert button not in client.get(stock.edit_address(page.pk)).content.decode()


def menu_of(response) -> list:
    menu = response.context["action_menu"]
    return [menu.default_item, *menu.menu_items]


def test_our_approver_has_the_buttons_on_a_page_locked_for_him():
    """Fact 20: the menu is filled again, with the SOP's words, and leads to the task page."""
    run = walk_to(started("serang"), 2)
    response = holder("serang", "kasubag").client.get(stock.edit_address(run.page_id))
    assert response.context["page_locked"]
    labels = [item.label for item in menu_of(response)]
    assert labels == ["Setujui dan tanda tangani", "Kembalikan ke Staf"]
    task_page = reverse("sop:task", args=[run.page_id])
    assert all(item.get_url({}) == task_page for item in menu_of(response))
    assert response.content.decode().count(f'href="{task_page}"') >= 2


def test_whoever_can_not_act_reads_where_the_item_is():
    """Fact 20: one sentence instead of the buttons."""
    run = walk_to(started("rembang"), 4)
    response = holder("rembang", "pengelola-website").client.get(stock.edit_address(run.page_id))
    assert [item.name for item in menu_of(response)] == ["sop-waiting"]
    assert "Menunggu Web Admin dan Kasubbag Tekmas" in response.content.decode()


# --- 21: Indonesian -----------------------------------------------------------------------------


def entries(po: Path) -> int:
    return len(re.findall(r"^msgid (?!\"\"\n\n|\"\"\nmsgstr)", po.read_text(), re.MULTILINE)) - 1


def test_stock_indonesian_is_less_than_half_translated_and_not_read_for_our_language():
    """Fact 21: it is filed as id_ID; Django looks for `id`."""
    locales = Path(wagtail.__file__).parent / "admin" / "locale"
    assert not (locales / "id").exists()
    with (locales / "id_ID" / "LC_MESSAGES" / "django.mo").open("rb") as file:
        translated = {key if isinstance(key, str) else key[0] for key in gettext.GNUTranslations(file)._catalog}
    assert len(translated) < 0.5 * entries(locales / "en" / "LC_MESSAGES" / "django.po")


@pytest.mark.parametrize("text", ["Request changes", "Approve", "Submit for moderation", "Workflow history"])
def test_our_catalogue_translates_the_workflow(text):
    """Fact 21: what an approver reads is not English."""
    with translation.override("id"):
        assert translation.gettext(text) not in ("", text)
    with translation.override("en"):
        assert translation.gettext(text) == text


def test_stock_html_mail_ignores_the_recipients_language(settings):
    """Fact 21: the plain text is theirs, the HTML is whatever language the sender's request had."""
    settings.WAGTAILADMIN_NOTIFICATION_USE_HTML = True
    chain, page = stock.chain(1), stock.page()
    UserProfile.get_for_user(chain.approvers[0]).save()
    UserProfile.objects.filter(user=chain.approvers[0]).update(preferred_language="id")
    with translation.override("en"):
        chain.workflow.start(page, None)
    (message,) = [message for message in mail.outbox if message.to == [chain.approvers[0].email]]
    assert "You can edit the page here" not in message.body
    assert "You can edit the page here" in message.alternatives[0][0]


def test_our_html_mail_is_indonesian_whatever_the_request_speaks():
    """Fact 21: as is the plain text; both are written when the act is."""
    run = started("serang")
    event = run.events.get(kind="started")
    OutboxMessage.objects.filter(about=about(event)).delete()
    with translation.override("en"):
        announce(event)
    assert OutboxMessage.objects.filter(about=about(event)).count() == 2
    for message in OutboxMessage.objects.filter(about=about(event)):
        assert '<html lang="id">' in message.html
        for shown in (message.html, message.text):
            assert "Langkah 2: Menyetujui konsep informasi untuk website" in shown
            assert "Waktu baku: 60 menit kerja" in shown
            assert "Buka tugas" in shown


# --- 22: dates ----------------------------------------------------------------------------------


def test_djangos_indonesian_date_is_abbreviated():
    """Fact 22: an upgrade that writes the month out makes our format module unnecessary."""
    from django.conf.locale.id.formats import DATE_FORMAT

    with translation.override("id"):
        assert format_date(date(2022, 2, 8), DATE_FORMAT) == "8 Feb. 2022"


def test_our_date_is_written_as_official_style_does():
    """Fact 22: through FORMAT_MODULE_PATH."""
    with translation.override("id"):
        assert date_format(date(2022, 2, 8)) == "8 Februari 2022"


# --- 23: stemming -------------------------------------------------------------------------------


def test_indonesian_stems_on_postgresql_and_not_on_sqlite():
    """Fact 23: the configuration exists, stems, and keeps stop words; SQLite finds the written word only."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_tsvector('indonesian', 'menyukai dan disukai')::text")
            (vector,) = cursor.fetchone()
        assert vector == "'dan':2 'suka':1,3"
        return
    page = stock.page(title="Menyukai kopi", live=True)
    assert [found.pk for found in Page.objects.search("menyukai")] == [page.pk]
    assert not Page.objects.search("disukai")
    assert not Page.objects.search("suka")


# --- 24: collected files ------------------------------------------------------------------------


def test_the_project_template_collects_into_a_folder_named_static():
    """Fact 24: read from the template that `wagtail start` copies."""
    template = Path(wagtail.__file__).parent / "project_template" / "project_name" / "settings" / "base.py"
    assert 'STATIC_ROOT = BASE_DIR / "static"' in template.read_text()


def test_we_collect_outside_the_customers_static():
    """Fact 24: `static/` is theirs to fill."""
    theirs = Path(project_settings.BASE_DIR) / "static"
    collected = Path(project_settings.STATIC_ROOT).resolve()
    assert theirs.resolve() in [Path(folder).resolve() for folder in project_settings.STATICFILES_DIRS]
    assert collected != theirs.resolve()
    assert theirs.resolve() not in collected.parents
    assert collected not in theirs.resolve().parents


# --- 25: modeladmin -----------------------------------------------------------------------------


def test_the_register_opens_and_offers_no_edit():
    """Fact 25: read-only for everybody, superusers included."""
    run = started("serang")
    for who in ("serang.staf", "serang.admin-kantor", "root"):
        client = person(who).client
        response = client.get("/admin/register/")
        assert response.status_code == 200
        shown = response.content.decode()
        assert run.page_title in shown
        assert "/admin/register/create/" not in shown
        assert f"/admin/register/edit/{run.pk}/" not in shown
        for forbidden in ("create/", f"edit/{run.pk}/", f"delete/{run.pk}/"):
            client.post(f"/admin/register/{forbidden}", {"page_title": "Diubah"})
    assert SopRun.objects.get(pk=run.pk).page_title == run.page_title
