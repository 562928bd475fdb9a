"""Run within the box by ``site-kpu shell``: the first article, from draft to archive, over HTTPS with second factors.

One person per role of the office's SOP is appointed; each logs in at the front server with password and code, and acts
through the pages that are served. Prints the address at which the article is live.
"""

import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from types import SimpleNamespace

from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import get_user_model

from home import walking
from news.models import NewsPage
from offices import membership, office_time
from offices.models import Office
from offices.role_holders import people_in
from workflows.core.rules import passing_act
from workflows.notifications.audience import next_to_act

PASSWORD = "Tepian-Sungai-77"
NAMES = "Ani Budi Citra Dewi Eko Fitri Gita Hadi Indah Joko Kartika Lestari".split()
SECRETS: dict[str, str] = {}


class Browser:
    """What a person's browser does: cookies, forms with the page they stand on as referrer."""

    def __init__(self, site: str) -> None:
        self.site, self.cookies = site, CookieJar()
        tls = urllib.request.HTTPSHandler(context=ssl.create_default_context())
        self.opener = urllib.request.build_opener(tls, urllib.request.HTTPCookieProcessor(self.cookies), NoRedirect())

    def get(self, address: str) -> SimpleNamespace:
        return self._ask(address, None)

    def post(self, address: str, form: str, content_type: str = "") -> SimpleNamespace:
        token = next((cookie.value for cookie in self.cookies if cookie.name.endswith("csrf")), "")
        kept = [(name, value) for name, value in urllib.parse.parse_qsl(form, True) if name != "csrfmiddlewaretoken"]
        data = urllib.parse.urlencode([*kept, ("csrfmiddlewaretoken", token)]).encode()
        return self._ask(address, data)

    def _ask(self, address: str, data: bytes | None) -> SimpleNamespace:
        asked = urllib.request.Request(self.site + address, data, {"Referer": f"{self.site}{address}"})
        try:
            with self.opener.open(asked, timeout=60) as answer:
                return SimpleNamespace(status_code=answer.status, content=answer.read(), context=None, url="")
        except urllib.error.HTTPError as error:
            where = error.headers.get("Location", "")
            return SimpleNamespace(status_code=error.code, content=error.read(), context=None, url=where)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


def person(user, site: str) -> walking.Person:
    """Somebody who logged in with password and code."""
    who = walking.Person.__new__(walking.Person)
    who.user, who.client = user, Browser(site)
    who.client.get("/akun/masuk/")
    asked = who.client.post("/akun/masuk/", urllib.parse.urlencode({"login": user.username, "password": PASSWORD}))
    assert "/dua-langkah/" in asked.url, (asked.status_code, asked.url)
    who.client.get(asked.url)
    counter = int(time.time()) // 30
    code = totp.format_hotp_value(totp.hotp_value(SECRETS[user.username], counter))
    entered = who.client.post(asked.url, urllib.parse.urlencode({"code": code}))
    assert entered.status_code == 302, entered.content[-500:]
    return who


def appointed(office: Office) -> None:
    for number, role in enumerate(office.roles.all()):
        name = f"pegawai.{number}"
        user, _ = get_user_model().objects.get_or_create(username=name)
        user.first_name, user.email = f"Pegawai {NAMES[number]}", f"{name}@{office.hostname}"
        user.set_password(PASSWORD)
        user.save()
        membership.appoint(user, role, decree_number="1/2026", valid_from=office_time.today(office))
        SECRETS[name] = totp.generate_totp_secret()
        totp.TOTP.activate(user, SECRETS[name])


def main() -> None:
    office = Office.objects.get(slug="kab-contoh")
    site = f"https://{office.hostname}"
    appointed(office)
    section = office.root_page.get_children().get(slug="berita")
    sop = office.sop_choices.first().sop.document
    people: dict[str, walking.Person] = {}

    def at_work(user) -> walking.Person:
        if user.username not in people:
            people[user.username] = person(user, site)
        return people[user.username]

    facts = {"title": "Naskah pertama", "kind": "artikel", "summary": "Naskah pertama situs ini."}
    facts["published_on"] = f"{office_time.today(office):%Y-%m-%d}"
    writer = at_work(people_in(office, sop.writing_step.roles)[0])
    page = writer.write(section, NewsPage, paragraphs=["Isi naskah pertama."], **facts)
    run = at_work(people_in(office, sop.first_step.roles)[0]).act(page.pk, "start")
    while run.step is not None:
        acts = passing_act(run.step)
        run = at_work(next_to_act(run)[0]).act(page.pk, getattr(acts, "value", acts))
        run.refresh_from_db()
    print(f"tayang {run.live_url}")


main()
