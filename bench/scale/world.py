"""An installation of some size: ``python -m bench.scale.world SIZE`` fills an empty database.

Offices are opened as headquarters opens them, under the names and in the time zones of Indonesia's provinces,
regencies and cities; people are generated, pages and runs written in bulk, most pages as copies. The first office,
which is measured, holds a fifth of all pages and runs.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from time import process_time as clock

from bench import data, ours, places
from bench.pages import SAMPLE
from bench.target import Target

REGIONS = Path(__file__).parent / "regions.txt"
SHARE = 5
"""The first office holds one of so many pages and runs."""
MOST_WRITTEN = 2_000
"""Pages written one by one; the others are copies of them."""
MEMBER, AUTHOR, ROOT = "anggota", "penulis", "root"
GIVEN = "Adi Ayu Bagus Citra Dewi Eko Fitri Gilang Hana Indra Joko Kartika Lestari Made Nur Putri Rizki".split()
FAMILY = "Siregar Nasution Lubis Harahap Wibowo Santoso Hidayat Pratama Tanjung Rumbiak Manuputty Wenda Daeng".split()


@dataclass(frozen=True)
class Size:
    name: str
    offices: int
    pages: int
    runs: int

    def __str__(self) -> str:
        return f"{self.offices} offices, {self.pages:,} pages, {self.runs:,} open runs"


SMALL, LARGE = Size("small", 5, 1_000, 100), Size("large", 553, 200_000, 20_000)
SIZES = {size.name: size for size in (SMALL, LARGE)}


def target(size: Size, redis: str) -> Target:
    """The site of that size, every page rendered anew."""
    name = f"bench_scale_{size.name}"
    base = ours.target(0, redis=redis, cached=False)
    env = {**base.env, "DATABASE_URL": places.database_url(name), "MEDIA_ROOT": str(places.VAR / f"media_{name}")}
    return replace(base, name=size.name, database=name, env=env)


def fill(size: Size, redis: str) -> None:
    """An empty database with all of it."""
    here = target(size, redis)
    places.create(here.database)
    ours.manage("migrate", env=here.env)
    command = [sys.executable, "-m", "bench.scale.world", size.name]
    subprocess.run(command, cwd=places.ROOT, env=here.env, check=True)
    places.settle(here.database)


# --- in the process that fills the database ---------------------------------------------------------


def regions() -> Iterator[tuple[str, str, str]]:
    """Name, level and time zone of every office: a regency first, headquarters, then the others by name.

    Wagtail keeps collections by name: one that is opened in between moves all that come after it.
    """
    found = []
    for line in REGIONS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            head, _, below = line.partition(": ")
            province, _, zone = head.partition("|")
            found.append((f"KPU Provinsi {province}", "provinsi", zone))
            for name in below.split(", "):
                city = name.startswith("Kota ")
                found.append((f"KPU {name if city else f'Kabupaten {name}'}", "kota" if city else "kabupaten", zone))
    yield found.pop(1)
    yield "KPU Republik Indonesia", "pusat", "Asia/Jakarta"
    yield from sorted(found)


def load(size: Size) -> None:
    """All of it. Wagtail's indexing of each page as it is saved is left out; the indexes are written at the end."""
    from django.core.management import call_command

    call_command("load_sops", verbosity=0, stdout=open(os.devnull, "w"))  # noqa: SIM115
    _open(size)
    _furnish(size)
    _multiply(size)


def _open(size: Size) -> None:
    """The offices, as headquarters opens them, each with one of the SOPs."""
    from django.conf import settings
    from django.test import override_settings
    from django.utils.text import slugify

    from home.offices import OfficeFacts, open_office
    from sops.models import Sop

    sops = list(Sop.objects.order_by("-slug").values_list("slug", flat=True))
    idle = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    for number, (name, level, zone) in enumerate(islice(regions(), size.offices)):
        slug, sop = slugify(name.removeprefix("KPU ")), sops[number % len(sops)]
        host = f"{slug}.localhost" if number else "127.0.0.1"
        facts = OfficeFacts(name, slug, f"{10 + number // 100}.{number % 100:02}", level, zone, host, sop=sop)
        with override_settings(TASKS=settings.TASKS | idle):
            open_office(facts)
    places.say(f"  {size.offices} offices opened, {clock():.0f} s of CPU")


def _furnish(size: Size) -> None:
    """People for the offices that are open, and pages of the first one, as both searches know them."""
    from django.core.management import call_command

    from news.models import NewsPage
    from offices.models import Office
    from workflows.gate.publishing import permitted

    quiet = open(os.devnull, "w")  # noqa: SIM115
    offices = list(Office.objects.order_by("pk").select_related("root_page"))
    _people(offices)
    written = min(MOST_WRITTEN, (size.pages - size.runs) // SHARE)
    with permitted(None):
        ours._add(offices[0], "berita", ours._news(data.news(written + SAMPLE), NewsPage, ours._images()))
    ours._bring_through_the_sop(offices[0], NewsPage.objects.filter(live=False))
    call_command("rebuild_search", "--without-files", stdout=quiet)
    call_command("update_index", verbosity=0, stdout=quiet)
    places.say(f"  {written:,} pages written and indexed, {clock():.0f} s")


def _multiply(size: Size) -> None:
    """As many pages as there are to be, and the runs that are open; the first office's with Wagtail's own rows."""
    from bench.runs import add_runs
    from bench.scale.copies import Place, spread
    from news.models import NewsPage
    from offices.models import Office

    offices = list(Office.objects.order_by("pk").select_related("root_page"))
    sample = [article.slug for article in data.news(SAMPLE)]
    originals = list(NewsPage.objects.exclude(slug__in=sample).order_by("path"))
    drafts = [_part(size.runs, len(offices), number) for number in range(len(offices))]
    counts = [_part(size.pages, len(offices), number) for number in range(len(offices))]
    counts[0] -= len(originals)
    sections = [office.root_page.get_children().get(slug="berita") for office in offices]
    wanted = zip(sections, offices, counts, drafts, strict=True)
    spread(originals, [Place(section, office.root_page_id, *parts) for section, office, *parts in wanted])
    places.say(f"  copied, {clock():.0f} s beside the database's")
    for number, (office, count) in enumerate(zip(offices, drafts, strict=True)):
        version = office.sop_choices.get().sop.governing
        own = [] if number else list(NewsPage.objects.filter(home=office.root_page_id, live=False))
        add_runs(office, version, count, None, open_ones=True, pages=own)
    places.say(f"  runs written, {clock():.0f} s")


def _part(whole: int, offices: int, number: int) -> int:
    """How much of a whole the office of that number holds."""
    first = whole // SHARE
    return first if number == 0 else round((whole - first) / (offices - 1))


def _people(offices: list) -> None:
    """One holder of every role, generated; in the first office also the one who is measured, and a superuser."""
    from django.contrib.auth import get_user_model

    from offices import membership
    from offices.models import Membership, OfficeRole

    users = get_user_model()
    users.objects.create_superuser(ROOT, "root@localhost", "kata-sandi-panjang-1")
    begins = ours.date(2025, 1, 2)
    for name, slugs in ((MEMBER, ("kasubag", "staf")), (AUTHOR, ("staf",))):
        user = users.objects.create(username=name, email=f"{name}@localhost")
        for role in offices[0].roles.filter(slug__in=slugs):
            membership.appoint(user, role, decree_number="1/SK/2025", valid_from=begins)
    roles = list(OfficeRole.objects.filter(office__in=offices).select_related("office"))
    people = users.objects.bulk_create(
        [
            users(
                username=f"{role.office.slug}.{role.slug}"[:150],
                password="!",
                email=f"orang-{number}@localhost",
                first_name=GIVEN[number % len(GIVEN)],
                last_name=FAMILY[number // len(GIVEN) % len(FAMILY)],
            )
            for number, role in enumerate(roles)
        ]
    )
    Membership.objects.bulk_create(
        Membership(user=user, role=role, decree_number="1/SK/2025", valid_from=begins)
        for user, role in zip(people, roles, strict=True)
    )
    users.groups.through.objects.bulk_create(
        users.groups.through(user=user, group_id=role.group_id) for user, role in zip(people, roles, strict=True)
    )


if __name__ == "__main__":
    import django

    django.setup()
    load(SIZES[sys.argv[1]])
