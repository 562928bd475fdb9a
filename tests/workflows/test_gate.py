"""No way round the SOP: what the public sees changes through its acts, whoever tries what, wherever."""

import contextlib
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, transaction
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, PageLogEntry, PageViewRestriction, TaskState
from wagtail.test.utils.form_data import querydict_from_html

from home.demo_offices import bring_on
from home.models import SectionPage
from home.walking import EDITOR_FORM, Refusal
from news.models import AnnouncementPage, Attachment, LegalDocumentPage, NewsPage
from offices.models import OfficeRole
from tests.conftest import (
    draft,
    holder,
    office,
    pass_step,
    person,
    second_holder,
    section,
    started,
    undone,
    user,
    walk_to,
    writer_of,
)
from tests.people import Colleague
from tests.world import appoint
from workflows.core.acts import Action
from workflows.core.rule_inputs import Status
from workflows.gate.publishing import permitted
from workflows.models import ContentCopy, GovernedPage, SopRun
from workflows.models.signed import fingerprint

pytestmark = pytest.mark.django_db

SLUG = "serang"
TEXT = "Rapat pleno berlangsung terbuka."
ACTORS = ("serang.staf", "serang.kasubag", "serang.admin-website", "serang.admin-kantor", "pusat.admin", "root")
"""Role holders, the one who publishes by the SOP, the office's admin, headquarters and the superuser."""
TELLING = {
    "live": ("serang.admin-website", "serang.admin-kantor"),
    "waiting": ("serang.kasubag", "serang.admin-website"),
}
"""Of them who comes nearest: beside the mighty, those whose turn it is, each at every second attempt."""
Attempt = Callable[[Client, Page], HttpResponse]
_numbers = iter(range(1, 10_000))


def page_by(author: str, model: type = NewsPage, where: str = "berita", **fields: Any) -> Page:
    """A complete draft, made without the editor (which has its own tests)."""
    number = next(_numbers)
    standard = {
        "title": f"Naskah gerbang {number}",
        "slug": f"naskah-gerbang-{number}",
        "summary": "Ringkasan.",
        "body": [("text", f"<p>{TEXT}</p>")],
    }
    page = model(owner=user(author), live=False, **{**standard, **fields})
    section(author.split(".")[0], where).add_child(instance=page)
    words, page.summary = page.summary, "Ringkasan dari versi pertama."
    page.save_revision(user=user(author))
    page.summary = words
    page.save_revision(user=user(author))
    return page


def live_page(**fields: Any) -> SopRun:
    """A news page of Serang that its people have published."""
    return bring_on(page_by("serang.staf", **fields), until="live")


def waiting_page() -> SopRun:
    """A news page of Serang that waits for the two approvals."""
    return bring_on(page_by("serang.staf"), until=2)


def public(page: Page) -> HttpResponse:
    """What an anonymous visitor gets at the page's address."""
    path = page.url_path.split("/", 2)[2]
    return Client().get(f"/{path}", headers={"host": f"{SLUG}.localhost"})


@dataclass(frozen=True)
class Sight:
    """Everything about a page that must not change around its SOP."""

    live: bool
    address: str
    status: int
    shows_text: bool
    content: str
    draft: str
    run: tuple[Any, ...]

    @classmethod
    def of(cls, original: Page) -> "Sight":
        page = Page.objects.get(pk=original.pk).specific
        answer = public(original)
        run = SopRun.objects.filter(page_id=page.pk).values_list("status", "current_step", "published_at").first()
        return cls(
            live=page.live,
            address=page.url_path,
            status=answer.status_code,
            shows_text=TEXT in answer.content.decode() and original.title in answer.content.decode(),
            content=fingerprint(page.serializable_data()) if page.live else "",
            draft=fingerprint(page.get_latest_revision().content) if GovernedPage.has_open_run(page.pk) else "",
            run=run,
        )


def editor_form(page: Page, opener: str = "root") -> QueryDict:
    """The editor's form as the browser has it, opened once; what its scripts add is added here."""
    opened = page.__dict__.setdefault("_opened", {})
    if opener not in opened:
        opened[opener] = _opened_form(page, person(opener))
    return opened[opener].copy()


def _opened_form(page: Page, who: Colleague) -> QueryDict:
    html = who.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    form = querydict_from_html(html, form_id=EDITOR_FORM)
    if hasattr(page.specific, "body"):
        who._fill(form, ["Isi yang belum disetujui."], {})
    for stream in ("services", "accounts", "links"):
        if hasattr(page.specific, stream):
            form[f"{stream}-count"] = "0"
    return form


def post(client: Client, address: str, form: QueryDict) -> HttpResponse:
    return client.post(address, form.urlencode(), content_type="application/x-www-form-urlencoded")


def edit_with(*, go_live_at: str = "", expire_at: str = "", **press: str) -> Attempt:
    """Posting the editor's form with one of Wagtail's own buttons pressed."""

    def attempt(client: Client, page: Page) -> HttpResponse:
        form = editor_form(page)
        form["title"], form["summary"] = "Judul yang belum disetujui", "Ringkasan yang belum disetujui."
        for name, value in {"go_live_at": go_live_at, "expire_at": expire_at}.items():
            if value:
                form[name] = value
        for name, value in press.items():
            form[name.replace("_", "-")] = value
        return post(client, reverse("wagtailadmin_pages:edit", args=[page.pk]), form)

    return attempt


def view(name: str, data: dict[str, Any] | None = None, *, on: str = "page") -> Attempt:
    """Posting to one of Wagtail's page views, of the page, its section or the office's home."""

    def attempt(client: Client, page: Page) -> HttpResponse:
        target = {"page": page, "section": page.get_parent(), "home": page.get_parent().get_parent()}[on]
        return client.post(reverse(f"wagtailadmin_pages:{name}", args=[target.pk]), data or {})

    return attempt


def bulk(action: str, data: dict[str, Any] | None = None, *, on: str = "page") -> Attempt:
    def attempt(client: Client, page: Page) -> HttpResponse:
        target = page if on == "page" else page.get_parent()
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        filled = {**(data or {})}
        if action == "move":
            filled["chooser"] = elsewhere(page).pk
        return client.post(f"{address}?id={target.pk}", filled)

    return attempt


def api(action: str, **data: Any) -> Attempt:
    """Wagtail's admin API, as its own scripts call it."""

    def attempt(client: Client, page: Page) -> HttpResponse:
        filled = dict(data)
        if action in ("move", "copy", "create_alias"):
            filled["destination_page_id"] = elsewhere(page).pk if action == "move" else page.get_parent().pk
        if action == "revert_to_page_revision":
            filled["revision_id"] = page.revisions.order_by("pk").first().pk
        address = f"/admin/api/main/pages/{page.pk}/action/{action}/"
        return client.post(address, filled, content_type="application/json")

    return attempt


def elsewhere(page: Page) -> Page:
    """Another section that would take a news page."""
    home = page.get_parent().get_parent()
    found = SectionPage.objects.child_of(home).filter(slug="berita-lain").first()
    return found or home.add_child(
        instance=SectionPage(
            title="Berita lain", slug="berita-lain", section_kind="berita", change_reason="Bagian kedua untuk berita."
        )
    )


def move(client: Client, page: Page) -> HttpResponse:
    return client.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, elsewhere(page).pk]))


def move_section(client: Client, page: Page) -> HttpResponse:
    other_home = office("banten").root_page
    return client.post(reverse("wagtailadmin_pages:move_confirm", args=[page.get_parent().pk, other_home.pk]))


def revert_and_publish(client: Client, page: Page) -> HttpResponse:
    earlier = page.revisions.order_by("pk").first()
    form = editor_form(page)
    form["title"], form["action-publish"], form["revision"] = "Judul versi lama", "1", str(earlier.pk)
    return post(client, reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, earlier.pk]), form)


def unschedule(client: Client, page: Page) -> HttpResponse:
    latest = page.get_latest_revision()
    return client.post(reverse("wagtailadmin_pages:revisions_unschedule", args=[page.pk, latest.pk]))


def copied(**ticked: str) -> Attempt:
    def attempt(client: Client, page: Page) -> HttpResponse:
        data = {"new_title": "Salinan", "new_slug": "salinan", "new_parent_page": page.get_parent().pk, **ticked}
        return client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data)

    return attempt


def workflow_action(action: str) -> Attempt:
    def attempt(client: Client, page: Page) -> HttpResponse:
        state = TaskState.objects.filter(workflow_state__object_id=str(page.pk)).order_by("pk").last()
        address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk])
        return client.post(address, {"comment": "Setuju."})

    return attempt


ON_ANY_PAGE: dict[str, Attempt] = {
    "editing with publish": edit_with(action_publish="1"),
    "editing with submit": edit_with(action_submit="1"),
    "editing with workflow approve": edit_with(action_workflow_action="1", workflow_action_name="approve"),
    "editing with cancel workflow": edit_with(action_cancel_workflow="1"),
    "editing with restart workflow": edit_with(action_restart_workflow="1"),
    "editing with a go-live time": edit_with(action_publish="1", go_live_at="2020-01-01 08:00"),
    "editing with a later go-live time": edit_with(action_publish="1", go_live_at="2099-01-01 08:00"),
    "editing with an expiry time": edit_with(action_publish="1", expire_at="2099-01-01 08:00"),
    "unpublishing": view("unpublish"),
    "unpublishing the section with all below": view("unpublish", {"include_descendants": "on"}, on="section"),
    "unpublishing the home page with all below": view("unpublish", {"include_descendants": "on"}, on="home"),
    "deleting": view("delete"),
    "deleting the section": view("delete", on="section"),
    "deleting the home page": view("delete", on="home"),
    "moving": move,
    "moving the section to another office": move_section,
    "making private": view("set_privacy", {"restriction_type": "login"}),
    "converting an alias": view("convert_alias"),
    "cancelling the workflow": view("confirm_workflow_cancellation"),
    "approving Wagtail's task": workflow_action("approve"),
    "rejecting Wagtail's task": workflow_action("reject"),
    "reverting and publishing": revert_and_publish,
    "unscheduling": unschedule,
    "bulk publish": bulk("publish"),
    "bulk publish of the section": bulk("publish", {"include_descendants": "on"}, on="section"),
    "bulk unpublish": bulk("unpublish"),
    "bulk unpublish of the section": bulk("unpublish", {"include_descendants": "on"}, on="section"),
    "bulk delete": bulk("delete"),
    "bulk delete of the section": bulk("delete", on="section"),
    "bulk move": bulk("move"),
    "admin API publish": api("publish"),
    "admin API unpublish": api("unpublish"),
    "admin API delete": api("delete"),
    "admin API move": api("move", position="last-child"),
    "admin API revert": api("revert_to_page_revision"),
}

COPYING: dict[str, Attempt] = {
    "copying with publication": copied(publish_copies="on"),
    "copying as an alias": copied(alias="on"),
    "admin API live copy": api("copy", keep_live=True, slug="salinan-api"),
    "admin API alias": api("create_alias", update_slug="alias-api"),
}


@contextmanager
def noting_writes() -> Iterator[list[str]]:
    """The statements within that write more than a session: where there are none, nobody sees anything else."""
    written: list[str] = []

    def note(execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE", "DELETE", "REPLACE", "WITH")) and '"django_session"' not in sql:
            written.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield written


def said_something(response: HttpResponse) -> bool:
    """Whether the answer is a redirect, a refusal, or a page with a sentence on it."""
    if 300 <= response.status_code < 500:
        return True
    if response.headers.get("Content-Type", "").startswith("application/json"):
        return True
    context = response.context
    return response.status_code == 200 and context is not None and (context.get("messages") or "form" in context)


@pytest.mark.parametrize("state", ["live", "waiting"])
def test_nobody_changes_what_the_public_sees(state, everything):
    run = live_page() if state == "live" else waiting_page()
    page = Page.objects.get(pk=run.page_id).specific
    if state == "live":
        page.save_revision(user=user("serang.staf"))  # something unpublished to publish
    before, done, turns = Sight.of(page), [], cycle(TELLING[state])
    assert (before.status, before.shows_text) == ((200, True) if state == "live" else (404, False))
    for what, attempt in ON_ANY_PAGE.items():
        for name in ACTORS if everything else ("root", next(turns)):
            client = person(name).client
            with undone(), noting_writes() as written:
                response = attempt(client, page)
                if (
                    response.status_code >= 500
                    or not said_something(response)
                    or (written and Sight.of(page) != before)
                ):
                    done.append((what, name, response.status_code))
    assert done == []


def test_no_copy_of_a_live_page_goes_live():
    page = Page.objects.get(pk=live_page().page_id).specific
    before, live_before, done = Sight.of(page), set(Page.objects.live().values_list("pk", flat=True)), []
    for what, attempt in COPYING.items():
        for name in ACTORS:
            with undone():
                response = attempt(person(name).client, page)
                live = set(Page.objects.live().values_list("pk", flat=True))
                if response.status_code >= 500 or live != live_before or Sight.of(page) != before:
                    done.append((what, name, response.status_code))
    assert done == []


@pytest.mark.parametrize("press", ["action-publish", "action-submit"])
def test_a_page_is_never_added_live(press):
    address = reverse("wagtailadmin_pages:add", args=["news", "newspage", section(SLUG).pk])
    html = person("serang.staf").client.get(address).content.decode()
    form = querydict_from_html(html, form_id=EDITOR_FORM)
    person("serang.staf")._fill(form, [TEXT], {"title": "Baru", "slug": "baru", "summary": "Ringkasan."})
    form[press] = "1"
    for name in ACTORS:
        browser = person(name).client
        sid = transaction.savepoint()
        response = post(browser, address, form)
        assert response.status_code == 302, name
        added = NewsPage.objects.filter(slug="baru").first()
        assert added is None or not (added.live or SopRun.objects.filter(page_id=added.pk).exists()), name
        transaction.savepoint_rollback(sid)


def test_a_task_of_one_page_is_not_reached_through_another():
    first, second = waiting_page(), waiting_page()
    state = second.open_visit.task_state_id
    for name in ACTORS:
        for view_name in ("workflow_action", "collect_workflow_action_data"):
            for action in ("approve", "reject"):
                address = reverse(f"wagtailadmin_pages:{view_name}", args=[first.page_id, action, state])
                response = person(name).client.post(address, {"comment": "Setuju.", "update": "false"})
                assert response.status_code < 500
                for run in (first, second):
                    fresh = SopRun.objects.get(pk=run.pk)
                    task_state = TaskState.objects.get(pk=fresh.open_visit.task_state_id)
                    assert (fresh.current_step, task_state.status) == (2, TaskState.STATUS_IN_PROGRESS), name


@pytest.mark.parametrize("where", ["section", "home"])
def test_privacy_of_a_section_does_not_hide_live_pages_below(where):
    page = Page.objects.get(pk=live_page().page_id).specific
    before = Sight.of(page)
    for name in ACTORS:
        response = view("set_privacy", {"restriction_type": "login"}, on=where)(person(name).client, page)
        assert response.status_code < 500, name
        assert not PageViewRestriction.objects.exists(), name
        assert Sight.of(page) == before, name


def test_reordering_a_section_changes_nothing_the_public_gets():
    page, other = (Page.objects.get(pk=live_page().page_id).specific for _ in range(2))
    before = Sight.of(page), Sight.of(other)
    for name in ACTORS:
        address = reverse("wagtailadmin_pages:set_page_position", args=[other.pk]) + "?position=0"
        assert person(name).client.post(address).status_code < 500
        assert (Sight.of(page), Sight.of(other)) == before, name


def test_a_renamed_section_keeps_its_live_pages_reachable_at_the_approved_address(django_capture_on_commit_callbacks):
    page = Page.objects.get(pk=live_page().page_id).specific
    parent, admin = page.get_parent(), person("serang.admin-kantor")
    form = editor_form(parent, "serang.admin-kantor")
    form["slug"], form["action-publish"] = "kabar", "1"
    form["change_reason"] = "Nama bagian disamakan dengan surat edaran."
    with django_capture_on_commit_callbacks(execute=True):
        post(admin.client, reverse("wagtailadmin_pages:edit", args=[parent.pk]), form)
    visitor = Client(headers={"host": f"{SLUG}.localhost"})
    answer = visitor.get("/" + page.url_path.split("/", 2)[2], follow=True)
    assert answer.status_code == 200
    assert TEXT in answer.content.decode()


@pytest.fixture
def later(monkeypatch) -> Callable[[timedelta], None]:
    """Let time pass."""
    real = timezone.now

    def travel(by: timedelta) -> None:
        monkeypatch.setattr(timezone, "now", lambda: real() + by)

    return travel


def scheduled(slug: str = "bangka-barat", hours: int = 2) -> SopRun:
    run = bring_on(page_by("bangka-barat.subbag-pengusul", kind="artikel"), until=8)
    at = timezone.localtime(timezone.now() + timedelta(hours=hours))
    return holder(slug, "operator").act(run.page_id, "publish", go_live_at=f"{at:%Y-%m-%dT%H:%M}")


# --- in code ---------------------------------------------------------------------------------------


def _save_as_live(page: Page) -> None:
    page.live = True
    page.save()


def _save_other_title(page: Page) -> None:
    page.title = "Judul lain"
    page.save()


def _save_other_body(page: Page) -> None:
    page.body = [("text", "<p>Isi lain.</p>")]
    page.save()


def _save_other_field_of_the_base_row(page: Page) -> None:
    base = Page.objects.get(pk=page.pk)
    base.seo_title = "Judul mesin pencari yang tidak disetujui"
    base.save()


def _save_one_field(page: Page) -> None:
    page.summary = "Ringkasan yang tidak disetujui."
    page.save(update_fields=["summary"])


def _save_as_down(page: Page) -> None:
    page.live = False
    page.save()


def _publish_another_revision(page: Page) -> None:
    page.title = "Judul lain"
    page.save_revision().publish()


def _publish_as_root(page: Page) -> None:
    page.title = "Judul lain"
    page.save_revision().publish(user=user("root"), skip_permission_checks=True)


def _delete_section(page: Page) -> None:
    page.get_parent().delete()


IN_CODE: dict[str, Callable[[Page], Any]] = {
    "saving another title": _save_other_title,
    "saving another body": _save_other_body,
    "saving one field": _save_one_field,
    "saving another search title on the base row": _save_other_field_of_the_base_row,
    "saving it as not live": _save_as_down,
    "publishing another revision": _publish_another_revision,
    "publishing as a superuser without checks": _publish_as_root,
    "unpublishing": lambda page: page.unpublish(),
    "unpublishing the base row": lambda page: Page.objects.get(pk=page.pk).unpublish(),
    "deleting": lambda page: page.delete(),
    "deleting the base row": lambda page: Page.objects.get(pk=page.pk).delete(),
    "deleting a queryset": lambda page: NewsPage.objects.filter(pk=page.pk).delete(),
    "deleting a base queryset": lambda page: Page.objects.filter(pk=page.pk).delete(),
    "deleting the section": _delete_section,
    "deleting the tree as a queryset": lambda page: Page.objects.descendant_of(page.get_parent()).delete(),
    "moving": lambda page: page.move(elsewhere(page), pos="last-child"),
    "moving the section": lambda page: page.get_parent().move(office("banten").root_page, pos="last-child"),
    "copying it live": lambda page: page.copy(update_attrs={"slug": "salinan", "title": "Salinan"}, keep_live=True),
    "making a live alias": lambda page: page.create_alias(update_slug="alias"),
}


ESCAPES = {
    "saving it as live": _save_as_live,
    "publishing a revision": _publish_another_revision,
    "publishing as superuser": _publish_as_root,
    "deleting": lambda page: page.delete(),
    "moving": lambda page: page.move(elsewhere(page), pos="last-child"),
}


@pytest.mark.parametrize(("state", "attempts"), [("live", IN_CODE), ("waiting", ESCAPES)])
def test_no_line_of_code_changes_a_live_page_or_lets_a_waiting_one_escape(state, attempts):
    run = live_page() if state == "live" else waiting_page()
    page = Page.objects.get(pk=run.page_id).specific
    before, live_before, done = Sight.of(page), Page.objects.live().count(), []
    for what, attempt in attempts.items():
        with undone():
            try:
                with transaction.atomic():
                    attempt(Page.objects.get(pk=page.pk).specific)
                done.append((what, "was not refused"))
            except PermissionDenied:
                if Sight.of(page) != before or Page.objects.live().count() != live_before:
                    done.append((what, "was refused and happened"))
    assert done == []


def test_a_page_made_live_in_code_is_not_made():
    page = NewsPage(title="Langsung", slug="langsung", summary="R.", body=[("text", "<p>Isi.</p>")], live=True)
    with pytest.raises(PermissionDenied), transaction.atomic():
        section(SLUG).add_child(instance=page)
    assert not Page.objects.filter(slug="langsung").exists()


def test_the_gate_opens_for_one_page_and_closes_again():
    first, second = (Page.objects.get(pk=waiting_page().page_id).specific for _ in range(2))
    with permitted(first.pk), pytest.raises(PermissionDenied), transaction.atomic():
        _save_as_live(second)
    with pytest.raises(PermissionDenied), transaction.atomic():
        _save_as_live(first)


@pytest.mark.parametrize("fields", [None, ["expire_at"]], ids=["whole row", "one field"])
def test_an_expiry_time_set_by_hand_takes_nothing_down(fields):
    page = Page.objects.get(pk=live_page().page_id).specific
    before = Sight.of(page)
    again = Page.objects.get(pk=page.pk).specific
    again.expire_at = timezone.now() - timedelta(days=1)
    with contextlib.suppress(PermissionDenied), transaction.atomic():
        again.save(update_fields=fields)
    call_command("publish_scheduled", verbosity=0)
    assert Sight.of(page) == before


@pytest.mark.parametrize("state", ["live", "waiting", "draft"])
def test_a_go_live_time_set_by_hand_publishes_nothing_and_stops_nobody(state, later):
    others = scheduled()
    page = {
        "live": lambda: Page.objects.get(pk=live_page().page_id).specific,
        "waiting": lambda: Page.objects.get(pk=waiting_page().page_id).specific,
        "draft": lambda: page_by("serang.staf"),
    }[state]()
    page.title = "Judul yang belum disetujui"
    revision = page.save_revision(user=user("serang.staf"))
    before = Sight.of(page)
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()
    later(timedelta(hours=3))
    call_command("publish_scheduled", verbosity=0)
    assert Sight.of(page) == before
    assert Page.objects.get(pk=others.page_id).live


# --- structure pages -------------------------------------------------------------------------------


def publish_intro(page: Page, name: str, words: str) -> HttpResponse:
    form = editor_form(page, "serang.admin-kantor")
    form["intro"], form["action-publish"] = words, "1"
    form["change_reason"] = "Pengantar disesuaikan dengan keadaan."
    return post(person(name).client, reverse("wagtailadmin_pages:edit", args=[page.pk]), form)


@pytest.mark.parametrize("where", ["home", "section"])
def test_the_office_admin_publishes_structure_and_wagtail_logs_it(where):
    page = office(SLUG).root_page.specific if where == "home" else section(SLUG).specific
    response = publish_intro(page, "serang.admin-kantor", "Pengantar yang baru.")
    assert response.status_code == 302
    page.refresh_from_db()
    assert page.intro == "Pengantar yang baru."
    logged = PageLogEntry.objects.filter(page_id=page.pk, action="wagtail.publish").last()
    assert logged.user == user("serang.admin-kantor")


@pytest.mark.parametrize(
    "name", ["serang.staf", "serang.kasubag", "serang.admin-website", "banten.admin-kantor", "banten.web-admin"]
)
@pytest.mark.parametrize("where", ["home", "section"])
def test_nobody_else_changes_structure(where, name):
    page = office(SLUG).root_page.specific if where == "home" else section(SLUG).specific
    response = publish_intro(page, name, "Pengantar dari yang tidak berwenang.")
    assert response.status_code in (302, 403)
    revisions = page.revisions.count()
    page.refresh_from_db()
    assert "tidak berwenang" not in page.intro
    assert page.revisions.count() == revisions
    assert not PageLogEntry.objects.filter(page_id=page.pk, user=user(name)).exists()


# --- published = approved --------------------------------------------------------------------------


@pytest.mark.parametrize("slug", ["serang", "banten", "cilacap", "bangka-barat", "rembang"])
def test_what_is_published_is_what_was_approved_to_the_byte(slug):
    first_role = writer_of(slug).user.username
    run = bring_on(page_by(first_role, kind="artikel"), until="live")
    page = Page.objects.get(pk=run.page_id).specific
    live = fingerprint(page.serializable_data())
    checks = [visit for visit in run.visits.all() if visit.outcome == "approved"]
    assert page.live
    assert run.content_sha256 == live == checks[-1].content_sha256
    assert run.events.get(kind="published").data["sha256"] == live
    assert page.live_revision_id == run.revision_id
    signatures = [signature for visit in checks for signature in visit.signatures.filter(voided_at=None)]
    assert {signature.content_sha256 for signature in signatures} <= {live}
    assert ContentCopy.objects.get(sha256=live).content["title"] == page.title


def test_a_later_edit_is_a_draft_until_its_own_run_publishes_it():
    run = live_page()
    page, staf = Page.objects.get(pk=run.page_id).specific, holder(SLUG, "staf")
    approved = public(page).content.decode()
    staf.edit(page.pk, title="Judul kedua", paragraphs=["Isi kedua."])
    assert public(page).content.decode() == approved
    assert Page.objects.get(pk=page.pk).has_unpublished_changes
    again = staf.act(page.pk, "start")
    assert again.pk != run.pk
    while again.step is not None:
        assert TEXT in public(page).content.decode()
        again = pass_step(again)
    shown = public(page).content.decode()
    assert "Judul kedua" in shown
    assert "Isi kedua." in shown
    assert TEXT not in shown
    fresh = Page.objects.get(pk=page.pk).specific
    assert fingerprint(fresh.serializable_data()) == again.content_sha256 != run.content_sha256


# --- files -----------------------------------------------------------------------------------------


def png(colour: str) -> bytes:
    data = io.BytesIO()
    Picture.new("RGB", (40, 30), colour).save(data, "PNG")
    return data.getvalue()


def new_image() -> Any:
    file = ImageFile(io.BytesIO(png("red")), name="merah.png")
    return get_image_model().objects.create(title="Merah", file=file, collection=office(SLUG).collection)


def new_document() -> Any:
    file = ContentFile(b"Naskah yang disetujui.", name="naskah.txt")
    return get_document_model().objects.create(title="Naskah", file=file, collection=office(SLUG).collection)


def with_image(item: Any) -> dict[str, Any]:
    return {"image": item, "image_alt": "Bidang merah"}


def with_image_in_body(item: Any) -> dict[str, Any]:
    return {"body": [("text", f"<p>{TEXT}</p>"), ("image", {"image": item, "alt": "Bidang merah"})]}


def with_document_in_body(item: Any) -> dict[str, Any]:
    return {"body": [("text", f"<p>{TEXT}</p>"), ("document", {"document": item, "title": "Naskah"})]}


def with_linked_document(item: Any) -> dict[str, Any]:
    return {"body": [("text", f'<p>{TEXT} <a linktype="document" id="{item.pk}">Naskah</a></p>')]}


USES = {
    "main image": (new_image, with_image),
    "image in the text": (new_image, with_image_in_body),
    "document in the text": (new_document, with_document_in_body),
    "document linked in a paragraph": (new_document, with_linked_document),
    "letter it came from": (new_document, lambda item: {"source_file": item, "source_kind": "nota-dinas"}),
}


def is_image(item: Any) -> bool:
    return isinstance(item, get_image_model())


def file_address(item: Any, action: str) -> str:
    return reverse(f"wagtail{'images' if is_image(item) else 'docs'}:{action}", args=[item.pk])


def swap(name: str, item: Any) -> HttpResponse:
    fresh = (
        SimpleUploadedFile("biru.png", png("blue"), content_type="image/png")
        if is_image(item)
        else SimpleUploadedFile("lain.txt", b"Naskah lain.", content_type="text/plain")
    )
    data = {"title": item.title, "file": fresh, "collection": item.collection_id, "tags": "", "description": ""}
    return person(name).client.post(file_address(item, "edit"), data)


def bulk_delete(name: str, item: Any) -> HttpResponse:
    kind = ("wagtailimages", "image") if is_image(item) else ("wagtaildocs", "document")
    return person(name).client.post(f"{reverse('wagtail_bulk_action', args=[*kind, 'delete'])}?id={item.pk}")


def stored_bytes(item: Any) -> bytes:
    with type(item).objects.get(pk=item.pk).file.open("rb") as file:
        return file.read()


def check_file_holds(item: Any) -> None:
    """Neither swapped nor deleted, by whoever may touch files at all."""
    bytes_before, name_before = stored_bytes(item), item.file.name
    for name in ("serang.staf", "serang.admin-kantor", "root"):
        response = swap(name, item)
        assert response.status_code == 200, name
        assert "tidak dapat diganti" in str(response.context["form"].errors["file"]), name
        with transaction.atomic():
            for response in (person(name).client.post(file_address(item, "delete")), bulk_delete(name, item)):
                assert response.status_code < 500, name
        assert type(item).objects.filter(pk=item.pk, file=name_before).exists(), name
        assert stored_bytes(item) == bytes_before, name


@pytest.mark.parametrize("until", [2, "live"], ids=["waiting", "live"])
@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_a_file_in_use_is_neither_swapped_nor_deleted(use, until):
    make, fields = use
    item = make()
    bring_on(page_by("serang.staf", **fields(item)), until=until)
    check_file_holds(item)


def test_an_attachment_in_use_is_neither_swapped_nor_deleted():
    item, page = new_document(), page_by("serang.staf")
    page.attachments = [Attachment(title="Lampiran", document=item)]
    page.save_revision(user=page.owner)
    bring_on(page, until="live")
    check_file_holds(item)


def test_the_file_of_a_legal_document_is_neither_swapped_nor_deleted():
    item = new_document()
    facts = {"kind": "keputusan", "number": "1", "year": 2025, "enacted_on": date(2025, 3, 1), "file": item}
    run = bring_on(page_by("serang.staf", LegalDocumentPage, "produk-hukum", **facts), until="live")
    assert Page.objects.get(pk=run.page_id).live
    check_file_holds(item)


@pytest.mark.parametrize("first_live", [True, False], ids=["of a live page", "of a page not yet live"])
def test_a_file_that_only_the_draft_on_its_way_shows_is_neither_swapped_nor_deleted(first_live):
    page = page_by("serang.staf")
    if first_live:
        bring_on(page, until="live")
    item, staf = new_image(), holder(SLUG, "staf")
    staf.edit(page.pk, image=item.pk, image_alt="Bidang merah", paragraphs=[TEXT])
    assert staf.act(page.pk, "start").current_step == 2
    check_file_holds(item)


@pytest.mark.parametrize("make", [new_image, new_document])
def test_a_file_nobody_uses_is_swapped_and_deleted(make):
    item = make()
    before = stored_bytes(item)
    response = swap("serang.staf", item)
    assert response.status_code == 302
    assert stored_bytes(item) != before
    assert person("root").client.post(file_address(item, "delete")).status_code == 302
    assert not type(item).objects.filter(pk=item.pk).exists()


def test_a_file_in_use_is_not_swapped_or_deleted_in_code():
    item = new_image()
    live_page(**with_image_in_body(item))
    item.file = ImageFile(io.BytesIO(png("blue")), name="biru.png")
    with pytest.raises(PermissionDenied), transaction.atomic():
        item.save()
    stored = get_image_model().objects.get(pk=item.pk)
    with pytest.raises(PermissionDenied), transaction.atomic():
        stored.delete()


# --- the clock -------------------------------------------------------------------------------------


def test_a_scheduled_page_goes_live_in_its_time_and_the_run_goes_on(later):
    run = scheduled()
    page = Page.objects.get(pk=run.page_id)
    assert (run.status, page.live, run.published_at) == (Status.SCHEDULED, False, None)
    call_command("publish_scheduled", verbosity=0)
    assert not Page.objects.get(pk=run.page_id).live
    later(timedelta(hours=3))
    call_command("publish_scheduled", verbosity=0)
    page, run = Page.objects.get(pk=run.page_id).specific, SopRun.objects.get(pk=run.pk)
    assert page.live
    assert (run.status, run.current_step) == (Status.PUBLISHED, 9)
    assert fingerprint(page.serializable_data()) == run.content_sha256
    assert run.events.filter(kind="published").count() == 1
    run = holder("bangka-barat", "operator").act(run.page_id, "archive", link__instagram="https://instagram.com/p/1")
    assert run.status == Status.FINISHED
    assert set(run.links.values_list("channel", flat=True)) == {"website", "instagram"}


def test_an_update_of_a_live_page_can_be_scheduled_and_the_old_text_stays_till_then(later):
    run = live_page()
    page, staf = Page.objects.get(pk=run.page_id).specific, holder(SLUG, "staf")
    staf.edit(page.pk, paragraphs=["Isi kedua."])
    again = walk_to(staf.act(page.pk, "start"), 4)
    at = timezone.localtime(timezone.now() + timedelta(hours=2))
    again = holder(SLUG, "admin-website").act(page.pk, "publish", go_live_at=f"{at:%Y-%m-%dT%H:%M}")
    assert again.status == Status.SCHEDULED
    assert TEXT in public(page).content.decode()
    later(timedelta(hours=3))
    call_command("publish_scheduled", verbosity=0)
    again.refresh_from_db()
    assert again.status == Status.FINISHED
    assert "Isi kedua." in public(page).content.decode()


def test_a_go_live_time_is_the_offices_own_time():
    place = office("bangka-barat")
    place.time_zone = "Asia/Jayapura"
    place.save()
    run = bring_on(page_by("bangka-barat.subbag-pengusul", kind="artikel"), until=8)
    next_year = timezone.now().year + 1
    run = holder("bangka-barat", "operator").act(run.page_id, "publish", go_live_at=f"{next_year}-05-01T08:00")
    assert run.go_live_at == datetime(next_year, 5, 1, 8, 0, tzinfo=ZoneInfo("Asia/Jayapura"))
    assert Page.objects.get(pk=run.page_id).get_latest_revision().approved_go_live_at == run.go_live_at


def test_a_go_live_time_that_has_passed_is_refused():
    run = bring_on(page_by("bangka-barat.subbag-pengusul", kind="artikel"), until=8)
    with pytest.raises(Refusal) as refusal:
        holder("bangka-barat", "operator").act(run.page_id, "publish", go_live_at="2020-01-01T08:00")
    assert refusal.value.status == 422
    assert "Waktu tayang sudah lewat" in str(refusal.value)
    run.refresh_from_db()
    assert (run.status, run.current_step) == (Status.RUNNING, 8)


def test_a_schedule_can_be_taken_back_and_then_publishes_nothing(later):
    run = scheduled()
    run = holder("bangka-barat", "operator").act(run.page_id, "unschedule")
    assert (run.status, run.current_step, run.go_live_at) == (Status.RUNNING, 8, None)
    later(timedelta(hours=3))
    call_command("publish_scheduled", verbosity=0)
    assert not Page.objects.get(pk=run.page_id).live
    run = holder("bangka-barat", "operator").act(run.page_id, "publish")
    assert Page.objects.get(pk=run.page_id).live
    assert run.status == Status.PUBLISHED


@pytest.mark.parametrize(
    "attempt",
    [
        edit_with(action_publish="1"),
        unschedule,
        view("delete"),
        bulk("publish"),
        move,
        api("publish"),
        api("revert_to_page_revision"),
    ],
    ids=["editing with publish", "unscheduling", "deleting", "bulk publish", "moving", "API publish", "API revert"],
)
def test_nobody_changes_a_scheduled_page_by(attempt):
    run = scheduled()
    page = Page.objects.get(pk=run.page_id).specific
    before = page.get_latest_revision().pk, page.get_latest_revision().approved_go_live_at
    names = ("bangka-barat.operator", "bangka-barat.subbag-pengusul", "bangka-barat.admin-kantor", "root")
    for name in names:
        assert attempt(person(name).client, page).status_code < 500, name
        latest = Page.objects.get(pk=page.pk).get_latest_revision()
        assert (latest.pk, latest.approved_go_live_at) == before, name
        fresh = SopRun.objects.get(pk=run.pk)
        assert (fresh.status, Page.objects.get(pk=page.pk).live) == (Status.SCHEDULED, False), name


def announcement(valid_until: date) -> SopRun:
    facts = {"kind": "pengumuman", "valid_from": timezone.localdate(), "valid_until": valid_until}
    return bring_on(page_by("serang.staf", AnnouncementPage, "pengumuman", **facts), until="live")


def test_an_announcement_leaves_the_site_after_its_last_day_and_the_ledger_says_so(later):
    run = announcement(timezone.localdate() + timedelta(days=1))
    page = Page.objects.get(pk=run.page_id).specific
    assert public(page).status_code == 200
    call_command("publish_scheduled", verbosity=0)
    assert public(page).status_code == 200
    later(timedelta(days=3))
    call_command("publish_scheduled", verbosity=0)
    assert public(page).status_code == 404
    run.refresh_from_db()
    assert run.taken_down_at is not None
    event = run.events.last()
    assert (event.kind, event.actor_name) == ("expired", "Sistem")


def test_the_expiry_of_an_announcement_follows_its_approved_last_day_only():
    run = announcement(timezone.localdate() + timedelta(days=30))
    page = AnnouncementPage.objects.get(pk=run.page_id)
    before = page.expire_at
    for name in ACTORS:
        edit_with(action_publish="1", expire_at="2020-01-01 08:00")(person(name).client, page)
        fresh = AnnouncementPage.objects.get(pk=page.pk)
        assert (fresh.live, fresh.expire_at) == (True, before), name
    page.expire_at = timezone.now() - timedelta(days=1)
    page.save()
    assert AnnouncementPage.objects.get(pk=page.pk).expire_at == before


# --- the emergency lane ----------------------------------------------------------------------------

EMERGENCY = {"ground": "serta-merta", "remark": "Banjir menutup tiga TPS sejak dini hari."}
BANNER = "Informasi serta-merta"


def hurried() -> SopRun:
    """A Rembang item at the publish step, its checks 4, 5 and 6 owed by the web admin's emergency."""
    run = bring_on(page_by("rembang.pengampu-konsep"), until=3)
    return holder("rembang", "web-admin").act(run.page_id, "emergency", **EMERGENCY)


def live_in_emergency() -> SopRun:
    run = hurried()
    return holder("rembang", "web-admin").act(run.page_id, "publish")


def public_html(run: SopRun) -> str:
    return Client().get(run.live_url, headers={"host": f"{run.office.hostname}"}).content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"ground": ""}, "dasar keadaan darurat"),
        ({"ground": "terburu-buru"}, ""),
        ({"remark": ""}, "wajib diisi"),
        ({"remark": "   "}, "wajib diisi"),
        ({"remark": "Segera tayang."}, "sedikitnya 20 karakter"),
        ({"remark": "x" * 5001}, "terlalu panjang"),
        ({"remark": "Banjir menutup tiga\x00TPS sejak dini hari."}, "tidak dapat disimpan"),
    ],
)
def test_an_emergency_needs_a_ground_and_a_reason(wrong, sentence):
    run = bring_on(page_by("rembang.pengampu-konsep"), until=3)
    with pytest.raises(Refusal) as refusal:
        holder("rembang", "web-admin").act(run.page_id, "emergency", **{**EMERGENCY, **wrong})
    assert refusal.value.status == 422
    assert sentence in str(refusal.value)
    run.refresh_from_db()
    assert (run.current_step, run.emergency_reason, run.debts.count()) == (3, "", 0)


@pytest.mark.parametrize("part", ["preparer", "last editor"])
def test_whoever_prepared_or_changed_the_text_does_not_hurry_it(part):
    web_admin = holder("rembang", "web-admin")
    if part == "preparer":
        appoint("rembang.web-admin", OfficeRole.objects.get(office__slug="rembang", slug="pengampu-konsep"))
        page = draft("rembang", web_admin)
        run = web_admin.act(page.pk, "start")
    else:
        run = bring_on(page_by("rembang.pengampu-konsep"), until=4)
        web_admin.edit(run.page_id, summary="Ringkasan yang diperbaiki.", paragraphs=[TEXT])
    with pytest.raises(Refusal):
        web_admin.act(run.page_id, "emergency", **EMERGENCY)
    data = {**EMERGENCY, "seen": "x"}
    response = web_admin.client.post(reverse("sop:act", args=[run.page_id, "emergency"]), data)
    assert response.status_code in (403, 409)
    run.refresh_from_db()
    assert run.emergency_reason == ""


def test_the_emergency_lane_leaves_a_debt_for_every_check_passed_over():
    run = hurried()
    assert run.current_step == 9
    assert list(run.debts.values_list("step_number", flat=True)) == [4, 5, 6]
    assert all(debt.due_at > timezone.now() + timedelta(days=2) for debt in run.debts.all())
    assert run.emergency_reason == f"Informasi serta-merta: {EMERGENCY['remark']}"
    assert not Page.objects.get(pk=run.page_id).live
    event = run.events.get(kind="emergency")
    assert event.actor_name == str(user("rembang.web-admin"))
    assert event.data["debts"] == [4, 5, 6]


def test_an_emergency_page_carries_the_banner_until_its_debts_are_settled():
    run = live_in_emergency()
    assert (run.status, run.current_step) == (Status.PUBLISHED, None)
    assert BANNER in public_html(run)
    settlers = {
        4: (holder("rembang", "kasubbag-tekmas"), second_holder("rembang", "web-admin")),
        5: (holder("rembang", "sekretaris"),),
        6: (holder("rembang", "komisioner"),),
    }
    for number, people in settlers.items():
        for settler in people:
            run.refresh_from_db()
            assert run.status == Status.PUBLISHED
            assert BANNER in public_html(run)
            settler.act(run.page_id, "settle", target=number, verdict="ya")
    run.refresh_from_db()
    assert run.status == Status.FINISHED
    assert BANNER not in public_html(run)
    assert TEXT in public_html(run)
    assert all(debt.approved and debt.settled_by_name for debt in run.debts.all())


def test_the_emergency_publisher_settles_nothing():
    run = live_in_emergency()
    for role in ("kasubbag-tekmas", "sekretaris", "komisioner"):
        appoint("rembang.web-admin", OfficeRole.objects.get(office__slug="rembang", slug=role))
    web_admin = holder("rembang", "web-admin")
    for number in (4, 5, 6):
        with pytest.raises(Refusal):
            web_admin.act(run.page_id, "settle", target=number, verdict="ya")
        address = reverse("sop:act_on", args=[run.page_id, "settle", number])
        data = {"run": run.pk, "verdict": "ya", f"inputs-{number}": list(run.sop.step(number).inputs)}
        assert web_admin.client.post(address, data).status_code in (403, 409)
    assert run.debts.filter(settled_at__isnull=True).count() == 3


def test_whoever_made_the_emergency_page_live_settles_nothing_either():
    run = hurried()
    second = second_holder("rembang", "web-admin")
    run = second.act(run.page_id, "publish")
    with pytest.raises(Refusal):
        second.act(run.page_id, "settle", target=4, verdict="ya")
    assert run.debts.get(step_number=4).signatures == {}


def test_a_joint_check_owed_is_signed_by_two_people():
    run = bring_on(page_by("rembang.pengampu-konsep"), until=3)
    hurrier = second_holder("rembang", "web-admin")
    hurrier.act(run.page_id, "emergency", **EMERGENCY)
    run = hurrier.act(run.page_id, "publish")
    both = holder("rembang", "web-admin")
    appoint("rembang.web-admin", OfficeRole.objects.get(office__slug="rembang", slug="kasubbag-tekmas"))
    both.act(run.page_id, "settle", target=4, verdict="ya")
    with pytest.raises(Refusal):
        both.act(run.page_id, "settle", target=4, verdict="ya")
    refused = run.decide(both.user, Action.SETTLE, step=run.sop.step(4))
    assert "tanda tangan berikutnya harus dari orang lain" in refused.reason
    assert run.debts.get(step_number=4).settled_at is None
    holder("rembang", "kasubbag-tekmas").act(run.page_id, "settle", target=4, verdict="ya")
    assert run.debts.get(step_number=4).settled_at is not None


def test_the_preparer_settles_nothing():
    run = live_in_emergency()
    appoint("rembang.pengampu-konsep", OfficeRole.objects.get(office__slug="rembang", slug="sekretaris"))
    with pytest.raises(Refusal):
        holder("rembang", "pengampu-konsep").act(run.page_id, "settle", target=5, verdict="ya")
    assert run.debts.filter(settled_at__isnull=True).count() == 3


def test_a_no_on_a_skipped_check_takes_the_page_down():
    run = live_in_emergency()
    address = Page.objects.get(pk=run.page_id).url_path.split("/", 2)[2]
    holder("rembang", "sekretaris").act(
        run.page_id, "settle", target=5, verdict="tidak", reason="facts", remark="Angka TPS keliru."
    )
    run.refresh_from_db()
    assert run.taken_down_at is not None
    assert not Page.objects.get(pk=run.page_id).live
    assert Client().get(f"/{address}", headers={"host": "rembang.localhost"}).status_code == 404
    assert run.events.get(kind="objected").data["reason"] == "facts"
    assert run.debts.get(step_number=5).approved is False


def test_a_no_on_a_skipped_check_needs_its_reason():
    run = live_in_emergency()
    with pytest.raises(Refusal) as refusal:
        holder("rembang", "sekretaris").act(run.page_id, "settle", target=5, verdict="tidak")
    assert refusal.value.status == 422
    assert Page.objects.get(pk=run.page_id).live


def test_an_emergency_item_is_not_settled_before_it_is_live():
    run = hurried()
    address = reverse("sop:act_on", args=[run.page_id, "settle", 5])
    data = {"run": run.pk, "verdict": "ya", "inputs-5": list(run.sop.step(5).inputs)}
    response = holder("rembang", "sekretaris").client.post(address, data)
    assert response.status_code in (403, 409, 422)
    assert run.debts.filter(settled_at__isnull=True).count() == 3


# --- taking down -----------------------------------------------------------------------------------


def test_the_publisher_takes_a_page_down_with_a_reason_and_the_ledger_keeps_it():
    run = live_page()
    page = Page.objects.get(pk=run.page_id).specific
    with pytest.raises(Refusal) as refusal:
        holder(SLUG, "admin-website").act(page.pk, "take_down")
    assert refusal.value.status == 422
    assert public(page).status_code == 200
    run = holder(SLUG, "admin-website").act(page.pk, "take_down", reason="facts", remark="Angka keliru.")
    assert public(page).status_code == 404
    assert run.taken_down_at is not None
    assert run.events.get(kind="taken_down").data == {"step": None, "reason": "facts", "remark": "Angka keliru."}


def test_a_page_taken_down_returns_only_through_a_new_run():
    run = live_page()
    page = Page.objects.get(pk=run.page_id).specific
    holder(SLUG, "admin-website").act(page.pk, "take_down", reason="facts", remark="Angka keliru.")
    with pytest.raises(PermissionDenied), transaction.atomic():
        Page.objects.get(pk=page.pk).get_latest_revision().publish(user=user("root"), skip_permission_checks=True)
    again = holder(SLUG, "staf").act(page.pk, "start")
    again = walk_to(again, None)
    assert again.pk != run.pk
    assert public(page).status_code == 200


def test_every_kind_of_page_that_informs_is_behind_the_gate():
    from django.apps import apps
    from wagtail.models import Page as WagtailPage

    kinds = [model for model in apps.get_models() if issubclass(model, WagtailPage) and model is not WagtailPage]
    structure = {"HomePage", "SectionPage"}
    assert {model.__name__ for model in kinds if not issubclass(model, GovernedPage)} == structure


def test_a_run_started_in_the_editor_ends_where_one_started_in_code_ends():
    run = walk_to(started(SLUG), None)
    assert run.status == Status.FINISHED
    assert public(Page.objects.get(pk=run.page_id)).status_code == 200
