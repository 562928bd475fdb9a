"""An SOP that is none of the five, on papers of several kinds: its cells, and what a reader must find."""

import textwrap
from io import BytesIO

import typst
from docx import Document
from docx.oxml import parse_xml
from openpyxl import Workbook

OFFICE = "KOMISI PEMILIHAN UMUM KOTA SUKAMAJU"
IDENTITY = (
    ("Nomor SOP", "17/HM.02-SOP/9971/2024"),
    ("Tanggal Pembuatan", "03-06-2024"),
    ("Tanggal Revisi", "-"),
    ("Tanggal Efektif", "1 Juli 2024"),
    ("Disahkan Oleh", "SEKRETARIS KPU KOTA SUKAMAJU\n\nRina Wulandari, S.H., M.H.\nNIP. 19000101 190001 2 001"),
    ("Nama SOP", "Pelayanan Permohonan Informasi Publik"),
)
PAIRS = (
    (
        ("Dasar Hukum", ("Undang-Undang Nomor 14 Tahun 2008", "Peraturan KPU Nomor 22 Tahun 2023")),
        ("Kualifikasi Pelaksana", ("Memahami tata naskah dinas", "Mampu melayani dengan santun", "Teliti")),
    ),
    (
        ("Keterkaitan", ("SOP Penanganan Keberatan Informasi",)),
        ("Peralatan/Perlengkapan", ("Komputer", "Formulir permohonan")),
    ),
    (
        ("Peringatan", ("Permohonan yang terlambat dijawab menjadi sengketa",)),
        ("Pencatatan dan Pendataan", ("Buku register permohonan",)),
    ),
)
ROLES = ("Pemohon", "Petugas Layanan", "Kasubbag Hukum", "Sekretaris")
# activity, column of its mark, mark, inputs, time, outputs, remark
STEPS = (
    ("Mengisi formulir permohonan informasi", 0, "●", "Formulir permohonan", "10 menit", "Formulir terisi", ""),
    ("Memeriksa kelengkapan permohonan", 1, "◇", "Formulir terisi", "1 jam 30 menit", "Permohonan lengkap",
     "Jika tidak lengkap, kembali ke langkah 1"),
    ("Menyusun konsep jawaban", 1, "■", "Permohonan lengkap", "2 hari kerja", "Konsep jawaban", ""),
    ("Meneruskan konsep jawaban kepada Sekretaris", 2, "■", "Konsep jawaban", "15 Menit", "Konsep jawaban", ""),
    ("Menyetujui konsep jawaban", 3, "◇", "Konsep jawaban", "3 (tiga) hari kerja", "Surat jawaban",
     "Jika tidak disetujui, dikembalikan ke langkah 3"),
    ("Menandatangani surat jawaban", 3, "■", "Surat jawaban", "0,5 jam", "Surat jawaban bertanda tangan", ""),
    ("Mengunggah jawaban ke laman informasi publik", 1, "■", "Surat jawaban bertanda tangan", "1 jam", "Jawaban tayang",
     ""),
    ("Mengarsipkan permohonan dan jawaban", 1, "●", "Jawaban tayang", "", "Arsip permohonan",
     "Arsip disimpan dua tahun"),
)  # fmt: skip
MINUTES = (10, 90, 900, 15, 1350, 30, 60, None)
SPLIT = 5
"""Steps on the first page; the heads stand again on the next."""
HEADS = ("No", "Kegiatan", "Pelaksana", "", "", "", "Mutu Baku", "", "", "Keterangan")
BELOW = ("", "", *ROLES, "Kelengkapan", "Waktu", "Output", "")


def rows(steps, first=1):
    """The table's rows with the marks in their columns."""
    for number, (activity, column, mark, inputs, time, outputs, remark) in enumerate(steps, first):
        marks = [mark if at == column else "" for at in range(len(ROLES))]
        yield (f"{number}.", activity, *marks, inputs, time, outputs, remark)


DRAWN_IN_WORD = """<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><mc:AlternateContent>
 <mc:Choice Requires="wps"><w:drawing>
 <wps:wsp><wps:spPr><a:prstGeom prst="{}"/></wps:spPr></wps:wsp></w:drawing></mc:Choice>
 <mc:Fallback><w:pict><w:t>dua kali</w:t></w:pict></mc:Fallback></mc:AlternateContent></w:r>"""
SHAPES = {"●": "flowChartTerminator", "■": "flowChartProcess", "◇": "flowChartDecision"}


def docx_paper(*, counted=False, drawn=False) -> bytes:
    """A Word text; ``counted``: Word numbers the steps by itself; ``drawn``: the marks are shapes."""
    document = Document()
    table = document.add_table(0, 3)
    for at, (head, value) in enumerate(IDENTITY):
        cells = table.add_row().cells
        cells[0].text = OFFICE if at == 0 else ""
        cells[1].text, cells[2].text = head, value
    table = document.add_table(0, 2)
    for pair in PAIRS:
        for cell, (head, _) in zip(table.add_row().cells, pair, strict=True):
            cell.text = head.upper()
        for cell, (_, items) in zip(table.add_row().cells, pair, strict=True):
            for item in items:
                cell.add_paragraph(item, style="List Number" if len(items) > 1 else None)
    document.add_paragraph("SOP PELAYANAN PERMOHONAN INFORMASI PUBLIK")
    for begin, end in ((0, SPLIT), (SPLIT, len(STEPS))):
        flow = document.add_table(0, len(HEADS))
        for row in (HEADS, BELOW, *rows(STEPS[begin:end], begin + 1)):
            for cell, text in zip(flow.add_row().cells, row, strict=True):
                if drawn and text in SHAPES:
                    cell.paragraphs[0]._p.append(parse_xml(DRAWN_IN_WORD.format(SHAPES[text])))
                else:
                    cell.text = text
        heads = flow.rows[0].cells
        heads[2].merge(heads[5])
        heads[6].merge(heads[8])
        for at in range(2, len(flow.rows)) if counted else ():
            number = flow.rows[at].cells[0]
            number.text = ""
            number.paragraphs[0].style = "List Number 2"
        document.add_page_break()
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def xlsx_paper() -> bytes:
    book = Workbook()
    sheet = book.active
    sheet["A1"] = OFFICE
    sheet.merge_cells("A1:D6")
    for at, (head, value) in enumerate(IDENTITY, 1):
        sheet.cell(at, 5, head)
        sheet.cell(at, 6, ":")
        sheet.cell(at, 7, value)
    row = len(IDENTITY) + 1
    for left, right in PAIRS:
        sheet.cell(row, 1, left[0])
        sheet.cell(row, 5, right[0])
        for at in range(max(len(left[1]), len(right[1]))):
            for column, (_, items) in ((1, left), (5, right)):
                if at < len(items):
                    sheet.cell(row + 1 + at, column, at + 1)
                    sheet.cell(row + 1 + at, column + 1, items[at])
        row += 1 + max(len(left[1]), len(right[1]))
    flow = book.create_sheet("Alur")
    for line in (HEADS, BELOW, *rows(STEPS)):
        flow.append([int(cell[:-1]) if cell[:-1].isdigit() and cell.endswith(".") else cell or None for cell in line])
    flow.merge_cells("C1:F1")
    flow.merge_cells("G1:I1")
    hidden = book.create_sheet("Sandi")
    hidden["A1"], hidden.sheet_state = "Nomor SOP: 99/RAHASIA/2024", "hidden"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _typst(text: str) -> str:
    return (
        "["
        + "".join(f"\\{sign}" if sign in "#[]*_`$<>@\\=+-/~" else sign for sign in text).replace("\n", " \\\n")
        + "]"
    )


DRAWN_IN_PDF = {
    "●": "[#ellipse(width: 22pt, height: 9pt)]",
    "■": "[#place(dx: 11pt, dy: 9pt, line(length: 60pt, angle: 90deg))#rect(width: 22pt, height: 9pt)]",
    "◇": "[#place(dx: 22pt, dy: 5pt, line(length: 90pt))#polygon((11pt, 0pt), (22pt, 5pt), (11pt, 10pt), (0pt, 5pt))]",
}
"""Marks with the arrows that lead from them over the borders of cells."""


def pdf_paper(*, ruled=True, drawn=False, upright=False) -> bytes:
    """A PDF whose tables have borders, or only blanks between their columns.

    ``drawn``: its marks are shapes; ``upright``: the heads of its executors are turned.
    """
    stroke = "0.5pt" if ruled else "none"
    parts = ['#set page(paper: "a4", flipped: true, margin: 1cm)', "#set text(size: 8pt, hyphenate: false)"]
    rows_of = [
        f"{_typst('' if at else OFFICE)}, {_typst(head)}, {_typst(value)}" for at, (head, value) in enumerate(IDENTITY)
    ]
    parts.append(f"#table(columns: (1fr, 1fr, 2fr), stroke: {stroke}, {', '.join(rows_of)})")
    cells = []
    for pair in PAIRS:
        cells += [_typst(head.upper()) for head, _ in pair]
        cells += [_typst("\n".join(f"{at}. {item}" for at, item in enumerate(items, 1))) for _, items in pair]
    parts.append(f"#table(columns: (1fr, 1fr), stroke: {stroke}, {', '.join(cells)})")
    parts.append("#pagebreak()")
    head = (
        "table.header(table.cell(rowspan: 2)[No], table.cell(rowspan: 2)[Kegiatan], table.cell(colspan: 4)[Pelaksana], "
        "table.cell(colspan: 3)[Mutu Baku], table.cell(rowspan: 2)[Keterangan], "
        + ", ".join(f"[#rotate(-90deg, reflow: true){_typst(role)}]" if upright else _typst(role) for role in ROLES)
        + ", "
        + ", ".join(map(_typst, ("Kelengkapan", "Waktu", "Output")))
        + ")"
    )
    for begin, end in ((0, SPLIT), (SPLIT, len(STEPS))):
        body = ", ".join(
            DRAWN_IN_PDF[cell] if drawn and cell in DRAWN_IN_PDF else _typst(cell)
            for row in rows(STEPS[begin:end], begin + 1)
            for cell in row
        )
        parts.append(
            f"#table(columns: (2em, 3fr, 1.2fr, 1.2fr, 1.2fr, 1.2fr, 2fr, 1.2fr, 2fr, 2fr), stroke: {stroke}, "
            f"inset: 5pt, {head}, {body})\n#pagebreak(weak: true)"
        )
    return typst.compile("\n".join(parts).encode())


def text_paper() -> bytes:
    """A plain text whose columns are set with blanks, and whose cells are wrapped."""
    lines = [OFFICE, ""]
    lines += [
        f"{head:<20}: {line}" if at == 0 else f"{'':<22}{line}"
        for head, value in IDENTITY
        for at, line in enumerate(filter(None, value.split("\n")))
    ]
    for left, right in PAIRS:
        lines.append(f"{left[0].upper():<60}{right[0].upper()}")
        for at in range(max(len(left[1]), len(right[1]))):
            both = [f"{at + 1}. {items[at]}" if at < len(items) else "" for _, items in (left, right)]
            lines.append(f"{both[0]:<60}{both[1]}")
    lines += ["", "SOP PELAYANAN PERMOHONAN INFORMASI PUBLIK", ""]
    widths = (4, 24, 10, 11, 11, 12, 18, 11, 18, 22)
    heads = "".join(f"{head or '':<{width}}" for head, width in zip(HEADS[:3], (4, 24, 44), strict=True))
    lines += [f"{heads}{'Mutu Baku':<47}Keterangan", ""]
    for row in (BELOW, *rows(STEPS)):
        lines += [*_wrapped(row, widths), ""]
    return "\n".join(lines).encode()


def tabbed_text(lines=None) -> str:
    """A text with a tab between cells; ``lines`` stand in place of the table's steps."""
    steps = ["\t".join(row) for row in rows(STEPS)] if lines is None else lines
    identity = [f"{head}\t{value.split(chr(10))[0]}" for head, value in IDENTITY]
    return "\n".join([*identity, "", "\t".join(HEADS), "\t".join(BELOW), *steps])


def running_text(*, bordered=True) -> bytes:
    """The text of a PDF as programs give it that know nothing of tables: cell after cell, a blank for an empty one."""
    lines = [
        OFFICE,
        *(
            f"{head} {line}" if at == 0 else line
            for head, value in IDENTITY
            for at, line in enumerate(filter(None, value.split("\n")))
        ),
    ]
    for left, right in PAIRS:
        lines.append(f"{left[0]} {right[0]}")
        lines += [f"{at}. {item}" for _, items in (left, right) for at, item in enumerate(items, 1)]
    lines += [
        "SOP PELAYANAN PERMOHONAN INFORMASI PUBLIK",
        "No. Kegiatan",
        "Pelaksana Mutu Baku",
        *ROLES,
        "Kelengkapan Waktu Output",
    ]
    for number, (activity, _, _, inputs, time, outputs, _) in enumerate(STEPS, 1):
        lines += [f"{number}. {activity}", f"{'    ' if bordered else ''}{inputs}", f"{time or '5 menit'} {outputs}"]
    return "\n\n".join(lines).encode()


def _wrapped(row, widths):
    cells = [textwrap.wrap(cell, width - 2) or [""] for cell, width in zip(row, widths, strict=True)]
    for at in range(max(map(len, cells))):
        yield "".join(
            (cell[at] if at < len(cell) else "").ljust(width) for cell, width in zip(cells, widths, strict=True)
        ).rstrip()
