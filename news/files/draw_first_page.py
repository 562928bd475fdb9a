"""The first page of a PDF as a picture, as a program: ``draw_first_page.py PATH WIDTH MEGABYTES SECONDS`` → WebP."""

import resource
import sys

LARGEST_ANSWER = 2_000_000
"""Bytes."""


def main(path: str, width: str, megabytes: str, seconds: str) -> None:
    memory = int(megabytes) * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_ANSWER, LARGEST_ANSWER))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import pypdfium2

    page = pypdfium2.PdfDocument(path)[0]
    page_width, page_height = page.get_size()
    # A page of absurd proportions is cut to two page heights rather than drawn in full.
    scale = min(int(width) / page_width, 2 * int(width) / page_height)
    picture = page.render(scale=scale).to_pil().convert("RGB")
    picture.save(sys.stdout.buffer, format="WEBP", quality=70)


if __name__ == "__main__":
    main(*sys.argv[1:])
