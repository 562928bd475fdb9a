"""What a step does, read from its words: its kind, where a refusal goes, and what it has ticked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from rapidfuzz import fuzz

from sops.document import POSTPONE, StepKind
from sops.paper.text import letters, one_line
from sops.paper.titles import best_of, subject_of

STEMS: tuple[tuple[StepKind, bool, tuple[str, ...]], ...] = (
    (
        StepKind.PUBLISH,
        True,
        ("mengunggah", "pengunggahan", "mengupload", "upload", "memublikasikan", "mempublikasikan"),
    ),
    (StepKind.PUBLISH, True, ("publikasi", "menayangkan", "penayangan", "memposting", "posting")),
    (StepKind.PUBLISH, False, ("menerbitkan", "penerbitan", "mengumumkan", "menyiarkan")),
    (StepKind.ARCHIVE, True, ("mengarsipkan", "pengarsipan", "penyimpanan", "menyimpan")),
    (StepKind.ARCHIVE, False, ("mendokumentasikan", "pendokumentasian", "mencatat")),
    (
        StepKind.ASSIGN,
        True,
        ("menugaskan", "penugasan", "memerintahkan", "mendisposisikan", "mendisposisi", "menginstruksikan"),
    ),
    (StepKind.ASSIGN, False, ("mengarahkan", "menunjuk", "disposisi")),
    (
        StepKind.DECIDE,
        False,
        ("persetujuan", "menyetujui", "mengesahkan", "pengesahan", "menandatangani", "penandatanganan"),
    ),
    (StepKind.DECIDE, False, ("memutuskan", "menetapkan", "memeriksa", "pemeriksaan", "memverifikasi", "verifikasi")),
    (
        StepKind.DECIDE,
        False,
        ("mereviu", "mereview", "reviu", "review", "menelaah", "memvalidasi", "validasi", "meneliti"),
    ),
    (StepKind.REVIEW, False, ("mengoreksi", "mengkoreksi", "koreksi", "menyunting", "penyuntingan")),
    (
        StepKind.HAND_OVER,
        True,
        ("menyerahkan", "penyerahan", "meneruskan", "menyampaikan", "penyampaian", "disampaikan"),
    ),
    (StepKind.HAND_OVER, True, ("mengirimkan", "mengirim", "pengiriman", "diteruskan", "diserahkan", "melaporkan")),
    (StepKind.HAND_OVER, False, ("mengajukan", "pengajuan", "melapor")),
    (
        StepKind.PREPARE,
        True,
        ("menyusun", "penyusunan", "membuat", "pembuatan", "menyiapkan", "penyiapan", "mengumpulkan"),
    ),
    (
        StepKind.PREPARE,
        True,
        ("pengumpulan", "menulis", "penulisan", "mendesain", "merancang", "mengolah", "pengolahan"),
    ),
    (StepKind.PREPARE, True, ("mencari", "pencarian", "menelusuri", "penelusuran", "mengetik", "meliput", "peliputan")),
    (StepKind.PREPARE, True, ("memperbaiki", "perbaikan", "melengkapi", "menghimpun", "merekap", "memotret")),
    (StepKind.PREPARE, False, ("mengusulkan", "pengusulan", "menerima", "penerimaan", "mempersiapkan", "menyiapakan")),
)
"""Kind, whether the word leaves no doubt, and words that say so."""
WORDS = {word: (kind, sure) for kind, sure, words in STEMS for word in words}
LIGHT = ("memberikan", "melakukan", "melaksanakan", "memperoleh", "memastikan", "mengikuti", "menggunakan", "memenuhi")
"""Verbs that say nothing of the kind; none of them is a misspelt other one."""
CORRECTS = re.compile(r"\b(?:meng?oreksi|mengkoreksi|koreksi|memperbaiki|menyempurnakan|melengkapi|menyunting)\b", re.I)
RELATIVE = re.compile(
    r"\byang\s+(?:telah|sudah|akan|dapat|perlu|di|tidak|belum)?\s*\w+|\b(?:untuk|guna|agar|supaya)\b.*", re.I
)
ANSWERS = re.compile(r"(?P<answer>\b(?:ya|tidak)\s*:\s*.*)", re.I | re.S)
NO_ANSWER = re.compile(r"\btidak\s*:\s*(?P<way>[^;]*?)(?=\bya\s*:|;|$)", re.I | re.S)
IF_NOT = re.compile(
    r"\b(?:jika|apabila|bila|kalau|dalam\s+hal)\s+(?:\w+\s+){0,3}?(?:tidak|belum)\b(?P<way>.{0,200})"
    r"|(?P<back>\bdikembalikan\b.{0,200})",
    re.I | re.S,
)
STEP = re.compile(
    r"\b(?:langkah|nomor|no\.?|tahap(?:an)?|butir|kegiatan|poin|point)\s*(?:ke\s*-?\s*)?(?P<number>\d{1,2})\b", re.I
)
WAITS = re.compile(r"\bdi\s?tunda|\bditangguhkan|\bpenundaan", re.I)
REPAIR = re.compile(r"\bperbaik|\bdiperbaiki|\brevisi|\bdirevisi|\bdikembalikan|\bkembali\b", re.I)
BACK_TO = re.compile(r"\b(?:di)?kembali(?:kan)?\s+(?:ke(?:pada)?)\s+(?P<whom>[^,.;]{2,80})", re.I)
DECISION = re.compile("[◇◆♢⬦⯁◈⟐]")
LABEL = re.compile(r"(?<!\w)tidak(?!\w)", re.I)
TICKED = re.compile(r"(?:^|\s)(?P<letter>[a-h])[.)]\s+", re.M)
THEN = re.compile(r"(?<=[\w.,;])\s+(?=(?:Kemudian|Selanjutnya|Lalu|Setelah)\b)")

NO_VERB = "Kata kerja kegiatan ini tidak dikenal; jenis langkahnya belum pasti."
BY_VERB = "Jenis langkah dibaca dari kata «{}»; pastikan jenisnya."
BY_SYMBOL = "Naskah menandai langkah ini sebagai keputusan (Ya/Tidak), tetapi kata kerjanya «{}»; pastikan jenisnya."
TWO_VERBS = "Kegiatan ini memuat lebih dari satu pekerjaan («{}», «{}»); pastikan jenisnya."
NO_WAY = "Naskah tidak menyebut tujuan jawaban Tidak; tentukan ke langkah mana naskah dikembalikan."
REPAIR_WAY = (
    "Naskah hanya menyebut perbaikan; dibaca sebagai kembali ke langkah {}, yang terakhir menyusun atau mengoreksi."
)
ROLE_WAY = "Naskah mengembalikan kepada «{}»; dibaca sebagai langkah {}."
UNKNOWN_WAY = "Tujuan jawaban Tidak tidak dapat dipastikan dari kalimat ini; tentukan langkahnya."
TICKS = "Dibaca dari butir-butir pada kalimat kegiatan; pastikan ini daftar periksa."


class Kind(NamedTuple):
    kind: StepKind
    why: str


def without_answers(activity: str) -> tuple[str, str]:
    """An activity without what it says of Ya and Tidak, and that."""
    found = ANSWERS.search(activity)
    return (activity[: found.start()].strip(), found["answer"].strip()) if found else (activity, "")


def kind_of(activity: str, *, is_decision: bool) -> Kind:
    """The kind by the first verb; a check is never certain: the form doesn't show whether it corrects."""
    sentence = one_line(activity)
    said = _verbs(RELATIVE.sub(" ", sentence)) or _verbs(sentence)
    if not said:
        return Kind(StepKind.DECIDE if is_decision else StepKind.PREPARE, NO_VERB)
    word, kind, sure = said[0]
    if kind in (StepKind.DECIDE, StepKind.REVIEW):
        kind = StepKind.REVIEW if CORRECTS.search(sentence) else StepKind.DECIDE
        return Kind(kind, BY_VERB.format(word))
    if is_decision:
        return Kind(kind, BY_SYMBOL.format(word))
    heavier = next((one for one in said[1:] if _is_heavier(one, kind)), None)
    if heavier:
        return Kind(kind, TWO_VERBS.format(word, heavier[0]))
    return Kind(kind, "" if sure else BY_VERB.format(word))


def _is_heavier(said: tuple[str, StepKind, bool], kind: StepKind) -> bool:
    """Whether a later verb means more than handing on what the first one made."""
    light = (kind, StepKind.HAND_OVER, StepKind.ARCHIVE)
    return said[0].startswith("me") and said[1] not in light


def _verbs(sentence: str) -> list[tuple[str, StepKind, bool]]:
    """The words of a sentence that say what is done, misspelt ones without certainty."""
    found = []
    for word in letters(sentence).split()[:40]:
        if word in WORDS:
            found.append((word, *WORDS[word]))
        elif len(word) > 6 and word[:2] in ("me", "pe") and word not in LIGHT:
            near, score = max(((known, fuzz.ratio(word, known)) for known in WORDS), key=lambda pair: pair[1])
            if score >= 84:
                found.append((word, WORDS[near][0], False))
    return found


def is_decision(marks: Sequence[str], answers: str) -> bool:
    """Whether the paper shows that a step answers Ya or Tidak."""
    return bool(answers) or any(DECISION.search(mark) or LABEL.search(mark) for mark in marks)


class Way(NamedTuple):
    """Where a Tidak goes, and why that is uncertain."""

    to: int | str | None
    why: str
    evidence: str = ""


def refusal_of(steps: Sequence[dict[str, Any]], at: int, told: str) -> Way | None:
    """Where the step at a position goes on Tidak by its words; None where it answers none and says nothing of it."""
    found = NO_ANSWER.search(told) or IF_NOT.search(told)
    if found is None:
        checks = steps[at]["kind"] in (StepKind.DECIDE, StepKind.REVIEW)
        return Way(None, NO_WAY) if checks else None
    way = one_line(found["way"] if found.re is NO_ANSWER else found["way"] or found["back"] or "")
    if WAITS.search(way):
        return Way(POSTPONE, "")
    if step := STEP.search(way):
        number = int(step["number"])
        earlier = 0 < number < steps[at]["number"]
        return Way(number, "") if earlier else Way(None, UNKNOWN_WAY, way)
    return _back_to_role(steps, at, way) or _to_repair(steps, at, way)


def _back_to_role(steps: Sequence[dict[str, Any]], at: int, way: str) -> Way | None:
    found = BACK_TO.search(way)
    if not found:
        return None
    whom = re.split(r"\s+(?:untuk|guna|agar)\b", found["whom"])[0].strip()
    for step in reversed(steps[:at]):
        names = [*step.get("_performers", ()), subject_of(step["activity"])]
        if best_of(whom, [name for name in names if name]) is not None:
            return Way(step["number"], ROLE_WAY.format(whom, step["number"]), way)
    return None


def _to_repair(steps: Sequence[dict[str, Any]], at: int, way: str) -> Way:
    if REPAIR.search(way):
        for step in reversed(steps[:at]):
            if step["kind"] in (StepKind.PREPARE, StepKind.REVIEW):
                return Way(step["number"], REPAIR_WAY.format(step["number"]), way)
    return Way(None, UNKNOWN_WAY, way)


def checklist_of(activity: str) -> list[str]:
    """What an activity enumerates as a., b., c.; empty where it doesn't."""
    marks = list(TICKED.finditer(activity))
    letters_ = [mark["letter"] for mark in marks]
    if len(marks) < 2 or letters_ != [chr(ord("a") + at) for at in range(len(marks))]:
        return []
    ends = [*(mark.start() for mark in marks[1:]), len(activity)]
    ticked = [activity[mark.end() : end] for mark, end in zip(marks, ends, strict=True)]
    return [item for one in ticked if (item := one_line(THEN.split(one)[0]))]
