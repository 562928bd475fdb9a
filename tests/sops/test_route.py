"""Where an item goes next, for all five SOPs, without a database."""

from pathlib import Path

import pytest

from sops import route
from sops.document import ContentKind, Sop
from sops.route import Next, Outcome
from sops.toml_file import parse_sop

FILES = Path(__file__).resolve().parents[2] / "sops" / "library"
NEWS, ARTICLE = ContentKind.BERITA, ContentKind.ARTIKEL


def sop(slug: str) -> Sop:
    return parse_sop((FILES / f"{slug}.toml").read_text(encoding="utf-8"), source=slug)


@pytest.mark.parametrize("slug", ["serang", "banten", "cilacap", "bangka-barat", "rembang"])
def test_an_article_visits_every_step_once_in_order(slug):
    document, number, seen = sop(slug), 1, [1]
    while (after := route.following(document, number, ARTICLE)).step is not None:
        assert after.skipped == ()
        number = after.step
        seen.append(number)
    assert seen == [step.number for step in document.steps]


def test_news_in_banten_goes_from_the_check_to_the_web_admin():
    assert route.following(sop("banten"), 4, NEWS) == Next(7, (5, 6))
    assert route.following(sop("banten"), 4, ARTICLE) == Next(5)


@pytest.mark.parametrize(
    ("slug", "refused_at", "target"),
    [
        ("serang", 2, 1),
        ("banten", 4, 3),
        ("banten", 5, 4),
        ("cilacap", 4, 3),
        ("cilacap", 8, 5),
        ("cilacap", 9, 8),
        ("bangka-barat", 7, 6),
        ("rembang", 4, 1),
        ("rembang", 5, 4),
        ("rembang", 6, 5),
    ],
)
def test_a_tidak_goes_where_the_reading_says(slug, refused_at, target):
    assert route.refused(sop(slug), refused_at, ARTICLE) == Next(target)


def test_a_tidak_on_the_need_postpones():
    assert route.refused(sop("bangka-barat"), 3, ARTICLE) == Next(None, postponed=True)


def test_a_step_without_a_question_cannot_be_refused():
    with pytest.raises(ValueError, match="no refusal"):
        route.refused(sop("serang"), 1, ARTICLE)


@pytest.mark.parametrize(
    ("slug", "number", "act"),
    [
        ("rembang", 1, (1, 2)),
        ("rembang", 6, (6, 7)),
        ("bangka-barat", 4, (4, 5)),
        ("bangka-barat", 8, (8,)),
        ("banten", 1, (1,)),
        ("serang", 2, (2,)),
    ],
)
def test_consecutive_steps_of_one_role_are_one_act(slug, number, act):
    assert route.one_act(sop(slug), number, ARTICLE) == act


@pytest.mark.parametrize(
    ("slug", "holder_changes"), [("serang", 4), ("banten", 7), ("cilacap", 10), ("bangka-barat", 8), ("rembang", 7)]
)
def test_an_sop_takes_as_many_acts_as_its_holders_change(slug, holder_changes):
    document, acts, number = sop(slug), 0, 1
    while number is not None:
        acts += 1
        number = route.following(document, route.one_act(document, number, ARTICLE)[-1], ARTICLE).step
    assert acts == holder_changes


@pytest.mark.parametrize(
    ("slug", "first_due"), [("serang", 1), ("banten", 3), ("cilacap", 6), ("bangka-barat", 6), ("rembang", 1)]
)
def test_content_must_be_complete_once_nobody_is_left_to_prepare_it(slug, first_due):
    document = sop(slug)
    due = [step.number for step in document.steps if route.content_due(document, step.number, ARTICLE)]
    assert due[0] == first_due
    assert due == list(range(first_due, len(document.steps) + 1))


def test_the_emergency_lane_owes_every_check_it_passes():
    assert [step.number for step in route.remaining_checks(sop("rembang"), 3, ARTICLE)] == [4, 5, 6]
    assert [step.number for step in route.remaining_checks(sop("banten"), 3, NEWS)] == [4]


def test_only_the_archive_step_comes_after_publication():
    document = sop("bangka-barat")
    assert [step.number for step in document.steps if route.is_after_publication(document, step)] == [9]


def test_every_outcome_has_a_word_and_only_good_ones_pass():
    assert all(outcome.label for outcome in Outcome)
    assert {o for o in Outcome if o.passes} == {Outcome.DONE, Outcome.APPROVED, Outcome.PUBLISHED, Outcome.ARCHIVED}
