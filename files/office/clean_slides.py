"""Slides without hidden ones, speaker's notes and remarks."""

from files.office.cells import OFF
from files.office.hidden import is_hidden_object
from files.office.package import Package, drop, local

GONE = ("ppt/notesSlides/", "ppt/comments/", "ppt/commentAuthors.xml", "ppt/authors.xml")


def clean_slides(package: Package) -> None:
    targets = {one.element.get("Id"): one.target for one in package.relations if one.source == "ppt/presentation.xml"}
    for entry in [one for one in package.tree("ppt/presentation.xml").iter() if local(one) == "sldId"]:
        identifiers = [value for key, value in entry.attrib.items() if key.endswith("}id")]
        part = targets.get(identifiers[0], "") if identifiers else ""
        if part in package.names and (package.tree(part).get("show") or "1").lower() in OFF:
            drop(entry)
            package.remove(part)
    for _, slide in package.trees("ppt/slides/slide"):
        for one in [one for one in slide.iter() if is_hidden_object(one)]:
            drop(one.getparent().getparent())  # its shape
    for name in [name for name in package.names if name.startswith(GONE) and name.endswith(".xml")]:
        package.remove(name)
    if "docProps/app.xml" in package.names:
        for one in list(package.tree("docProps/app.xml").iter()):
            if local(one) in ("HeadingPairs", "TitlesOfParts", "Notes", "HiddenSlides"):
                drop(one)
