"""The closed set of blocks a body text is made of; one template each, of the same name."""

from collections.abc import Iterable, Mapping
from itertools import zip_longest
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

INLINE_FEATURES = ["bold", "italic", "link", "document-link"]
TEXT_FEATURES = [*INLINE_FEATURES, "ol", "ul"]


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(label="Subjudul", max_length=120)
    level = blocks.ChoiceBlock(
        label="Tingkat",
        choices=[("h2", "Subjudul"), ("h3", "Subjudul di bawahnya")],
        default="h2",
    )

    class Meta:
        icon = "title"
        label = "Subjudul"
        template = "news/blocks/heading.html"


class ImageBlock(blocks.StructBlock):
    image = ImageChooserBlock(label="Gambar")
    alt = blocks.CharBlock(
        label="Teks alternatif",
        max_length=250,
        help_text="Apa yang tampak, untuk pembaca yang tidak dapat melihat gambarnya.",
    )
    caption = blocks.CharBlock(label="Keterangan", max_length=250, required=False)
    credit = blocks.CharBlock(label="Sumber foto", max_length=120, required=False)

    class Meta:
        icon = "image"
        label = "Gambar"
        template = "news/blocks/image.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label="Kutipan")
    speaker = blocks.CharBlock(label="Yang menyampaikan", max_length=120)
    position = blocks.CharBlock(label="Jabatan", max_length=150, required=False)

    class Meta:
        icon = "openquote"
        label = "Kutipan"
        template = "news/blocks/quote.html"


LONG_WORD = 16
"""Characters; a longer word may be broken in print."""
HALF_A_WORD = 8
"""Characters that such a word is given at least."""
ON_PAPER, ON_PAPER_DENSE = 80, 120
"""Characters that stand beside one another on an upright page, in the letters of a table and in small ones."""


def _longest_word(cell: str) -> int:
    return max(map(len, cell.split()), default=0)


class TableValue(blocks.StructValue):
    """A table as its lines of text; ``header`` and ``rows`` are what is shown."""

    @property
    def _lines(self) -> list[list[str]]:
        lines = (line for line in (self.get("text") or "").splitlines() if line.strip())
        return [[cell.strip() for cell in line.split("\t" if "\t" in line else "|")] for line in lines]

    @property
    def header(self) -> list[str]:
        return self._lines[0] if self._lines else []

    @property
    def rows(self) -> list[list[str]]:
        return self._lines[1:]

    @property
    def long_cells(self) -> set[str]:
        """Cells that hold a word too long for a column, as an address is: it is broken where the line ends."""
        return {cell for line in self._lines for cell in line if _longest_word(cell) > LONG_WORD}

    @property
    def paper(self) -> str:
        """How it is printed so that nothing is cut: "" as it is, "dense" in small letters, "broken" in words too."""
        words = [[_longest_word(cell) for cell in column] for column in zip_longest(*self._lines, fillvalue="")]
        needed = sum(1 + max(HALF_A_WORD if one > LONG_WORD else one for one in column) for column in words)
        return "" if needed <= ON_PAPER else "dense" if needed <= ON_PAPER_DENSE else "broken"


class TableBlock(blocks.StructBlock):
    """A data table pasted from a spreadsheet: no merged cells, so that screen readers can follow it."""

    caption = blocks.CharBlock(label="Judul tabel", max_length=200)
    text = blocks.TextBlock(
        label="Isi tabel",
        rows=6,
        help_text=(
            "Tempel langsung dari lembar kerja, atau ketik satu baris tabel per baris dengan kolom "
            "dipisah tanda |. Baris pertama adalah judul kolom."
        ),
    )
    source = blocks.CharBlock(label="Sumber data", max_length=200, required=False)

    class Meta:
        icon = "table"
        label = "Tabel"
        template = "news/blocks/table.html"
        value_class = TableValue

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if self.is_deferred_validation:  # half a table may be saved; it goes nowhere
            return cleaned
        width = len(cleaned.header)
        if cleaned.header and not cleaned.rows:
            self._refuse("Tabel baru berisi judul kolom. Tambahkan paling sedikit satu baris isi.")
        for number, row in enumerate(cleaned.rows, start=2):
            if len(row) != width:
                self._refuse(
                    f"Baris {number} berisi {len(row)} kolom, padahal judulnya {width} kolom. "
                    "Samakan jumlah kolomnya; sel kosong tetap diberi tanda pemisah."
                )
        return cleaned

    @staticmethod
    def _refuse(sentence: str) -> None:
        raise blocks.StructBlockValidationError({"text": ValidationError(sentence)})


class DocumentBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label="Berkas")
    title = blocks.CharBlock(label="Judul tautan", max_length=200, required=False, help_text="Kosong: judul berkasnya.")

    class Meta:
        icon = "doc-full"
        label = "Berkas unduhan"
        template = "news/blocks/document.html"


class VideoBlock(blocks.StructBlock):
    """A link, not an embedded player: nobody is tracked for reading an official page."""

    url = blocks.URLBlock(label="Alamat video")
    title = blocks.CharBlock(label="Judul video", max_length=200)
    description = blocks.TextBlock(
        label="Ringkasan isi",
        required=False,
        rows=3,
        help_text="Pokok isi video, untuk pembaca yang tidak dapat menonton atau mendengarnya.",
    )

    class Meta:
        icon = "media"
        label = "Tautan video"
        template = "news/blocks/video.html"


class CallOutBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Judul", max_length=120)
    text = blocks.RichTextBlock(label="Isi", features=TEXT_FEATURES)

    class Meta:
        icon = "info-circle"
        label = "Kotak penting"
        template = "news/blocks/call_out.html"


class PersonBlock(blocks.StructBlock):
    photo = ImageChooserBlock(label="Foto", required=False)
    name = blocks.CharBlock(label="Nama", max_length=120, help_text="Tanpa NIP atau data pribadi lain.")
    position = blocks.CharBlock(label="Jabatan", max_length=150)
    division = blocks.CharBlock(label="Divisi atau subbagian", max_length=200, required=False)

    class Meta:
        icon = "user"
        label = "Orang"


class PeopleBlock(blocks.StructBlock):
    """Members of the office or of its secretariat, in order of rank."""

    heading = blocks.CharBlock(label="Judul", max_length=120, help_text="Misalnya Anggota KPU periode 2024–2029.")
    people = blocks.ListBlock(PersonBlock(), label="Orang", min_num=1)

    class Meta:
        icon = "group"
        label = "Susunan orang"
        template = "news/blocks/people.html"


def picture_pks(raw_blocks: Iterable[Mapping[str, Any]]) -> set[int]:
    """The pictures in a body as it is stored, without reading them."""
    found = set()
    for block in raw_blocks:
        value = block["value"]
        if block["type"] == "image":
            found.add(value.get("image"))
        elif block["type"] == "people":
            found |= {person["value"].get("photo") for person in value["people"]}
    return {pk for pk in found if pk}


class BodyBlock(blocks.StreamBlock):
    """Everything a body text may contain."""

    heading = HeadingBlock()
    text = blocks.RichTextBlock(label="Teks", features=TEXT_FEATURES, icon="pilcrow", template="news/blocks/text.html")
    image = ImageBlock()
    quote = QuoteBlock()
    table = TableBlock()
    document = DocumentBlock()
    video = VideoBlock()
    call_out = CallOutBlock()
    people = PeopleBlock()
