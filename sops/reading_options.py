"""What could be answered to a reading of ours: one kind of question each, with the other answers and their words."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sops.changes import CHOICES
from sops.document import POSTPONE, About, SignOff, Sop, Step, StepKind
from sops.performers import holders, role_names

YES = "Ya, pembacaan itu benar."
Fields = dict[str, Any]
"""Fields of a step with other values."""


def options(sop: Sop, step: Step, about: About | None) -> Iterator[tuple[Fields, str]]:
    """The answers one could think of, with what they change in the step and in words; the present one first."""
    if about is None or about not in _WORDS:
        yield {}, YES
        return
    words = _WORDS[about]
    yield {}, words(sop, step)
    for fields in _ALTERNATIVES[about](sop, step):
        yield fields, words(sop, step.model_copy(update=fields))


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


def asks(about: About | None) -> str:
    """The question about a field."""
    return _ASKS.get(about, "Benarkah pembacaan ini?")


def in_words(about: About, sop: Sop, step: Step) -> str:
    """What a field of a step says, as an answer reads."""
    return _WORDS[about](sop, step) if about in _WORDS else step.activity


def _sentence(text: str) -> str:
    return f"{text.removesuffix('.')}."
