"""A page in words: every signed part, blocks, pictures, files and links, now and as the ledger kept it."""

import pytest
from wagtail.rich_text import RichText

from desk.page_text import differences, kept_page, parts_of, rich_text_lines
from tests.conftest import draft as written
from workflows.core.compare import Change
from workflows.models import ContentCopy
from workflows.models.signed import fingerprint, signed_content

pytestmark = pytest.mark.django_db


def draft(slug: str, **fields):
    return written(slug, **fields).specific.get_latest_revision_as_object()


def parts(page) -> dict[str, tuple[str, ...]]:
    return {part.name: part.lines for part in parts_of(page)}


def keep(page) -> str:
    revision = page.save_revision(clean=False)
    revision.refresh_from_db()
    sha256 = fingerprint(revision.content)
    ContentCopy.objects.get_or_create(sha256=sha256, defaults={"content": signed_content(revision.content)})
    return sha256


def test_the_title_comes_first_and_the_address_last_among_the_texts():
    names = [part.name for part in parts_of(draft("serang"))]
    assert names[0] == "title"
    assert names.index("body") < names.index("slug")


def test_blocks_are_read_as_words():
    page = draft("serang")
    page.body = [
        ("text", RichText("<p>Satu.</p><ul><li>Dua</li><li>Tiga</li></ul>")),
        ("quote", {"text": "Jujur dan adil.", "speaker": "Ketua", "position": ""}),
    ]
    assert parts(page)["body"] == (
        "Satu.",
        "• Dua",
        "• Tiga",
        "Kutipan, kutipan: Jujur dan adil.",
        "Kutipan, yang menyampaikan: Ketua",
    )


def test_a_link_shows_where_it_leads():
    assert rich_text_lines('<p>Lihat <a href="https://kpu.go.id">di <b>sini</b></a>.</p>') != ["Lihat di sini."]
    assert "https://kpu.go.id" in " ".join(rich_text_lines('<p><a href="https://kpu.go.id">di sini</a></p>'))


def test_another_target_of_a_link_is_a_difference():
    old, new = draft("serang"), draft("serang")
    old.body = [("text", RichText('<p><a href="https://a.id">unduh</a></p>'))]
    new.body = [("text", RichText('<p><a href="https://b.id">unduh</a></p>'))]
    changed = {d.label: d for d in differences(old, new)}
    assert changed["Isi"].has_changed


def test_the_ledgers_copy_reads_like_the_page_it_was_taken_from():
    page = draft("serang")
    page.tags.add("pemilu", "data pemilih")
    assert parts(kept_page(page, keep(page))) == parts(page)


def test_what_changed_since_a_copy():
    page = draft("serang", title="Rapat pleno hari Senin")
    sha256 = keep(page)
    page.title = "Rapat pleno hari Selasa"
    changed = [d for d in differences(kept_page(page, sha256), page) if d.has_changed]
    assert [d.label for d in changed] == ["Judul"]
    (row,) = changed[0].rows
    assert row.change is Change.CHANGED


def test_without_a_copy_there_is_no_page():
    assert kept_page(draft("serang"), "0" * 64) is None
