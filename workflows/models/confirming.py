"""How an office confirms what we read into its SOP, or says otherwise: what is asked, what was answered, what follows.

An answer that agrees is recorded and changes no text. Another one makes a draft of the SOP, which governs once it is
signed by whoever signs that SOP; until then the old text does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from offices import letters
from offices.models import OFFICE_ADMIN, Office
from offices.role_holders import Holding, held_at
from sops.document import Step
from sops.models import Sop, SopVersion
from sops.readings import Contradiction, Question, answered, questions, said
from workflows.core.living_sheet import ReadingNote
from workflows.core.rule_inputs import Allowed, Decision, Refused
from workflows.models import compiler
from workflows.models.choices import SopChoice
from workflows.models.readings import ReadingAnswer

ANSWERS_ARE_THE_ADMINS = "Pembacaan SOP ditegaskan admin kantor yang memakainya."
CHANGED = "SOP ini sudah diganti versi lain sejak halaman ini dibuka. Baca lagi pertanyaannya, lalu jawab."
ANSWERED_OTHERWISE = "Kantor menjawab lain; jawabannya belum ada pada naskah ini."
Words = dict[str, ReadingAnswer]
"""An office's last word on each subject of one SOP."""


@dataclass(frozen=True)
class Ground:
    """On what ground an office answers; at least one of them."""

    letter_number: str = ""
    letter: UploadedFile | None = None
    remark: str = ""


@dataclass(frozen=True)
class Asked:
    """A question of a version before an office, with the office's last word on it, if there is one."""

    question: Question
    last: ReadingAnswer | None
    is_pending: bool = False
    """Whether it has answered otherwise, and a draft with that waits for its signature."""

    @property
    def is_confirmed(self) -> bool:
        """Whether the office has said that the text, as it stands, is right."""
        return self.last is not None and self.last.value == self.question.value

    @property
    def is_open(self) -> bool:
        return not (self.is_confirmed or self.is_pending)


@dataclass(frozen=True)
class Readings:
    """A version before an office: its questions, and the draft that the office's other answers have made."""

    office: Office
    version: SopVersion
    asked: tuple[Asked, ...]
    draft: SopVersion | None

    @property
    def open(self) -> tuple[Asked, ...]:
        return tuple(one for one in self.asked if one.is_open)


def may_answer(user: Any, office: Office) -> Decision:
    """Whether the person speaks for the office: its admin, or who acts for them; headquarters reads only."""
    holding = _speaking_for(user, office)
    return Allowed(OFFICE_ADMIN) if holding else Refused(ANSWERS_ARE_THE_ADMINS)


def _speaking_for(user: Any, office: Office) -> Holding | None:
    return next((held for held in held_at(user, office) if held.role.slug == OFFICE_ADMIN), None)


def readings_of(version: SopVersion, office: Office) -> Readings:
    """Every question of a version with the office's last word (one query, two where a draft waits)."""
    return _readings(version, office, _words([version.sop_id], [office]).get((version.sop_id, office.pk), {}))


def readings_at(offices: Iterable[Office]) -> list[Readings]:
    """The versions that govern something at offices, in the order of these (three queries, however many)."""
    by_pk = {office.pk: office for office in offices}
    pairs = set(SopChoice.objects.filter(office__in=by_pk).order_by().values_list("office", "sop"))
    governing = SopVersion.objects.filter(sop__in={sop for _, sop in pairs}, status=SopVersion.Status.GOVERNING)
    versions = list(governing.select_related("sop").order_by("sop__name", "pk"))
    words = _words([version.sop_id for version in versions], by_pk)
    return [
        _readings(version, office, words.get((version.sop_id, office.pk), {}))
        for office in by_pk.values()
        for version in versions
        if (office.pk, version.sop_id) in pairs
    ]


def _words(sops: Iterable[int], offices: Iterable[Any]) -> dict[tuple[int, int], Words]:
    """The last words by SOP and office (keys)."""
    found: dict[tuple[int, int], Words] = {}
    rows = ReadingAnswer.objects.filter(sop__in=sops, office__in=offices).select_related("office")
    for row in rows.order_by("pk"):
        found.setdefault((row.sop_id, row.office_id), {})[row.subject] = row
    return found


def _readings(version: SopVersion, office: Office, words: Words) -> Readings:
    asked = questions(version.document)
    others = {
        one.subject: words[one.subject].value
        for one in asked
        if one.subject in words and words[one.subject].asked == one.value != words[one.subject].value
    }
    draft = _waiting(version, others) if others else None
    found = tuple(Asked(one, words.get(one.subject), draft is not None and one.subject in others) for one in asked)
    return Readings(office, version, found, draft)


def _waiting(version: SopVersion, others: Mapping[str, str]) -> SopVersion | None:
    """The draft with an office's other answers; None once headquarters has voided it, or signed another text."""
    try:
        document = answered(version.document, others)
    except Contradiction:
        return None
    return SopVersion.objects.exclude(status=SopVersion.Status.VOID).filter(sha256=document.sha256).first()


def notes(version: SopVersion, offices: Iterable[Office] | None = None) -> tuple[ReadingNote, ...]:
    """What those who run the offices read beside a version: what is open, and what has been confirmed by whom.

    ``offices`` None: all of them, for headquarters. An answer that made this text stands in it without a mark.
    """
    rows = ReadingAnswer.objects.filter(sop=version.sop_id).select_related("office")
    if offices is not None:
        rows = rows.filter(office__in=offices)
    last = {(row.office_id, row.subject): row for row in rows.order_by("pk")}.values()
    asked = {question.subject: question for question in questions(version.document)}
    stands = said(version.document)
    confirmed = [note for row in last if (note := _confirmed(row, asked.get(row.subject), stands))]
    settled = {row.subject for row in last if row.subject in asked and row.value == asked[row.subject].value}
    waiting = {row.subject for row in last if row.subject in asked and row.asked == asked[row.subject].value}
    still = [
        ReadingNote(one.step.number, f"{one.text} {ANSWERED_OTHERWISE}" if one.subject in waiting else one.text)
        for one in asked.values()
        if one.subject not in settled
    ]
    return tuple(sorted((*still, *confirmed), key=lambda note: note.step))


def _confirmed(
    row: ReadingAnswer, question: Question | None, stands: Mapping[tuple[str, str], tuple[Step, str]]
) -> ReadingNote | None:
    """An answer as a note beside the text in which it stands; None where the text says something else."""
    if (row.subject, row.value) in stands:
        step, words = stands[row.subject, row.value]
        return ReadingNote(step.number, words, row.said)
    if question is not None and row.value == question.value:  # a reading that names no field
        return ReadingNote(question.step.number, row.reading, row.said)
    return None


@transaction.atomic
def answer(
    office: Office, version: SopVersion, chosen: Mapping[str, str], ground: Ground, *, by: Any
) -> SopVersion | None:
    """Record what the office says (value by subject); returns the draft that its other answers make, if any.

    Raises ``ValidationError`` naming the subject where an answer isn't one of those offered or contradicts another,
    or when the version no longer governs.
    """
    Sop.objects.select_for_update(no_key=True).get(pk=version.sop_id)
    version.refresh_from_db()
    if version.status != SopVersion.Status.GOVERNING:
        raise ValidationError(CHANGED)
    before = readings_of(version, office)
    asked = {one.question.subject: one.question for one in before.asked}
    _check(asked, chosen, ground)
    standing = {one.question.subject: one.last.value for one in before.asked if one.is_pending and one.last}
    draft = _draft(version, {**standing, **chosen})
    letter = letters.keep(ground.letter, ground.letter_number or "penegasan SOP", by) if ground.letter else None
    for subject, value in chosen.items():
        _record(office, version, asked[subject], value, ground, letter, draft, by)
    return draft if any(asked[subject].value != value for subject, value in chosen.items()) else None


def _check(asked: Mapping[str, Question], chosen: Mapping[str, str], ground: Ground) -> None:
    if not chosen:
        raise ValidationError("Belum ada yang dijawab. Pilih jawaban sekurang-kurangnya pada satu pertanyaan.")
    for subject, value in chosen.items():
        if subject not in asked or asked[subject].answer(value) is None:
            raise ValidationError({subject: "Jawaban ini tidak tersedia. Pilih salah satu yang ditawarkan."})
    if not (ground.letter_number or ground.letter or ground.remark):
        raise ValidationError({"letter_number": "Isi dasar jawabannya: nomor surat, berkas surat, atau catatan."})


def _record(
    office: Office,
    version: SopVersion,
    question: Question,
    value: str,
    ground: Ground,
    letter: Any,
    draft: SopVersion | None,
    by: Any,
) -> None:
    chosen, holding = question.answer(value), _speaking_for(by, office)
    assert chosen is not None
    ReadingAnswer.objects.create(
        office=office,
        sop_id=version.sop_id,
        version=version,
        draft=draft if value != question.value else None,
        subject=question.subject,
        asked=question.value,
        value=value,
        step=question.step.number,
        reading=question.text,
        words=chosen.words,
        letter_number=ground.letter_number,
        letter=letter,
        remark=ground.remark,
        by=by,
        by_name=str(by),
        capacity=holding.acting.capacity if holding and holding.delegation else "",
    )


def _draft(version: SopVersion, values: Mapping[str, str]) -> SopVersion | None:
    """The text with all of the office's other answers; None where they leave it as it is."""
    try:
        document = answered(version.document, values)
    except Contradiction as error:
        subject = error.question.subject
        raise ValidationError(
            {subject: "Jawaban ini tidak dapat berlaku bersama jawaban Anda yang lain. Ubah salah satunya."}
        ) from error
    if document == version.document:
        return None
    draft = compiler.store(document)
    if draft.status == SopVersion.Status.VOID:
        raise ValidationError("Konsep dengan jawaban ini sudah dibatalkan. Bicarakan dengan pengesah SOP ini.")
    return draft
