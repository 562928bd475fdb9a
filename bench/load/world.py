"""Offices with five people and a hundred articles each: ``python -m bench.load.world OFFICES`` prints what is there."""

import json
import os
import sys
from itertools import islice

import django

from bench import data, ours
from bench.pages import SAMPLE
from bench.scale.world import regions

ARTICLES, LEGAL = 100, 20
"""Of each office."""
WORDS = ("pemilih", "rapat", "sosialisasi", "logistik", "coklit", "anggaran", "pleno", "kecamatan")


def load(offices: int) -> dict:
    """Everything; returns who works there, and the addresses that readers ask for, by kind."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.hashers import make_password
    from django.core.management import call_command
    from django.utils.text import slugify

    from home.offices import OfficeFacts, open_office
    from news.models import AnnouncementPage, LegalDocumentPage, NewsPage
    from offices import membership
    from sops.models import Sop
    from tests.deploy.world import PASSWORD
    from workflows.gate.publishing import permitted

    sop, password = Sop.objects.get(slug="serang").slug, make_password(PASSWORD)
    images, document = ours._images(), ours._document()
    people, asked = [], {}
    for number, (name, level, zone) in enumerate(islice(regions(), offices)):
        slug = slugify(name.removeprefix("KPU "))
        host = f"{slug}.localhost"
        facts = OfficeFacts(name, slug, f"97.{number:02}", level, zone, host, port=443, sop=sop)
        office = open_office(facts)
        for role in office.roles.all():
            who = f"{slug}.{role.slug}"
            user = get_user_model().objects.create(username=who, email=f"{who}@localhost", password=password)
            people.append(who)
            # Whoever administers the office writes too: two writers to three who decide.
            for held in {role, office.roles.get(slug="staf")} if role.slug == "admin-kantor" else {role}:
                membership.appoint(user, held, decree_number="1/SK/2025", valid_from=ours.date(2025, 1, 2))
        with permitted(None):
            news = list(data.news(ARTICLES + SAMPLE))[SAMPLE:]
            pages = list(ours._news(data.news(ARTICLES + SAMPLE), NewsPage, images))[SAMPLE:]
            ours._add(office, "berita", pages)
            ours._add(office, "pengumuman", ours._plain(data.announcements(), AnnouncementPage))
            legal = list(data.legal_documents(LEGAL))
            ours._add(office, "produk-hukum", ours._legal(legal, LegalDocumentPage, document))
        for kind, addresses in {
            "home": ["/"],
            "list": ["/berita/"],
            "article": [f"/berita/{one.slug}/" for one in news],
            "older list page": ["/berita/?page=2", "/berita/?page=4"],
            "legal document": ["/produk-hukum/", *(f"/produk-hukum/{one.slug}/" for one in legal)],
            "announcements": ["/pengumuman/"],
            "RSS": ["/rss/"],
            "search": [f"/cari/?q={word}" for word in WORDS],
            "404": ["/berita/tidak-ada/"],
        }.items():
            asked.setdefault(kind, []).extend([host, address] for address in addresses)
    call_command("rebuild_search", "--without-files", stdout=open(os.devnull, "w"))  # noqa: SIM115
    call_command("update_index", verbosity=0, stdout=open(os.devnull, "w"))  # noqa: SIM115
    return {"people": people, "asked": asked}


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(load(int(sys.argv[1]))))
