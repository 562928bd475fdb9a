"""Uji cocok: what it says of an office's people is what the rules say of every text they could write."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offices.acting import Acting
from sops.document import SignOff, StepKind
from tests.sops.test_route import sop as shipped
from workflows.core.acts import Action
from workflows.core.fit import mending, misfits, resting_on_one
from workflows.core.persons import persons, ways_to
from workflows.core.rule_inputs import Actor, History, Signed
from workflows.core.rules import decide

SOPS = {slug: shipped(slug) for slug in ("serang", "banten", "cilacap", "bangka-barat", "rembang")}
PEOPLE = range(1, 5)


@st.composite
def offices(draw):
    """An SOP and up to four people, each with some of its roles, perhaps acting for another."""
    sop = draw(st.sampled_from(sorted(SOPS.values(), key=lambda one: one.slug)))
    slugs = sorted(role.slug for role in sop.roles)
    held = {number: draw(st.frozensets(st.sampled_from(slugs))) for number in PEOPLE}
    actors = []
    for number in PEOPLE:
        lent = ()
        principal = draw(st.none() | st.sampled_from(sorted(set(PEOPLE) - {number})))
        if principal and held[principal]:
            role = draw(st.sampled_from(sorted(held[principal])))
            lent = (Acting(role, principal, str(principal), "Plh."),)
        actors.append(Actor(number, held[number], lent))
    return sop, actors


def texts(sop, actors):
    """Every set of authors the preparing steps can make."""
    by_step = [
        [persons(actor, way) for actor in actors for way in ways_to(actor, step.roles)] or [frozenset()]
        for step in sop.steps
        if step.kind is StepKind.PREPARE
    ]
    return {frozenset().union(*chosen) for chosen in product(*by_step)}


NOBODY_YET = Signed()


def can_be_passed(sop, step, actors, authors, signed=NOBODY_YET):
    """Whether the rules let the step be passed, whoever signs first."""
    if not step.kind.checks:
        return any(ways_to(actor, step.roles) for actor in actors)
    if signed.roles and (step.sign_off is not SignOff.ALL or signed.roles >= set(step.roles)):
        return True
    history = History(step=step.number, prepared_by=authors, signed=signed)
    return any(
        can_be_passed(sop, step, actors, authors, Signed(signed.roles | {way.role}, signed.by | persons(actor, way)))
        for actor in actors
        if decide(sop, actor, history, Action.APPROVE)
        for way in ways_to(actor, tuple(role for role in step.roles if role not in signed.roles))
        if not persons(actor, way) & (authors | signed.by)
    )


@settings(max_examples=150, deadline=None)
@given(offices())
def test_it_says_what_the_rules_say_of_every_text(case):
    sop, actors = case
    said = misfits(sop, actors)
    for step in sop.steps:
        mine = [stuck.authors for stuck in said if stuck.step is step]
        for authors in texts(sop, actors):
            stuck = any(one <= authors for one in mine)
            assert stuck is not can_be_passed(sop, step, actors, authors), (step.number, authors, mine)


@pytest.mark.parametrize("slug", sorted(SOPS))
def test_one_person_per_role_carries_out_each_of_the_five(slug):
    sop = SOPS[slug]
    people = [Actor(number, frozenset({role.slug})) for number, role in enumerate(sop.roles, 1)]
    assert misfits(sop, people) == []


def everything_and_a_writer(sop):
    """Somebody who holds every role, and somebody who only writes."""
    writers = next(step for step in sop.steps if step.kind is StepKind.PREPARE).roles
    return [Actor(1, frozenset(role.slug for role in sop.roles)), Actor(2, frozenset(writers))]


def test_who_writes_and_is_the_only_one_to_check_is_named():
    sop = SOPS["rembang"]
    found = misfits(sop, everything_and_a_writer(sop))
    single = [step for step in sop.steps if step.kind.checks and step.sign_off is not SignOff.ALL]
    assert single
    for step in single:
        assert [stuck.authors for stuck in found if stuck.step is step] == [{1}]


def test_one_person_can_not_sign_for_two_roles():
    sop = SOPS["serang"]
    joint = next(step for step in sop.steps if step.sign_off is SignOff.ALL)
    assert any(stuck.step is joint and not stuck.authors for stuck in misfits(sop, everything_and_a_writer(sop)))


@settings(max_examples=40)
@given(offices())
def test_the_appointments_named_mend_it_and_fewer_do_not(case):
    sop, actors = case
    roles = mending(sop, actors)
    if roles is None:
        return

    def stuck(chosen):
        new = [Actor(-place, frozenset({role})) for place, role in enumerate(chosen, start=1)]
        return misfits(sop, [*actors, *new])

    assert not stuck(roles)
    assert all(stuck(roles[:place] + roles[place + 1 :]) for place in range(len(roles)))


def test_what_a_single_person_can_take_is_named():
    staf, head = Actor(1, frozenset({"staf"})), Actor(2, frozenset({"kasubag", "kordiv"}))
    assert resting_on_one(SOPS["serang"], [staf, head]) == {1: 1, 2: 2, 3: 1}
    assert resting_on_one(SOPS["serang"], [staf, head, Actor(3, frozenset({"staf"}))]) == {2: 2}
