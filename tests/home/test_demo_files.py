"""The demonstration offices' files: complete, and within what the page types accept."""

import tomllib
from io import BytesIO
from pathlib import Path

import pytest
from django.utils.text import slugify
from PIL import Image

from home import demo_pictures, models
from news import models as content
from sops.document import Sop
from sops.toml_file import parse_sop

ROOT = Path(models.__file__).parents[2]
OFFICES = sorted((ROOT / "home" / "demo").glob("*.toml"))


def sop_of(slug: str) -> Sop:
    path = ROOT / "sops" / "library" / f"{slug}.toml"
    return parse_sop(path.read_text(encoding="utf-8"), source=path.name)


@pytest.fixture(params=OFFICES, ids=lambda path: path.stem)
def demo(request):
    return request.param.stem, tomllib.loads(request.param.read_text(encoding="utf-8"))


def test_one_person_holds_each_role_of_the_sop_and_one_administers_the_office(demo):
    slug, facts = demo
    sop = sop_of(slug)
    assert sorted(p["role"] for p in facts["people"]) == sorted([*(r.slug for r in sop.roles), "admin-kantor"])
    assert all(p["username"] == f"{slug}.{p['role']}" for p in facts["people"])


def test_an_office_has_five_divisions_and_enough_content_of_every_state(demo):
    _, facts = demo
    states = [item["until"] for item in facts["items"]]
    assert len(facts["divisions"]) == 5
    assert len(states) >= 8
    assert states.count("live") >= 4
    assert any(state != "live" for state in states)


def test_every_item_fits_its_page_type(demo):
    slug, facts = demo
    steps = {step.number for step in sop_of(slug).steps}
    for item in facts["items"]:
        model = getattr(content, item["type"], None) or getattr(models, item["type"])
        assert item["section"] in model.section_kinds
        if any(field.name == "kind" for field in model._meta.fields):
            kind = model._meta.get_field("kind")
            assert item.get("kind", kind.default) in dict(kind.choices)
        assert len(item["summary"]) <= model._meta.get_field("summary").max_length
        assert item["paragraphs"]
        assert item["until"] == "live" or item["until"] in steps
        assert bool(item.get("photo_alt")) == bool(item.get("photo_credit")) == item["photo"]


def test_addresses_within_an_office_differ(demo):
    _, facts = demo
    slugs = [slugify(item["title"])[:80] for item in facts["items"]]
    assert len(set(slugs)) == len(slugs)


def test_a_drawn_picture_is_light_and_the_same_each_time():
    first, again, other = (demo_pictures.draw_picture("Rapat pleno", seed=seed) for seed in (1, 1, 2))
    assert first == again != other
    assert Image.open(BytesIO(first)).size == (1600, 900)
    assert 60_000 <= len(first) <= 90_000


def test_a_drawn_file_is_a_pdf_of_one_page():
    data = demo_pictures.draw_pdf("Keputusan", ["Isi. " * 500])
    assert data.startswith(b"%PDF")
    assert data.count(b"/Type /Page\n") + data.count(b"/Type /Page ") == 1
