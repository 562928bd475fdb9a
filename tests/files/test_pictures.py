"""Pictures of every kind come out right in every size and format that the site makes."""

from collections.abc import Callable
from io import BytesIO

import pillow_heif
import pytest
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms
from wagtail.images import get_image_model

from files import pictures
from news.pictures import SPECS
from tests.conftest import telling

pytestmark = pytest.mark.django_db
pillow_heif.register_heif_opener()
SIZE = (60, 40)
RED, BLUE, WHITE = (200, 30, 30), (30, 30, 200), (255, 255, 255)


def two_halves(left=RED, right=BLUE, mode: str = "RGB", size=SIZE) -> Image.Image:
    picture = Image.new(mode, size, left)
    picture.paste(right, (size[0] // 2, 0, *size))
    return picture


def saved(picture: Image.Image, kind: str, **how) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def turned(orientation: int) -> bytes:
    """The two halves, laid down so that this orientation stands them up again."""
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    flips = {0: Image.Transpose.FLIP_LEFT_RIGHT, 1: Image.Transpose.FLIP_TOP_BOTTOM, 3: Image.Transpose.ROTATE_180}
    flips |= {2: Image.Transpose.ROTATE_90, 4: Image.Transpose.ROTATE_270}
    flips |= {5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.TRANSVERSE}
    picture = two_halves()
    if orientation > 1:
        picture = picture.transpose(flips[undo[orientation]])
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(picture, "JPEG", exif=exif, quality=95)


def with_holes(mode: str) -> bytes:
    """The right half is transparent, over black."""
    alpha = two_halves(255, 0, "L")
    picture = two_halves(RED, (0, 0, 0))
    picture.putalpha(alpha)
    if mode == "P":
        return saved(picture.quantize(8), "PNG")
    if mode == "GIF":
        return saved(picture, "GIF")
    if mode == "tRNS":
        return saved(two_halves(RED, (0, 0, 0)), "PNG", transparency=(0, 0, 0))
    return saved(picture.convert(mode) if mode == "LA" else picture, "PNG" if mode != "WEBP" else "WEBP")


def deep_picture() -> Image.Image:
    picture = Image.new("I;16", SIZE, 50_000)
    picture.paste(10_000, (SIZE[0] // 2, 0, *SIZE))
    return picture


def deep() -> bytes:
    return saved(deep_picture(), "PNG")


def held(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


MOVING = {"save_all": True, "append_images": [two_halves(BLUE, RED)]}


def scanned(picture: Image.Image, **how) -> bytes:
    return saved(picture, "TIFF", **how)


def of_a_phone() -> bytes:
    """Turned, and with a profile that is not by its name the one of screens."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    lying = two_halves().transpose(Image.Transpose.ROTATE_90)
    return saved(lying, "JPEG", exif=held(6), quality=95, icc_profile=profile.replace(b"s\0R\0G\0B", b"P\0 \0R\0X"))


GREY_LEFT, GREY_RIGHT = (195, 195, 195), (39, 39, 39)
KINDS: dict[str, tuple[Callable[[], bytes], str, tuple, tuple]] = {
    "jpeg": (lambda: saved(two_halves(), "JPEG", quality=95), "jpg", RED, BLUE),
    "heic": (lambda: saved(two_halves(), "HEIF", quality=95), "heic", RED, BLUE),
    "cmyk": (lambda: saved(two_halves().convert("CMYK"), "JPEG", quality=95), "jpg", RED, BLUE),
    "grey": (lambda: saved(two_halves(200, 40, "L"), "JPEG", quality=95), "jpg", (200,) * 3, (40,) * 3),
    "16 bit": (deep, "png", GREY_LEFT, GREY_RIGHT),
    "of a phone": (of_a_phone, "jpg", RED, BLUE),
    "1 bit": (lambda: saved(two_halves(1, 0, "1"), "PNG"), "png", WHITE, (0, 0, 0)),
    "palette": (lambda: saved(two_halves().quantize(4), "PNG"), "png", RED, BLUE),
    "still": (lambda: saved(two_halves(), "WEBP", **MOVING), "webp", RED, BLUE),
    "apng": (lambda: saved(two_halves(), "PNG", **MOVING), "png", RED, BLUE),
    "grey with holes": (lambda: with_holes("LA"), "png", (81,) * 3, WHITE),
    **{f"{mode} with holes": (lambda mode=mode: with_holes(mode), "png", RED, WHITE) for mode in ("P", "RGBA", "tRNS")},
    "gif with holes": (lambda: with_holes("GIF"), "gif", RED, WHITE),
    "scan": (lambda: scanned(two_halves(), compression="tiff_lzw", **MOVING), "tif", RED, BLUE),
    "scan, 1 bit": (lambda: scanned(two_halves(1, 0, "1"), compression="group4"), "tiff", WHITE, (0, 0, 0)),
    "scan, 16 bit": (lambda: scanned(deep_picture()), "tif", GREY_LEFT, GREY_RIGHT),
    "scan, palette": (lambda: scanned(two_halves().quantize(4)), "tif", RED, BLUE),
    "scan, cmyk": (lambda: scanned(two_halves().convert("CMYK")), "tif", RED, BLUE),
    "scan, turned": (
        lambda: scanned(two_halves().transpose(Image.Transpose.ROTATE_90), exif=held(6)),
        "tif",
        RED,
        BLUE,
    ),
    **{f"orientation {n}": (lambda n=n: turned(n), "jpg", RED, BLUE) for n in range(1, 9)},
}


def store(content: bytes, extension: str):
    taken = pictures.taken(SimpleUploadedFile(f"a.{extension}", content), extension)
    made = taken.file.read() if taken.file else content
    return get_image_model().objects.create(title="A", file=ImageFile(BytesIO(made), name=f"a.{taken.extension}"))


@pytest.mark.parametrize(
    "name",
    telling(
        KINDS,
        "scan",
        "scan, turned",
        "heic",
        "cmyk",
        "16 bit",
        "P with holes",
        "grey with holes",
        "orientation 6",
        "apng",
        "of a phone",
    ),
)
def test_every_size_shows_the_picture_as_it_is(name):
    make, extension, left, right = KINDS[name]
    photo = store(make(), extension)
    drawn = photo.get_renditions(*SPECS)
    for spec, rendition in drawn.items():
        shown = Image.open(rendition.file)
        assert shown.size == SIZE, spec
        seen = Image.alpha_composite(Image.new("RGBA", shown.size, WHITE), shown.convert("RGBA")).convert("RGB")
        for at, wanted in (((10, 20), left), ((50, 20), right)):
            got = seen.getpixel(at)
            assert all(abs(a - b) < 40 for a, b in zip(got, wanted, strict=True)), (spec, at, got, wanted)
        if spec.endswith("jpeg"):
            assert shown.format == "JPEG"


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("kind", "size", "made"),
    [
        ("JPEG", (6000, 4000), (4243, 2828)),
        ("JPEG", (8192, 6144), (4096, 3072)),
        ("HEIF", (6000, 4000), (4243, 2828)),
        ("PNG", (6000, 4000), (4243, 2828)),
    ],
)
def test_a_large_photo_is_scaled_down_and_its_uploader_told(kind, size, made):
    taken = pictures.taken(SimpleUploadedFile("a.jpg", saved(two_halves(size=size), kind)), "jpg")
    assert Image.open(taken.file).size == made
    assert f"{size[0]} × {size[1]} piksel diperkecil menjadi {made[0]} × {made[1]}" in taken.notes[0]


def test_a_scan_becomes_what_browsers_show_and_its_uploader_is_told():
    taken = pictures.taken(SimpleUploadedFile("a.tif", scanned(two_halves(), **MOVING)), "tif")
    assert (taken.extension, Image.open(taken.file).format) == ("jpg", "JPEG")
    assert taken.notes == (
        "Berkas ini memuat 2 gambar; yang disimpan hanya gambar utamanya.",
        "Gambar TIFF ini disimpan sebagai JPEG, agar tampil di semua peramban.",
    )


def test_what_hides_behind_a_picture_is_gone():
    content = saved(two_halves(), "JPEG") + b"PK\x03\x04<script>"
    assert b"script" not in pictures.taken(SimpleUploadedFile("a.jpg", content), "jpg").file.read()
