"""Pictures and files for the demo, drawn when it is loaded: nothing borrowed, nothing stored."""

import math
import textwrap
from io import BytesIO
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT = 1600, 900
LARGEST = 90_000
"""Bytes a picture may have at most."""

PALETTES = (
    ("#f4ead6", "#e2b98a", "#a9584a", "#5a1a26"),
    ("#eef1ea", "#b9cfc2", "#5f8f86", "#1f4a4d"),
    ("#f6efe2", "#d9c48f", "#8c8a55", "#3c4a33"),
    ("#eaeff5", "#b4c6dc", "#6481a8", "#253a5e"),
    ("#f7ece6", "#e3b7a5", "#b07a86", "#4d2b4a"),
)
PAGE = (1240, 1754)
"""A4 at 150 dpi, in pixels."""
MARGIN = 150


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def _between(first: tuple[int, ...], last: tuple[int, ...], share: float) -> tuple[int, ...]:
    return tuple(round(a + (b - a) * share) for a, b in zip(first, last, strict=True))


def draw_picture(title: str, *, seed: int) -> bytes:
    """A calm landscape as JPEG, 1600 x 900, at most 90 kB; the same title and seed give the same bytes."""
    random = Random(f"{seed}:{title}")
    light, near_light, middle, dark = map(_rgb, PALETTES[seed % len(PALETTES)])

    sky = Image.new("RGB", (1, 2))
    sky.putpixel((0, 0), _between(light, near_light, 0.7))
    sky.putpixel((0, 1), light)
    picture = sky.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(picture)

    radius = random.randint(70, 130)
    x, y = random.randint(250, WIDTH - 250), random.randint(160, 330)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=_between(light, (255, 255, 255), 0.6))

    layers = random.randint(4, 6)
    for layer in range(layers):
        depth = layer / (layers - 1)
        colour = _between(near_light, middle, depth * 2) if depth < 0.5 else _between(middle, dark, depth * 2 - 1)
        base = HEIGHT * (0.45 + 0.42 * depth)
        waves = [
            (random.uniform(20, 75) / part, random.uniform(0.6, 1.6) * part, random.uniform(0, math.tau))
            for part in (1, 2, 4)
        ]
        ridge = [
            (
                x,
                base + sum(height * math.sin(math.tau * rate * x / WIDTH + shift) for height, rate, shift in waves),
            )
            for x in range(0, WIDTH + 8, 8)
        ]
        draw.polygon([(0, HEIGHT), *ridge, (WIDTH, HEIGHT)], fill=colour)

    picture = picture.filter(ImageFilter.GaussianBlur(1.2))
    grain = Image.frombytes("L", (WIDTH // 2, HEIGHT // 2), random.randbytes(WIDTH * HEIGHT // 4))
    grain = grain.resize((WIDTH, HEIGHT)).point(lambda value: value // 12).convert("RGB")
    return _jpeg(ImageChops.subtract(ImageChops.add(picture, grain), Image.new("RGB", picture.size, (10, 10, 10))))


def _jpeg(picture: Image.Image) -> bytes:
    for quality in range(50, 30, -4):
        file = BytesIO()
        picture.save(file, format="JPEG", quality=quality, optimize=True, progressive=True)
        if file.tell() <= LARGEST:
            break
    return file.getvalue()


def draw_pdf(title: str, paragraphs: list[str]) -> bytes:
    """A one-page PDF with a heading and text, marked as an example; what doesn't fit is left out."""
    page = Image.new("L", PAGE, 255)
    draw = ImageDraw.Draw(page)
    heading, body, note = (ImageFont.load_default(size=size) for size in (38, 26, 20))
    y = MARGIN
    for line in textwrap.wrap(title, 44):
        draw.text((PAGE[0] / 2, y), line, font=heading, fill=0, anchor="ma")
        y += 54
    y += 40
    for paragraph in paragraphs:
        for line in textwrap.wrap(paragraph, 70):
            if y > PAGE[1] - 2 * MARGIN:
                break
            draw.text((MARGIN, y), line, font=body, fill=0)
            y += 42
        y += 26
    foot = "Contoh untuk peragaan. Bukan naskah resmi."
    draw.text((PAGE[0] / 2, PAGE[1] - MARGIN), foot, font=note, fill=90, anchor="ma")
    file = BytesIO()
    page.save(file, format="PDF", resolution=150, title=title)
    return file.getvalue()
