"""The tour, and the list for upgrades, lead to what is there."""

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
