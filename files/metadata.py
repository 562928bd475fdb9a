"""What documents tell of whoever made them, taken out.

A document that bears an electronic signature stays as it is, byte for byte: any change would void the signature.
"""

from os import SEEK_END
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from files.content_checks import OFFICE, OFFICE_LIMITS, OFFICE_PROGRAM, PDF_LIMITS, PDF_PROGRAM
from files.isolation import Unreadable, local_copy, run


def taken_out(file: Any, extension: str) -> BinaryIO | None:
    """The file without what it tells of people, on disk; None when it tells nothing, or must not be touched."""
    return _written("bare", file, extension)


def cleaned(file: Any, extension: str) -> BinaryIO | None:
    """An office file without what its readers don't see; None where it can't be written so."""
    return _written("clean", file, extension) if extension in OFFICE else None


def _written(how: str, file: Any, extension: str) -> BinaryIO | None:
    """What the program of its kind writes, if anything."""
    made: Any = TemporaryFile()  # noqa: SIM115 - whoever asked for it has it
    try:
        with local_copy(file) as path:
            if extension == "pdf":
                run(PDF_PROGRAM, how, path, limits=PDF_LIMITS, answer=made)
            elif extension in OFFICE:
                run(OFFICE_PROGRAM, how, path, extension, limits=OFFICE_LIMITS, answer=made)
    except Unreadable:
        return None  # perhaps not for who opens it, but for who would write it anew
    finally:
        file.seek(0)
    return made if made.seek(0, SEEK_END) else None
