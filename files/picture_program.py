"""An uploaded picture, as a program of its own (``files.isolation``): a few bytes unpack to what their maker chose.

``picture_program.py PATH`` writes a line of JSON and, unless the picture is kept as it is, the picture as the site
shows it: upright, one frame, 8 bits a channel, in sRGB, of a size that is cheap to read again, and without what it
tells of place, camera and whoever made it.
"""

import io
import json
import math
import sys
from pathlib import Path
from typing import Any, cast

import pillow_heif
from PIL import Image, ImageCms

from files import picture_parts

OPENED = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "HEIF", "TIFF")  # MPO is opened as JPEG
KEPT_AS = {"JPEG": "JPEG", "MPO": "JPEG", "HEIF": "JPEG", "TIFF": "JPEG"}
KEPT_AS |= {"PNG": "PNG", "GIF": "PNG", "WEBP": "WEBP", "AVIF": "AVIF"}
MOST_PIXELS = 20_000_000
"""A larger picture is scaled down to ``SCALED_PIXELS``, four times what the widest size that is shown needs."""
SCALED_PIXELS = 12_000_000
MOST_DECODED = {"WEBP": 30_000_000, "AVIF": 30_000_000}
MOST_DECODED_OTHERWISE = 64_000_000
"""Pixels of a picture that is read whole (WebP and AVIF take twice the memory). A JPEG is read at a half, a quarter or
an eighth of its sides instead."""
LONGEST_SIDE, LONGEST_JPEG_SIDE = 12_000, 20_000
"""Pixels; decoders keep a pointer and more for every line, so that a narrow picture costs many times its pixels."""
ORIENTATION = 0x0112
"""The tag that says how the camera was held."""
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
DEEP = ("I;16", "I;16L", "I;16B", "I;16N")
WITH_ALPHA = ("LA", "La", "PA", "RGBA", "RGBa")

Image.MAX_IMAGE_PIXELS = None  # judged here, by kind
Image.init()  # all kinds, before some are chosen
pillow_heif.register_heif_opener()


def main(path: str) -> None:
    picture = Image.open(path, formats=OPENED)
    told: dict[str, Any] = {"kind": picture.format, "size": picture.size, "frames": getattr(picture, "n_frames", 1)}
    told["animated"] = told["frames"] > 1 and picture.format not in ("MPO", "HEIF", "TIFF")
    if not is_readable(picture):
        _answer({**told, "too_large": True})
        return
    shown = as_shown(picture)
    plain = shown is picture and told["frames"] == 1 and picture.format in ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
    if plain and picture_parts.tells_nothing(Path(path).read_bytes(), str(picture.format)):
        _answer({**told, "kept": True})
        return
    made, kind = written(shown, str(picture.format), untouched=shown is picture)
    _answer({**told, "kept": False, "made": kind, "made_size": shown.size}, made)


def is_readable(picture: Image.Image) -> bool:
    """Whether reading it costs no more than it may."""
    longest = LONGEST_JPEG_SIDE if picture.format in ("JPEG", "MPO") else LONGEST_SIDE
    most = MOST_DECODED.get(str(picture.format), MOST_DECODED_OTHERWISE)
    width, height = picture.size
    return max(width, height) <= longest and width * height <= most * _saved(picture) ** 2


def _saved(picture: Image.Image) -> int:
    """By how much a JPEG's sides are divided while it is read."""
    if picture.format not in ("JPEG", "MPO") or picture.size[0] * picture.size[1] <= MOST_PIXELS:
        return 1
    factor = math.sqrt(picture.size[0] * picture.size[1] / SCALED_PIXELS)
    return max(n for n in (1, 2, 4, 8) if n <= factor)


def as_shown(picture: Image.Image) -> Image.Image:
    """The picture ready to be shown; itself where nothing had to change. Reads all of its first frame."""
    whole, upright = picture.size, _turn(picture)
    if (fitting := _fitting(whole)) != whole:
        picture.draft(None, fitting)
    picture.load()
    shown = in_eight_bits(picture if picture.size == whole else picture.copy())
    if (fitting := _fitting(picture.size)) != picture.size:
        shown = _with_colours(shown).resize(fitting, Image.Resampling.LANCZOS, reducing_gap=2.0)
    shown = in_srgb(shown, picture.info.get("icc_profile"))
    return shown.transpose(upright) if upright is not None else shown


def _turn(picture: Image.Image) -> Image.Transpose | None:
    """How it must be turned to stand; Pillow turns a TIFF by itself while it is read."""
    return UPRIGHT.get(picture.getexif().get(ORIENTATION, 1)) if picture.format != "TIFF" else None


def _fitting(size: tuple[int, int]) -> tuple[int, int]:
    pixels = size[0] * size[1]
    if pixels <= MOST_PIXELS:
        return size
    by = math.sqrt(SCALED_PIXELS / pixels)
    return max(1, round(size[0] * by)), max(1, round(size[1] * by))


def _with_colours(picture: Image.Image) -> Image.Image:
    """Not a palette, whose numbers can't be averaged."""
    return picture.convert("RGB") if picture.mode == "P" else picture


def in_eight_bits(picture: Image.Image) -> Image.Image:
    """Eight bits a channel, in a mode that every size and format can be made from."""
    if picture.mode in WITH_ALPHA or "transparency" in picture.info:
        if picture.mode in DEEP:
            picture = _eight_of_sixteen(picture)
        return picture if picture.mode == "RGBA" else picture.convert("RGBA")
    if picture.mode in DEEP or picture.mode in ("I", "F"):
        return _eight_of_sixteen(picture)
    if picture.mode == "1":
        return picture.convert("L")
    if picture.mode in ("L", "RGB", "P", "CMYK"):
        return picture
    return picture.convert("RGB")


def _eight_of_sixteen(picture: Image.Image) -> Image.Image:
    """Pillow's own conversion would cut whatever is above 255 to white."""
    numbers = picture.convert("I") if picture.mode != "F" else picture
    low, high = (float(bound) for bound in cast(tuple[float, float], numbers.getextrema()))
    by = 256.0 if picture.mode != "F" and 255 < high <= 65_535 and low >= 0 else max(high, 1) / 255
    scaled = numbers.point(lambda value: value * (1 / by) + 0).convert("L")
    scaled.info = {name: value for name, value in picture.info.items() if name != "transparency"}
    return scaled


def in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """In the colours that every screen means; a profile that nobody can follow is let go."""
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if picture.mode in ("RGB", "RGBA") and "srgb" in ImageCms.getProfileDescription(source).lower():
                return picture
            colours = _with_colours(picture)
            mode = "RGBA" if colours.mode == "RGBA" else "RGB"
            made = ImageCms.profileToProfile(colours, source, ImageCms.createProfile("sRGB"), outputMode=mode)
            if made is not None:
                made.info.pop("icc_profile", None)
                return made
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            picture = picture.copy()
            picture.info.pop("icc_profile", None)
    return picture if picture.mode in ("L", "RGB", "RGBA", "P") else picture.convert("RGB")


def written(shown: Image.Image, kind: str, *, untouched: bool) -> tuple[bytes, str]:
    """The picture as a file, and its kind. A JPEG whose pixels are untouched keeps its own fineness."""
    kind = KEPT_AS[kind]
    if kind == "JPEG" and shown.mode in ("RGBA", "P"):
        kind = "PNG"
    how: dict[str, Any] = {"quality": 90} if kind in ("JPEG", "WEBP", "AVIF") else {"compress_level": 4}
    if kind == "JPEG" and untouched and shown.format == "JPEG":
        how = {"quality": "keep", "subsampling": "keep"}
    profile = shown.info.get("icc_profile")
    if profile:
        how["icc_profile"] = profile
    if how.get("quality") != "keep":
        shown = _bare(shown)
    out = io.BytesIO()
    shown.save(out, kind, exif=b"", comment=b"", **how) if kind == "JPEG" else shown.save(out, kind, **how)
    return out.getvalue(), kind


def _bare(picture: Image.Image) -> Image.Image:
    """Its pixels alone, for savers write what a picture says of itself beside."""
    bare = Image.new(picture.mode, picture.size)
    if picture.mode == "P" and (palette := picture.getpalette()) is not None:
        bare.putpalette(palette)
    bare.paste(picture)
    return bare


def _answer(told: dict[str, Any], made: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + made)


if __name__ == "__main__":
    main(*sys.argv[1:])
