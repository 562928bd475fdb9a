"""The site to compare with: what ``wagtail start`` makes, and the plain news app of ``bench/stock_site``."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from bench import places
from bench.target import Target

SOURCE = Path(__file__).parent / "stock_site"
SITE = places.VAR / "stock"
NAME = "stocksite"
BASE_TAGS = "{% load navigation_tags %}{% get_site_root as site_root %}{% menu parent=site_root %}{% breadcrumbs %}"


def write_site() -> None:
    """The project anew in ``var/bench/stock``, with our news app in it and its static files collected."""
    shutil.rmtree(SITE, ignore_errors=True)
    SITE.mkdir(parents=True)
    wagtail = Path(sys.executable).with_name("wagtail")
    subprocess.run([str(wagtail), "start", NAME, str(SITE)], check=True, stdout=subprocess.DEVNULL)
    project = SITE / NAME
    shutil.copytree(SOURCE / "news", SITE / "news", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(SOURCE / "home", SITE / "home", dirs_exist_ok=True)
    shutil.copy(SOURCE / "urls.py", project / "urls.py")
    shutil.copy(SOURCE / "local.py", project / "settings" / "local.py")
    base = project / "templates" / "base.html"
    base.write_text(base.read_text().replace("{% wagtailuserbar %}", "{% wagtailuserbar %}\n" + BASE_TAGS))
    env = _env(urlsplit(places.ADMIN_URL).path.strip("/"), SITE / "media")  # no data is needed for these
    manage("makemigrations", "news", env=env)
    manage("collectstatic", "--noinput", env=env)


def target(size: int) -> Target:
    """The stock site with so many articles, as it is served."""
    name = f"bench_stock_{size}"
    return Target(
        name=f"stock {size}",
        application=f"{NAME}.wsgi:application",
        directory=SITE,
        database=name,
        env=_env(name, places.VAR / f"media_stock_{size}"),
    )


def fill(size: int) -> None:
    """The database of the stock site with so many articles, indexed for its search."""
    here = target(size)
    places.create(here.database)
    shutil.rmtree(here.env["MEDIA_ROOT"], ignore_errors=True)
    manage("migrate", env=here.env)
    manage("load_articles", str(size), str(places.PICTURES), env=here.env)
    manage("update_index", env=here.env)
    places.settle(here.database)


def manage(*command: str, env: dict[str, str]) -> None:
    subprocess.run([sys.executable, "manage.py", *command], cwd=SITE, env=env, check=True, stdout=subprocess.DEVNULL)


def _env(database: str, media: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": f"{NAME}.settings.production",
        "DATABASE_URL": places.database_url(database),
        "MEDIA_ROOT": str(media),
        "PYTHONPATH": str(places.ROOT),
    }
