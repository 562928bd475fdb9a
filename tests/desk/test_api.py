"""The API: the same acts and refusals as the admin, by session or key, and nothing that answers with a 5xx."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone

from accounts.api_keys import ApiKey
from tests.conftest import draft, holder, person, started, user, walk_to
from workflows.models import SopRun

pytestmark = pytest.mark.django_db


class Caller:
    """A program with a person's key."""

    def __init__(self, username: str) -> None:
        self.key, self.text = ApiKey.objects.make(user(username), "uji")
        self.client = Client(headers={"authorization": f"Bearer {self.text}"})

    def get(self, path: str):
        return self.client.get(f"/api/sop/{path}")

    def post(self, path: str, data: dict):
        return self.client.post(f"/api/sop/{path}", data, content_type="application/json")

    def ticked(self, run: SopRun, action: str, **more) -> dict:
        """An act with the token of what is there now and every box ticked."""
        shown = self.get(f"runs/{run.pk}/").json()
        steps = [act["steps"] for act in shown["actions"] if act["action"] == action]
        answers = {
            number: {"inputs": list(run.sop.step(number).inputs), "checklist": list(run.sop.step(number).checklist)}
            for number in (steps[0] if steps else [])
        }
        return {"action": action, "seen": shown["seen"], "steps": answers, **more}


@pytest.fixture
def waiting() -> SopRun:
    return walk_to(started("rembang", kind="artikel"), 5)


def test_procedures_are_those_that_govern():
    found = Caller("serang.staf").get("procedures/").json()
    assert {procedure["slug"] for procedure in found} == {"bangka-barat", "banten", "cilacap", "rembang", "serang"}
    serang = next(procedure for procedure in found if procedure["slug"] == "serang")
    assert [step["kind"] for step in serang["steps"]] == ["prepare", "decide", "hand_over", "publish"]


def test_tasks_are_what_waits_for_the_caller(waiting):
    assert [task["run"] for task in Caller("rembang.sekretaris").get("tasks/").json()] == [waiting.pk]
    assert Caller("rembang.komisioner").get("tasks/").json() == []


def test_a_run_shows_only_the_callers_acts(waiting):
    secretary = Caller("rembang.sekretaris").get(f"runs/{waiting.pk}/").json()
    assert {"approve", "send_back"} <= {act["action"] for act in secretary["actions"]}
    commissioner = Caller("rembang.komisioner").get(f"runs/{waiting.pk}/").json()
    assert "approve" not in {act["action"] for act in commissioner["actions"]}


def test_an_act_is_done(waiting):
    caller = Caller("rembang.sekretaris")
    response = caller.post(f"runs/{waiting.pk}/actions/", caller.ticked(waiting, "approve"))
    assert response.status_code == 200, response.content
    assert response.json()["step"] == 6


def test_a_draft_is_handed_to_its_sop():
    page = draft("serang")
    caller = Caller("serang.staf")
    seen = caller.get(f"pages/{page.pk}/seen/").json()["seen"]
    steps = {1: {"inputs": ["Buku Catatan", "Bahan Informasi"], "checklist": []}}
    response = caller.post(f"pages/{page.pk}/start/", {"action": "start", "seen": seen, "steps": steps})
    assert response.status_code == 200, response.content
    assert response.json()["step"] == 2


@pytest.mark.parametrize("username", ["rembang.komisioner", "rembang.pengampu-konsep", "rembang.admin-kantor"])
def test_who_may_not_reads_why(waiting, username):
    caller = Caller(username)
    response = caller.post(f"runs/{waiting.pk}/actions/", caller.ticked(waiting, "approve"))
    assert response.status_code == 403
    assert "Langkah 5 dikerjakan oleh Sekretaris" in response.json()["reason"]


@pytest.mark.parametrize("username", ["serang.kasubag", "serang.admin-kantor"])
def test_another_office_finds_nothing(waiting, username):
    caller = Caller(username)
    assert caller.get(f"runs/{waiting.pk}/").status_code == 404
    given = {"action": "approve", "seen": "x"}
    assert caller.post(f"runs/{waiting.pk}/actions/", given).status_code == 404
    assert caller.post(f"pages/{waiting.page_id}/start/", given).status_code == 404


def test_a_stale_act_is_409_and_an_incomplete_one_422(waiting):
    caller = Caller("rembang.sekretaris")
    given = caller.ticked(waiting, "approve")
    assert caller.post(f"runs/{waiting.pk}/actions/", {**given, "steps": {}}).status_code == 422
    assert caller.post(f"runs/{waiting.pk}/actions/", {**given, "seen": ""}).status_code == 422
    assert caller.post(f"runs/{waiting.pk}/actions/", {**given, "seen": "1.1.abc"}).status_code == 409
    walk_to(waiting, 6)
    assert caller.post(f"runs/{waiting.pk}/actions/", given).status_code == 409


def test_without_a_session_or_key_nothing_is_told(waiting):
    assert Client().get(f"/api/sop/runs/{waiting.pk}/").status_code == 401
    assert Client(headers={"authorization": "Bearer sop_x"}).get("/api/sop/tasks/").status_code == 401


def test_a_session_works_and_its_posts_need_the_csrf_token(waiting):
    client = holder("rembang", "sekretaris").client
    assert client.get(f"/api/sop/runs/{waiting.pk}/").status_code == 200
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user("rembang.sekretaris"))
    response = strict.post(f"/api/sop/runs/{waiting.pk}/actions/", {"action": "approve"}, "application/json")
    assert response.status_code == 403


def test_a_revoked_or_expired_key_and_a_closed_account_are_no_longer_known():
    for change in ({"revoked_at": timezone.now()}, {"expires_at": timezone.now() - timedelta(seconds=1)}):
        caller = Caller("serang.staf")
        assert caller.get("tasks/").status_code == 200
        ApiKey.objects.filter(pk=caller.key.pk).update(**change)
        assert caller.get("tasks/").status_code == 401
    caller = Caller("serang.staf")
    type(caller.key.user).objects.filter(username="serang.staf").update(is_active=False)
    assert caller.get("tasks/").status_code == 401


def test_the_key_itself_is_kept_nowhere():
    caller = Caller("serang.staf")
    assert caller.text not in str(ApiKey.objects.filter(pk=caller.key.pk).values())


def test_too_many_requests_are_refused_for_a_while():
    caller = Caller("serang.staf")
    statuses = [caller.get("procedures/").status_code for _ in range(125)]
    assert statuses[0] == 200
    assert statuses[-1] == 429
    assert caller.get("procedures/")["Retry-After"]


@pytest.mark.parametrize(
    "body",
    ["", "[]", "null", '{"action": 5}', '{"action": "x\\u0000"}', '{"action":"approve","steps":{"x":1}}', "{" * 999],
)
def test_unreadable_bodies_are_refused_with_a_sentence(waiting, body):
    client = Caller("rembang.sekretaris").client
    response = client.post(f"/api/sop/runs/{waiting.pk}/actions/", body, content_type="application/json")
    assert response.status_code in (400, 403, 409, 422)
    assert response.json()


def test_a_person_makes_and_revokes_his_own_keys_in_the_admin():
    me, other = person("serang.staf"), person("serang.kasubag")
    session = me.client.session
    record_authentication(SimpleNamespace(session=session, user=me.user), me.user, "password")
    session.save()
    page = me.client.post("/admin/sop/kunci-api/", {"name": "Agenda"})
    text = page.context["made"]
    assert ApiKey.objects.holder_of(text) == me.user
    assert text not in me.client.get("/admin/sop/kunci-api/").content.decode()
    key = ApiKey.objects.get(user=me.user)
    assert other.client.post("/admin/sop/kunci-api/", {"cabut": key.pk}).status_code == 404
    assert me.client.post("/admin/sop/kunci-api/", {"cabut": key.pk}).status_code == 302
    assert ApiKey.objects.holder_of(text) is None
    assert me.client.post("/admin/sop/kunci-api/", {"name": ""}).status_code == 422


@pytest.fixture
def one_connection():
    """The test's transaction outlives the requests: as in Django's own test client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_fuzzed_by_its_own_description(waiting, one_connection, monkeypatch):
    """Schemathesis makes requests from the OpenAPI text, sound and unsound: never a 5xx, always as described."""
    import schemathesis
    from hypothesis import HealthCheck, Phase, given, settings
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

    from site_kpu.wsgi import application

    caller = Caller("rembang.sekretaris")
    monkeypatch.setattr("django.conf.settings.ALLOWED_HOSTS", ["localhost", "testserver"])  # as who asks here says
    schema = schemathesis.openapi.from_wsgi("/api/sop/openapi.json", application)
    checks = (not_a_server_error, status_code_conformance, response_schema_conformance)
    statuses: set[int] = set()
    for result in schema.get_all_operations():
        operation = result.ok()

        @given(case=operation.as_strategy())
        @settings(
            max_examples=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.generate],
            database=None,
            derandomize=True,
        )
        def call(case) -> None:
            cache.clear()
            headers = {"Authorization": f"Bearer {caller.text}", "Accept-Encoding": "identity"}
            response = case.call(headers=headers)
            statuses.add(response.status_code)
            case.validate_response(response, checks=checks)

        call()
    assert 200 in statuses
    assert statuses & {404, 409, 422}
