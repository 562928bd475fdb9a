"""The whole admin speaks Indonesian: a spider follows every address each role is shown and reads all there is."""

import json
import re
from collections import deque
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.models import Page

from messaging.models import OfficeChannel
from offices.models import CalendarDay
from tests import english
from tests.conftest import draft, holder, office, person, second_holder, started, walk_to
from tests.offices.test_delegations import delegated
from tests.site_kpu.test_catalogue import SAME_IN_INDONESIAN, read_po

pytestmark = pytest.mark.django_db

STARTS = ("/admin/", "/admin/account/", "/admin/pages/")
LEFT_OUT = re.compile(
    r"logout|/jsi18n/|sprite|\.pdf|\.bpmn|export=|unduh=|/api/|icons/|password_reset|/preview/|/ping/"
)
MOST = 400
"""Screens of one person; far above what there is, so that a loop ends."""
DEPENDS_ON_WHO = re.compile(
    r"sop:|wagtailadmin_(home|account|explore|explore_root|pages:(edit|add|history|workflow_history))\Z"
)
"""Names of the screens that differ between people; the others are read once for all."""

ROLES = {
    "superuser": "root",
    "headquarters": "pusat.admin",
    "office admin": "serang.admin-kantor",
    "writer": "rembang.pengampu-konsep",
    "approver": "rembang.sekretaris",
    "publisher": "serang.admin-website",
}
LEFT_IN_ENGLISH = {
    "Welcome to your new Wagtail site!",  # a page Wagtail's own migrations make
    # Names of permissions, rows of the database; and two labels: seen by superusers alone, on the group form.
    "Inti Wagtail | halaman | Delete pages with children",
    "Inti Wagtail | halaman | Lock/unlock pages you've locked",
    "Add",
    "Task type",
}


class Spider:
    """Reads every screen a person can reach; one of each kind, by the name of its address and what it is about."""

    def __init__(self, client: Client, known: set[tuple]) -> None:
        self.client, self.known = client, known
        self.found: dict[str, str] = {}
        """English text → the first address that shows it."""
        self.seen = 0

    def crawl(self) -> None:
        waiting = deque(STARTS)
        while waiting:
            address = waiting.popleft()
            kind = None if LEFT_OUT.search(address) else _kind(address)
            if kind is None or kind in self.known:
                continue
            self.known.add(kind)
            waiting.extend(sorted(self.read(address)))
            if kind[0].endswith(":add") and kind[0] != "wagtailadmin_pages:add":  # and what it says of an empty form
                self.take(address, self.client.post(address, {}))
            assert self.seen < MOST

    def read(self, address: str) -> set[str]:
        response = self.client.get(address)
        if response.status_code in (301, 302):
            return {response["Location"]} & {place for place in [response["Location"]] if place.startswith("/admin/")}
        return self.take(address, response)

    def take(self, address: str, response) -> set[str]:
        form = response.headers.get("Content-Type", "")
        if response.streaming or ("html" not in form and "json" not in form):
            return set()
        self.seen += 1
        source = response.content.decode()
        for text in english.texts_of_html(source) if "html" in form else english.texts_of_json(source):
            if english.is_english(text):
                self.found.setdefault(text, address)
        return english.addresses(source)


def _kind(address: str) -> tuple | None:
    """What makes a screen one of its kind; None where there is none."""
    path, _, query = address.partition("?")
    try:
        match = resolve(path)
    except Resolver404:
        return None
    values = [*match.args, *match.kwargs.values()]
    words = tuple(str(value) for value in values if not str(value).isdecimal() and not re.search(r"\d", str(value)))
    about = None
    if match.view_name.startswith("wagtailadmin_pages:") and values and str(values[0]).isdecimal():
        about = Page.objects.filter(pk=int(values[0])).values_list("content_type", flat=True).first()
    return match.view_name, (*words, *re.findall(r"bagian=\w+", query)), about


@pytest.fixture
def busy_offices() -> None:
    """Something on every screen: runs in every state, a correction, a deputy, a channel, a holiday, a file."""
    writer = holder("rembang", "pengampu-konsep")
    run = walk_to(started("rembang", kind="artikel"), 5)
    holder("rembang", run.step.roles[0]).edit(run.page_id, paragraphs=["Isi sesudah koreksi."])
    walk_to(started("serang"), None)
    waiting = walk_to(started("serang"), 2)
    second_holder("rembang", "sekretaris")
    draft("rembang", writer)
    delegated("serang.kasubag", "serang.admin-kantor")
    OfficeChannel.objects.create(office=office("serang"), name="Grup", kind="chat", address="ntfy://127.0.0.1:9/x")
    tomorrow = timezone.localdate() + timedelta(days=1)
    CalendarDay.objects.create(office=office("serang"), day=tomorrow, kind=CalendarDay.Kind.CLOSED, name="Hari jadi")
    person("root").client.post(reverse("sop:api_keys"), {"name": "Agenda"})
    collection = office("serang").collection
    Document.objects.create(title="Berita acara", file=SimpleUploadedFile("a.txt", b"isi"), collection=collection)
    assert waiting.is_open


def test_no_role_is_shown_english(busy_offices, settings):
    settings.WAGTAILADMIN_BASE_URL = "http://testserver"
    known: set[tuple] = set()
    found = {}
    for role, username in ROLES.items():
        spider = Spider(person(username).client, {kind for kind in known if not DEPENDS_ON_WHO.match(kind[0])})
        spider.crawl()
        known |= spider.known
        found |= {(role, text): address for text, address in spider.found.items() if text not in LEFT_IN_ENGLISH}
    assert {kind[0] for kind in known} >= {
        "wagtailadmin_pages:revisions_compare",
        "wagtailadmin_pages:history",
        "sop:task",
        "sop:compare",
        "sop:my_tasks",
        "sop:inbox",
        "sop:channel",
        "sop:guide",
        "sop:calendar",
        "sop:claim",
        "delegation:add",
    }
    assert found == {}


def test_the_scripts_of_the_admin_speak_indonesian():
    """What Wagtail's scripts ask for by ``gettext`` is in the catalogue the admin hands them."""
    source = person("root").client.get(reverse("wagtailadmin_javascript_catalog")).content.decode()
    handed = json.loads(re.search(r"const newcatalog = (\{.*?\});\n", source, re.DOTALL)[1])
    asked = read_po(english.SITE_PACKAGES / "wagtail/admin/locale/en/LC_MESSAGES/djangojs.po")
    texts = {entry["msgid"] for entry in asked if entry["msgid"] and "msgctxt" not in entry} - SAME_IN_INDONESIAN
    assert {text for text in texts if handed.get(text, text) == text} == set()


def test_a_page_whose_words_were_put_right_is_as_long_as_it_says():
    for address in ("/admin/", "/admin/images/", "/admin/tidak-ada/"):
        answer = person("root").client.get(address)
        assert int(answer["Content-Length"]) == len(answer.content), address
