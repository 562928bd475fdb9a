"""An uploaded PDF, as a program of its own (``workflows.isolation``): a stream of 300 kB may unpack to gigabytes.

``uploaded_pdf.py judge PATH`` says what it is like, as JSON; ``uploaded_pdf.py bare PATH`` writes it without its
writers' names, and nothing where it bears none or is signed. Both on stdout.
"""

import json
import re
import sys
from typing import Any

import pikepdf
import pypdfium2

ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia)\b")
NAMES = ("/Author", "/Manager")
XMP_NAMES = ("dc:creator", "pdf:Author", "xmp:Author")
AS_THEY_ARE: Any = {"compress_streams": False, "stream_decode_level": pikepdf.StreamDecodeLevel.none}
"""Streams are copied, not unpacked."""


def judge(path: str) -> None:
    try:
        told = what_it_is(path)
    except Exception as fault:  # whatever a library says of a broken file is the answer
        told = {"fault": f"{type(fault).__name__}: {fault}"[:200]}
    sys.stdout.write(json.dumps(told))


def what_it_is(path: str) -> dict[str, Any]:
    """Its pages, and whether it holds scripts or files: in what its objects say, not in the bytes of a picture."""
    opened = pypdfium2.PdfDocument(path)
    pages = len(opened)
    opened.close()
    with pikepdf.open(path) as document:
        return {"pages": pages, "active": any(ACTIVE.search(_words(one)) for one in document.objects)}


def _words(one: Any) -> bytes:
    """An object as it is written in a file; of a stream, what stands before it."""
    if isinstance(one, pikepdf.Stream):
        one = one.stream_dict
    return bytes(one.unparse(resolved=True)) if isinstance(one, pikepdf.Object) else b""


def bare(path: str) -> None:
    with pikepdf.open(path) as document:
        if any(b"/ByteRange" in _words(one) for one in document.objects):
            return  # signed
        told = [name for name in NAMES if name in document.docinfo]
        for name in told:
            del document.docinfo[name]
        if "/Metadata" in document.Root:
            with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as about:
                also = [name for name in XMP_NAMES if name in about]
                for name in also:
                    del about[name]
            told += also
        if told:
            document.save(sys.stdout.buffer, encryption=document.is_encrypted, **AS_THEY_ARE)


if __name__ == "__main__":
    {"judge": judge, "bare": bare}[sys.argv[1]](sys.argv[2])
