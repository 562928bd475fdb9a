"""The items of a list as a paper prints it: numbered, with bullets, or one below the other."""

import re

from sops.paper.text import one_line

ITEM = re.compile(
    r"(?:^|(?<=[\s\]a-z;,.)]))(?:[-•*]\s*)?\(?(?P<number>\d{1,2})(?:(?P<dot>[.)])\s*|(?P<bare>\s+))(?=[^\W\d_])",
    re.M,
)
"""The number of an item; a reader of scans may have glued it to the item before."""
BULLET = re.compile(r"^\s*(?:[-–•*·▪●○➢✓]|[a-z][.)])\s+", re.M)
ALONE = re.compile(r"\s*[-•*]?\s*\(?\d{1,2}[.)]?\s*")
LAW = re.compile(r"\s*tahun\b", re.I)


def joined(parts: list[str]) -> str:
    """Cells and lines as one text; a number that has a cell of its own stands before its item again."""
    lines, number = [], ""
    for part in parts:
        if ALONE.fullmatch(part):
            number = part.strip().rstrip(".)") + ". "
        elif part.strip():
            lines.append(number + part.strip())
            number = ""
    return "\n".join(lines)


def items(text: str, *, is_exact: bool = False, is_cell: bool = False) -> list[str]:
    """The items of one list. ``is_exact``: its lines are paragraphs that somebody ended, not where a page did.

    ``is_cell``: a number without a dot is an amount, as in "2 lembar".
    """
    lists = [one for one in numbered(text) if one[0]["dot"] or not (is_cell or len(one) == 1)]
    if lists:
        first = lists[0][0]
        head = text[: first.start()].strip()
        ends = [*(one.start() for one in lists[0][1:]), len(text)]
        cut = [text[one.end() : end] for one, end in zip(lists[0], ends, strict=True)]
        return [item for item in map(one_line, [head, *cut]) if item]
    if BULLET.search(text):
        return [item for item in map(one_line, BULLET.split(text)) if item]
    return _unmarked(text, is_exact=is_exact)


def two_lists(text: str) -> list[str] | None:
    """The texts of two lists that were side by side and now follow each other; None where no second begins."""
    lists = numbered(text, restarts=True)
    return [text[: lists[1][0].start()], text[lists[1][0].start() :]] if len(lists) > 1 else None


def numbered(text: str, *, restarts: bool = False) -> list[list[re.Match[str]]]:
    """The marks of a list's items in their order (1, 2, 3 …); with ``restarts`` also those of lists that follow."""
    lists: list[list[re.Match[str]]] = []
    for mark in ITEM.finditer(text):
        number, style = int(mark["number"]), mark["dot"]
        if style is None and (not _begins_line(mark) or LAW.match(text, mark.end())):
            continue
        if lists and number == int(lists[-1][-1]["number"]) + 1 and (lists[-1][0]["dot"] is None) == (style is None):
            lists[-1].append(mark)
        elif (number == 1 and (not lists or restarts)) or (style and not lists and not text[: mark.start()].strip()):
            lists.append([mark])  # Word may count on from the list before
    return lists


def _begins_line(mark: re.Match[str]) -> bool:
    return mark.start() == 0 or mark.string[mark.start() - 1] == "\n"


def _unmarked(text: str, *, is_exact: bool) -> list[str]:
    """Lines without a mark: one goes on with the line before where only the page ended that."""
    found: list[str] = []
    for line in filter(None, map(str.strip, text.split("\n"))):
        if not found or found[-1].endswith((";", ".")) or (is_exact and not line[0].islower()):
            found.append(line)
        else:
            found[-1] += "\n" + line
    return [item for one in found for part in one.split(";") if (item := one_line(part))]
