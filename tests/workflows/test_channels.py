"""Channels beside mail: an office's chats and signed webhooks over real connections, one's own list, hand-overs."""

import hashlib
import hmac
import json
import threading
from datetime import datetime, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from wagtail.models import Page

from messaging.channels import MOST_ATTEMPTS, deliver_due
from messaging.models import ChannelDelivery, NotificationPreference, OfficeChannel, OutboxMessage
from messaging.outbox import send_due
from tests.conftest import office, pass_step, person, started, user, walk_to
from workflows.actions.edit import note_edit
from workflows.models import SopEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver(settings):
    """A server on loopback that keeps what it gets and answers with ``status``."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            server.got.append((self.path, dict(self.headers), body))
            self.send_response(server.status)
            self.end_headers()

        def log_message(self, *args) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.got, server.status = [], 200
    settings.OUTBOUND_HOSTS = ["127.0.0.1"]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def webhook(server, slug: str = "serang") -> OfficeChannel:
    address = f"http://127.0.0.1:{server.server_port}/sop"
    return OfficeChannel.objects.create(office=office(slug), name="Integrasi", kind="webhook", address=address)


def chat(server, slug: str = "serang") -> OfficeChannel:
    address = f"ntfy://127.0.0.1:{server.server_port}/publikasi"
    return OfficeChannel.objects.create(office=office(slug), name="Grup", kind="chat", address=address)


# --- webhooks ------------------------------------------------------------------------------------


def test_a_webhook_gets_every_event_signed(receiver):
    channel = webhook(receiver)
    run = walk_to(started("serang"), 3)
    assert deliver_due() == run.events.count()
    kinds = [json.loads(body)["kind"] for _, _, body in receiver.got]
    assert kinds == list(run.events.values_list("kind", flat=True))
    for _, headers, body in receiver.got:
        stamp, _, mac = headers["X-SOP-Signature"].partition(",")
        wanted = hmac.new(channel.secret.encode(), f"{stamp[2:]}.".encode() + body, hashlib.sha256).hexdigest()
        assert mac == f"v1={wanted}"
    told = json.loads(receiver.got[0][2])
    assert told["run"]["register"] == run.register
    assert told["actor"]


def test_other_offices_events_are_not_told(receiver):
    webhook(receiver, "banten")
    started("serang")
    assert deliver_due() == 0


def test_a_refusing_receiver_is_tried_again_later_and_in_the_end_given_up(receiver):
    webhook(receiver)
    started("serang")
    receiver.status = 503
    assert deliver_due() == 0
    delivery = ChannelDelivery.objects.latest("pk")
    assert delivery.last_error == "Penerima menjawab 503."
    assert delivery.next_attempt_at > delivery.created_at
    assert deliver_due() == 0
    assert ChannelDelivery.objects.get(pk=delivery.pk).attempts == 1
    ChannelDelivery.objects.update(attempts=MOST_ATTEMPTS - 1)
    deliver_due(now=delivery.next_attempt_at)
    assert ChannelDelivery.objects.get(pk=delivery.pk).given_up_at
    receiver.status = 200
    assert deliver_due(now=delivery.next_attempt_at) == 0


def test_a_receiver_that_is_gone_does_not_disturb_the_act_or_the_mail(receiver, mailoutbox):
    channel = webhook(receiver)
    OfficeChannel.objects.filter(pk=channel.pk).update(address="http://127.0.0.1:9/sop")
    run = started("serang")
    assert run.current_step == 2
    send_due.func()
    assert len(mailoutbox) == 2
    assert ChannelDelivery.objects.latest("pk").last_error == "Penerima tidak dapat dihubungi."


# --- chats ----------------------------------------------------------------------------------------


def test_a_chat_hears_what_moves_an_item(receiver):
    chat(receiver)
    run = started("serang", title="Rapat pleno terbuka")
    assert deliver_due() == 1
    ((_, _, body),) = receiver.got
    assert "Diajukan: Rapat pleno terbuka" in body.decode() or "Rapat pleno terbuka" in str(receiver.got[0][1])
    page = Page.objects.get(pk=run.page_id).get_latest_revision_as_object()
    page.title = "Rapat pleno tertutup"
    page.save_revision(user=user("serang.staf"), clean=False)
    note_edit(run.page_id, user("serang.staf"))
    assert run.events.filter(kind="edited").exists()
    assert deliver_due() == 0  # an edit moves nothing


def test_an_inactive_channel_hears_nothing(receiver):
    channel = chat(receiver)
    started("serang")
    OfficeChannel.objects.filter(pk=channel.pk).update(is_active=False)
    assert deliver_due() == 0
    started("serang")
    assert ChannelDelivery.objects.count() == 1


# --- administering --------------------------------------------------------------------------------


def test_an_admin_adds_a_channel_and_sends_a_test(receiver):
    admin = person("serang.admin-kantor").client
    form = {"office": office("serang").pk, "name": "Grup", "kind": "chat", "is_active": "on"}
    address = f"ntfy://127.0.0.1:{receiver.server_port}/publikasi"
    assert admin.post("/admin/sop/kanal-kantor/new/", {**form, "address": address}).status_code == 302
    channel = OfficeChannel.objects.get(name="Grup")
    response = admin.post(f"/admin/sop/kanal/{channel.pk}/", {"uji": "ya"}, follow=True)
    assert "Uji terkirim" in response.content.decode()
    receiver.status = 500
    response = admin.post(f"/admin/sop/kanal/{channel.pk}/", {"uji": "ya"}, follow=True)
    assert "Uji gagal" in response.content.decode()
    assert admin.get("/admin/sop/kanal-kantor/").status_code == 200


@pytest.mark.parametrize("address", ["mailto://a:b@c.id", "exec://rm", "file:///etc/passwd", "kpu", "tgram://a b/1"])
def test_an_address_that_is_no_messenger_is_refused_with_the_remedy(address):
    admin = person("serang.admin-kantor").client
    form = {"office": office("serang").pk, "name": "Grup", "kind": "chat", "address": address}
    response = admin.post("/admin/sop/kanal-kantor/new/", form)
    assert not OfficeChannel.objects.exists()
    assert "Layanan ini tidak dikenal" in response.content.decode() or "Salin ulang" in response.content.decode()


def test_channels_are_only_for_their_offices_admins(receiver):
    channel = webhook(receiver)
    for username in ("serang.kasubag", "banten.admin-kantor"):
        client = person(username).client
        assert client.get(f"/admin/sop/kanal/{channel.pk}/").status_code == 404
        assert client.post(f"/admin/sop/kanal/{channel.pk}/", {"uji": "ya"}).status_code == 404
    assert person("pusat.admin").client.get(f"/admin/sop/kanal/{channel.pk}/").status_code == 200


def test_a_given_up_delivery_is_sent_again(receiver):
    channel = webhook(receiver)
    started("serang")
    ChannelDelivery.objects.update(given_up_at="2026-01-01T00:00Z", attempts=MOST_ATTEMPTS)
    delivery = ChannelDelivery.objects.latest("pk")
    person("serang.admin-kantor").client.post(f"/admin/sop/kanal/{channel.pk}/", {"ulang": delivery.pk})
    assert deliver_due() == 1


# --- one's own list --------------------------------------------------------------------------------


def test_what_is_told_stands_in_the_list_with_its_number():
    run = started("serang", title="Rapat pleno terbuka")
    client = person("serang.kasubag").client
    assert "Pemberitahuan (1)" in client.get("/admin/").content.decode()
    assert "Menunggu Anda: Rapat pleno terbuka" in client.get("/admin/sop/pemberitahuan/").content.decode()
    note = OutboxMessage.objects.get(user=user("serang.kasubag"))
    response = client.get(f"/admin/sop/pemberitahuan/{note.pk}/")
    assert response.url.startswith(f"/admin/sop/tugas/{run.page_id}/")
    assert "Pemberitahuan (1)" not in client.get("/admin/").content.decode()
    assert person("serang.kordiv").client.get(f"/admin/sop/pemberitahuan/{note.pk}/").status_code == 404


def test_whoever_opens_the_item_has_read_of_it():
    run = started("serang")
    person("serang.kasubag").client.get(f"/admin/sop/tugas/{run.page_id}/")
    assert not OutboxMessage.objects.filter(user=user("serang.kasubag"), read_at__isnull=True).exists()
    assert OutboxMessage.objects.filter(user=user("serang.kordiv"), read_at__isnull=True).exists()


def test_all_are_marked_as_read_at_once():
    started("serang")
    started("serang")
    client = person("serang.kasubag").client
    client.post("/admin/sop/pemberitahuan/", {"semua": "ya"})
    assert not OutboxMessage.objects.filter(user=user("serang.kasubag"), read_at__isnull=True).exists()
    assert OutboxMessage.objects.filter(user=user("serang.kordiv"), read_at__isnull=True).exists()


def test_somebody_without_an_address_is_told_in_the_admin(mailoutbox):
    type(user("serang.kasubag")).objects.filter(username="serang.kasubag").update(email="")
    started("serang")
    send_due.func()
    assert OutboxMessage.objects.filter(user=user("serang.kasubag")).exists()
    assert [mail.to for mail in mailoutbox] == [["serang.kordiv@example.id"]]


@pytest.mark.parametrize(("wish", "mails"), [("semua", 1), ("tugas", 1), ("tidak", 0)])
def test_who_wants_no_mail_gets_none(mailoutbox, wish, mails):
    client = person("serang.kasubag").client
    assert client.post("/admin/sop/pemberitahuan/", {"mail": wish}).status_code == 302
    started("serang")
    send_due.func()
    assert sum(mail.to == ["serang.kasubag@example.id"] for mail in mailoutbox) == mails
    assert OutboxMessage.objects.filter(user=user("serang.kasubag")).count() == 1


def test_only_what_asks_is_mailed_to_who_wants_that(mailoutbox):
    NotificationPreference.objects.create(user=user("serang.staf"), mail="tugas")
    run = started("serang")
    person("serang.kasubag").act(run.page_id, "send_back", reason="facts", remark="Tanggalnya keliru.")
    send_due.func()
    reasons = OutboxMessage.objects.filter(user=user("serang.staf")).values_list("reason", "sent_at")
    assert all(reason == "next" for reason, sent in reasons if sent)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 24, hour, minute, tzinfo=ZoneInfo("Asia/Jakarta"))


@pytest.mark.parametrize(
    ("now", "then"),
    [(at(20), at(20)), (at(22), datetime(2026, 11, 25, 6, tzinfo=at(0).tzinfo)), (at(3), at(6)), (at(6), at(6))],
)
def test_quiet_hours_hold_mail_back_until_they_end(now, then):
    wish = NotificationPreference(quiet_from=time(21), quiet_until=time(6))
    assert wish.not_before(now) == then


@pytest.mark.parametrize(
    "hours", [{"quiet_from": "21:00"}, {"quiet_from": "x"}, {"quiet_from": "6:00", "quiet_until": "6:00"}]
)
def test_half_a_pair_of_quiet_hours_is_refused(hours):
    response = person("serang.kasubag").client.post("/admin/sop/pemberitahuan/", {"mail": "semua", **hours})
    assert response.status_code == 422
    assert not NotificationPreference.objects.exists()


def test_the_mails_of_an_item_are_one_thread(mailoutbox):
    walk_to(started("serang"), 3)
    send_due.func()
    assert len({mail.extra_headers["References"] for mail in mailoutbox}) == 1


# --- handing over by messenger ------------------------------------------------------------------------


@pytest.mark.parametrize(("via", "host"), [("whatsapp", "wa.me"), ("telegram", "t.me"), ("signal", "")])
def test_a_hand_over_is_recorded_with_its_messenger_and_the_message_is_ready(via, host):
    run = walk_to(started("rembang", kind="artikel", title="Rapat & pleno"), 3)
    keeper = person("rembang.pengelola-website")
    form = keeper.form_for(run.page_id, "complete")
    form["via"] = via
    kind = "application/x-www-form-urlencoded"
    response = keeper.client.post(keeper.address(run.page_id, "complete"), form.urlencode(), content_type=kind)
    assert response.url == f"/admin/sop/serah/{run.pk}/{via}/"
    assert SopEvent.objects.filter(run=run, kind="completed").latest("pk").data["via"] == via
    page = keeper.client.get(response.url)
    words, address = page.context["text"], page.context["address"]
    assert "Web Admin dan Kasubbag Tekmas" in words
    assert "Rapat & pleno" in words
    assert urlsplit(address).hostname == (host or None)
    if host:
        assert "Rapat & pleno" in parse_qs(urlsplit(address).query)["text"][0]


def test_the_first_acts_hand_over_can_be_told_too():
    run = started("rembang", kind="artikel")
    assert run.current_step == 3
    run = pass_step(run)
    assert run.current_step == 4


@pytest.mark.parametrize("path", ["serah/{run}/burung-dara/", "serah/99999999/whatsapp/"])
def test_an_unknown_messenger_or_run_is_not_there(path):
    run = started("rembang", kind="artikel")
    response = person("rembang.pengampu-konsep").client.get("/admin/sop/" + path.format(run=run.pk))
    assert response.status_code == 404


def test_another_office_reads_no_message():
    run = started("rembang", kind="artikel")
    assert person("serang.staf").client.get(f"/admin/sop/serah/{run.pk}/whatsapp/").status_code in (302, 403)
