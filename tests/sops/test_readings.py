"""What an office may answer about a reading of ours, and the SOP that each answer makes."""

from pathlib import Path

import pytest

import sops
from sops.checks import breaches
from sops.document import POSTPONE, ContentKind, SignOff, Step, StepKind
from sops.readings import Contradiction, answered, questions, said, subject_of
from sops.toml_file import parse_sop, to_toml

FILES = sorted((Path(sops.__file__).parent / "library").glob("*.toml"))
NEWS = ContentKind.BERITA


def of(slug):
    text = next(path for path in FILES if path.stem == slug).read_text(encoding="utf-8")
    return parse_sop(text, source=slug)


def asked(sop, step, about):
    return next(one for one in questions(sop) if (one.step.number, one.about) == (step, about))


@pytest.mark.parametrize("slug", [path.stem for path in FILES])
def test_every_answer_makes_an_sop_that_loads_and_the_first_one_changes_nothing(slug):
    sop = of(slug)
    for question in questions(sop):
        ours, *others = question.answers
        assert ours.document == sop
        assert answered(sop, {question.subject: ours.value}) == sop
        for answer in others:
            assert not breaches(answer.document), answer.words
            assert parse_sop(to_toml(answer.document), source="x") == answer.document
            assert len(answer.document.assumptions) == len(sop.assumptions) - 1, "that mark is answered, the rest stay"
            assert (question.subject, answer.value) in said(answer.document), "and is found in the text it makes"
            assert (question.subject, ours.value) not in said(answer.document)


def test_a_refusal_may_go_to_whoever_can_correct_and_a_decision_may_wait():
    ways = [answer.document.step(9).on_refusal for answer in asked(of("cilacap"), 9, "on_refusal").answers]
    assert ways == [8, 2, 3, 4, 5, 6, POSTPONE]
    assert [answer.document.step(4).on_refusal for answer in asked(of("cilacap"), 4, "on_refusal").answers] == [3, 2]


def test_who_signs_is_one_of_those_named():
    answers = asked(of("serang"), 2, "sign_off").answers
    steps = [answer.document.step(2) for answer in answers]
    assert [(step.roles, step.sign_off) for step in steps] == [
        (("kasubag", "kordiv"), SignOff.ALL),
        (("kasubag", "kordiv"), SignOff.ANY),
        (("kasubag",), SignOff.ANY),
        (("kordiv",), SignOff.ANY),
    ]
    assert [role.slug for role in answers[2].document.roles] == ["staf", "admin-website", "kasubag"], "no empty column"


def test_bantens_shortcut_can_be_wide_only_while_news_is_checked_otherwise():
    sop = of("banten")
    question = asked(sop, 4, "skip_for")
    assert len(question.answers) == 1
    assert question.barred[0].why == "Berita akan terbit tanpa pemeriksaan satu pun."
    check = Step(number=7, activity="Menyetujui penayangan", roles=("kabag",), kind=StepKind.DECIDE, on_refusal=3)
    steps = (*sop.steps[:6], check, sop.steps[6].model_copy(update={"number": 8}))
    checked = sop.model_copy(update={"steps": steps})
    assert not breaches(checked)
    wide = asked(checked, 4, "skip_for").answers[1].document
    assert [step.number for step in wide.steps if NEWS in step.skip_for] == [4, 5, 6]


def test_several_answers_hold_at_once_unless_they_contradict_each_other():
    sop = of("cilacap")
    kind, back = asked(sop, 2, "kind"), asked(sop, 4, "on_refusal")
    handed = next(one for one in kind.answers if one.document.step(2).kind is StepKind.HAND_OVER)
    to_two = back.answers[1]
    assert answered(sop, {kind.subject: handed.value}).step(2).kind is StepKind.HAND_OVER
    with pytest.raises(Contradiction) as caught:  # a hand-over can't correct, so no Tidak leads there
        answered(sop, {kind.subject: handed.value, back.subject: to_two.value})
    assert caught.value.question == back
    third = asked(sop, 1, "roles")
    both = answered(sop, {back.subject: to_two.value, third.subject: third.answers[1].value})
    assert (both.step(4).on_refusal, both.step(1).roles) == (2, ("koordinator",))


def test_an_answer_is_the_same_where_the_step_stands_elsewhere():
    sop = of("rembang")
    question = asked(sop, 5, "on_refusal")
    first = sop.steps[0]
    moved = [step.model_copy(update={"number": step.number + 1}) for step in sop.steps]
    moved = [step.model_copy(update={"on_refusal": step.on_refusal + 1}) if step.on_refusal else step for step in moved]
    opening = first.model_copy(update={"number": 1, "activity": "Menugaskan", "kind": StepKind.ASSIGN, "outputs": ()})
    longer = sop.model_copy(update={"steps": (opening, *moved)})
    assert asked(longer, 6, "on_refusal").subject == question.subject
    assert (question.subject, question.value) in said(longer)
    renamed = sop.step(5).model_copy(update={"activity": "Mengoreksi saja"})
    assert subject_of(renamed, question.about) != question.subject
