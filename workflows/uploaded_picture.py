"""An uploaded picture, as a program of its own (``workflows.isolation``): a few bytes unpack to what their maker chose.

``uploaded_picture.py judge PATH`` decodes it and ends with an error where that fails; ``uploaded_picture.py bare PATH``
writes it upright and without what it tells of place and camera, and nothing where it tells nothing.
"""

import sys

from PIL import Image, ImageOps

TELLING = {"xmp", "XML:com.adobe.xmp", "comment", "Author", "photoshop"}


def judge(path: str) -> None:
    with Image.open(path) as picture:
        picture.load()


def bare(path: str) -> None:
    """Upright as its orientation says, which is taken out too."""
    picture = Image.open(path)
    told = picture.getexif() or picture.info.keys() & TELLING
    if not told or getattr(picture, "is_animated", False):
        return
    kind = picture.format
    upright = ImageOps.exif_transpose(picture)
    fresh = Image.new(upright.mode, upright.size)
    if upright.mode == "P" and (palette := upright.getpalette()) is not None:
        fresh.putpalette(palette)
    fresh.paste(upright)
    kept = {name: picture.info[name] for name in ("icc_profile", "transparency") if name in picture.info}
    fresh.save(sys.stdout.buffer, kind, **kept, **({"quality": 90} if kind in ("JPEG", "WEBP", "AVIF") else {}))


if __name__ == "__main__":
    {"judge": judge, "bare": bare}[sys.argv[1]](sys.argv[2])
