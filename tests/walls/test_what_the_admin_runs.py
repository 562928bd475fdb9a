"""What an injected script can do in the admin, and what a forgotten password tells a stranger."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.password_reset import AGAIN, MOST, WINDOW, send_reset
from site_kpu.browser_policy import SHOWING_TEXTS
from tests.conftest import person, section, user

pytestmark = pytest.mark.django_db
RESET = "/admin/password_reset/"


def directives(answer) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in answer["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


def test_no_handler_in_an_attribute_runs_in_the_admin():
    told = directives(person("serang.staf").client.get("/admin/"))
    assert told["script-src-attr"] == "'none'"
    assert "unsafe-eval" not in str(told)


def test_where_the_admin_shows_a_text_no_script_in_place_runs():
    client, page = person("root").client, section("serang").pk
    for address in (
        f"/admin/pages/{page}/view_draft/",
        f"/admin/pages/{page}/edit/preview/",
        f"/admin/sop/tugas/{page}/naskah/",
    ):
        assert directives(client.get(address))["script-src"] == "'self'", address


def test_every_address_that_shows_a_text_is_among_them():
    """A new version of Wagtail with another preview is noticed here."""
    found: set[str] = set()

    def walk(patterns) -> None:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns)
            elif isinstance(pattern, URLPattern) and pattern.name:
                found.add(pattern.name)

    walk(get_resolver().url_patterns)
    shows = {name for name in found if "preview" in name or name in ("view_draft", "revisions_view")}
    assert shows - SHOWING_TEXTS <= {"preview_media", "image_preview", "preview"}


def asked(email: str) -> DBTaskResult:
    before = set(DBTaskResult.objects.values_list("pk", flat=True))
    answer = Client().post(RESET, {"email": email})
    assert answer.status_code == 302
    return DBTaskResult.objects.exclude(pk__in=before).get()


def test_known_and_unknown_addresses_are_answered_by_the_same_work(django_assert_num_queries):
    counted = []
    for email in (user("serang.staf").email, "tidak.ada@example.id"):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            asked(email)
        counted.append(len(captured))
    assert counted[0] == counted[1]
    assert mail.outbox == []


def test_the_worker_writes_to_whoever_is_known():
    for email, mails in (("tidak.ada@example.id", 0), (user("serang.staf").email.upper(), 1)):
        mine = user("serang.staf")
        mine.set_password("Kata-sandi-lama-1")
        mine.save()
        row = asked(email)
        send_reset.func(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
        assert len(mail.outbox) == mails
    assert mail.outbox[0].to == [user("serang.staf").email]
    address = next(line for line in mail.outbox[0].body.split() if "/password_reset/confirm/" in line)
    assert Client().get("/" + address.partition("://")[2].partition("/")[2], follow=True).status_code == 200


def test_a_mail_server_that_is_gone_is_tried_again(monkeypatch):
    mine = user("serang.staf")
    mine.set_password("Kata-sandi-lama-1")
    mine.save()
    row = asked(mine.email)

    def gone(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("accounts.password_reset.AutomaticMail.send", gone)
    for attempt in range(len(AGAIN) + 1):
        before = DBTaskResult.objects.count()
        send_reset.func(*row.args_kwargs["args"][:3], attempt, **row.args_kwargs["kwargs"])
        assert DBTaskResult.objects.count() - before == (attempt < len(AGAIN))


def finished(row: DBTaskResult) -> int | None:
    """The worker's turn: the row keeps what came of it."""
    row.return_value = send_reset.func(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
    row.status, row.finished_at = "SUCCESSFUL", timezone.now()
    row.save()
    return row.return_value


def test_a_mailbox_gets_three_mails_an_hour_however_its_address_is_spelt():
    mine, other = user("serang.staf"), user("serang.kasubag")
    for person_here in (mine, other):
        person_here.set_password("Kata-sandi-lama-1")
        person_here.save()
    for email in (mine.email, mine.email.upper(), mine.email, mine.email, mine.email.title()):
        finished(asked(email))  # which is answered alike each time
    assert [message.to for message in mail.outbox] == [[mine.email]] * MOST
    assert finished(asked(other.email)) == other.pk
    DBTaskResult.objects.update(finished_at=timezone.now() - WINDOW)
    assert finished(asked(mine.email)) == mine.pk
