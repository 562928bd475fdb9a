"""What in an office file would act by itself or fetch something from elsewhere; each found thing by name."""

import re
from collections.abc import Iterator

from files import addresses
from files.office import formulas
from files.office.package import Package, attribute, local

MACROS = re.compile(r"(vbaproject\.bin$|vbadata\.xml$|(^|/)(basic|scripts)/.)", re.I)
ACTIVE_X = re.compile(r"(^|/)activeX(/|\d*\.(bin|xml)$)", re.I)
DDE = re.compile(r"\bDDE(AUTO)?\b", re.I)
FETCHES = re.compile(r"\b(INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK)\b.{0,40}?(https?:|file:|\\\\|//)", re.I | re.S)
TEMPLATE_OF_THE_WRITER = re.compile(r"(file:/{2,3})?[a-z]:[\\/]|^[^:/\\]+$", re.I)
FORMULA_PREFIX = re.compile(r"^\w+:=?")
FORMULAS = ("f", "formula", "formula1", "formula2", "definedName")
REFUSED_RELATIONS = {
    "oleObject": "objek OLE",
    "control": "kontrol ActiveX",
    "activeXControlBinary": "kontrol ActiveX",
    "aFChunk": "potongan berkas lain (altChunk)",
    "subDocument": "subdokumen",
    "externalLink": "tautan ke buku kerja lain",
    "externalLinkPath": "tautan ke buku kerja lain",
    "connections": "sambungan data dari luar",
    "queryTable": "sambungan data dari luar",
    "vbaProject": "makro",
    "xlMacrosheet": "makro",
    "xlIntlMacrosheet": "makro",
}


def dangers(package: Package) -> Iterator[str]:
    """Indonesian names of what may not come in; nothing where all is well."""
    if any(MACROS.search(name) for name in package.names):
        yield "makro"
    if any(ACTIVE_X.search(name) for name in package.names):
        yield "kontrol ActiveX"
    yield from _open_dangers(package) if package.is_open_document else _packed_dangers(package)


def _packed_dangers(package: Package) -> Iterator[str]:
    for relation in package.relations:
        if named := REFUSED_RELATIONS.get(relation.kind):
            yield named
        elif relation.is_external:
            yield from _outside(relation.kind, relation.target)
    kinds = [one.get("ContentType") or "" for one in package.tree("[Content_Types].xml")]
    if any(word in kind.lower() for kind in kinds for word in ("macroenabled", "macrosheet")):
        yield "makro"
    yield from _ribbon(package)
    for name, tree in package.trees("word/", "xl/", "ppt/"):
        yield from _in_part(name, tree)


def _outside(kind: str, target: str) -> Iterator[str]:
    if kind == "attachedTemplate":
        if not TEMPLATE_OF_THE_WRITER.match(addresses.plain(target)):
            yield f"templat dari luar ({target[:60]})"
    elif kind == "hyperlink":
        yield from formulas.link_dangers(target)
    elif kind not in ("video", "audio", "media") or not addresses.is_web(target):
        yield f"isi yang diambil dari luar ({target[:60]})"


def _ribbon(package: Package) -> Iterator[str]:
    """Buttons in the program's ribbon whose macros lie in another file."""
    held = [one.target for one in package.relations if one.kind == "extensibility" and one.target in package.names]
    for name in held:
        for one in package.tree(name).iter():
            for key, value in one.attrib.items():
                if key.startswith(("on", "get", "load")) and addresses.is_outside(value):
                    yield f"makro dari luar ({value[:60]})"


def _in_part(name: str, tree) -> Iterator[str]:
    for one in tree.iter():
        kind = local(one)
        if kind in FORMULAS and name.startswith("xl/"):
            yield from formulas.dangers(one.text or "")
            if kind == "definedName" and formulas.STARTS_BY_ITSELF.match(attribute(one, "name")):
                yield "makro"
        elif kind == "ddeLink":
            yield "sambungan DDE"
        elif kind == "OLEObject":
            yield "objek OLE"
    fields = "".join(_instructions(tree))
    if DDE.search(fields):
        yield "medan DDE"
    elif FETCHES.search(fields):
        yield "medan yang mengambil isi dari luar"


def _instructions(tree) -> Iterator[str]:
    """What the fields of a Word text are told to do; one instruction may be cut into many runs."""
    for one in tree.iter():
        kind = local(one)
        if kind == "instrText":
            yield one.text or ""
        elif kind == "fldSimple":
            yield attribute(one, "instr")
        elif kind == "p":
            yield " "


def _open_dangers(package: Package) -> Iterator[str]:
    for _, tree in package.trees("content.xml", "styles.xml"):
        for one in tree.iter():
            kind = local(one)
            if kind in ("dde-source", "dde-connection", "dde-connection-decl", "dde-link"):
                yield "sambungan DDE"
            elif kind in ("object-ole", "plugin", "applet", "floating-frame"):
                yield "objek yang ditanam"
            elif (kind == "event-listener" and "script" in one.tag) or (kind == "script" and "office" in one.tag):
                yield "makro"
            elif kind in ("table-source", "section-source", "database-source-sql", "database-source-table"):
                yield "sambungan data dari luar"
            else:
                if formula := attribute(one, "formula"):
                    yield from formulas.dangers(FORMULA_PREFIX.sub("", formula))
                yield from _open_link(kind, attribute(one, "href"))


def _open_link(kind: str, target: str) -> Iterator[str]:
    if not target or target.startswith("#"):
        return
    if kind == "a":
        if target.startswith("../"):
            yield f"tautan ke berkas di komputer atau jaringan ({target[:60]})"
        yield from formulas.link_dangers(target)
    elif ":" in target or target.startswith(("//", "\\\\", "../")):
        yield f"isi yang diambil dari luar ({target[:60]})"
