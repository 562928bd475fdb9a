"""What an office's channels send goes to public addresses only: 127 ways to say "here", none arrives."""

import ast
import socket
import threading
import time
from importlib import import_module
from pathlib import Path

import pytest
import requests

from messaging import outbound
from messaging.channels import _SENDERS, INSIDE, NotDelivered, _in_words
from messaging.models import ChannelDelivery, OfficeChannel
from messaging.models.channels import SERVICES

HERE = [
    *(
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "0",
        "0.0.0.0",
    ),
    *(
        "127.255.255.254",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[0:0:0:0:0:0:0:1]",
    ),
    *(
        "localhost",
        "LOCALHOST",
        "localhost.",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[fe80::1]",
        "[fc00::1]",
        "[fd00::1]",
    ),
    *("169.254.169.254", "2852039166", "0xa9fea9fe", "[::ffff:169.254.169.254]", "[fd00:ec2::254]", "169.254.170.2"),
    *("10.0.0.1", "10.255.255.255", "167772161", "172.16.0.1", "172.31.255.254", "192.168.0.1", "192.168.255.254"),
    *("100.64.0.1", "100.100.100.200", "100.127.255.254", "192.0.0.8", "192.0.0.192", "192.0.2.1", "198.18.0.1"),
    *("198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "192.88.99.1"),
    *(
        "168.63.129.16",
        "[ff02::1]",
        "[2001:db8::1]",
        "[2001::1]",
        "[2001:10::1]",
        "[100::1]",
        "[fec0::1]",
        "[64:ff9b:1::1]",
    ),
    *("[3fff::1]", "[::ffff:10.0.0.1]", "[::ffff:0:127.0.0.1]", "[5f00::1]", "[2002:c0a8:1::]"),
]
NAMES = {
    "dalam.example": ["127.0.0.1"],
    "dalam6.example": ["::1"],
    "jaringan.example": ["10.1.2.3"],
    "awan.example": ["169.254.169.254"],
    "campur.example": ["93.184.215.14", "127.0.0.1"],
    "campur6.example": ["2606:2800:21f::1", "::1"],
    "umum.example": ["93.184.215.14"],
}
CHATS = [
    "ntfy://{}/topik",
    "mmost://{}/" + "a" * 26,
    "signal://{}/+62811111111/+62822222222",
    "rocket://u:p@{}/%23kanal",
]


@pytest.fixture
def listener():
    """A server on this machine, on both families; ``hits`` counts who got through, ``answer`` is what it says."""

    class Listener:
        hits, answer = 0, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
        drip = 0.0

    def serve(line: socket.socket) -> None:
        while True:
            try:
                asked, _ = line.accept()
            except OSError:
                return
            Listener.hits += 1
            asked.recv(65536)
            try:
                for piece in [Listener.answer] if not Listener.drip else [b"%c" % byte for byte in Listener.answer]:
                    asked.sendall(piece)
                    time.sleep(Listener.drip)
                asked.shutdown(socket.SHUT_WR)
                asked.settimeout(0.2)
                while asked.recv(65536):  # closing over unread bytes would reset the line
                    pass
            except OSError:
                pass
            asked.close()

    four = socket.create_server(("127.0.0.1", 0))
    Listener.port = four.getsockname()[1]
    six = socket.create_server(("::1", Listener.port), family=socket.AF_INET6)
    for line in (four, six):
        threading.Thread(target=serve, args=[line], daemon=True).start()
    yield Listener
    four.close()
    six.close()


@pytest.fixture(autouse=True)
def names(monkeypatch):
    """No name server: the names above, and whatever is a number."""
    asked, real = [], socket.getaddrinfo

    def found(host, port, *args, **kwargs):
        asked.append(host)
        if host in NAMES:
            return [entry for address in NAMES[host] for entry in real(address, port, type=socket.SOCK_STREAM)]
        if host.endswith(".example"):
            raise socket.gaierror(f"no such name: {host}")
        return real(host, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", found)
    return asked


def send(kind: str, address: str) -> str:
    """What became of one message: "" or the sentence the office's admin reads."""
    channel = OfficeChannel(kind=kind, address=address, secret="s")
    try:
        _SENDERS[OfficeChannel.Kind(kind)](ChannelDelivery(channel=channel, subject="Uji", text="Uji", payload={}))
    except Exception as error:
        return _in_words(error)
    return ""


@pytest.mark.parametrize("host", [*HERE, *(name for name in NAMES if name != "umum.example")])
def test_no_webhook_reaches_what_is_not_public(listener, host):
    for scheme in ("http", "https"):
        assert send("webhook", f"{scheme}://{host}:{listener.port}/sop")
    assert listener.hits == 0


@pytest.mark.parametrize("chat", CHATS, ids=[chat.partition(":")[0] for chat in CHATS])
@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "[::1]", "169.254.169.254", "localhost", "dalam.example"])
def test_no_chat_does_either_and_says_why(listener, host, chat):
    said = send("chat", chat.format(f"{host}:{listener.port}"))
    assert said
    assert listener.hits == 0
    if host in ("127.0.0.1", "dalam.example"):
        assert said == INSIDE


def test_the_admin_reads_what_to_do(listener):
    assert send("webhook", f"http://127.0.0.1:{listener.port}/") == INSIDE
    assert "OUTBOUND_HOSTS" in INSIDE


def test_a_host_the_operator_named_is_reached_and_no_other_port_of_it(listener, settings):
    settings.OUTBOUND_HOSTS = [f"Dalam.example:{listener.port}"]
    assert send("webhook", f"http://dalam.example:{listener.port}/") == ""
    assert send("chat", f"ntfy://dalam.example:{listener.port}/topik") == ""
    assert listener.hits == 2
    assert send("webhook", f"http://dalam.example:{listener.port + 1}/") == INSIDE
    assert send("webhook", f"http://127.0.0.1:{listener.port}/") == INSIDE


@pytest.mark.parametrize(
    "inside", ["http://127.0.0.1:{}/", "http://[::1]:{}/", "http://jaringan.example:{}/", "//2130706433:{}/"]
)
def test_no_redirect_leads_inside(listener, settings, inside):
    settings.OUTBOUND_HOSTS = ["dalam.example"]
    to = inside.format(listener.port).encode()
    listener.answer = b"HTTP/1.1 307 Go\r\nContent-Length: 0\r\nLocation: " + to + b"\r\n\r\n"
    assert send("chat", f"ntfy://dalam.example:{listener.port}/topik") == INSIDE
    assert send("webhook", f"http://dalam.example:{listener.port}/") == "Penerima menjawab 307."
    assert listener.hits == 2  # the first request of each, which the operator allows


def test_redirects_end(listener, settings):
    settings.OUTBOUND_HOSTS = ["dalam.example"]
    listener.answer = b"HTTP/1.1 307 Go\r\nContent-Length: 0\r\nLocation: /\r\n\r\n"
    assert send("chat", f"ntfy://dalam.example:{listener.port}/topik")
    assert listener.hits <= outbound.MOST_REDIRECTS + 1


def test_the_connection_goes_to_the_address_that_was_judged(names, monkeypatch):
    """A name server that says something else the second time changes nothing: there is no second time."""
    answers, went_to = [["93.184.215.14"], ["127.0.0.1"]], []
    monkeypatch.setitem(NAMES, "berganti.example", ["93.184.215.14"])
    real = socket.getaddrinfo

    def changing(host, *args, **kwargs):
        if host == "berganti.example":
            NAMES[host] = answers.pop(0)
        return real(host, *args, **kwargs)

    def connect(address, *args, **kwargs):
        went_to.append(address[0])
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    monkeypatch.setattr(outbound, "create_connection", connect)
    assert send("webhook", "http://berganti.example/")
    assert went_to == ["93.184.215.14"]


def test_a_public_address_is_reached(listener, monkeypatch):
    real = outbound.create_connection
    monkeypatch.setattr(
        outbound, "create_connection", lambda address, *a, **k: real(("127.0.0.1", listener.port), *a, **k)
    )
    assert send("webhook", "http://umum.example/sop") == ""
    assert send("chat", "ntfy://umum.example/topik") == ""
    assert listener.hits == 2


def test_what_trickles_in_or_never_ends_is_cut_off(listener, settings, monkeypatch):
    settings.OUTBOUND_HOSTS = ["dalam.example"]
    listener.answer = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (outbound.LARGEST + 9000)
    too_much = "Jawaban penerima terlalu besar atau terlalu lama."
    assert send("webhook", f"http://dalam.example:{listener.port}/") == too_much
    monkeypatch.setattr(outbound, "LONGEST", 0.5)
    listener.drip = 0.1
    began = time.monotonic()
    assert send("webhook", f"http://dalam.example:{listener.port}/") == too_much
    assert time.monotonic() - began < 3


def test_a_proxy_in_the_environment_is_no_way_around(listener, monkeypatch):
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{listener.port}")
    assert send("webhook", "http://jaringan.example/") == INSIDE
    assert listener.hits == 0


def test_outside_of_channels_requests_is_as_ever(listener):
    assert requests.get(f"http://127.0.0.1:{listener.port}/", timeout=5).status_code == 200


@pytest.mark.parametrize("scheme", SERVICES)
def test_every_service_offered_sends_through_requests_alone(scheme):
    from apprise.manager_plugins import NotificationManager

    module = import_module(NotificationManager()[scheme].__module__)
    tree = ast.parse(Path(module.__file__).read_text())
    used = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    used |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    assert "requests" in used
    assert not used & {
        "socket",
        "ssl",
        "smtplib",
        "paho",
        "aiohttp",
        "httpx",
        "urllib3",
        "urllib.request",
        "subprocess",
    }


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "1.1.1.1", "2606:2800:21f::1", "2404:6800:4003::1"])
def test_what_is_public_is_let_through(address):
    assert outbound.is_public(address)
    assert issubclass(outbound.Inside, requests.RequestException)
    assert not issubclass(outbound.Inside, NotDelivered)
