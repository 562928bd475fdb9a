"""What files tell of whoever made them, taken out: place and camera of pictures, people's names in documents.

A document that bears an electronic signature stays as it is, byte for byte: any change would void the signature.
"""

import re
import shutil
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from os import SEEK_END
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from lxml import etree

from workflows.isolation import Limits, Unreadable, local_copy, run
from workflows.uploads import FORMATS, PDF_LIMITS, PDF_PROGRAM, PICTURE_LIMITS, PICTURE_PROGRAM

NAMED_IN = ("docProps/core.xml", "docProps/app.xml", "meta.xml")
"""Members of DOCX, XLSX, PPTX and of ODT, ODS that say who wrote."""
NAMES = {"creator", "initial-creator", "lastModifiedBy", "printed-by", "Manager"}
MOST_PROPERTIES = 1_000_000
"""Bytes of such a member; a larger one says something else, and stays."""
UNREADABLE = (Unreadable, etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError)
"""What reading a hostile file may raise: RuntimeError where a member wants a password or is packed unknowably."""
SIGNED = re.compile(r"(^|/)(_xmlsignatures/|META-INF/documentsignatures\.xml$)", re.I)


def taken_out(file: Any, extension: str) -> BinaryIO | None:
    """The file without what it tells of people, on disk; None when it tells nothing, or must not be touched."""
    write = _OF_KIND.get(extension)
    if write is None:
        return None
    bare: Any = TemporaryFile()  # noqa: SIM115 - whoever asked for it has it
    try:
        written = write(file, bare)
    except UNREADABLE:
        written = False  # perhaps not for who opens it, but for who would write it anew
    file.seek(0)
    return bare if written else None


def _written_by(program: Path, limits: Limits) -> Callable[[Any, BinaryIO], bool]:
    """Let a program of ours write the file anew."""

    def write(file: Any, bare: BinaryIO) -> bool:
        with local_copy(file) as path:
            run(program, "bare", path, limits=limits, answer=bare)
        return bare.seek(0, SEEK_END) > 0

    return write


def _archive(file: Any, bare: BinaryIO) -> bool:
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
        if any(SIGNED.search(member.filename) for member in members):
            return False
        telling = [one for one in members if one.filename in NAMED_IN and one.file_size <= MOST_PROPERTIES]
        nameless = {one.filename: _nameless(archive.read(one)) for one in telling}
        if not any(nameless.values()):
            return False
        with zipfile.ZipFile(bare, "w") as made:
            for member in members:  # in their order: of an ODT, the first names its kind
                copy = zipfile.ZipInfo(member.filename, member.date_time)
                copy.compress_type, copy.external_attr = member.compress_type, member.external_attr
                copy.file_size = member.file_size
                with archive.open(member) as source, made.open(copy, "w") as target:
                    written = nameless.get(member.filename)
                    shutil.copyfileobj(BytesIO(written) if written else source, target)
        return True


def _nameless(properties: bytes) -> bytes | None:
    """The properties of a document without names; None where there are none."""
    root = etree.fromstring(properties, etree.XMLParser(resolve_entities=False, no_network=True))
    told = [one for one in root.iter(etree.Element) if etree.QName(one).localname in NAMES and one.text]
    for element in told:
        element.getparent().remove(element)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True) if told else None


_OF_KIND: dict[str, Callable[[Any, BinaryIO], bool]] = {
    **dict.fromkeys(FORMATS, _written_by(PICTURE_PROGRAM, PICTURE_LIMITS)),
    "pdf": _written_by(PDF_PROGRAM, PDF_LIMITS),
    **dict.fromkeys(("docx", "xlsx", "pptx", "odt", "ods"), _archive),
}
