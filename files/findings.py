"""What a document holds beside what its readers see, in words: for who uploads it and who signs a text with it."""

from collections.abc import Mapping
from typing import Any

from files.content_checks import OFFICE, judged
from files.isolation import Unreadable

COUNTED = {
    "changes": "{} perubahan terlacak",
    "comments": "{} komentar",
    "hidden_sheets": "{} lembar tersembunyi",
    "hidden_rows": "{} baris tersembunyi",
    "hidden_columns": "{} kolom tersembunyi",
    "hidden_cells": "{} sel yang isinya tidak tampil",
    "hidden_slides": "{} salindia tersembunyi",
    "notes": "catatan pembicara pada {} salindia",
    "hidden_text": "{} potong teks tersembunyi",
    "hidden_objects": "{} objek tersembunyi",
    "versions": "{} versi lama",
    "embedded": "{} lembar kerja yang tertanam",
    "places": "{} foto yang menyebut tempat pemotretannya",
}
SCAN = "Berkas ini pindaian tanpa teks: isinya tidak dapat dicari, disalin, atau dibacakan pembaca layar."


def found_in(file: Any, extension: str) -> dict[str, Any]:
    """What is worth telling, as it can be kept: counts, names, whether it is signed or a scan. Never raises."""
    try:
        told = judged(file, extension) if extension in ("pdf", "zip") or extension in OFFICE else {}
    except Unreadable:
        return {}
    kept = {name: told[name] for name in (*COUNTED, "names", "no_text") if told.get(name)}
    return {**kept, "signed": True} if kept and told.get("signed") else kept


def counted(found: Mapping[str, Any]) -> str:
    """ "2 perubahan terlacak, 1 komentar"; "" where there is nothing of the kind."""
    return ", ".join(words.format(found[name]) for name, words in COUNTED.items() if found.get(name))


def is_cleanable(found: Mapping[str, Any], extension: str) -> bool:
    """Whether a copy without it can be made here."""
    return extension in OFFICE and bool(counted({**found, "embedded": 0, "places": 0}))


def sentences(found: Mapping[str, Any]) -> list[str]:
    """What to tell of a document, one fact each."""
    said = []
    if held := counted(found):
        said.append(f"Berkas ini memuat {held}. Semuanya ikut terbaca oleh siapa pun yang mengunduhnya.")
    if names := found.get("names"):
        why = "karena berkasnya bertanda tangan elektronik" if found.get("signed") else "dengan sendirinya"
        said.append(f"Nama orang di dalamnya tidak dapat dihapus {why}: {', '.join(names)}.")
    if found.get("no_text"):
        said.append(SCAN)
    return said
