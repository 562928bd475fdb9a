"""What the search reads: one row per public page, the texts of files, and the words there are."""

from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F

from sops.document import ContentKind


class SearchEntry(models.Model):
    """What a visitor can find of one live, public, governed page.

    The two vectors are filled and read on PostgreSQL only; SQLite keeps the same tokens in the FTS5
    table ``search_fts`` (rowid = page).
    """

    wagtail_reference_index_ignore = True  # derived data: deleting a page or file asks nobody about it

    page = models.OneToOneField("wagtailcore.Page", models.CASCADE, primary_key=True, related_name="+")
    home_id = models.PositiveIntegerField("beranda kantor")
    kind = models.CharField("jenis", max_length=30, choices=[(kind.value, kind.label) for kind in ContentKind])
    year = models.PositiveSmallIntegerField("tahun")
    date = models.DateField("tanggal tampil")
    title = models.CharField("judul", max_length=255)
    summary = models.TextField("ringkasan", blank=True, default="")
    body = models.TextField("isi", blank=True, default="")
    files = models.JSONField("berkas", default=list, help_text="Daftar {title, text}.")
    title_tokens = models.TextField("kata judul", blank=True, default="")
    vector = SearchVectorField(null=True, editable=False)
    title_vector = SearchVectorField(null=True, editable=False)

    class Meta:
        verbose_name = "entri pencarian"
        verbose_name_plural = "entri pencarian"
        indexes = [
            models.Index(F("home_id"), F("date").desc(), F("page").desc(), name="search_office_newest"),
            models.Index(F("date").desc(), F("page").desc(), name="search_newest"),
            models.Index(F("home_id"), F("year").desc(), name="search_office_year"),
        ]

    def __str__(self) -> str:
        return self.title


class Word(models.Model):
    """A word some entry holds, for spelling: how often it occurs and what it is akin to.

    New words are added as pages are published; ``documents`` is counted anew by ``rebuild_search``.
    """

    word = models.CharField("kata", max_length=40, primary_key=True)
    stem = models.CharField("kata dasar", max_length=40, db_index=True)
    length = models.PositiveSmallIntegerField("panjang")
    first = models.CharField("huruf pertama", max_length=1)
    ending = models.CharField("tiga huruf terakhir", max_length=3)
    documents = models.PositiveIntegerField("banyak halaman", default=1)

    class Meta:
        verbose_name = "kata"
        verbose_name_plural = "kata"
        indexes = [
            models.Index(F("first"), F("length"), F("documents").desc(), name="search_word_first"),
            models.Index(F("ending"), F("length"), F("documents").desc(), name="search_word_ending"),
        ]

    def __str__(self) -> str:
        return self.word

    @classmethod
    def of(cls, word: str, stem: str, documents: int = 1) -> "Word":
        """An unsaved row for a word."""
        facts: dict[str, Any] = {"length": len(word), "first": word[0], "ending": word[-3:], "documents": documents}
        return cls(word=word, stem=stem[:40], **facts)


class DocumentText(models.Model):
    """The text read from a stored file, or why there is none (``fault``); ``file_name`` tells which file it was."""

    wagtail_reference_index_ignore = True

    document = models.OneToOneField("wagtaildocs.Document", models.CASCADE, primary_key=True, related_name="+")
    file_name = models.CharField("berkas", max_length=255)
    file_hash = models.CharField("sidik", max_length=64)
    text = models.TextField("teks", blank=True, default="")
    fault = models.CharField("gangguan", max_length=200, blank=True, default="")
    read_at = models.DateTimeField("dibaca pada", auto_now=True)

    class Meta:
        verbose_name = "teks berkas"
        verbose_name_plural = "teks berkas"

    def __str__(self) -> str:
        return self.file_name
