"""The words on a scanned page, as a program of its own: ``recognise_page.py PATH NUMBER`` → text on stdout.

The page is drawn here and given to Tesseract, which lives within the same limits.
"""

import io
import subprocess
import sys

import pypdfium2

DOTS_PER_INCH = 200
MOST_PIXELS = 12_000_000


def main(path: str, number: str) -> None:
    document = pypdfium2.PdfDocument(path)
    if int(number) >= len(document):
        return
    page = document[int(number)]
    width, height = page.get_size()
    scale = min(DOTS_PER_INCH / 72, (MOST_PIXELS / max(width * height, 1)) ** 0.5)
    drawn = io.BytesIO()
    page.render(scale=scale, grayscale=True).to_pil().save(drawn, "PNG", compress_level=1)
    read = subprocess.run(
        ["tesseract", "stdin", "stdout", "-l", "ind"], input=drawn.getvalue(), stdout=subprocess.PIPE, check=True
    )
    sys.stdout.buffer.write(read.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
