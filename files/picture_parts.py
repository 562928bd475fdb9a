"""What a picture's file holds beside the picture: remarks, a place, something hidden behind its end."""

import struct
from collections.abc import Iterator
from io import BytesIO

from PIL import ExifTags, Image

JPEG_SEGMENTS = {*range(0xC0, 0xE0), 0xE0, 0xEE}
"""Frames, tables and scans, JFIF's and Adobe's heads; a colour profile (0xE2) is looked at."""
PNG_CHUNKS = {
    b"IHDR",
    b"PLTE",
    b"tRNS",
    b"IDAT",
    b"IEND",
    b"gAMA",
    b"cHRM",
    b"sRGB",
    b"iCCP",
    b"bKGD",
    b"pHYs",
    b"sBIT",
}
WEBP_CHUNKS = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP"}
PHOTO_ENDINGS = ("jpg", "jpeg", "jpe", "png", "webp", "tif", "tiff", "heic", "heif")
AVIF_BOXES = {b"ftyp", b"meta", b"mdat"}


class Strange(ValueError):
    """The file isn't laid out as its kind is."""


def tells_nothing(content: bytes, kind: str) -> bool:
    """Whether every part is known to be needed, and the last one ends the file."""
    try:
        return all({"JPEG": _jpeg, "PNG": _png, "WEBP": _webp, "AVIF": _avif}[kind](content))
    except (KeyError, struct.error, IndexError, Strange):
        return False


def names_a_place(content: bytes) -> bool:
    """Whether a photo says where it was taken; one that can't be read says nothing."""
    try:
        with Image.open(BytesIO(content)) as photo:
            return bool(photo.getexif().get_ifd(ExifTags.IFD.GPSInfo))
    except Exception:
        return False


def _jpeg(content: bytes) -> Iterator[bool]:
    at = 2
    while True:
        if content[at] != 0xFF:
            raise Strange
        marker = content[at + 1]
        if marker == 0xD9:
            yield at + 2 == len(content)
            return
        (length,) = struct.unpack_from(">H", content, at + 2)
        head = content[at + 4 : at + 16]
        yield marker in JPEG_SEGMENTS or (marker == 0xE2 and head.startswith(b"ICC_PROFILE\0"))
        at += 2 + length
        if marker == 0xDA:
            at = _after_scan(content, at)


def _after_scan(content: bytes, at: int) -> int:
    """Where the next marker stands: within a scan, 0xFF is followed by 0 or a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0:
            raise Strange
        if content[at + 1] == 0 or 0xD0 <= content[at + 1] <= 0xD7:
            at += 2
        elif content[at + 1] == 0xFF:
            at += 1
        else:
            return at


def _png(content: bytes) -> Iterator[bool]:
    at = 8
    while at < len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        yield kind in PNG_CHUNKS
        at += 12 + length
        if kind == b"IEND":
            break
    yield at == len(content)


def _webp(content: bytes) -> Iterator[bool]:
    (size,) = struct.unpack_from("<I", content, 4)
    yield 8 + size + size % 2 == len(content) or 8 + size == len(content)
    at = 12
    while at < 8 + size:
        kind, length = struct.unpack_from("<4sI", content, at)
        yield kind in WEBP_CHUNKS
        at += 8 + length + length % 2


def _avif(content: bytes) -> Iterator[bool]:
    at = 0
    while at < len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        yield kind in AVIF_BOXES and length >= 8
        if length < 8:
            return
        at += length
    yield at == len(content)
    yield b"Exif" not in content[:4096] and b"application/rdf+xml" not in content[:4096]
