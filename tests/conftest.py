"""The five offices, each with its own SOP and one person per role, made once per run of the suite."""

from datetime import date
from io import StringIO
from itertools import count

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection

from home.offices import OfficeFacts, open_office
from home.walking import Person
from news.models import NewsPage
from workflows import compiler, membership
from workflows.models import Office, OfficeRole, Sop, SopRun

SLUGS = ("bangka-barat", "banten", "cilacap", "rembang", "serang")
PARAGRAPHS = ("Rapat pleno berlangsung terbuka di aula kantor.", "Hasilnya dituangkan dalam berita acara.")
_numbers = count(1)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        name = str(connection.settings_dict["NAME"])
        assert "test" in name or "memorydb" in name, "none of the chosen tests has the mark django_db: add one"
        build_world()


def build_world() -> None:
    """Offices, roles and people of the five SOPs, and a headquarters admin and a superuser."""
    call_command("load_sops", verbosity=0, stdout=StringIO())
    for slug in SLUGS:
        document = Sop.objects.get(slug=slug).governing.document
        office = open_office(
            OfficeFacts(
                name=document.office,
                slug=slug,
                region_code="33.17",
                level="provinsi" if "Provinsi" in document.office else "kabupaten",
                time_zone="Asia/Jakarta",
                hostname=f"{slug}.localhost",
                sop=slug,
                divisions=["Divisi Hukum", "Divisi Sosialisasi"],
            )
        )
        for role in office.roles.all():
            appoint(f"{slug}.{role.slug}", role)
    users = get_user_model().objects
    users.create_superuser("root", "root@localhost", "root-password-1")
    hq = users.create_user("pusat.admin", "pusat@localhost", "pusat-password-1")
    hq.groups.add(compiler.ensure_headquarters())


def appoint(username: str, role: OfficeRole, **facts):
    """A person (new if need be) in a role, from the start of 2025."""
    user, _ = get_user_model().objects.get_or_create(
        username=username,
        defaults={"first_name": username.replace(".", " ").title(), "email": f"{username}@example.id"},
    )
    membership.appoint(user, role, decree_number="1/SK/2025", valid_from=date(2025, 1, 2), **facts)
    return user


def user(username: str):
    return get_user_model().objects.get(username=username)


def person(username: str) -> Person:
    return Person(user(username))


def holder(office: str, role: str) -> Person:
    """The person of the suite who holds a role."""
    return person(f"{office}.{role}")


def office(slug: str) -> Office:
    return Office.objects.get(slug=slug)


def section(slug: str, name: str = "berita"):
    """A section of an office's site, also while its address has a suffix."""
    return office(slug).root_page.get_children().get(slug__startswith=name)


def starter(slug: str) -> Person:
    """Who holds step 1's role."""
    return holder(slug, Sop.objects.get(slug=slug).governing.document.first_step.roles[0])


def draft(slug: str, writer: Person | None = None, **fields):
    """A finished news draft written in the editor by whoever starts (or another)."""
    number = next(_numbers)
    given = {"title": f"Berita nomor {number}", "kind": "berita", "summary": "Ringkasan singkat.", **fields}
    return (writer or starter(slug)).write(section(slug), NewsPage, paragraphs=PARAGRAPHS, **given)


def started(slug: str, **fields) -> SopRun:
    """A run just started by the holder of step 1."""
    who = starter(slug)
    return who.act(draft(slug, who, **fields).pk, "start")


def second_holder(slug: str, role: str) -> Person:
    """Another person in a role, for four-eyes."""
    return Person(appoint(f"{slug}.{role}.dua", OfficeRole.objects.get(office__slug=slug, slug=role)))


def pass_step(run: SopRun, **fields) -> SopRun:
    """Let the holders of the waiting step do what it asks, over the admin."""
    from workflows.core.standing import Action
    from workflows.notifications.audience import ACT_OF, next_to_act

    run.refresh_from_db()
    action = ACT_OF.get(run.step.kind, Action.COMPLETE).value
    number, visit = run.current_step, run.open_visit.pk
    for actor in next_to_act(run):
        run = Person(actor).act(run.page_id, action, **fields)
        if run.open_visit is None or run.open_visit.pk != visit:
            break
    assert run.current_step != number or run.open_visit.pk != visit
    return run


def walk_to(run: SopRun, number: int | None) -> SopRun:
    """Pass steps until one waits (None: until none does)."""
    while run.current_step != number:
        run = pass_step(run)
    return run
