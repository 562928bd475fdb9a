"""The user guide (``docs/panduan/*.md``), read inside the admin and linked from its help menu."""

from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.generic import View
from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

DOCS = Path(settings.BASE_DIR) / "docs"
PICTURES = DOCS / "gambar"
INDEX = "README"
PAGES = {
    "penulis": "Penulis",
    "pemeriksa": "Pemeriksa",
    "penerbit": "Penerbit",
    "admin-kantor": "Admin kantor",
    "admin-pusat": "Admin pusat",
    "pemasangan": "Pemasangan",
    "operasi": "Operasi",
}
"""File name without ``.md`` → what it is called; the index is README.md."""


class _Addresses(Treeprocessor):
    """Links between the files become the admin's addresses; the page's own title is the screen's already."""

    def run(self, root: Element) -> None:
        title = root.find("h1")
        if title is not None:
            root.remove(title)
        for link in root.iter("a"):
            file, mark, place = link.get("href", "").partition("#")
            name = file.removesuffix(".md")
            if file.endswith(".md") and name in PAGES:
                link.set("href", reverse("sop:guide_page", args=[name]) + mark + place)
            elif file == f"{INDEX}.md":
                link.set("href", reverse("sop:guide"))
        for picture in root.iter("img"):
            picture.set("src", reverse("sop:guide_picture", args=[Path(picture.get("src", "")).name]))
            picture.set("loading", "lazy")


class _InAdmin(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        md.treeprocessors.register(_Addresses(md), "addresses", 5)


@lru_cache
def html_of(name: str) -> SafeString:
    """A page of the guide as HTML: our own text, so its markup is trusted. Raises ``Http404`` when it isn't there."""
    try:
        text = (DOCS / "panduan" / f"{name}.md").read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Http404
    return mark_safe(Markdown(extensions=["tables", "fenced_code", _InAdmin()]).convert(text))


class GuideView(WagtailAdminTemplateMixin, View):
    """GET: one page of the guide, and the way to the others."""

    template_name = "desk/guide.html"
    header_icon = "help"
    name = INDEX

    def get(self, request: HttpRequest, name: str = INDEX) -> HttpResponse:
        if name != INDEX and name not in PAGES:
            raise Http404
        self.name = name
        self.page_title = f"Panduan {PAGES[name].lower()}" if name in PAGES else "Panduan"
        context = self.get_context_data(guide=html_of(name), pages=PAGES.items(), shown=name)
        return render(request, self.template_name, context)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = [{"url": reverse("sop:guide"), "label": "Panduan"}] if self.name in PAGES else []
        return [*self.breadcrumbs_items, *above, {"url": "", "label": PAGES.get(self.name, "Panduan")}]


def picture(request: HttpRequest, name: str) -> FileResponse:
    """A screenshot of the guide; only those, whatever the name says."""
    if name not in {path.name for path in PICTURES.glob("panduan-*.png")}:
        raise Http404
    return FileResponse((PICTURES / name).open("rb"), content_type="image/png")


class GuideMenuItem(MenuItem):
    """ "Panduan" in the help menu."""

    def __init__(self) -> None:
        super().__init__("Panduan", reverse("sop:guide"), name="panduan", icon_name="help", order=100)


def only_ours(request: HttpRequest, items: list[Any]) -> None:
    """Without Wagtail's links to English pages of its makers."""
    items[:] = [item for item in items if item.name != "editor-guide" and not item.name.startswith("whats-new")]
