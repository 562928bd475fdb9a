"""The same articles for every site under measure: seeded, without network, the same on every machine.

``news(n)`` and ``legal_documents(n // 10)`` together with ``announcements()`` are what one office would have
after ten years; ``pictures`` draws the hero images they share.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from bench import words

NEWEST = date(2026, 6, 30)
DAYS = 3650
PICTURES = 12
NEWS_KINDS = ("berita", "berita", "berita", "artikel", "liputan")
LEGAL_KINDS = ("keputusan", "keputusan", "keputusan", "surat-edaran", "peraturan", "juknis")
LEGAL_STATUS = ("berlaku", "berlaku", "berlaku", "diubah", "dicabut", "tidak-berlaku")


@dataclass(frozen=True)
class Article:
    """One page's content; ``picture`` is the number of the hero image (None: without one)."""

    title: str
    slug: str
    day: date
    summary: str
    paragraphs: tuple[str, ...]
    kind: str
    tags: tuple[str, ...] = ()
    picture: int | None = None
    number: str = ""
    status: str = ""

    @property
    def html(self) -> str:
        return "".join(f"<p>{paragraph}</p>" for paragraph in self.paragraphs)


def legal_count(news_count: int) -> int:
    """How many legal documents go with so many articles: one for ten."""
    return news_count // 10


def news(count: int, *, first: int | None = None) -> Iterator[Article]:
    """That many articles, newest first, spread over ten years; ``first``: only the newest so many of them."""
    for index in range(count if first is None else min(first, count)):
        random = Random(f"berita-{index}")
        about_voters = random.random() < 0.5
        activity, where = random.choice(words.KEGIATAN), random.choice(words.KECAMATAN)
        title = f"KPU gelar {activity} di Kecamatan {where}"
        summary = _sentence(random)[:300]
        paragraphs = [
            " ".join(_sentence(random) for _ in range(random.randint(3, 6))) for _ in range(random.randint(4, 7))
        ]
        if random.random() < 0.05:
            paragraphs[-1] += f" Turut dibahas hal {random.choice(words.JARANG)}."
        if not about_voters:
            title, summary, *paragraphs = (_without_voters(text) for text in (title, summary, *paragraphs))
        yield Article(
            title=title,
            slug=f"{_slug(title)}-{index}",
            day=_day(index, count),
            summary=summary,
            paragraphs=tuple(paragraphs),
            kind=random.choice(NEWS_KINDS),
            tags=tuple(random.sample(words.TAGAR, random.randint(1, 3))),
            picture=index % PICTURES,
        )


def legal_documents(count: int) -> Iterator[Article]:
    """That many legal documents, newest first; the year is the date's."""
    for index in range(count):
        random = Random(f"hukum-{index}")
        subject, day = random.choice(words.PERIHAL_HUKUM), _day(index, count)
        yield Article(
            title=f"{subject} Tahun {day.year}",
            slug=f"{_slug(subject)}-{day.year}-{index}",
            day=day,
            summary=_sentence(random)[:300],
            paragraphs=tuple(_sentence(random) for _ in range(2)),
            kind=random.choice(LEGAL_KINDS),
            number=str(index + 1),
            status=random.choice(LEGAL_STATUS),
        )


def announcements(count: int = 20) -> Iterator[Article]:
    """A few announcements, newest first."""
    for index in range(count):
        random = Random(f"pengumuman-{index}")
        title = f"Pengumuman {random.choice(words.KEGIATAN)} gelombang {count - index}"
        yield Article(
            title=title,
            slug=f"{_slug(title)}-{index}",
            day=_day(index, count),
            summary=_sentence(random)[:300],
            paragraphs=tuple(_sentence(random) for _ in range(4)),
            kind="pengumuman",
        )


def pictures(folder: Path) -> list[Path]:
    """The hero images as files in the folder, drawn the first time: JPEG, 1600 x 900 pixels."""
    from home.demo_pictures import draw_picture

    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for number in range(PICTURES):
        file = folder / f"foto-{number:02}.jpg"
        if not file.exists():
            file.write_bytes(draw_picture(f"Foto {number}", seed=number))
        files.append(file)
    return files


def _day(index: int, count: int) -> date:
    return NEWEST - timedelta(days=index * DAYS // max(count, 1))


def _sentence(random: Random) -> str:
    text = random.choice(words.KALIMAT).format(
        kecamatan=random.choice(words.KECAMATAN),
        kegiatan=random.choice(words.KEGIATAN),
        pihak=random.choice(words.PIHAK),
        pejabat=random.choice(words.PEJABAT),
        angka=f"{random.randint(12, 989)}.{random.randint(0, 999):03}",
    )
    return text[0].upper() + text[1:]


def _without_voters(text: str) -> str:
    text = re.sub(r"\bpemilih\b", words.TANPA_PEMILIH, text)
    return re.sub(r"\bPemilih\b", words.TANPA_PEMILIH.capitalize(), text)


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:80]
