"""People's names, taken out of an office file: who wrote, who saved last, who changed and remarked."""

import re
from typing import Any

from files.office.hidden import NOBODY, PROPERTY_PARTS, is_name_of_person
from files.office.package import Package, attribute, drop, local

SIGNED = re.compile(r"(^|/)(_xmlsignatures/|META-INF/documentsignatures\.xml$)", re.I)
SOMEBODY = "Anonim"
MOST_PROPERTIES = 1_000_000
"""Bytes of a part of properties; a larger one says something else, and stays."""


def is_signed(package: Package) -> bool:
    """Whether it bears an electronic signature, which any change would void."""
    return any(SIGNED.search(name) for name in package.names)


def take_out(package: Package) -> set[str]:
    """Take names out; returns the parts that changed, none where there was nothing to take."""
    trees = {name: package.readable(name) for name in _parts(package)}
    return {name for name, tree in trees.items() if tree is not None and _nameless(name, tree)}


def _parts(package: Package) -> list[str]:
    """Parts that may name people."""
    beginnings = ("word/", "xl/comments", "xl/threadedComments", "xl/persons", "xl/workbook.xml", "ppt/comment")
    found = [name for name in PROPERTY_PARTS if name in package.names]
    found = [name for name in found if package.archive.getinfo(name).file_size <= MOST_PROPERTIES]
    found += [name for name in package.names if name.startswith(beginnings) and name.endswith(".xml")]
    found += [name for name in ("ppt/authors.xml", "content.xml", "styles.xml") if name in package.names]
    return found


def _nameless(part: str, tree: Any) -> bool:
    changed = False
    for one in list(tree.iter()):
        kind = local(one)
        if is_name_of_person(part, one) or kind == "absPath" or kind == "presenceInfo":
            drop(one)
            changed = True
        elif _is_author(part, kind):
            if (one.text or "").strip().lower() not in NOBODY:
                one.text = SOMEBODY if part.startswith("xl/") else ""
                changed = True
        elif kind:
            changed = _nameless_attributes(part, one, kind) or changed
    return changed


def _is_author(part: str, kind: str) -> bool:
    return (part.startswith("xl/comments") and kind == "author") or (
        part in ("content.xml", "styles.xml") and kind in ("creator", "sender-initials", "creator-initials")
    )


def _nameless_attributes(part: str, one: Any, kind: str) -> bool:
    telling = {"author": SOMEBODY, "initials": "", "userName": ""}
    if kind in ("person", "cmAuthor", "author"):
        telling |= {"displayName": SOMEBODY, "name": SOMEBODY, "userId": SOMEBODY, "providerId": "None"}
    elif not part.startswith("word/") and kind != "fileSharing":
        return False
    changed = False
    for key, value in one.attrib.items():
        name = key.rpartition("}")[2]
        if name in telling and value not in (telling[name], "None", "") and value.lower() not in NOBODY:
            one.attrib[key] = telling[name]
            changed = True
    return changed


def without_template_path(package: Package) -> set[str]:
    """Where the template lay on the writer's disk, which names who they are; returns the parts that changed."""
    changed = set()
    for relation in package.relations:
        if relation.kind == "attachedTemplate" and relation.is_external:
            drop(relation.element)
            changed |= {"word/_rels/settings.xml.rels", relation.source}
            for one in list(package.tree(relation.source).iter()):
                if local(one) == "attachedTemplate" and attribute(one, "id") == relation.element.get("Id"):
                    drop(one)
    return changed
