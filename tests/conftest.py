"""The suite's database, and its people at work."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import connection, transaction
from hypothesis import HealthCheck, settings

from files import isolation
from home.walking import Person
from news.models import NewsPage
from offices.models import Office, OfficeRole
from sops.models import Sop
from tests import forked, furnished
from tests.people import Colleague
from tests.world import appoint
from workflows.core.rules import passing_act
from workflows.models import SopRun
from workflows.notifications.audience import next_to_act

PARAGRAPHS = ("Rapat pleno berlangsung terbuka di aula kantor.", "Hasilnya dituangkan dalam berita acara.")
_numbers = count(1)
settings.register_profile("slow machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("slow machine")


def pytest_collection_finish() -> None:
    """What has been imported stays: the collector need not look through it again and again (6 % of the CPU)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_modify_db_settings, django_db_blocker):
    """The furnished database, copied; nothing migrates here."""
    with django_db_blocker.unblock():
        furnished.move_in(connection.creation._get_test_db_name())
        yield
        furnished.move_out()


@pytest.fixture(scope="session", autouse=True)
def _programs_are_forked() -> Iterator[None]:
    """On SQLite; on PostgreSQL, and behind nginx, the programs that read uploads start as in production."""
    if connection.vendor != "sqlite":
        yield
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(isolation, "start", forked.instead_of(isolation.start))
        yield
    forked.stop()


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """What the cache holds of an earlier test speaks of rows that were rolled back, and whose numbers come again."""
    cache.clear()


@pytest.fixture(params=[False, pytest.param(True, marks=pytest.mark.thorough)], ids=["telling", "everything"])
def everything(request) -> bool:
    """Whether a test tries all it can, as in ``make test-all``, or what tells most."""
    return request.param


def telling(values, *chosen):
    """Values to parametrize with: in the short suite only the chosen ones."""
    return [pytest.param(value, marks=() if value in chosen else pytest.mark.thorough) for value in values]


@contextmanager
def undone() -> Iterator[None]:
    """What is done within is undone: many attempts on what was set up once."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def user(username: str):
    return get_user_model().objects.get(username=username)


def person(username: str) -> Colleague:
    return Colleague(user(username))


def holder(office: str, role: str) -> Colleague:
    """The person of the suite who holds a role."""
    return person(f"{office}.{role}")


def office(slug: str) -> Office:
    return Office.objects.get(slug=slug)


def section(slug: str, name: str = "berita"):
    """A section of an office's site, also while its address has a suffix."""
    return office(slug).root_page.get_children().get(slug__startswith=name)


def starter(slug: str) -> Colleague:
    """Who holds step 1's role."""
    return holder(slug, Sop.objects.get(slug=slug).governing.document.first_step.roles[0])


def writer_of(slug: str) -> Colleague:
    """Who holds the role of the step that writes: not who only orders a text, and may check it later (ruling 4a)."""
    return holder(slug, Sop.objects.get(slug=slug).governing.document.writing_step.roles[0])


def draft(slug: str, writer: Person | None = None, **fields):
    """A finished news draft of whoever writes first by the SOP (or another)."""
    number = next(_numbers)
    given = {"title": f"Berita nomor {number}", "kind": "berita", "summary": "Ringkasan singkat.", **fields}
    return (writer or writer_of(slug)).write(section(slug), NewsPage, paragraphs=PARAGRAPHS, **given)


def started(slug: str, **fields) -> SopRun:
    """A run just started by the holder of step 1."""
    return starter(slug).act(draft(slug, **fields).pk, "start")


def second_holder(slug: str, role: str) -> Colleague:
    """Another person in a role, for four-eyes."""
    return Colleague(appoint(f"{slug}.{role}.dua", OfficeRole.objects.get(office__slug=slug, slug=role)))


def pass_step(run: SopRun, by: type[Person] = Colleague, **fields) -> SopRun:
    """Let the holders of the waiting step do what it asks; ``by=Person``: over the admin's screens."""
    run.refresh_from_db()
    action = passing_act(run.step).value
    number, visit = run.current_step, run.open_visit.pk
    for actor in next_to_act(run):
        run = by(actor).act(run.page_id, action, **fields)
        if run.open_visit is None or run.open_visit.pk != visit:
            break
    assert run.current_step != number or run.open_visit.pk != visit
    return run


def walk_to(run: SopRun, number: int | None) -> SopRun:
    """Pass steps until one waits (None: until none does)."""
    while run.current_step != number:
        run = pass_step(run)
    return run
