"""On paper nothing is cut at the right, and a figure stays in one piece."""

from pathlib import Path

import pytest

from news.blocks import TableBlock

pytestmark = pytest.mark.browser
CSS = (Path(__file__).resolve().parents[2] / "static" / "css" / "site.css").read_text(encoding="utf-8")
A4 = 718
"""Pixels of an upright page between margins of a centimetre."""
HEADER = (
    "Kecamatan|Kelurahan|TPS|Laki-laki|Perempuan|Jumlah Pemilih|Pemilih Baru|Tidak Memenuhi Syarat|Perbaikan Data"
    "|Potensi KTP-el|Disabilitas|Keterangan"
)
ROW = (
    "Padarincang|24|187|1.236.418|1.198.772|2.435.190|12.845|8.311|4.120|9.774|1.034"
    "|https://serang.example.id/rekapitulasi/padarincang"
)


def lay_out(browser, text):
    """Pixels at which the table ends on the right, and those of its cells that hold figures on more than one line."""
    block = TableBlock()
    table = block.render(block.to_python({"caption": "Rekapitulasi", "text": text}))
    page = browser.new_page(viewport={"width": A4, "height": 1000})
    page.set_content(f"<style>{CSS}</style><div class='prose'>{table}</div>")
    page.emulate_media(media="print")
    found = page.evaluate("""() => {
        const cells = [...document.querySelectorAll("th, td")];
        const right = Math.max(...cells.map((one) => one.getBoundingClientRect().right));
        const lines = (cell) => {
            const range = document.createRange();
            range.selectNodeContents(cell);
            return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
        };
        const figures = [...document.querySelectorAll("td")].filter((cell) => /^[0-9.]+$/.test(cell.textContent));
        return [right, figures.filter((cell) => lines(cell) > 1).map((cell) => cell.textContent)];
    }""")
    page.close()
    return found


def test_a_table_of_twelve_columns_is_whole_and_no_figure_is_broken(browser):
    right, broken = lay_out(browser, f"{HEADER}\n{ROW}\n{ROW}")
    assert right <= A4
    assert broken == []


def test_a_table_wider_than_any_page_is_whole_too(browser):
    right, _ = lay_out(browser, f"{HEADER}|{HEADER}\n{ROW}|{ROW}")
    assert right <= A4
