"""An office file as the parts it is packed from: read, changed and written anew, what isn't touched byte for byte."""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any

from lxml import etree

from files import addresses

RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
CONTENT_TYPES, MANIFEST = "[Content_Types].xml", "META-INF/manifest.xml"
MAY_BE_BROKEN = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml", "meta.xml")
OPEN_KINDS = ("odt", "ods", "odp")


def parse(content: bytes) -> Any:
    """XML without entities, external parts or network."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(content, parser)


def local(element: Any) -> str:
    """The name of an element without its namespace; "" for comments and instructions."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def attribute(element: Any, name: str) -> str:
    """An attribute by its name without namespace; "" where there is none."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def drop(element: Any) -> None:
    """Take an element out; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def unwrap(element: Any) -> None:
    """Put an element's children in its place."""
    parent = element.getparent()
    at = parent.index(element)
    for child in reversed(element):
        parent.insert(at, child)
    parent.remove(element)


@dataclass(frozen=True)
class Relation:
    """A part, or something outside, that a part leads to: its kind is the last word of its type."""

    element: Any
    source: str
    kind: str
    target: str
    is_external: bool


class Package:
    """An office file, unpacked as far as it is asked for."""

    def __init__(self, content: bytes, kind: str) -> None:
        self.kind = kind
        self.archive = zipfile.ZipFile(BytesIO(content))
        self.names = list(dict.fromkeys(self.archive.namelist()))
        self._trees: dict[str, Any] = {}

    @property
    def is_open_document(self) -> bool:
        return self.kind in OPEN_KINDS

    def read(self, name: str) -> bytes:
        return self.archive.read(name)

    def tree(self, name: str) -> Any:
        """A part's XML, to be looked at."""
        if name not in self._trees:
            self._trees[name] = parse(self.read(name))
        return self._trees[name]

    def readable(self, name: str) -> Any | None:
        """A part's XML where it can be read; what says only who wrote may be broken without the file being so."""
        try:
            return self.tree(name)
        except (etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, ValueError):
            return None

    def trees(self, *beginnings: str) -> Iterator[tuple[str, Any]]:
        """All XML parts whose names begin so."""
        for name in list(self.names):
            if name.startswith(beginnings or "") and name.endswith(".xml"):
                if name not in MAY_BE_BROKEN:
                    yield name, self.tree(name)
                elif (tree := self.readable(name)) is not None:
                    yield name, tree

    @cached_property
    def relations(self) -> list[Relation]:
        found = []
        for name in self.names:
            if not name.endswith(".rels"):
                continue
            folder, _, file = name.rpartition("_rels/")
            source = folder + file.removesuffix(".rels")
            for one in self.tree(name).iter(RELATION):
                target = one.get("Target", "")
                external = one.get("TargetMode", "").strip().lower() == "external" or addresses.is_outside(target)
                if not external:
                    joined = target if target.startswith("/") else posixpath.join(folder, target)
                    target = posixpath.normpath(joined).lstrip("/")
                kind = one.get("Type", "").rpartition("/")[2]
                found.append(Relation(one, source, kind, target, external))
        return found

    def remove(self, name: str) -> None:
        """Take a part out, and whatever says that it is there."""
        folder, _, file = name.rpartition("/")
        for gone in (name, f"{folder}/_rels/{file}.rels"):
            if gone in self.names:
                self.names.remove(gone)
        for relation in self.relations:
            if relation.target == name and not relation.is_external:
                drop(relation.element)
        for listing in (CONTENT_TYPES, MANIFEST):
            for one in list(self.tree(listing)) if listing in self.names else ():
                if (attribute(one, "PartName") or attribute(one, "full-path")).lstrip("/") == name:
                    drop(one)

    def written(self, changed: set[str] | None = None) -> bytes:
        """The file anew: parts that were looked at as they are now, all others as they were."""
        out = BytesIO()
        with zipfile.ZipFile(out, "w") as made:
            for name in self.names:  # in their order: of an ODT, the first names its kind
                member = self.archive.getinfo(name)
                copy = zipfile.ZipInfo(member.filename, member.date_time)
                copy.compress_type, copy.external_attr = member.compress_type, member.external_attr
                tree = self._trees.get(name) if changed is None or name in changed else None
                content = self.read(name) if tree is None else _text_of(tree)
                made.writestr(copy, content)
        return out.getvalue()


def _text_of(tree: Any) -> bytes:
    return etree.tostring(tree.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)
