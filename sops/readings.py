"""What an office answers about a reading of ours: the question, its possible answers, and the SOP each would make.

An answer is named by what it says of the field, not by where the step stands: it holds for a later text as long as
the step and the field say the same.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sops.checks import breaches
from sops.document import About, Assumption, Sop, Step
from sops.reading_options import Fields, asks, in_words, options


@dataclass(frozen=True)
class Answer:
    """``value`` is what the field says then, as JSON; ``document`` the SOP as it would be."""

    value: str
    words: str
    document: Sop


@dataclass(frozen=True)
class Barred:
    """An answer that the rules of every SOP don't allow, and why."""

    words: str
    why: str


@dataclass(frozen=True)
class Question:
    """A reading of ours; ``answers`` begin with the one that stands in the text."""

    subject: str
    """SHA-256 (hex) of what is asked: the same for the same step and field in another text."""
    step: Step
    about: About | None
    text: str
    answers: tuple[Answer, ...]
    barred: tuple[Barred, ...]

    @property
    def value(self) -> str:
        """What the text says."""
        return self.answers[0].value

    @property
    def asks(self) -> str:
        """The question itself; what it is about stands in ``text``."""
        return asks(self.about)

    def answer(self, value: str) -> Answer | None:
        return next((answer for answer in self.answers if answer.value == value), None)


class Contradiction(ValueError):
    """Two answers that no SOP can have at once; ``question`` is the one that was left without its answer."""

    def __init__(self, question: Question) -> None:
        super().__init__(question)
        self.question = question


@lru_cache(maxsize=64)
def questions(sop: Sop) -> tuple[Question, ...]:
    """Every reading that is still marked in the text, in step order; kept, since each answer is an SOP, checked."""
    return tuple(_question(sop, reading) for reading in sop.assumptions)


def said(sop: Sop) -> dict[tuple[str, str], tuple[Step, str]]:
    """By subject and value what the text says of each field of each step: the step, and it in words.

    An answer that is among them stands in this text, whether or not a mark is left there.
    """
    found = {}
    for step in sop.steps:
        for about in About:
            words = in_words(about, sop, step)
            found[subject_of(step, about), value_of(sop, step, about)] = step, words
    return found


def answered(sop: Sop, chosen: Mapping[str, str]) -> Sop:
    """The SOP with other answers (value by subject) than it has; one that agrees changes nothing.

    Raises ``Contradiction`` where they can't all hold at once, ``KeyError`` for what isn't asked.
    """
    asked = {question.subject: question for question in questions(sop)}
    document = sop
    for subject in chosen:
        if chosen[subject] == asked[subject].value:
            continue
        now = next(question for question in questions(document) if question.subject == subject)
        answer = now.answer(chosen[subject])
        if answer is None:
            raise Contradiction(asked[subject])
        document = answer.document
    return document


def subject_of(step: Step, about: About | None, text: str = "") -> str:
    """What a reading is about; of one that names no field its own text says it."""
    field = About.ROLES if about is About.SIGN_OFF else about  # who signs, and whether all of them, is one question
    return hashlib.sha256(_json([step.activity, field, "" if about else text]).encode()).hexdigest()


def value_of(sop: Sop, step: Step, about: About | None) -> str:
    """What a field says, as JSON; steps are named by what is done there, since numbers move."""
    match about:
        case None:
            return _json(None)
        case About.ROLES | About.SIGN_OFF:
            return _json([sorted(step.roles), step.sign_off if len(step.roles) > 1 else ""])
        case About.ON_REFUSAL:
            back = step.on_refusal
            return _json(sop.step(back).activity if isinstance(back, int) else back)
        case About.SKIP_FOR | About.INFORMS:
            return _json(sorted(getattr(step, about)))
    return _json(getattr(step, about))


def _question(sop: Sop, reading: Assumption) -> Question:
    step = sop.step(reading.step)
    answers, barred = {}, []
    for fields, words in options(sop, step, reading.about):
        document = _changed(sop, step, reading, fields) if fields else sop
        value = value_of(document, document.step(step.number), reading.about)
        if value in answers:
            continue
        if fields and (broken := breaches(document)):
            barred.append(Barred(words, broken[0].wrong))
        else:
            answers[value] = Answer(value, words, document)
    return Question(
        subject=subject_of(step, reading.about, reading.text),
        step=step,
        about=reading.about,
        text=reading.text,
        answers=tuple(answers.values()),
        barred=tuple(barred),
    )


# --- the text it makes ------------------------------------------------------------------------------


def _changed(sop: Sop, step: Step, reading: Assumption, fields: Fields) -> Sop:
    """The SOP with other fields at a step; the office has answered that reading, so its mark goes."""
    left = tuple(one for one, known in zip(step.assumptions, step.readings, strict=True) if known != reading)
    new = step.model_copy(update={**fields, "assumptions": left})
    steps = tuple(new if one is step else one for one in sop.steps)
    used = {slug for one in steps for slug in (*one.roles, *one.informs)}
    roles = tuple(role for role in sop.roles if role.slug in used)
    kept = {role.slug for role in roles}
    roles = tuple(
        role if role.superior in (None, *kept) else role.model_copy(update={"superior": None}) for role in roles
    )
    return sop.model_copy(update={"steps": steps, "roles": roles})


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
