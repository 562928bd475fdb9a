"""What a file is, by its first bytes and not by its name, in the words a refusal uses."""

import re
from dataclasses import dataclass

HEAD = 40_000
"""Bytes that are enough to tell."""
SAVE_PICTURE = "Simpan sebagai JPEG atau PNG, lalu unggah"
NO_PICTURE = "Pilih gambar, misalnya JPEG atau PNG; naskah diunggah lewat Dokumen."
SAVE_WORD = "Buka di Word atau LibreOffice, simpan sebagai .docx atau PDF, lalu unggah lagi."
SAVE_EXCEL = "Buka di Excel atau LibreOffice, simpan sebagai .xlsx, lalu unggah lagi."
SAVE_SLIDES = "Buka di PowerPoint atau LibreOffice, simpan sebagai .pptx atau PDF, lalu unggah lagi."
SAVE_OPEN = "Buka di LibreOffice, simpan sebagai .odt, .ods, .odp, atau PDF, lalu unggah lagi."
SAVE_PDF = "Buka di programnya, simpan sebagai PDF, lalu unggah lagi."
LINK_VIDEO = "Pasang rekamannya di kanal kantor, lalu tautkan di halaman."
NOT_TAKEN = "Berkas semacam ini tidak diterima; unggah naskahnya sebagai PDF, .docx, atau .xlsx."


@dataclass(frozen=True)
class Kind:
    """What people call it, and the extension it should have ("": it is taken nowhere).

    What to do with it depends on what was asked for: a document (``remedy``) or a picture.
    """

    name: str
    remedy: str = NOT_TAKEN
    extension: str = ""
    picture_remedy: str = NO_PICTURE

    def said(self, extension: str) -> str:
        """What the file is; "sebenarnya" only where its extension says otherwise."""
        named_so = bool(extension) and (
            extension.upper() in re.split(r"\W+", self.name.upper())
            or (self is RAW and extension in OF_CAMERAS)
            or self is PACKED_OTHERWISE.get(extension)
        )
        return f"Berkas ini {self.name}." if named_so else f"Berkas ini sebenarnya {self.name}."


def document(name: str, extension: str = "") -> Kind:
    """What is taken as it is where documents are."""
    return Kind(name, "Unggah lewat Dokumen.", extension, "Unggah lewat Dokumen.")


def drawn(name: str, save: str = SAVE_PICTURE) -> Kind:
    """A picture that is taken as another kind of picture only."""
    return Kind(name, f"{save} lewat Gambar.", picture_remedy=f"{save} lagi.")


def elsewhere(name: str, remedy: str) -> Kind:
    """What is uploaded nowhere, whatever was asked for."""
    return Kind(name, remedy, picture_remedy=remedy)


PICTURES = {
    "jpg": Kind("gambar JPEG", "Unggah lewat Gambar.", "jpg"),
    "png": Kind("gambar PNG", "Unggah lewat Gambar.", "png"),
    "gif": Kind("gambar GIF", "Unggah lewat Gambar.", "gif"),
    "webp": Kind("gambar WebP", "Unggah lewat Gambar.", "webp"),
    "avif": Kind("gambar AVIF", "Unggah lewat Gambar.", "avif"),
    "heic": Kind("gambar HEIC", "Unggah lewat Gambar.", "heic"),
    "tif": Kind("gambar TIFF", "Unggah lewat Gambar.", "tif"),
}
PDF = document("PDF", "pdf")
PACKED = {
    "docx": document("dokumen Word (.docx)", "docx"),
    "xlsx": document("lembar kerja Excel (.xlsx)", "xlsx"),
    "pptx": document("salindia PowerPoint (.pptx)", "pptx"),
    "odt": document("dokumen OpenDocument (.odt)", "odt"),
    "ods": document("lembar kerja OpenDocument (.ods)", "ods"),
    "odp": document("salindia OpenDocument (.odp)", "odp"),
    "zip": document("arsip ZIP", "zip"),
}
PACKED_UNREAD = document("dokumen Office atau arsip ZIP")
LOCKED = Kind(
    "dokumen Office yang terkunci sandi", "Buka, hapus sandinya (Info → Proteksi), simpan ulang, lalu unggah lagi."
)
MACOS = Kind("program macOS")
RTF = Kind("dokumen RTF", SAVE_WORD)
RAW = drawn("foto mentah kamera")
OF_CAMERAS = ("arw", "cr2", "cr3", "dng", "nef", "nrw", "orf", "pef", "raf", "rw2", "srw")
"""Extensions of raw photos, which hold a small picture for show and are else laid out as a TIFF."""
BEGINS: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PICTURES["png"]),
    (b"\xff\xd8\xff", PICTURES["jpg"]),
    (b"GIF8", PICTURES["gif"]),
    (b"II*\0\x10\0\0\0CR", RAW),
    (b"FUJIFILMCCD-RAW", RAW),
    (b"II*\0", PICTURES["tif"]),
    (b"MM\0*", PICTURES["tif"]),
    (b"BM", drawn("gambar BMP")),
    (b"8BPS", drawn("gambar Photoshop (.psd)")),
    (b"\0\0\1\0", drawn("ikon (.ico)")),
    (b"\xff\x0a", drawn("gambar JPEG XL")),
    (b"\0\0\0\x0cJXL ", drawn("gambar JPEG XL")),
    (b"\0\0\0\x0cjP  ", drawn("gambar JPEG 2000")),
    (
        b"%!PS",
        Kind("PostScript (.eps)", "Simpan sebagai PDF, lalu unggah lagi.", picture_remedy=f"{SAVE_PICTURE} lagi."),
    ),
    (b"{\\rtf", RTF),
    (b"\xdbA", Kind("dokumen WordPerfect", SAVE_WORD)),
    (b"MZ", Kind("program Windows")),
    (b"\x7fELF", Kind("program Linux")),
    *((begin, MACOS) for begin in (b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf")),
    (b"\xca\xfe\xba\xbe", MACOS),
    (b"L\0\0\0\x01\x14\x02\0", elsewhere("pintasan Windows (.lnk)", "Unggah berkas aslinya, bukan pintasannya.")),
    (b"[InternetShortcut]", elsewhere("pintasan internet (.url)", "Salin alamatnya sebagai tautan di halaman.")),
    (b"Rar!", Kind("arsip RAR", "Kemas ulang sebagai ZIP, lalu unggah lagi.")),
    (b"7z\xbc\xaf'\x1c", Kind("arsip 7-Zip", "Kemas ulang sebagai ZIP, lalu unggah lagi.")),
    (b"\x1f\x8b", Kind("arsip GZip", "Kemas ulang sebagai ZIP, lalu unggah lagi.")),
    (b"OggS", elsewhere("rekaman suara atau video", LINK_VIDEO)),
    (b"ID3", elsewhere("rekaman suara (.mp3)", LINK_VIDEO)),
    (b"\x1aE\xdf\xa3", elsewhere("video (.mkv/.webm)", LINK_VIDEO)),
    (b"\xd7\xcd\xc6\x9a", drawn("gambar vektor WMF")),
)
OLD_OFFICE = {
    "EncryptedPackage": LOCKED,
    "WordDocument": Kind("dokumen Word lama (.doc)", SAVE_WORD),
    "PowerPoint Document": Kind("salindia PowerPoint lama (.ppt)", SAVE_SLIDES),
    "Workbook": Kind("lembar kerja Excel lama (.xls)", SAVE_EXCEL),
    "Book": Kind("lembar kerja Excel lama (.xls)", SAVE_EXCEL),
    "CONTENTS": Kind("dokumen Publisher atau WPS lama", SAVE_WORD),
}
"""Streams of a compound file, by which its kind is known."""
NAMED_OLD = {
    "doc": OLD_OFFICE["WordDocument"],
    "dot": OLD_OFFICE["WordDocument"],
    "wps": Kind("dokumen WPS (.wps)", SAVE_WORD),
    "xls": OLD_OFFICE["Workbook"],
    "et": Kind("lembar kerja WPS (.et)", SAVE_EXCEL),
    "ppt": OLD_OFFICE["PowerPoint Document"],
    "dps": Kind("salindia WPS (.dps)", SAVE_SLIDES),
    "rtf": RTF,
}
"""By extension, where the content says no more than that it is an old office file, or nothing at all."""
PACKED_OTHERWISE = {
    **dict.fromkeys(("docm", "dotm"), Kind("dokumen Word bermakro", SAVE_WORD)),
    **dict.fromkeys(("xlsm", "xltm", "xlsb"), Kind("lembar kerja Excel bermakro atau biner", SAVE_EXCEL)),
    **dict.fromkeys(("pptm", "ppsm", "potm"), Kind("salindia PowerPoint bermakro", SAVE_SLIDES)),
    "dotx": Kind("templat Word", SAVE_WORD),
    "xltx": Kind("templat Excel", SAVE_EXCEL),
    **dict.fromkeys(("ppsx", "potx"), Kind("tayangan atau templat PowerPoint", SAVE_SLIDES)),
    **dict.fromkeys(("ott", "ots", "otp"), Kind("templat OpenDocument", SAVE_OPEN)),
    **dict.fromkeys(("odg", "odf", "vsdx", "epub", "pages", "numbers", "key"), Kind("dokumen program lain", SAVE_PDF)),
}
"""By extension, what is packed as office files are, and is neither taken nor renamed."""
OPEN_TEMPLATE = PACKED_OTHERWISE["ott"]
FLAT: tuple[tuple[re.Pattern[bytes], Kind], ...] = (
    (re.compile(rb"progid=.Word\.Document"), Kind("dokumen Word XML", SAVE_WORD)),
    (re.compile(rb"progid=.Excel\.Sheet"), Kind("lembar kerja Excel XML", SAVE_EXCEL)),
    (re.compile(rb"<office:document\s"), Kind("dokumen OpenDocument datar", SAVE_OPEN)),
)
"""Office files that are one XML text."""
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")
AS_PAGES = {
    **dict.fromkeys(("doc", "docx", "wps"), SAVE_WORD),
    **dict.fromkeys(("xls", "xlsx", "et", "csv"), SAVE_EXCEL),
}
MARKUP = re.compile(rb"<\s*(svg|!doctype html|html|script|iframe)", re.I)


def kind_of(head: bytes, extension: str = "") -> Kind | None:
    """The kind of a file by its head (``HEAD`` bytes); None where it is plain text, a ZIP, or unknown."""
    if head.startswith(COMPOUND):
        return _compound(head, extension)
    if head[4:8] == b"ftyp":
        return _boxes(head)
    if head.startswith(b"RIFF"):
        return PICTURES["webp"] if head[8:12] == b"WEBP" else elsewhere("rekaman suara atau video", LINK_VIDEO)
    if extension in OF_CAMERAS and head.startswith((b"II", b"MM")):
        return RAW
    if head[40:44] == b" EMF":
        return drawn("gambar vektor EMF")
    if head[32_769:32_774] == b"CD001":
        return Kind("citra cakram (.iso)")
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for begin, kind in BEGINS:
        if (text if begin in (b"%PDF-", b"{\\rtf", b"[InternetShortcut]") else head).startswith(begin):
            return kind
    return _markup(text[:4096], extension)


def _markup(text: bytes, extension: str) -> Kind | None:
    if text.startswith(b"<?xml"):
        for looks, kind in FLAT:
            if looks.search(text):
                return kind
    found = MARKUP.search(text)
    if found and found[1].lower() == b"svg":
        return drawn("gambar vektor SVG", "SVG dapat memuat program. Ekspor sebagai PNG, lalu unggah")
    if found and extension in AS_PAGES:  # what many programs write when they are asked for an office file
        return Kind("halaman web (HTML)", AS_PAGES[extension])
    return Kind("halaman web (HTML)", "Cetak ke PDF, lalu unggah hasilnya.") if found else None


def _boxes(head: bytes) -> Kind:
    size = int.from_bytes(head[:4], "big")
    brands = head[8 : min(size, 200)]
    if brands.startswith((b"avif", b"avis")) or (brands.startswith(b"mif1") and b"avif" in brands):
        return PICTURES["avif"]
    if brands.startswith(b"crx "):
        return RAW
    return PICTURES["heic"] if brands[:4] in HEIF_BRANDS else elsewhere("video (.mp4/.mov)", LINK_VIDEO)


def _compound(head: bytes, extension: str) -> Kind:
    for stream, kind in OLD_OFFICE.items():
        if stream.encode("utf-16-le") in head:
            return NAMED_OLD["wps"] if extension == "wps" else kind
    if extension in NAMED_OLD:
        return NAMED_OLD[extension]
    return Kind("berkas Office lama", "Simpan sebagai .docx, .xlsx, atau PDF, lalu unggah lagi.")
