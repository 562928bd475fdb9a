"""An uploaded PDF, read by a program of its own: ``uploaded_pdf.py PATH`` says what it is like, as JSON on stdout;
``uploaded_pdf.py PATH BARE`` writes it to BARE without its writers' names, where it bears some and no signature.

Whatever a hostile file makes a library do happens in this process, within its limits, and ends with it: a stream of
300 kB may unpack to gigabytes.
"""

import json
import re
import resource
import sys
from typing import Any

import pikepdf
import pypdfium2

MEMORY = 512_000_000
"""Bytes of address space; the libraries alone need about 250 million."""
SECONDS = 20
LARGEST = 110_000_000
"""Bytes of a file it may write."""
ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia)\b")
NAMES = ("/Author", "/Manager")
XMP_NAMES = ("dc:creator", "pdf:Author", "xmp:Author")
AS_THEY_ARE: Any = {"compress_streams": False, "stream_decode_level": pikepdf.StreamDecodeLevel.none}
"""Streams are copied, not unpacked."""


def main(path: str, bare: str = "") -> None:
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, LARGEST),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    try:
        told = without_names(path, bare) if bare else what_it_is(path)
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


def without_names(path: str, bare: str) -> dict[str, Any]:
    with pikepdf.open(path) as document:
        if any(b"/ByteRange" in _words(one) for one in document.objects):
            return {"bare": False}  # signed
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
            document.save(bare, encryption=document.is_encrypted, **AS_THEY_ARE)
        return {"bare": bool(told)}


if __name__ == "__main__":
    main(*sys.argv[1:])
