"""Our site with the bench's articles: ``python -m bench.ours SIZE`` fills an empty database."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bench import data, places
from bench.pages import SAMPLE
from bench.target import Target

ZONE = ZoneInfo("Asia/Jakarta")
STATIC = places.VAR / "static_ours"


def target(size: int, *, redis: str, cached: bool) -> Target:
    """Our site with so many articles, as an installation with Redis serves it, from its page cache or rendered anew."""
    name = f"bench_ours_{size}"
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "DATABASE_URL": places.database_url(name),
        "REDIS_URL": redis,
        "MEDIA_ROOT": str(places.VAR / f"media_ours_{size}"),
        "STATIC_ROOT": str(STATIC),
        "WAGTAILADMIN_BASE_URL": "http://127.0.0.1",
        "PYTHONPATH": str(places.ROOT),
    }
    return Target(
        name=f"ours {size} {'cached' if cached else 'uncached'}",
        application="site_kpu.wsgi:application",
        directory=places.ROOT,
        database=name,
        env=env,
        # Whoever has a session gets every page rendered anew; what the process remembers of the site stays.
        cookie="" if cached else "sessionid=bench",
    )


def collect_static() -> None:
    manage("collectstatic", "--noinput", "--clear", env=target(0, redis="", cached=False).env)


def fill(size: int, *, redis: str) -> None:
    """The database of our site with so many articles, indexed for its search."""
    here = target(size, redis=redis, cached=True)
    places.create(here.database)
    shutil.rmtree(here.env["MEDIA_ROOT"], ignore_errors=True)
    manage("migrate", env=here.env)
    subprocess.run([sys.executable, "-m", "bench.ours", str(size)], cwd=places.ROOT, env=here.env, check=True)
    places.settle(here.database)


def is_ready(size: int, *, redis: str) -> bool:
    """Whether a database of that size is there from an earlier run, with today's tables."""
    here = target(size, redis=redis, cached=True)
    if not places.exists(here.database):
        return False
    command = [sys.executable, "manage.py", "migrate", "--check"]
    return not subprocess.run(command, cwd=places.ROOT, env=here.env, capture_output=True, check=False).returncode


def manage(*command: str, env: dict[str, str]) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *command], cwd=places.ROOT, env=env, check=True, stdout=subprocess.DEVNULL
    )


# --- in the process that fills the database ---------------------------------------------------------


def load(size: int) -> None:
    """One office with so many articles, a tenth of it in legal documents, and some announcements."""
    from django.core.management import call_command, get_commands

    from bench.bulk import add_tags
    from home.models import HomePage
    from home.offices import OfficeFacts, open_office
    from news.models import AnnouncementPage, LegalDocumentPage, NewsPage, NewsTag
    from sops.models import Sop
    from workflows.gate.publishing import permitted

    call_command("load_sops", verbosity=0, stdout=open(os.devnull, "w"))  # noqa: SIM115
    office = open_office(
        OfficeFacts(
            name="KPU Kabupaten Contoh",
            slug="contoh",
            region_code="99.01",
            level="kabupaten",
            time_zone=str(ZONE),
            hostname="127.0.0.1",
            sop=Sop.objects.order_by("slug").values_list("slug", flat=True)[0],
            divisions=["Divisi Hukum", "Divisi Sosialisasi"],
        )
    )
    HomePage.objects.filter(pk=office.root_page_id).update(
        intro="Penyelenggara pemilihan umum dan pemilihan di dua puluh kecamatan.",
        address="Jalan Contoh Nomor 1",
        email="kantor@localhost",
    )
    images, document = _images(), _document()
    with permitted(None):
        _add(office, "berita", _news(data.news(size), NewsPage, images))
        add_tags(NewsTag, {article.slug: article.tags for article in data.news(size)})
        _add(office, "pengumuman", _plain(data.announcements(), AnnouncementPage))
        _add(office, "produk-hukum", _legal(data.legal_documents(data.legal_count(size)), LegalDocumentPage, document))
    _bring_through_the_sop(office, NewsPage.objects.filter(live=False))
    if "rebuild_search" in get_commands():
        call_command("rebuild_search", "--without-files", stdout=open(os.devnull, "w"))  # noqa: SIM115
    else:
        call_command("update_index", verbosity=0, stdout=open(os.devnull, "w"))  # noqa: SIM115


def _bring_through_the_sop(office, drafts: Iterable) -> None:
    """Publish drafts step by step: a page that was says so at its foot, which costs queries."""
    from django.contrib.auth import get_user_model

    from home.demo_offices import bring_on
    from offices import membership
    from offices.role_holders import people_in

    for role in office.roles.all():
        user = get_user_model().objects.create(username=role.slug, first_name=role.name, email=f"{role.slug}@localhost")
        membership.appoint(user, role, decree_number="1/SK/2025", valid_from=date(2025, 1, 2))
    for page in drafts:
        page.owner = people_in(office, page.governing_version().document.first_step.roles)[0]
        page.save()
        page.save_revision(user=page.owner)
        bring_on(page, until="live")


def _add(office, section: str, pages: Iterable) -> None:
    from bench.bulk import add_children

    def placed() -> Iterator:
        for page in pages:
            # What the page's own save() would derive; bulk rows aren't saved one by one.
            page.home_id, page.listed_at = office.root_page.pk, page.shown_at
            yield page

    add_children(office.root_page.get_children().get(slug=section), placed())


def _facts(article: data.Article, model) -> dict:
    """What every page type gets of an article."""
    from django.contrib.contenttypes.models import ContentType

    published = datetime.combine(article.day, time(9), tzinfo=ZONE)
    return {
        "content_type": ContentType.objects.get_for_model(model),
        "title": article.title,
        "slug": article.slug,
        "summary": article.summary,
        "body": [("text", paragraph) for paragraph in _rich(article)],
        "live": True,
        "first_published_at": published,
        "last_published_at": published,
        "latest_revision_created_at": published,
    }


def _rich(article: data.Article) -> Iterator:
    from wagtail.rich_text import RichText

    yield RichText(article.html)


def _news(articles: Iterable[data.Article], model, images: list) -> Iterator:
    for number, article in enumerate(articles):
        facts = _facts(article, model)
        yield model(
            **facts | ({} if number >= SAMPLE else {"live": False, "first_published_at": None}),
            kind=article.kind,
            published_on=article.day,
            author_unit="Subbagian Teknis dan Hupmas",
            image=images[article.picture or 0],
            image_alt="Perbukitan berlapis dengan matahari di atasnya",
            image_credit="Humas KPU",
        )


def _plain(articles: Iterable[data.Article], model) -> Iterator:
    for article in articles:
        yield model(**_facts(article, model), valid_from=article.day)


def _legal(articles: Iterable[data.Article], model, document) -> Iterator:
    for article in articles:
        yield model(
            **_facts(article, model),
            kind=article.kind,
            number=article.number,
            year=article.day.year,
            enacted_on=article.day,
            status=article.status,
            place="Contoh",
            signatory="Ketua",
            file=document,
        )


def _images() -> list:
    from django.core.files import File
    from wagtail.images import get_image_model

    from news.pictures import SPECS

    images = []
    for path in sorted(places.PICTURES.glob("*.jpg")):
        with path.open("rb") as file:
            images.append(get_image_model().objects.create(title=path.stem, file=File(file, name=path.name)))
        images[-1].get_renditions(*SPECS)  # as the worker does after an upload
    return images


def _document():
    from django.core.files.base import ContentFile
    from wagtail.documents import get_document_model

    from home.demo_pictures import draw_pdf

    content = draw_pdf("Keputusan", ["Menimbang.", "Mengingat.", "Memutuskan."])
    file = ContentFile(content, name="keputusan.pdf")
    return get_document_model().objects.create(title="Keputusan", file=file, file_size=len(content))


if __name__ == "__main__":
    import django

    django.setup()
    load(int(sys.argv[1]))
