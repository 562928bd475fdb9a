"""A picture as the page shows it: every format there is of it, and nothing made while someone waits."""

from typing import Any

from django import template

from files.drawn_files import SHOWN
from news.pictures import FALLBACK, FORMATS, WIDTHS, renditions_of, spec

register = template.Library()
COLUMN = "(max-width: 46rem) calc(100vw - 2rem), 43rem"
"""How wide a picture in a text stands, for the browser's choice."""


@register.inclusion_tag("news/picture.html", takes_context=True)
def picture(
    context: template.Context, image: Any, alt: str, sizes: str = COLUMN, *, eager: bool = False
) -> dict[str, Any]:
    """``<picture>`` of an image: AVIF, WebP and JPEG by width. Until everyone may have them, its place and its text.

    Who previews a draft sees what there is, the upload itself until there is more; the public may not open it.
    The context may hold ``renditions`` (see ``renditions_of``) for all pictures of the page.
    """
    known = context.get("renditions")
    made = known[image.pk] if known and image.pk in known else renditions_of([image.pk])[image.pk]
    if not _is_previewed(context):
        made = {name: size for name, size in made.items() if size.file.name.startswith(SHOWN)}
    sources = [
        {
            "type": f"image/{image_format}",
            "srcset": ", ".join(
                f"{made[spec(width, image_format)].url} {made[spec(width, image_format)].width}w"
                for width in _useful(image.width)
                if spec(width, image_format) in made
            ),
        }
        for image_format in FORMATS
    ]
    return {
        "sources": [source for source in sources if source["srcset"]],
        "shown": made.get(FALLBACK) or (image.file if _is_previewed(context) else None),
        "width": image.width,
        "height": image.height,
        "alt": alt,
        "sizes": sizes,
        "eager": eager,
    }


def _is_previewed(context: template.Context) -> bool:
    return getattr(context.get("request"), "is_preview", False)


def _useful(width: int) -> list[int]:
    """The widths that are not the same picture again: Wagtail never enlarges."""
    return [made for made in WIDTHS if made < width] + [made for made in WIDTHS if made >= width][:1]
