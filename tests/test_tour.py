"""The tour leads to what is there."""

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
