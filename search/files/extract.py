"""The text of a file: ``extract.py PATH pdf|docx``, a program of its own (``workflows.isolation``) → JSON on stdout."""

import json
import sys
from collections.abc import Iterator

MOST_PAGES = 400
MOST_CHARACTERS = 1_000_000


def from_pdf(path: str) -> Iterator[str]:
    """The text of each page."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        text = page.get_textpage()
        yield text.get_text_bounded()
        text.close()
        page.close()


def from_docx(path: str) -> Iterator[str]:
    """The text of each paragraph and table row, in order."""
    import docx
    from docx.table import Table

    for part in docx.Document(path).iter_inner_content():
        if isinstance(part, Table):
            for row in part.rows:
                yield " ".join(cell.text for cell in row.cells)
        else:
            yield part.text


def main(path: str, kind: str) -> None:
    parts, size, fault = [], 0, ""
    try:
        for part in {"pdf": from_pdf, "docx": from_docx}[kind](path):
            parts.append(part)
            size += len(part) + 1
            if size > MOST_CHARACTERS:
                break
    except MemoryError:
        parts, fault = [], "terlalu besar"
    except Exception as error:  # whatever a library says of a broken file is the answer
        fault = f"{type(error).__name__}: {error}"
    text = "\n".join(parts)[:MOST_CHARACTERS]
    # JSON in ASCII: a file may hold half of a surrogate pair, which no encoding writes.
    sys.stdout.write(json.dumps({"text": text, "fault": fault[:200]}))


if __name__ == "__main__":
    main(*sys.argv[1:])
