"""Deciding from a message: what the link shows, when it acts, and when it no longer does."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from messaging.models import OutboxMessage
from offices import membership
from offices.models import Membership
from sops import models as sop_models
from sops.document import Proof
from tests.conftest import draft, holder, person, started, user, walk_to
from workflows.models import DecisionLink, SopEvent, SopRun
from workflows.notifications import decision_links
from workflows.notifications.announcing import thread

pytestmark = pytest.mark.django_db


def link_of(run: SopRun, username: str) -> DecisionLink:
    return DecisionLink.objects.get(user__username=username, visit=run.open_visit)


def path(link: DecisionLink) -> str:
    return f"/putusan/{decision_links.token(link)}/"


def answers(client: Client, address: str, action: str, **more) -> dict:
    """The posted form of a picked answer, with every box ticked."""
    form = client.get(f"{address}?jawab={action}").context["asked"].form
    data = {"tindakan": action, "seen": form["seen"].value(), "run": form["run"].value()}
    for name, field in form.fields.items():
        if name.startswith(("inputs-", "checklist-")):
            data[name] = [value for value, _ in field.choices]
    return {**data, **more}


@pytest.fixture
def waiting():
    """An item of Rembang at step 5, with the secretary's link."""
    run = walk_to(started("rembang", kind="artikel", title="Rapat pleno hari Senin"), 5)
    return run, link_of(run, "rembang.sekretaris")


def test_the_message_carries_the_link(waiting):
    run, link = waiting
    message = OutboxMessage.objects.filter(user=link.user, thread=thread(run)).first()
    assert decision_links.address(link) in message.text
    assert len(decision_links.token(link)) <= 34


def test_reading_changes_nothing(waiting):
    _, link = waiting
    before = SopEvent.objects.count()
    client = holder("rembang", "sekretaris").client
    for method in (client.get, client.head, client.options, Client().get, Client().head, Client().options):
        assert method(path(link)).status_code in (200, 302, 405)
    link.refresh_from_db()
    assert link.used_at is None
    assert SopEvent.objects.count() == before


def test_a_stranger_is_sent_to_the_login(waiting):
    response = Client().get(path(waiting[1]))
    assert response.status_code == 302
    assert "/akun/masuk/" in response.url
    response = Client().post(path(waiting[1]), {"tindakan": "approve"})
    assert response.status_code == 302


@pytest.mark.parametrize(
    ("username", "status"),
    [("rembang.komisioner", 403), ("serang.kasubag", 404), ("root", 403), ("pusat.admin", 403)],
)
def test_the_link_is_of_no_use_to_anyone_else(waiting, username, status):
    """Whom it was sent to is told to people of the item's office only; to others it is no link at all."""
    _, link = waiting
    response = person(username).client.get(path(link))
    assert response.status_code == status
    assert "Rapat pleno" not in response.content.decode()
    assert (str(link.user) in response.content.decode()) is (status == 403)
    assert person(username).client.post(path(link), {"tindakan": "approve"}).status_code == status


@pytest.mark.parametrize("token", ["x", "1-" + "0" * 26, "zzzzzzzzzzzzzz-0", "-", "1", "%00-1", "9" * 300 + "-x"])
def test_a_made_up_link_is_not_known(token):
    response = holder("rembang", "sekretaris").client.get(f"/putusan/{token}/")
    assert response.status_code in (400, 404)


def test_a_link_of_which_only_the_number_is_right_is_not_known(waiting):
    number, _, signature = decision_links.token(waiting[1]).partition("-")
    client = holder("rembang", "sekretaris").client
    for other in ("0" * len(signature), signature[:-1], f"{signature}0", ""):
        assert client.get(f"/putusan/{number}-{other}/").status_code in (400, 404), other
    assert client.get(f"/putusan/{number}-{signature}/").status_code == 200


def test_the_page_asks_and_a_confirmed_answer_acts(waiting):
    run, link = waiting
    client = holder("rembang", "sekretaris").client
    page = client.get(path(link))
    words = page.content.decode()
    assert "Ya, teruskan ke langkah 6" in words
    assert "Tidak, kembali ke langkah 4" in words
    assert "Rapat pleno hari Senin" in words
    assert len(page.content) <= 30_000
    response = client.post(path(link), answers(client, path(link), "approve"))
    assert response.status_code == 302
    run.refresh_from_db()
    assert run.current_step == 6
    done = client.get(path(link))
    assert done.status_code == 200
    assert "Keputusan Anda tersimpan" in done.content.decode()


def test_a_link_decides_once(waiting):
    run, link = waiting
    client = holder("rembang", "sekretaris").client
    data = answers(client, path(link), "approve")
    client.post(path(link), data)
    assert client.post(path(link), data).status_code == 410
    run.refresh_from_db()
    assert run.current_step == 6


def test_a_refusal_goes_back_with_its_reason(waiting):
    run, link = waiting
    client = holder("rembang", "sekretaris").client
    data = answers(client, path(link), "send_back", reason="facts", remark="Tanggalnya keliru.")
    assert client.post(path(link), data).status_code == 302
    run.refresh_from_db()
    assert run.current_step == 4


def test_what_is_missing_is_said_and_nothing_typed_is_lost(waiting):
    _, link = waiting
    client = holder("rembang", "sekretaris").client
    data = answers(client, path(link), "send_back", remark="Tanggalnya keliru.")
    response = client.post(path(link), data)
    assert response.status_code == 422
    assert "Tanggalnya keliru." in response.content.decode()
    assert "Alasan" in response.content.decode()


def test_a_step_finished_otherwise_closes_the_link(waiting):
    run, link = waiting
    walk_to(run, 6)
    response = holder("rembang", "sekretaris").client.get(path(link))
    assert response.status_code == 410
    assert "Langkah 5: disetujui oleh" in response.content.decode()


def test_an_expired_link_decides_nothing(waiting):
    run, link = waiting
    client = holder("rembang", "sekretaris").client
    data = answers(client, path(link), "approve")
    DecisionLink.objects.filter(pk=link.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    assert client.get(path(link)).status_code == 410
    assert client.post(path(link), data).status_code == 410
    run.refresh_from_db()
    assert run.current_step == 5


def test_a_revoked_link_decides_nothing(waiting):
    _, link = waiting
    client = holder("rembang", "sekretaris").client
    data = answers(client, path(link), "approve")
    assert client.post(path(link), {"cabut": "ya"}).status_code == 302
    assert client.post(path(link), data).status_code == 410
    assert "dicabut" in client.get(path(link)).content.decode()


def test_the_link_dies_with_the_role(waiting):
    run, link = waiting
    client = holder("rembang", "sekretaris").client
    data = answers(client, path(link), "approve")
    Membership.objects.filter(user=link.user).update(valid_until=timezone.localdate() - timedelta(days=1))
    page = client.get(path(link))
    assert "jawab=approve" not in page.content.decode()
    response = client.post(path(link), data)
    assert response.status_code in (403, 409)
    run.refresh_from_db()
    assert run.current_step == 5
    membership.sync_groups(link.user)


def change(run: SopRun, title: str):
    """The text changes after the message went out: the secretary's colleague corrects it in the editor."""
    page = draft_of(run)
    page.title = title
    page.save_revision(user=user("rembang.sekretaris"), clean=False)


def draft_of(run: SopRun):
    from wagtail.models import Page

    return Page.objects.get(pk=run.page_id).get_latest_revision_as_object()


def test_a_changed_text_must_be_read_before_it_is_decided(waiting):
    run, link = waiting
    client = holder("rembang", "sekretaris").client
    data = answers(client, path(link), "approve")
    change(run, "Rapat pleno hari Selasa")
    page = client.get(path(link))
    words = page.content.decode()
    assert "Isi naskah berubah sejak pesan dikirim" in words
    assert "<del>Senin" in words
    assert "<ins>Selasa" in words
    assert "jawab=" not in words
    assert client.post(path(link), data).status_code == 409
    assert client.get(path(link) + "?jawab=approve").context["asked"] is None
    assert client.post(path(link), {"baca": page.context["sha256"]}).status_code == 302
    response = client.post(path(link), answers(client, path(link), "approve"))
    assert response.status_code == 302
    run.refresh_from_db()
    assert run.current_step == 6


def test_reading_an_older_state_does_not_count(waiting):
    run, link = waiting
    client = holder("rembang", "sekretaris").client
    change(run, "Rapat pleno hari Selasa")
    first = client.get(path(link)).context["sha256"]
    change(run, "Rapat pleno hari Rabu")
    client.post(path(link), {"baca": first})
    assert "Keputusan belum dapat diambil" in client.get(path(link)).content.decode()


def test_what_changed_since_ones_own_last_decision(waiting):
    run, link = waiting
    client = holder("rembang", "sekretaris").client
    client.post(path(link), answers(client, path(link), "send_back", reason="facts", remark="Harinya keliru."))
    page = draft_of(run)
    page.title = "Rapat pleno hari Kamis"
    page.save_revision(user=user("rembang.web-admin"), clean=False)
    run.refresh_from_db()
    run = walk_to(run, 5)
    words = client.get(path(link_of(run, "rembang.sekretaris"))).content.decode()
    assert "Perubahan sejak keputusan Anda" in words
    assert "<ins>Kamis" in words


def test_one_link_for_one_person_visit_and_content(waiting):
    run, link = waiting
    again = decision_links.issue([run.open_visit], [link.user])
    assert again[link.visit_id, link.user_id].pk == link.pk


def test_a_draft_never_started_has_no_link():
    draft("serang")
    assert not DecisionLink.objects.exists()


def test_what_a_field_is_described_by_is_on_the_page(waiting):
    """On the decision page and the task page alike, with help and with a fault."""
    run, link = waiting
    client = holder("rembang", "sekretaris").client
    task = reverse("sop:act", args=[run.page_id, "send_back"])
    form = holder("rembang", "sekretaris").form_for(run.page_id, "send_back")
    for answer in (
        client.post(path(link), answers(client, path(link), "send_back")),
        client.post(task, form.urlencode(), content_type="application/x-www-form-urlencoded"),
    ):
        page = answer.content.decode()
        described = {one for ids in re.findall(r'aria-describedby="([^"]+)"', page) for one in ids.split()}
        assert answer.status_code == 422
        assert any(one.endswith("_error") for one in described)
        assert described <= set(re.findall(r'id="([^"]+)"', page))


# --- revoking by the office's admin ------------------------------------------------------------------


def test_the_offices_admin_sees_and_revokes_its_links(waiting):
    run, link = waiting
    admin = person("rembang.admin-kantor").client
    assert run.page_title in admin.get("/admin/sop/tautan/").content.decode()
    admin.post("/admin/sop/tautan/", {"cabut": link.pk})
    assert holder("rembang", "sekretaris").client.get(path(link)).status_code == 410
    assert run.page_title not in admin.get("/admin/sop/tautan/").content.decode()


@pytest.mark.parametrize(("username", "status"), [("rembang.sekretaris", (302, 403)), ("serang.admin-kantor", (302,))])
def test_nobody_else_revokes_them(waiting, username, status):
    _, link = waiting
    client = person(username).client
    assert client.post("/admin/sop/tautan/", {"cabut": link.pk}).status_code in status
    link.refresh_from_db()
    assert link.revoked_at is None


# --- the password once more ----------------------------------------------------------------------------


@pytest.fixture
def strict(waiting):
    """Puts the same item under an SOP whose step 5 asks for a proof."""
    run, link = waiting

    def _strict(proof: Proof):
        document = run.sop
        steps = tuple(step.model_copy(update={"proof": proof}) if step.number == 5 else step for step in document.steps)
        asking = document.model_copy(update={"steps": steps})
        version = run.sop_version
        type(version).objects.filter(pk=version.pk).update(content=asking.canonical_json())
        sop_models._PARSED.clear()  # versions never change, so a process reads each once
        secretary = user("rembang.sekretaris")
        secretary.set_password("kata-sandi-saya")
        secretary.save()
        return run, link, person("rembang.sekretaris").client

    yield _strict
    sop_models._PARSED.clear()


def test_a_step_may_ask_for_the_password_once_more(strict):
    run, link, client = strict(Proof.PASSWORD)
    given = answers(client, path(link), "approve")
    for password in ("", "salah"):
        response = client.post(path(link), {**given, "password": password})
        assert response.status_code == 422
        assert password == "" or password not in response.content.decode()
    task = client.post(f"/admin/sop/tugas/{run.page_id}/approve/", {**given, "password": "salah"})
    assert task.status_code == 422
    assert client.post(path(link), {**given, "password": "kata-sandi-saya"}).status_code == 302
    run.refresh_from_db()
    assert run.current_step == 6


def test_wrong_passwords_at_a_step_close_the_account_as_at_login(strict):
    run, link, client = strict(Proof.PASSWORD)
    given = answers(client, path(link), "approve")
    statuses = [client.post(path(link), {**given, "password": f"salah-{n}"}).status_code for n in range(5)]
    assert statuses == [422, 422, 422, 422, 429]
    assert client.post(path(link), {**given, "password": "kata-sandi-saya"}).status_code == 429
    run.refresh_from_db()
    assert run.current_step == 5


def test_a_step_may_ask_for_a_code_of_the_app(strict, monkeypatch):
    run, link, client = strict(Proof.SECOND_FACTOR)
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: 1_800_000_000))
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user("rembang.sekretaris"), secret)  # which ends every session
    client.force_login(user("rembang.sekretaris"), backend="django.contrib.auth.backends.ModelBackend")
    given = answers(client, path(link), "approve")
    for code in ("", "000000", "x" * 500, "\x00"):
        response = client.post(path(link), {**given, "code": code})
        assert response.status_code == 422, code
    shown = totp.format_hotp_value(totp.hotp_value(secret, 1_800_000_000 // 30))
    assert client.post(path(link), {**given, "code": shown}).status_code == 302
    run.refresh_from_db()
    assert run.current_step == 6
