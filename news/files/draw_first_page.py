"""The first page of a PDF as a picture, as a program of its own: ``draw_first_page.py PATH WIDTH`` → WebP on stdout."""

import sys

import pypdfium2


def main(path: str, width: str) -> None:
    page = pypdfium2.PdfDocument(path)[0]
    page_width, page_height = page.get_size()
    # A page of absurd proportions is cut to two page heights rather than drawn in full.
    scale = min(int(width) / page_width, 2 * int(width) / page_height)
    picture = page.render(scale=scale).to_pil().convert("RGB")
    picture.save(sys.stdout.buffer, format="WEBP", quality=70)


if __name__ == "__main__":
    main(*sys.argv[1:])
