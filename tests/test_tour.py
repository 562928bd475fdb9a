"""The tour, the list for upgrades, the glossary and the rulings lead to what is there."""

import re

from django.conf import settings

TOUR = (settings.BASE_DIR / "docs" / "tour.md").read_text(encoding="utf-8")


def test_every_station_is_where_the_tour_says():
    named = re.findall(r"`([\w/]+(?:\.py|/))(?:: (\w+))?`", TOUR)
    assert len(named) > 30
    for path, name in named:
        file = settings.BASE_DIR / path
        assert file.exists(), path
        if name:
            assert re.search(rf"^(?:def|class|async def) {name}\b", file.read_text(), re.MULTILINE), f"{path}: {name}"


def test_what_an_upgrade_looks_at_is_there():
    named = re.findall(r"`([\w/]+(?:\.py|\.js|/))`", (settings.BASE_DIR / "docs" / "upgrade.md").read_text("utf-8"))
    assert len(named) > 20
    assert [path for path in named if not (settings.BASE_DIR / path).exists()] == []


def product() -> str:
    folders = ("sops", "offices", "messaging", "workflows", "home", "news", "desk", "accounts", "files", "search")
    return "\n".join(
        path.read_text("utf-8") for folder in folders for path in (settings.BASE_DIR / folder).rglob("*.py")
    )


def test_each_class_of_the_glossary_has_that_name():
    glossary = (settings.BASE_DIR / "docs" / "glossary.md").read_text("utf-8")
    named = set(re.findall(r"`([A-Z]\w+)`", glossary))
    assert len(named) > 20
    assert named <= set(re.findall(r"^class (\w+)", product(), re.MULTILINE))


def test_each_ruling_that_is_cited_stands_in_the_rulings():
    rulings = (settings.BASE_DIR / "docs" / "rulings.md").read_text("utf-8")
    stand = set(re.findall(r"^(\d)\. ", rulings, re.MULTILINE)) | {
        f"4{letter}" for letter in re.findall(r"^   - (\w)\. ", rulings, re.MULTILINE)
    }
    cited = set(re.findall(r"[Rr]uling (\d\w?)", product()))
    assert {"1", "4a"} <= cited <= stand
