"""An uploaded picture becomes what the site can show in every size and format, or is refused in one sentence."""

import json
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from files import kinds
from files.isolation import Limits, Unreadable, local_copy, run

PROGRAM = Path(__file__).parent / "picture_program.py"
LIMITS = Limits(seconds=45, memory=1_000_000_000, largest=110_000_000)
EXTENSIONS = {"JPEG": ("jpg", "jpeg"), "PNG": ("png",), "GIF": ("gif",), "WEBP": ("webp",), "AVIF": ("avif",)}
"""Extensions of what is stored, by Pillow's name of the kind; the first is given where another one was wrong."""

UNSHOWN = {"HEIF": "Foto HEIC", "TIFF": "Gambar TIFF"}
"""Kinds that browsers don't show."""

EMPTY = "Berkas kosong. Periksa berkas di komputer Anda, lalu unggah lagi."
DAMAGED = "Gambar rusak atau terpotong. Buka di komputer Anda, simpan ulang, lalu unggah lagi."
NOT_A_PICTURE = "Berkas ini bukan gambar. Unggah foto atau gambar JPEG, PNG, WebP, GIF, AVIF, HEIC, atau TIFF."
TOO_LARGE = "Gambar {} × {} piksel terlalu besar untuk dibuka. Perkecil hingga paling banyak 60 megapiksel."
TOO_DEAR = "Gambar terlalu besar untuk dibuka. Perkecil hingga paling banyak 20 megapiksel, lalu unggah lagi."


class Refused(Exception):
    """Why a file is not taken, in one Indonesian sentence or two: what is wrong, what to do."""


@dataclass(frozen=True)
class Picture:
    """What to store: the file made anew (None: the upload as it is), its extension, and what the person is told."""

    file: BinaryIO | None
    extension: str
    notes: tuple[str, ...]


def taken(file: Any, extension: str) -> Picture:
    """Judge an upload and make it fit to be shown. Raises ``Refused``."""
    file.seek(0)
    head = file.read(kinds.HEAD)
    if not head:
        raise Refused(EMPTY)
    packed = {**kinds.PACKED, **kinds.PACKED_OTHERWISE}.get(extension, kinds.PACKED_UNREAD)
    kind = packed if head.startswith(b"PK\x03\x04") else kinds.kind_of(head, extension)
    if kind is None or kind not in kinds.PICTURES.values():
        raise Refused(f"{kind.said(extension)} {kind.picture_remedy}" if kind else NOT_A_PICTURE)
    told, made = _read(file)
    if told.get("too_large"):
        raise Refused(TOO_LARGE.format(*told["size"]))
    known = EXTENSIONS[told["kind"] if told["kept"] else told["made"]]
    return Picture(made, extension if extension in known else known[0], tuple(_notes(told, extension, kind)))


def _read(file: Any) -> tuple[dict[str, Any], BinaryIO | None]:
    """What the program says of it, and the picture it made, on disk."""
    answer: Any = TemporaryFile()  # noqa: SIM115 - whoever asked for it has it
    try:
        with local_copy(file) as path:
            run(PROGRAM, path, limits=LIMITS, answer=answer)
        answer.seek(0)
        told = json.loads(answer.readline())
    except Unreadable as reason:
        raise Refused(TOO_DEAR if reason.too_dear else DAMAGED) from reason
    except ValueError as error:
        raise Refused(DAMAGED) from error
    finally:
        file.seek(0)
    if told.get("too_large") or told["kept"]:
        return told, None
    made: Any = TemporaryFile()  # noqa: SIM115 - as above
    while chunk := answer.read(65_536):
        made.write(chunk)
    made.seek(0)
    return told, made


def _notes(told: dict[str, Any], extension: str, kind: kinds.Kind) -> list[str]:
    """What a person would not expect."""
    notes = []
    if told["animated"]:
        notes.append("Gambar bergerak ini disimpan sebagai gambar diam: situs hanya menampilkan gambar pertamanya.")
    elif told["frames"] > 1:
        notes.append(f"Berkas ini memuat {told['frames']} gambar; yang disimpan hanya gambar utamanya.")
    if told["kept"]:
        return notes
    before, after = (sorted(size, reverse=True) for size in (told["size"], told["made_size"]))
    if before != after:
        notes.append(
            f"Gambar {told['size'][0]} × {told['size'][1]} piksel diperkecil menjadi "
            f"{told['made_size'][0]} × {told['made_size'][1]} piksel."
        )
    if told["kind"] in UNSHOWN:
        notes.append(f"{UNSHOWN[told['kind']]} ini disimpan sebagai {told['made']}, agar tampil di semua peramban.")
    return notes
