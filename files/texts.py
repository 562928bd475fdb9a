"""Plain texts and tables as text, in whatever encoding an office's programs wrote them; kept as UTF-8."""

import codecs
import re
import unicodedata

from files.kinds import MARKUP

BOM = "\ufeff"
UNPRINTABLE = re.compile("[\x00-\x08\ufffe\uffff]")
STRAY = re.compile("[\x0e-\x1f\x7f\ufeff]")
"""Signs that programs leave in texts though nobody sees them: DOS's end of a file, a mark between two joined files."""
LOST = "\ufffd"
"""What a program wrote for a letter that it could not read."""
ONE_IN = 20
"""Where more than one sign in so many is stray or lost, it is no text."""
MARKS = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
LOOKED_AT = 4096
"""Characters at the beginning that are asked for markup."""


def decoded(content: bytes) -> str | None:
    """The text, by its mark, as UTF-8, as UTF-16 or as Windows writes western text; None where it is none of these."""
    for mark, encoding in MARKS.items():
        if content.startswith(mark):
            return _by(content[len(mark) :], encoding)
    odd, even = content[1:400:2].count(0), content[0:400:2].count(0)
    if max(odd, even) > len(content[:400]) // 4:
        return _by(content, "utf-16-le" if odd > even else "utf-16-be")
    text = _by(content, "utf-8")
    if text is None:
        text = _joined(content)
    return text if text is not None else _by(content, "cp1252")


def _by(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _joined(content: bytes) -> str | None:
    """A text in UTF-8 in which somebody has pasted lines of Windows; None where it is no such text."""
    known = content.decode("utf-8", "ignore")
    other = len(content) - len(known.encode())
    is_mostly = sum(sign > "\x7f" for sign in known) > 2 * other
    return content.decode("utf-8", "as-windows") if is_mostly else None


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("as-windows", _as_windows)


def is_binary(text: str) -> bool:
    """Whether it is no text at all, or a page for a browser."""
    if UNPRINTABLE.search(text) or MARKUP.search(text[:LOOKED_AT].encode("utf-8", "replace")):
        return True
    if (len(STRAY.findall(text)) + text.count(LOST)) * ONE_IN > len(text):
        return len(text) > ONE_IN
    sample = text[:LOOKED_AT]
    return sum(unicodedata.category(sign) in ("Cn", "Co") for sign in sample) > len(sample) // 50


def as_utf8(content: bytes, extension: str) -> bytes | None:
    """The text anew where it isn't UTF-8 or holds stray signs; a table gets the mark by which Excel knows it.

    None: it may stay.
    """
    text = decoded(content)
    if text is None:
        return None
    plain = STRAY.sub("", text.replace("\x0b", " "))
    if plain == text and _by(content, "utf-8") is not None and b"\0" not in content:
        return None
    return ((BOM if extension == "csv" else "") + plain).encode()


def notes(content: bytes) -> list[str]:
    """What whoever uploads it should know of its letters."""
    said = []
    if _by(content, "utf-8") is None or b"\0" in content:
        said.append("Teks ini ditulis dalam pengodean lain dan diubah menjadi UTF-8. Periksa huruf-hurufnya.")
    if lost := (decoded(content) or "").count(LOST):
        said.append(f"Teks ini memuat {lost} tanda {LOST}: huruf aslinya sudah hilang sebelum berkas ini diunggah.")
    return said
