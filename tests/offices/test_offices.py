"""Offices: separate from each other, each with its own SOP choice and people, opened by one command."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site

from home.demo_offices import bring_on
from home.models import SectionKind
from home.walking import Person, Refusal
from messaging.models import OutboxMessage
from news.models import AnnouncementPage, NewsPage
from offices import membership
from offices.models import OFFICE_ADMIN, Division, Membership, Office, OfficeRole
from sops.changes import CHOICES
from sops.models import Sop, SopVersion
from sops.toml_file import to_toml
from tests.conftest import draft, holder, office, person, section, started, telling, user, walk_to, writer_of
from tests.workflows.test_gate import page_by
from tests.world import SLUGS, appoint
from workflows.core.rule_inputs import Status
from workflows.management.commands.load_sops import SHIPPED
from workflows.models import SopChoice, SopRun, compiler
from workflows.notifications.announcing import thread

pytestmark = pytest.mark.django_db

SECRET = "Zamrud"
TITLE = f"Naskah Pualam {SECRET}"
"""A title: asked for by one of its words, recognised by another."""


def role(slug: str, name: str) -> OfficeRole:
    return OfficeRole.objects.get(office__slug=slug, slug=name)


def other_than(slug: str) -> str:
    return SLUGS[SLUGS.index(slug) - 1]


def run_at(slug: str, step: int | str, **fields: Any) -> SopRun:
    return bring_on(page_by(writer_of(slug).user.username, **{"kind": "artikel", **fields}), until=step)


# --- separate --------------------------------------------------------------------------------------

PAGE_VIEWS = (
    "edit",
    "history",
    "history_results",
    "workflow_history",
    "revisions_index",
    "view_draft",
    "usage",
    "delete",
    "unpublish",
    "copy",
    "move",
    "set_privacy",
    "convert_alias",
)


def addresses_of(run: SopRun) -> list[str]:
    """Every admin address that is about one page of an office."""
    page = Page.objects.get(pk=run.page_id)
    first, last = page.revisions.order_by("pk").first().pk, page.revisions.order_by("pk").last().pk
    own = [reverse(f"wagtailadmin_pages:{name}", args=[page.pk]) for name in PAGE_VIEWS]
    own += [
        reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, first, last]),
        reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "earliest", "latest"]),
        reverse("wagtailadmin_pages:revisions_view", args=[page.pk, last]),
        reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, first]),
        reverse("wagtailadmin_pages:revisions_unschedule", args=[page.pk, last]),
        reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk]),
        reverse("wagtailadmin_pages:workflow_history_detail", args=[page.pk, run.workflow_state_id]),
        reverse("wagtailadmin_pages:workflow_preview", args=[page.pk, run.sop_version.tasks.get(step_number=1).pk]),
        reverse("sop:task", args=[page.pk]),
        reverse("sop:act", args=[page.pk, "approve"]),
        reverse("sop:act_on", args=[page.pk, "settle", 2]),
    ]
    return own


def lists_about(run: SopRun) -> list[str]:
    """Every admin address that lists things, asked in the way that would show the page."""
    page = Page.objects.get(pk=run.page_id)
    parent, search = page.get_parent().pk, "pualam"
    return [
        "/admin/",
        "/admin/register/",
        f"/admin/register/?q={search}",
        f"/admin/register/?office__id__exact={run.office_id}",
        "/admin/register/?export=csv",
        "/admin/pesan-keluar/",
        f"/admin/pesan-keluar/?q={search}",
        "/admin/pages/",
        f"/admin/pages/{parent}/",
        f"/admin/pages/{parent}/results/?q={search}",
        f"/admin/pages/search/?q={search}",
        "/admin/pages/usage/news/newspage/",
        "/admin/reports/locked/",
        "/admin/reports/workflow/",
        "/admin/reports/workflow_tasks/",
        "/admin/reports/site-history/",
        "/admin/reports/aging-pages/",
        f"/admin/api/main/pages/{page.pk}/",
        f"/admin/api/main/pages/?child_of={parent}&fields=*",
        f"/admin/api/main/pages/?search={search}",
    ]


def text(response: HttpResponse) -> str:
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode()


@pytest.mark.parametrize("slug", telling(SLUGS, "cilacap"))
def test_nobody_of_another_office_opens_a_page_or_reads_its_title(slug):
    run = run_at(other_than(slug), 2 if other_than(slug) != "rembang" else 3, title=TITLE)
    leaks = []
    names = [held.slug for held in OfficeRole.objects.filter(office__slug=slug)]
    for name in names:
        client = holder(slug, name).client
        for address in addresses_of(run):
            response = client.get(address)
            if response.status_code not in (302, 403, 404, 405) or SECRET in response.content.decode():
                leaks.append((name, address, response.status_code))
    for name in (names[0], OFFICE_ADMIN):  # lists depend on the office, not on the role
        client = holder(slug, name).client
        for address in lists_about(run):
            response = client.get(address, follow=True)
            if response.status_code >= 500 or SECRET in text(response):
                leaks.append((name, address, response.status_code))
    assert leaks == [], "\n".join(map(str, leaks))


@pytest.mark.parametrize("name", ["banten.kabag", "banten.admin-kantor"])
def test_choosing_a_page_to_link_to_shows_no_drafts_of_another_office(name):
    run = run_at("serang", 2, title=TITLE)
    parent, client = Page.objects.get(pk=run.page_id).get_parent().pk, person(name).client
    assert SECRET not in text(client.get(f"/admin/choose-page/{parent}/?page_type=wagtailcore.page"))
    assert SECRET not in text(client.get("/admin/choose-page/search/?q=pualam&page_type=wagtailcore.page"))


def test_the_owners_of_a_page_do_find_it_where_others_did_not():
    run = run_at("serang", 2, title=TITLE)
    client = holder("serang", "kasubag").client
    found = [address for address in lists_about(run) if SECRET in text(client.get(address))]
    assert {"/admin/", "/admin/register/"} <= set(found)
    assert client.get(reverse("sop:task", args=[run.page_id])).status_code == 200
    assert client.get(reverse("wagtailadmin_pages:history", args=[run.page_id])).status_code == 200


@pytest.mark.parametrize("name", ["banten.kabag", "banten.admin-kantor"])
@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("edit", {"title": "Diubah", "slug": "diubah"}),
        ("delete", {}),
        ("copy", {"new_title": "Salinan", "new_slug": "salinan"}),
        ("lock", {}),
    ],
)
def test_nobody_of_another_office_writes_on_a_page(address, data, name):
    page = page_by("serang.staf")
    before = Page.objects.filter(pk=page.pk).values().get(), Page.objects.count()
    response = person(name).client.post(reverse(f"wagtailadmin_pages:{address}", args=[page.pk]), data)
    assert response.status_code in (302, 403)
    assert (Page.objects.filter(pk=page.pk).values().get(), Page.objects.count()) == before


def test_nobody_adds_a_page_to_another_office():
    address = reverse("wagtailadmin_pages:add", args=["news", "newspage", section("serang").pk])
    for name in ("banten.kabag", "banten.admin-kantor"):
        client = person(name).client
        assert client.get(address).status_code in (302, 403), name
        assert client.post(address, {"title": "Sisipan", "slug": "sisipan"}).status_code in (302, 403), name
    assert not Page.objects.filter(slug="sisipan").exists()


def test_nobody_opens_the_files_of_another_office():
    item = get_document_model().objects.create(
        title=TITLE, file=ContentFile(b"isi", name="rahasia.txt"), collection=office("serang").collection
    )
    for name in ("banten.kabag", "banten.admin-kantor"):
        client = person(name).client
        for address in (
            reverse("wagtaildocs:edit", args=[item.pk]),
            reverse("wagtaildocs:delete", args=[item.pk]),
            reverse("wagtaildocs:index"),
            reverse("wagtaildocs:index") + "?q=pualam",
            reverse("wagtaildocs_chooser:choose") + "?q=pualam",
        ):
            assert SECRET not in client.get(address, follow=True).content.decode(), (name, address)
        client.post(reverse("wagtaildocs:edit", args=[item.pk]), {"title": "Diubah", "collection": item.collection_id})
        client.post(reverse("wagtaildocs:delete", args=[item.pk]))
        assert get_document_model().objects.filter(pk=item.pk, title=TITLE).exists()


ROOMS = {"orang": Membership, "berlaku": SopChoice, "divisi": Division}


def row_of(slug: str, room: str) -> Any:
    model = ROOMS[room]
    path = "role__office__slug" if room == "orang" else "office__slug"
    return model.objects.filter(**{path: slug}).first()


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("name", ["banten.admin-kantor", "banten.kabag", "serang.staf"])
def test_people_choices_and_divisions_are_managed_by_their_own_admin_only(room, name):
    row, client = row_of("serang", room), person(name).client
    before = ROOMS[room].objects.order_by("pk").values()
    rows = list(before)
    own_name = str(office("serang"))
    for view in ("edit", "delete", "history", "usage", "copy"):
        address = f"/admin/sop/{room}/{view}/{row.pk}/"
        for response in (client.get(address), client.post(address, {})):
            assert response.status_code in (302, 403, 404, 405), (view, response.status_code)
    for address in (f"/admin/sop/{room}/", f"/admin/sop/{room}/results/", f"/admin/sop/{room}/new/"):
        response = client.get(address)
        assert response.status_code < 500
        if name.startswith("banten"):
            assert own_name not in response.content.decode(), address
    assert list(before.all()) == rows


@pytest.mark.parametrize("room", ROOMS)
def test_an_admin_opens_his_own_offices_rooms_and_headquarters_all(room):
    row = row_of("serang", room)
    for name in ("serang.admin-kantor", "pusat.admin", "root"):
        client = person(name).client
        assert client.get(f"/admin/sop/{room}/").status_code == 200, name
        assert client.get(f"/admin/sop/{room}/edit/{row.pk}/").status_code == 200, name


def membership_form(**fields: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "user": "",
        "division": "",
        "decree_number": "9/SK/2026",
        "valid_from": f"{today:%Y-%m-%d}",
        "valid_until": "",
        "new_username": "",
        "new_name": "",
        "new_email": "",
        **fields,
    }


def test_an_admin_appoints_people_to_roles_of_his_own_office_only():
    client, before = person("serang.admin-kantor").client, Membership.objects.count()
    new = {"new_username": "serang-baru", "new_name": "Orang Baru", "new_email": "baru@example.id"}
    address = "/admin/sop/orang/new/"
    assert client.post(address, membership_form(role=role("banten", "kabag").pk, **new)).status_code == 200
    foreign = Division.objects.filter(office__slug="banten").first().pk
    data = membership_form(role=role("serang", "kasubag").pk, division=foreign, **new)
    assert client.post(address, data).status_code == 200
    assert Membership.objects.count() == before
    assert client.post(address, membership_form(role=role("serang", "kasubag").pk, **new)).status_code == 302
    newcomer = user("serang-baru")
    assert newcomer.groups.filter(office_role=role("serang", "kasubag")).exists()
    run = run_at("serang", 2)
    assert Person(newcomer).act(run.page_id, "approve").open_visit.signatures.count() == 1


def test_a_run_of_another_page_or_office_is_not_reached_through_ones_own():
    own, foreign = run_at("bangka-barat", "live"), run_at("cilacap", 10)
    third = run_at("bangka-barat", 9)
    operator = holder("bangka-barat", "operator").client
    for target in (foreign, third):
        data = {"run": target.pk, "inputs-9": ["Link Aktif"], "link-instagram": "https://instagram.com/p/1"}
        response = operator.post(reverse("sop:act", args=[own.page_id, "archive"]), data)
        assert response.status_code in (403, 409)
        assert SopRun.objects.get(pk=target.pk).current_step == target.current_step
    published = walk_to(foreign, None)
    duty = published.duties.first()
    response = operator.post(
        reverse("sop:act_on", args=[own.page_id, "fulfil", duty.pk]), {"run": published.pk, "remark": "Selesai."}
    )
    assert response.status_code in (403, 409)
    duty.refresh_from_db()
    assert duty.done_at is None


def test_no_act_of_one_office_writes_a_message_to_another():
    for slug in ("serang", "bangka-barat"):
        walk_to(started(slug), None)
    for message in OutboxMessage.objects.select_related("user", "office"):
        assert message.user.username.startswith(message.office.slug + ".")


# --- which SOP governs -----------------------------------------------------------------------------


def governing(page: Page) -> str:
    return Page.objects.get(pk=page.pk).specific.governing_version().sop.slug


def test_a_section_and_a_kind_override_the_office_for_new_runs_only():
    place = office("serang")
    old, article = run_at("serang", 2), page_by("serang.staf", kind="artikel")
    news = page_by("serang.staf", kind="berita")
    notice = page_by("serang.staf", AnnouncementPage, "pengumuman")
    assert [governing(page) for page in (article, news, notice)] == ["serang"] * 3
    compiler.choose(place, Sop.objects.get(slug="rembang"), content_kind="artikel")
    assert [governing(page) for page in (article, news, notice)] == ["rembang", "serang", "serang"]
    compiler.choose(place, Sop.objects.get(slug="banten"), section=section("serang", "pengumuman"))
    assert [governing(page) for page in (article, news, notice)] == ["rembang", "serang", "banten"]
    compiler.choose(place, Sop.objects.get(slug="cilacap"), section=section("serang", "berita"))
    assert [governing(page) for page in (article, news, notice)] == ["cilacap", "cilacap", "banten"]
    compiler.choose(
        place, Sop.objects.get(slug="bangka-barat"), section=section("serang", "berita"), content_kind="berita"
    )
    assert [governing(page) for page in (article, news, notice)] == ["cilacap", "bangka-barat", "banten"]
    old.refresh_from_db()
    assert old.sop_version.sop.slug == "serang"
    assert [visit.step_number for visit in walk_to(old, None).visits.all()] == [1, 2, 3, 4]


def test_a_run_follows_the_sop_its_office_admin_chose_for_the_kind():
    client = person("serang.admin-kantor").client
    data = {"office": office("serang").pk, "section": "", "content_kind": "artikel", "sop": ""}
    data["sop"] = Sop.objects.get(slug="rembang").pk
    asked = client.post("/admin/sop/berlaku/new/", data)
    data["confirmed"] = asked.context["form"].fields["confirmed"].widget.attrs["value"]
    assert client.post("/admin/sop/berlaku/new/", data).status_code == 302
    choice = SopChoice.objects.get(office__slug="serang", content_kind="artikel")
    assert choice.chosen_by == user("serang.admin-kantor")
    for held in Sop.objects.get(slug="rembang").governing.document.roles:
        appoint(f"serang.r-{held.slug}", role("serang", held.slug))
    writer = person("serang.r-pengampu-konsep")
    run = writer.act(draft("serang", writer, kind="artikel").pk, "start")
    assert run.sop_version.sop.slug == "rembang"
    assert walk_to(run, None).status == Status.FINISHED
    assert started("serang", kind="berita").sop_version.sop.slug == "serang"


def test_an_sop_is_not_chosen_for_another_offices_section_or_twice():
    client, before = person("serang.admin-kantor").client, SopChoice.objects.count()
    sop = Sop.objects.get(slug="rembang").pk
    for data in (
        {"office": office("banten").pk, "section": "", "content_kind": "", "sop": sop},
        {"office": office("serang").pk, "section": section("banten").pk, "content_kind": "", "sop": sop},
        {"office": office("serang").pk, "section": "", "content_kind": "", "sop": sop},
    ):
        response = client.post("/admin/sop/berlaku/new/", data)
        assert response.status_code == 422
        assert response.context["form"].errors
    assert SopChoice.objects.count() == before


def test_without_a_choice_nothing_starts_and_the_reason_is_said():
    page = draft("serang")
    SopChoice.objects.filter(office__slug="serang").delete()
    staf = holder("serang", "staf")
    html = staf.client.get(reverse("sop:task", args=[page.pk])).content.decode()
    assert "Kantor belum memilih SOP" in html
    editor = staf.client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "Kantor belum memilih SOP" in editor
    for name in ("serang.staf", "serang.admin-kantor", "root"):
        response = person(name).client.post(reverse("sop:act", args=[page.pk, "start"]), {"seen": "x"})
        assert response.status_code in (302, 403, 409, 422), name
    assert not SopRun.objects.filter(page_id=page.pk).exists()


# --- who holds a role ------------------------------------------------------------------------------

DAYS = {
    "since yesterday": (-1, None, True),
    "from today": (0, None, True),
    "until today": (-10, 0, True),
    "from tomorrow": (1, None, False),
    "until yesterday": (-10, -1, False),
}


@pytest.mark.parametrize(("begin", "end", "allowed"), DAYS.values(), ids=DAYS)
def test_a_decree_counts_on_its_days_only(begin, end, allowed):
    run, today = run_at("serang", 2), timezone.localdate()
    held = Membership.objects.filter(role=role("serang", "kasubag"))
    held.update(
        valid_from=today + timedelta(days=begin), valid_until=None if end is None else today + timedelta(days=end)
    )
    kasubag = holder("serang", "kasubag")
    if allowed:
        assert kasubag.act(run.page_id, "approve").open_visit.signatures.count() == 1
        return
    response = kasubag.client.post(Person.address(run.page_id, "approve"), {"seen": "x"})
    assert response.status_code in (302, 403)
    assert not SopRun.objects.get(pk=run.pk).open_visit.signatures.exists()


def test_a_person_switched_off_acts_no_more():
    run, kasubag = run_at("serang", 2), holder("serang", "kasubag")
    type(kasubag.user).objects.filter(pk=kasubag.user.pk).update(is_active=False)
    response = kasubag.client.post(Person.address(run.page_id, "approve"), {"seen": "x"})
    assert response.status_code in (302, 403)
    assert not SopRun.objects.get(pk=run.pk).open_visit.signatures.exists()


@pytest.mark.parametrize(
    ("of_page", "of_kordiv", "allowed"),
    [
        ("Divisi Hukum", "Divisi Hukum", True),
        ("Divisi Hukum", "Divisi Sosialisasi", False),
        ("Divisi Hukum", None, True),
        (None, "Divisi Sosialisasi", True),
    ],
)
def test_a_role_limited_to_a_division_checks_its_division_only(of_page, of_kordiv, allowed):
    divisions = {division.name: division for division in office("serang").divisions.all()}
    Membership.objects.filter(role=role("serang", "kordiv")).update(division=divisions.get(of_kordiv))
    appoint("serang.kordiv.lain", role("serang", "kordiv"))
    run = run_at("serang", 2, division=divisions.get(of_page))
    kordiv = holder("serang", "kordiv")
    told = set(OutboxMessage.objects.filter(thread=thread(run)).values_list("user__username", flat=True))
    assert ("serang.kordiv" in told) == allowed
    if allowed:
        assert kordiv.act(run.page_id, "approve").open_visit.signatures.count() == 1
    else:
        with pytest.raises(Refusal):
            kordiv.act(run.page_id, "approve")
        assert person("serang.kordiv.lain").act(run.page_id, "approve").open_visit.signatures.count() == 1


def _edit_membership(held: Membership, **fields: Any) -> Any:
    data = membership_form(
        user=held.user_id,
        role=held.role_id,
        decree_number=held.decree_number,
        valid_from=f"{held.valid_from:%Y-%m-%d}",
        division=held.division_id or "",
    )
    return person("serang.admin-kantor").client.post(f"/admin/sop/orang/edit/{held.pk}/", {**data, **fields})


def _day(days: int) -> str:
    return f"{timezone.localdate() + timedelta(days=days):%Y-%m-%d}"


def _post_user(held: Membership, view: str, data: dict[str, Any]) -> Any:
    return person("root").client.post(reverse(f"wagtailusers_users:{view}", args=[held.user_id]), data)


LEAVING: dict[str, Callable[[Membership], Any]] = {
    "ending the appointment": lambda held: person("serang.admin-kantor").client.post(
        f"/admin/sop/orang/delete/{held.pk}/", {"decree_number": "9/SK/2026"}
    ),
    "ending it": lambda held: _edit_membership(held, valid_until=_day(-1)),
    "letting it begin later": lambda held: _edit_membership(held, valid_from=_day(30)),
    "giving it to a role nobody waits for": lambda held: _edit_membership(held, role=role("serang", "staf").pk),
    "deleting the person": lambda held: _post_user(held, "delete", {}),
    "switching the person off": lambda held: _post_user(
        held,
        "edit",
        {"username": held.user.username, "first_name": "K", "last_name": "K", "email": held.user.email},
    ),
}


def still_covered(run: SopRun) -> bool:
    """Promise 8: someone can still act, or the office's admin has been told."""
    current = Membership.objects.current().filter(role=role("serang", "admin-website"))
    alarmed = OutboxMessage.objects.filter(thread=thread(run), reason="orphan", user__username="serang.admin-kantor")
    return current.exists() or alarmed.exists()


@pytest.mark.parametrize("leave", LEAVING.values(), ids=LEAVING)
def test_the_last_holder_does_not_leave_waiting_items_without_anyone_by(leave):
    run = run_at("serang", 4)
    response = leave(Membership.objects.get(role=role("serang", "admin-website")))
    assert response.status_code < 500
    assert still_covered(run)


@pytest.mark.parametrize(
    "leave", [LEAVING["ending the appointment"], LEAVING["ending it"]], ids=["by decree", "by date"]
)
def test_a_holder_leaves_when_another_stays_and_his_groups_follow(leave):
    run = run_at("serang", 4)
    appoint("serang.admin-website.dua", role("serang", "admin-website"))
    held = Membership.objects.get(user__username="serang.admin-website")
    assert leave(held).status_code == 302
    group = role("serang", "admin-website").group
    assert not user("serang.admin-website").groups.filter(pk=group.pk).exists()
    assert person("serang.admin-website.dua").act(run.page_id, "publish").published_at


def test_the_last_holder_is_not_dismissed_in_code_either():
    run_at("serang", 4)
    held = Membership.objects.get(role=role("serang", "admin-website"))
    with pytest.raises(ValidationError, match="Tunjuk penggantinya dulu"):
        membership.dismiss(held, decree_number="9/SK/2026", by=None)
    assert Membership.objects.filter(pk=held.pk).exists()


def test_a_membership_of_impossible_dates_or_a_foreign_division_is_refused():
    today, serang = timezone.localdate(), role("serang", "kasubag")
    with pytest.raises(ValidationError, match="lebih awal"):
        membership.appoint(
            user("serang.staf"),
            serang,
            decree_number="1",
            valid_from=today,
            valid_until=today - timedelta(days=1),
        )
    foreign = Division.objects.filter(office__slug="banten").first()
    with pytest.raises(ValidationError, match="kantor lain"):
        membership.appoint(user("serang.staf"), serang, decree_number="1", valid_from=today, division=foreign)


# --- opening an office -----------------------------------------------------------------------------


def create_office(slug: str = "kota-contoh", **facts: Any) -> str:
    given = {
        "name": "KPU Kota Contoh",
        "region_code": "36.73",
        "level": "kota",
        "hostname": f"{slug}.localhost",
        "sop": "serang",
        "division": ["Divisi Hukum"],
        **facts,
    }
    out = StringIO()
    arguments = [f"--{name.replace('_', '-')}={value}" for name, value in given.items() if name != "division"]
    call_command("create_office", slug, *arguments, *[f"--division={name}" for name in given["division"]], stdout=out)
    return out.getvalue()


def census() -> list[int]:
    models = (Office, Site, Page, Collection, Group, OfficeRole, Division, SopChoice)
    return [model.objects.count() for model in (*models, GroupPagePermission, GroupCollectionPermission)]


def test_one_command_opens_an_office_with_everything_it_needs():
    said = create_office()
    assert "http://kota-contoh.localhost/" in said
    place = office("kota-contoh")
    assert place.site.root_page_id == place.root_page_id
    assert place.collection.name == "KPU Kota Contoh"
    assert set(place.root_page.get_children().values_list("slug", flat=True)) == set(SectionKind.values)
    assert set(place.roles.values_list("slug", flat=True)) == {
        "staf",
        "kasubag",
        "kordiv",
        "admin-website",
        OFFICE_ADMIN,
    }
    for held in place.roles.all():
        actions = set(held.group.page_permissions.values_list("permission__codename", flat=True))
        assert {"add_page", "change_page"} <= actions
        assert ("publish_page" in actions) == (held.slug == OFFICE_ADMIN)
        assert held.group.collection_permissions.filter(collection=place.collection).exists()
        appoint(f"kota-contoh.{held.slug}", held)
    visitor = Client(headers={"host": "kota-contoh.localhost"})
    for page in (place.root_page, *place.root_page.get_children()):
        path = page.url_path.removeprefix(place.root_page.url_path)
        assert visitor.get(f"/{path}").status_code == 200, path
    run = walk_to(started_at("kota-contoh"), None)
    assert run.status == Status.FINISHED
    assert run.live_url.startswith("http://kota-contoh.localhost/")


def started_at(slug: str) -> SopRun:
    writer = person(f"{slug}.staf")
    return writer.act(draft(slug, writer).pk, "start")


def test_opening_the_same_office_again_changes_nothing_but_its_facts():
    create_office()
    before = census()
    create_office(name="KPU Kota Contoh Raya")
    assert census() == before
    assert office("kota-contoh").name == "KPU Kota Contoh Raya"


WRONG = {
    "slug with spaces": ({"slug": "Kota Contoh", "hostname": "contoh.localhost"}, "kode singkat"),
    "no name": ({"name": ""}, "nama kantor"),
    "host of another office": ({"hostname": "serang.localhost"}, "nama host"),
    "unknown SOP": ({"sop": "tidak-ada"}, "SOP «tidak-ada» tidak ada"),
    "long region code": ({"region_code": "12345678901234"}, "kode wilayah"),
    "unknown level": ({"level": "kecamatan"}, "tingkat"),
    "unknown time zone": ({"time_zone": "Asia/Tokyo"}, "zona waktu"),
    "impossible port": ({"port": "99999999"}, "port"),
    "slug of an existing page": ({"slug": "serang", "hostname": "banten.localhost"}, "nama host"),
}
ENGLISH = re.compile(r"\b(invalid|choose from|already exists|must|enter|this field|cannot|required)\b", re.IGNORECASE)


@pytest.mark.parametrize(("facts", "named"), WRONG.values(), ids=WRONG)
def test_an_office_with_wrong_facts_is_refused_in_indonesian_and_nothing_is_made(facts, named):
    before = census()
    with pytest.raises(CommandError) as refusal:
        create_office(**facts)
    said = str(refusal.value)
    assert named in said
    assert not ENGLISH.search(said), said
    assert census() == before


# --- SOP files -------------------------------------------------------------------------------------


def load(*arguments: Any) -> str:
    out = StringIO()
    call_command("load_sops", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def new_sop(tmp_path) -> Any:
    """A file with an SOP nobody has loaded yet."""
    document = Sop.objects.get(slug="serang").governing.document
    dates = document.dates.model_copy(update={"signed": "2026-01-05"})
    file = tmp_path / "baru.toml"
    new = document.model_copy(update={"slug": "baru", "number": "1/2026", "dates": dates})
    file.write_text(to_toml(new), encoding="utf-8")
    return file


def test_checking_stores_nothing_and_loading_does(new_sop):
    before = SopVersion.objects.count(), Sop.objects.count()
    assert "tidak ada yang disimpan" in load(new_sop, "--check")
    assert (SopVersion.objects.count(), Sop.objects.count()) == before
    load(new_sop)
    assert (SopVersion.objects.count(), Sop.objects.count()) == (before[0] + 1, before[1] + 1)
    assert Sop.objects.get(slug="baru").versions.get().document.number == "1/2026"


def test_loading_the_five_again_changes_nothing():
    before = list(SopVersion.objects.order_by("pk").values())
    assert load().count("tidak ada perubahan") == 5
    assert list(SopVersion.objects.order_by("pk").values()) == before


def test_an_unsigned_version_governs_nothing(new_sop):
    text = re.sub(r'(?m)^signed = ".*"\n', "", new_sop.read_text(encoding="utf-8"))
    new_sop.write_text(text, encoding="utf-8")
    assert "belum disahkan" in load(new_sop)
    sop = Sop.objects.get(slug="baru")
    assert sop.governing is None
    assert sop.versions.get().status == SopVersion.Status.DRAFT


BREAKS = {
    "unknown kind": ('kind = "decide"', 'kind = "memutuskan"', "kind"),
    "unknown role": ('roles = ["staf"]', 'roles = ["kepala"]', "roles"),
    "bad norm time": ('norm_time = "PT60M"', 'norm_time = "sejam"', "norm_time"),
    "misspelt field": ("on_refusal = 1", "on_refusl = 1", "on_refus"),
    "refusal ahead": ("on_refusal = 1", "on_refusal = 4", "on_refusal"),
    "not TOML": ("on_refusal = 1", "on_refusal =", ""),
}


@pytest.mark.parametrize(("right", "wrong", "field"), BREAKS.values(), ids=BREAKS)
def test_a_broken_file_is_refused_with_file_line_and_field(right, wrong, field, tmp_path, new_sop):
    text = (SHIPPED / "serang.toml").read_text(encoding="utf-8")
    assert right in text
    broken = tmp_path / "rusak.toml"
    broken.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    line = text[: text.index(right)].count("\n") + 1
    before = SopVersion.objects.count()
    with pytest.raises(CommandError) as refusal:
        load(new_sop, broken)
    said = str(refusal.value)
    assert f"{broken}:{line}" in said
    assert field in said
    assert "Perbaikan:" in said
    assert SopVersion.objects.count() == before, "the sound file beside it is not stored either"


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00slug"], ids=["missing", "not UTF-8"])
def test_a_file_that_cannot_be_read_is_refused(content, tmp_path):
    file = tmp_path / "tiada.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandError, match=re.escape(str(file))):
        load(file)


@pytest.mark.parametrize("slug", SLUGS)
def test_an_sop_is_printed_as_a_table_and_as_its_canonical_json(slug):
    version, table, canonical = Sop.objects.get(slug=slug).governing, StringIO(), StringIO()
    call_command("print_sop", slug, stdout=table)
    call_command("print_sop", slug, "--json", stdout=canonical)
    assert json.loads(canonical.getvalue()) == json.loads(version.content)
    assert canonical.getvalue().strip() == version.document.canonical_json()
    shown = table.getvalue()
    assert version.document.name in shown
    assert version.document.reference in shown
    for step in version.document.steps:
        row = re.search(rf"(?m)^{step.number}\s+\| {re.escape(step.activity.split()[0])}.*", shown)
        assert row, step.number
        assert row[0].split("|")[3].split()[0] in CHOICES[step.kind].split(), "its kind in Indonesian, no word cut"
    assert "†" not in shown
    with_readings = StringIO()
    call_command("print_sop", slug, "--readings", stdout=with_readings)
    assert with_readings.getvalue().count("(perlu konfirmasi kantor)") == len(version.document.assumptions)


def test_an_sop_that_is_not_there_is_not_printed():
    with pytest.raises(CommandError, match="SOP «tiada» tidak ada"):
        call_command("print_sop", "tiada", stdout=StringIO())


@cache
def expected_steps(slug: str) -> int:
    return len(Sop.objects.get(slug=slug).governing.document.steps)


@pytest.mark.parametrize("slug", telling(SLUGS, "bangka-barat"))
def test_walking_an_sop_ends_with_a_live_page(slug):
    out = StringIO()
    call_command("walk_sop", slug, stdout=out)
    said = out.getvalue()
    link = re.search(r"(?m)^Tayang: (http://\S+)$", said)
    assert link
    host, path = re.fullmatch(r"http://([^/]+)(/.*)", link[1]).groups()
    answer = Client().get(path, headers={"host": host})
    assert answer.status_code == 200
    assert "Uji jalan SOP" in answer.content.decode()
    assert "TIDAK" in said
    for number in range(1, expected_steps(slug) + 1):
        assert f"Langkah {number}: " in said
    run = SopRun.objects.latest("pk")
    assert (run.office.slug, run.status) == (slug, Status.FINISHED)
    assert NewsPage.objects.get(pk=run.page_id).live


def test_walking_an_office_that_is_not_there_is_refused():
    with pytest.raises(CommandError, match="Kantor «tiada» tidak ada"):
        call_command("walk_sop", "tiada", stdout=StringIO())


def test_the_demo_commands_refuse_a_real_installation(settings):
    settings.IS_DEMO = False
    for command in (["walk_sop", "serang"], ["load_demo"]):
        with pytest.raises(CommandError):
            call_command(*command, stdout=StringIO())


def test_the_form_of_a_role_offers_the_admins_own_office_only():
    html = person("serang.admin-kantor").client.get("/admin/sop/orang/new/").content.decode()
    select = re.search(r'(?s)<select[^>]*name="role".*?</select>', html)[0]
    offered = {int(pk) for pk in re.findall(r'<option value="(\d+)"', select)}
    assert offered == set(OfficeRole.objects.filter(office__slug="serang").values_list("pk", flat=True))
