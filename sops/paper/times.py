"""The norm time of a step: "15 Menit", "2 jam", "1 hari kerja", "1 jam 30 menit", and as scans misread them."""

import difflib
import itertools
import re
from fractions import Fraction

from sops.fields import WORKING_DAY_MINUTES
from sops.paper.text import one_line
from sops.paper.values import Told

UNITS: dict[str, Fraction] = {
    **dict.fromkeys(("menit", "mnt", "minute", "minutes", "min"), Fraction(1)),
    **dict.fromkeys(("jam", "hour", "hours"), Fraction(60)),
    **dict.fromkeys(("hari", "hr", "day", "days"), Fraction(WORKING_DAY_MINUTES)),
    **dict.fromkeys(("minggu", "mgg", "pekan"), Fraction(5 * WORKING_DAY_MINUTES)),
    **dict.fromkeys(("detik", "dtk"), Fraction(1, 60)),
}
LONG_UNITS = ("menit", "hari", "minggu", "detik")
UNSAID = ("bulan", "tahun", "triwulan", "semester")
"""Units that no number of working hours stands for."""
WORDS = {
    word: number
    for number, word in enumerate(
        "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas".split(), start=1
    )
} | {"setengah": Fraction(1, 2), "seperempat": Fraction(1, 4), "½": Fraction(1, 2), "¼": Fraction(1, 4)}
LONGEST = 200
MOST = 9_999
"""Days, hours or minutes that a norm time can have."""
NUMBER = rf"\d{{1,5}}(?:[.,]\d{{1,2}})?|½|¼|\b(?:{'|'.join(word for word in WORDS if len(word) > 1)})\b"
QUANTITY = re.compile(
    rf"(?P<more>[±~≤<>+]|\b(?:maks\w*|min\w*|paling|kurang|sekitar)\b[^\d\w]*)?(?<![\d.,])"
    rf"(?P<number>{NUMBER})\s*(?:[-–]\s*(?P<to>{NUMBER})\s*)?(?:\([^()\d]{{1,20}}\)\s*)?"
    rf"(?P<unit>[^\W\d_]{{1,10}}|['′’])\.?(?P<working>\s+kerja\b)?",
    re.I,
)
NONE = re.compile(r"[\W_]*|tidak ada|nihil", re.I)
UNREAD = "Waktu ini tidak terbaca sebagai jumlah menit, jam, atau hari; isi waktunya."
MISREAD = "Satuan waktu tertulis «{}» dan dibaca «{}»; periksa waktunya."
DAY = "Naskah tidak menyebut hari kerja atau hari kalender; dibaca sebagai hari kerja (7,5 jam)."
WEEK = "Satu minggu dibaca sebagai lima hari kerja; periksa waktunya."
SEVERAL = "Sel ini menyebut lebih dari satu waktu; pilih yang berlaku."
RANGE = "Naskah menyebut rentang waktu; yang terlama yang diambil. Periksa waktunya."
MORE = "Naskah menulis lebih dari sekadar waktu; periksa apakah syarat ini perlu dicatat."
ROUNDED = "Waktu ini dibulatkan ke menit; periksa waktunya."


def is_time(text: str) -> bool:
    """Whether a cell is a time and little else."""
    span = span_of_time(text) if len(text) <= 60 else None
    return span is not None and (span[1] - span[0]) * 2 >= len(text.strip())


def span_of_time(text: str) -> tuple[int, int] | None:
    """Where the first time stands in a text in which other cells stand before and behind it."""
    begin = end = None
    for found, _ in _quantities(text):
        if begin is None or end is None:
            begin, end = found.span()
        elif text[end : found.start()].strip():
            break
        else:
            end = found.end()
    return None if begin is None or end is None else (begin, end)


def read_time(text: str) -> Told:
    """An ISO 8601 duration in working time, with why it is uncertain; nothing of an empty cell."""
    text = one_line(text)
    if NONE.fullmatch(text[:LONGEST]) and len(text) < LONGEST:
        return Told(None)
    found = _quantities(text[:LONGEST])
    if not found:
        return Told(None, UNREAD)
    units = [unit for _, unit in found]
    if len(found) > 1 and (len(found) > 3 or not _adds_up(text, found, units)):
        return Told(None, SEVERAL)
    reasons = [reason for quantity, unit in found for reason in _doubts(quantity, unit)]
    minutes = sum((_number(quantity["to"] or quantity["number"]) * UNITS[unit] for quantity, unit in found), Fraction())
    if minutes.denominator != 1:
        reasons.append(ROUNDED)
    if _beside(text, found):
        reasons.append(MORE)
    value = _iso(found, max(1, round(minutes))) if minutes else ""
    return Told(value, reasons[0] if reasons else "") if value else Told(None, UNREAD)


def _quantities(text: str) -> list[tuple[re.Match[str], str]]:
    """Each amount in a text with its unit, as the unit should be spelt."""
    found = []
    for one in QUANTITY.finditer(text):
        if unit := _unit(one["unit"])[0]:
            found.append((one, unit))
    return found


def _unit(word: str) -> tuple[str, bool]:
    """The unit a word means ("" of another word), and whether it is spelt so."""
    word = word.lower()
    if word in ("'", "′", "’"):
        return "menit", False
    if word in UNITS:
        return word, True
    near = difflib.get_close_matches(word, LONG_UNITS, n=1, cutoff=0.74) if word not in UNSAID else []
    return (near[0], False) if near else ("", False)


def _adds_up(text: str, found: list[tuple[re.Match[str], str]], units: list[str]) -> bool:
    """Whether amounts follow each other from the larger unit to the smaller, as in "1 jam 30 menit"."""
    between = [text[one[0].end() : two[0].start()].strip(" ,") for one, two in itertools.pairwise(found)]
    sizes = [UNITS[unit] for unit in units]
    falls = all(one > two for one, two in itertools.pairwise(sizes))
    return falls and all(word in ("", "dan") for word in between)


def _doubts(found: re.Match[str], unit: str) -> list[str]:
    doubts = []
    if not _unit(found["unit"])[1]:
        doubts.append(MISREAD.format(found["unit"], unit))
    if found["to"]:
        doubts.append(RANGE)
    if UNITS[unit] == WORKING_DAY_MINUTES and not found["working"]:
        doubts.append(DAY)
    if UNITS[unit] == 5 * WORKING_DAY_MINUTES:
        doubts.append(WEEK)
    return doubts


def _beside(text: str, found: list[tuple[re.Match[str], str]]) -> bool:
    """Whether more than the amounts stands in the cell."""
    for one, _ in found:
        text = text.replace(one[0].removeprefix(one["more"] or ""), " ")
    return re.search(r"\w|[±~≤<>+]", re.sub(r"\bdan\b", "", text)) is not None


def _number(text: str) -> Fraction:
    text = text.lower()
    return Fraction(WORDS[text]) if text in WORDS else Fraction(text.replace(",", "."))


def _iso(found: list[tuple[re.Match[str], str]], minutes: int) -> str:
    """The duration in the unit of the paper where that is whole: "60 menit" stays 60 minutes."""
    whole = len(found) == 1 and (_number(found[0][0]["to"] or found[0][0]["number"]).denominator == 1)
    size = UNITS[found[0][1]] if whole else Fraction(1)
    if size >= WORKING_DAY_MINUTES:
        return _within(minutes // WORKING_DAY_MINUTES, "P{}D")
    if size == 60:
        return _within(minutes // 60, "PT{}H")
    if whole:
        return _within(minutes, "PT{}M")
    days, rest = divmod(minutes, WORKING_DAY_MINUTES) if _has_days(found) else (0, minutes)
    hours, rest = divmod(rest, 60)
    said = (f"{days}D" if days else "", f"{hours}H" if hours else "", f"{rest}M" if rest else "")
    time = f"T{said[1]}{said[2]}" if said[1] or said[2] else ""
    return f"P{said[0]}{time}" if max(days, hours) <= MOST else ""


def _has_days(found: list[tuple[re.Match[str], str]]) -> bool:
    return any(UNITS[unit] >= WORKING_DAY_MINUTES for _, unit in found)


def _within(number: int, form: str) -> str:
    return form.format(number) if 0 < number <= MOST else ""
