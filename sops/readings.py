"""What an office answers about a reading of ours: the question, its possible answers, and the SOP each would make.

An answer is named by what it says of the field, not by where the step stands: it holds for a later text as long as
the step and the field say the same.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sops.changes import CHOICES
from sops.checks import breaches
from sops.document import POSTPONE, About, Assumption, SignOff, Sop, Step, StepKind
from sops.performers import holders, role_names

YES = "Ya, pembacaan itu benar."
Fields = dict[str, Any]
"""Fields of a step with other values."""


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
        return _ASKS.get(self.about, "Benarkah pembacaan ini?")

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
            words = _WORDS[about](sop, step) if about in _WORDS else step.activity
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
    for fields, words in _options(sop, step, reading.about):
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


def _options(sop: Sop, step: Step, about: About | None) -> Iterator[tuple[Fields, str]]:
    """The answers one could think of, with what they change in the step and in words; the present one first."""
    if about is None or about not in _WORDS:
        yield {}, YES
        return
    words = _WORDS[about]
    yield {}, words(sop, step)
    for fields in _ALTERNATIVES[about](sop, step):
        yield fields, words(sop, step.model_copy(update=fields))


# --- one kind of question each: its other answers, and how any of them reads ------------------------


def _ways_back(sop: Sop, step: Step) -> Iterator[Fields]:
    for earlier in sop.steps:
        if earlier.number < step.number and earlier.kind.edits:
            yield {"on_refusal": earlier.number}
    if step.kind is StepKind.DECIDE:
        yield {"on_refusal": POSTPONE}


def _way_back(sop: Sop, step: Step) -> str:
    if isinstance(step.on_refusal, int):
        return f"Tidak: kembali ke langkah {step.on_refusal} ({sop.step(step.on_refusal).activity})."
    return (
        "Tidak: ditunda, dan dapat dilanjutkan kembali." if step.on_refusal == POSTPONE else "Tidak ada jawaban Tidak."
    )


def _signers(sop: Sop, step: Step) -> Iterator[Fields]:
    """Who of those named: all, any one of them, or one alone."""
    if len(step.roles) > 1:
        for sign_off in SignOff:
            yield {"sign_off": sign_off}
    for slug in step.roles:
        yield {"roles": (slug,), "sign_off": SignOff.ANY}


def _performers(sop: Sop, step: Step) -> Iterator[Fields]:
    """Those named, one other role alone, or one of them beside the one that is named."""
    yield from _signers(sop, step)
    others = [role.slug for role in sop.roles if role.slug not in step.roles]
    for slug in others:
        yield {"roles": (slug,), "sign_off": SignOff.ANY}
    if len(step.roles) == 1:
        for slug in others:
            for sign_off in SignOff if step.kind.checks else (SignOff.ANY,):
                yield {"roles": (*step.roles, slug), "sign_off": sign_off}


def _performed(sop: Sop, step: Step) -> str:
    if len(step.roles) < 2:
        return _sentence(holders(sop, step))
    how = "semua menandatangani" if step.sign_off is SignOff.ALL else "cukup salah satu"
    return f"{holders(sop, step)}, {how}."


def _kinds(sop: Sop, step: Step) -> Iterator[Fields]:
    """What else could be done at the step; a check sends back to whoever last could correct the text."""
    writers = [earlier.number for earlier in sop.steps if earlier.number < step.number and earlier.kind.edits]
    for kind in StepKind:
        fields: Fields = {"kind": kind, "on_refusal": None}
        if kind.checks:
            fields["on_refusal"] = writers[-1] if writers else None
        else:
            fields["checklist"] = ()
        if kind is not StepKind.PREPARE:
            fields["media_only"] = False
        if kind.works or (kind.checks and writers):
            yield fields


def _passed_over(sop: Sop, step: Step) -> Iterator[Fields]:
    """One kind more, or less, of those that any step is skipped for."""
    for kind in sorted({kind for other in sop.steps for kind in other.skip_for}):
        others = tuple(one for one in step.skip_for if one is not kind)
        yield {"skip_for": others if kind in step.skip_for else (*others, kind)}


def _skipped(sop: Sop, step: Step) -> str:
    if not step.skip_for:
        return "Langkah ini tidak dilewati untuk jenis isi apa pun."
    return f"Langkah ini dilewati untuk {', '.join(kind.label for kind in step.skip_for)}."


def _told(sop: Sop, step: Step) -> Iterator[Fields]:
    yield {"informs": ()}
    for role in sop.roles:
        if role.slug not in step.roles:
            yield {"informs": (role.slug,)}


def _informed(sop: Sop, step: Step) -> str:
    return (
        f"{role_names(sop, step.informs, joint='dan')} diberi tahu." if step.informs else "Tidak ada yang diberi tahu."
    )


_ADDED = re.compile(r"\s*\([^()]*\)$")


def _terms(field: str) -> Callable[[Sop, Step], Iterator[Fields]]:
    """Of inputs or outputs: as they stand, or without what we added in brackets."""

    def bare(sop: Sop, step: Step) -> Iterator[Fields]:
        yield {field: tuple(_ADDED.sub("", term) for term in getattr(step, field))}

    return bare


_ALTERNATIVES: dict[About, Callable[[Sop, Step], Iterable[Fields]]] = {
    About.ROLES: _performers,
    About.SIGN_OFF: _signers,
    About.KIND: _kinds,
    About.INPUTS: _terms("inputs"),
    About.OUTPUTS: _terms("outputs"),
    About.ON_REFUSAL: _ways_back,
    About.SKIP_FOR: _passed_over,
    About.INFORMS: _told,
}
_WORDS: dict[About, Callable[[Sop, Step], str]] = {
    About.ROLES: _performed,
    About.SIGN_OFF: _performed,
    About.KIND: lambda sop, step: _sentence(CHOICES[step.kind].capitalize()),
    About.INPUTS: lambda sop, step: _sentence("; ".join(step.inputs) or "Tidak ada"),
    About.OUTPUTS: lambda sop, step: _sentence("; ".join(step.outputs) or "Tidak ada"),
    About.ON_REFUSAL: _way_back,
    About.SKIP_FOR: _skipped,
    About.INFORMS: _informed,
}
_ASKS: dict[About | None, str] = {
    About.ROLES: "Siapa yang melaksanakan langkah ini?",
    About.SIGN_OFF: "Siapa yang harus menandatangani langkah ini?",
    About.KIND: "Apa yang dikerjakan pada langkah ini?",
    About.INPUTS: "Apa kelengkapannya?",
    About.OUTPUTS: "Apa outputnya?",
    About.ON_REFUSAL: "Apa yang terjadi bila jawabannya Tidak?",
    About.SKIP_FOR: "Untuk jenis isi mana langkah ini dilewati?",
    About.INFORMS: "Siapa yang diberi tahu pada langkah ini?",
}


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


def _sentence(text: str) -> str:
    return f"{text.removesuffix('.')}."


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
