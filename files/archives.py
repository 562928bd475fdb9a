"""What a ZIP holds that a double click would run, however its name is dressed up, also in archives within it."""

import re
import tempfile
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from files import kinds, pdf_program
from files.office import dangers as office_dangers
from files.office import hidden
from files.office.package import Package
from files.picture_parts import PHOTO_ENDINGS, names_a_place

RUNS = set(
    "ade adp apk app appref-ms application appx bat chm cmd com command cpl crt deb desktop dll dmg docm dotm exe "
    "gadget hlp hta htm html img inf ins iso jar jnlp js jse library-ms lnk mde mht mhtml msc msi msix msp mst ocx pif "
    "pkg pol potm ppam ppsm pptm ps1 ps1xml psc1 psm1 py pyw pyz reg rpm run scf scr sct settingcontent-ms sh shb shs "
    "svg sys url vb vbe vbs vhd vhdx vxd website ws wsc wsf wsh xbap xhtml xlam xll xlsb xlsm xltm xml-ms".split()
)
"""Extensions of what a double click runs, mounts or opens with rights of its own."""
PACKED = set("7z ace arj bz2 cab gz lha lzh r00 rar tar tgz xz z zst".split())
"""Archives that nobody here looks into."""
OUTSIDE = re.compile(r"^([/\\]|[a-z]:[/\\])|(^|[/\\])\.\.([/\\]|$)", re.I)
"""A member's name that unpacks to a place beside or above its folder."""
RTF_OBJECTS = re.compile(rb"\\(objdata|objautlink|objupdate)\b|\\\*\\template\s+(http|\\\\)|\bDDEAUTO\b", re.I)
DEEPEST = 2
MOST_NAMES = 20
MOST_INSIDE = 50_000_000
"""Bytes of a member that is looked into."""
PROGRAMS = ("program Windows", "program Linux", "program macOS", "pintasan Windows (.lnk)", "pintasan internet (.url)")
CLOSED = ("arsip RAR", "arsip 7-Zip")
OFFICE = ("docx", "xlsx", "pptx", "odt", "ods", "odp")


def extension_of(name: str) -> str:
    """What a file manager takes for the extension: without the dots, blanks and signs that hide it."""
    shown = "".join(sign for sign in name if unicodedata.category(sign) != "Cf")
    shown = re.split(r"[/\\]", shown)[-1].split(":")[0].rstrip(". \t\0\u00a0")
    return shown.rpartition(".")[2].lower() if "." in shown else ""


def dangers(content: bytes) -> list[str]:
    """Names of what an archive may not bring along."""
    return list(dict.fromkeys(_inside(content, DEEPEST)))


def office(package: Package, deep: int = DEEPEST) -> Iterator[str]:
    """What an office file may not bring along: what acts by itself, and parts that an archive may not hold either."""
    yield from office_dangers.dangers(package)
    yield from _members(package.archive, RUNS - {"svg"}, deep)  # its pictures may be drawn so


def _named(name: str) -> str:
    return f"berkas yang dapat dijalankan ({name[-60:]})"


def _inside(content: bytes, deep: int) -> Iterator[str]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        yield from _members(archive, RUNS, deep)


def _members(archive: zipfile.ZipFile, runs: set[str], deep: int) -> Iterator[str]:
    for member in archive.infolist():
        if OUTSIDE.search(member.filename):
            yield f"nama berkas yang menuju ke luar foldernya ({member.filename[-60:]})"
        elif not member.is_dir():
            yield from _judged(archive, member, runs, deep)


def _judged(archive: zipfile.ZipFile, member: zipfile.ZipInfo, runs: set[str], deep: int) -> Iterator[str]:
    name, extension = member.filename, extension_of(member.filename)
    if extension in runs:
        yield _named(name)
    elif extension in PACKED:
        yield _closed(name)
    elif member.flag_bits & 1:
        yield f"berkas yang terkunci sandi ({name[-60:]})"
    else:
        yield from _member(archive, member, extension, deep)


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, extension: str, deep: int) -> Iterator[str]:
    """The dangers of one file of an archive, in words; ``deep``: how many archives within it are still opened."""
    with archive.open(member) as opened:
        head = opened.read(kinds.HEAD)
    kind = kinds.kind_of(head, extension)
    if head.startswith(b"#!") or (kind is not None and kind.name in PROGRAMS):
        yield _named(member.filename)
    elif kind is not None and kind.name in CLOSED:
        yield _closed(member.filename)
    elif head.startswith(b"PK\x03\x04"):
        is_office = extension in OFFICE
        deepest = -1 if is_office else 1  # an office file within the last archive may hold a chart's sheet
        if member.file_size > MOST_INSIDE or deep < deepest:
            yield _closed(member.filename)
        elif is_office:
            package = Package(archive.read(member), extension)
            yield from (f"{one} dalam {member.filename[-60:]}" for one in office(package, deep - 1))
        else:
            yield from _inside(archive.read(member), deep - 1)
    elif head.startswith(kinds.COMPOUND) or kind is kinds.RTF:
        yield from _old(archive, member)
    elif kind is kinds.PDF:
        too_long = member.file_size > MOST_INSIDE
        yield from [_closed(member.filename)] if too_long else _pdf(archive.read(member), member.filename)


def _old(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[str]:
    """An office file of before 2007 can't be taken apart here; that it would act is seen."""
    if member.file_size > MOST_INSIDE:
        yield _closed(member.filename)
        return
    content = archive.read(member)
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        yield f"makro ({member.filename[-60:]})"
    elif RTF_OBJECTS.search(content):
        yield f"objek yang ditanam ({member.filename[-60:]})"


def unseen(content: bytes) -> dict[str, Any]:
    """What readers of the documents in an archive don't see, counted, and the people they name.

    Of an archive without dangers, whose depth and size are bounded.
    """
    found: Counter[str] = Counter()
    people: set[str] = set()
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for member in archive.infolist():
            if member.file_size <= MOST_INSIDE and not member.is_dir():
                inner = _unseen_in(archive, member)
                people |= set(inner.pop("names", ()))
                found += Counter(inner)
    return {**found, "names": sorted(people)[:MOST_NAMES]}


def _unseen_in(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> dict[str, Any]:
    extension = extension_of(member.filename)
    if extension in OFFICE:
        package = Package(archive.read(member), extension)
        return {**hidden.hidden(package), "names": hidden.people(package)}
    if extension == "pdf":
        told = _told_of_pdf(archive.read(member))
        return {"comments": told["comments"], "names": told["names"]}
    if extension in PHOTO_ENDINGS:
        return {"places": int(names_a_place(archive.read(member)))}
    return unseen(archive.read(member)) if extension == "zip" else {}


def _closed(name: str) -> str:
    return f"arsip lain yang tidak dapat diperiksa ({name[-60:]})"


def _pdf(content: bytes, name: str) -> Iterator[str]:
    if _told_of_pdf(content)["active"]:
        yield f"PDF yang memuat skrip, berkas sisipan, atau perintah lain ({name[-60:]})"


def _told_of_pdf(content: bytes) -> dict[str, Any]:
    with tempfile.NamedTemporaryFile() as copy:
        copy.write(content)
        copy.flush()
        return pdf_program.what_it_is(copy.name)
