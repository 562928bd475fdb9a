"""Which SOP governs which part of an office's site, and whether by its own choice or by a wider one."""

from collections.abc import Iterator
from dataclasses import dataclass

from offices.models import Office
from sops.models import Sop, SopVersion
from workflows.models import SopChoice

OWN, INHERITED = "dipilih di sini", "dari kantor"


@dataclass(frozen=True)
class Branch:
    """One part: how deep it lies (0 to 2), what governs it, and from where."""

    depth: int
    scope: str
    sop: Sop | None
    origin: str
    change: str = ""

    @property
    def version(self) -> SopVersion | None:
        return self.sop.governing if self.sop else None


@dataclass(frozen=True)
class Tree:
    office: Office
    branches: list[Branch]


def tree_of(office: Office) -> Tree:
    """The site as a whole, then what is chosen for kinds and divisions, then each section with its own."""
    choices = list(office.sop_choices.select_related("section", "division", "sop").order_by("section__path"))
    return Tree(office, list(_branches(office, choices)))


def _branches(office: Office, choices: list[SopChoice]) -> Iterator[Branch]:
    default = next((choice for choice in choices if choice.is_default), None)
    yield _branch(0, "Seluruh situs", default, default)
    for choice in choices:
        if choice.section is None and choice is not default:
            yield _branch(1, choice.scope.removeprefix("seluruh situs · "), choice, default)
    sections = office.root_page.get_children().order_by("path") if office.root_page else ()
    for section in sections:
        within = [choice for choice in choices if choice.section and choice.section.path.startswith(section.path)]
        whole = next((choice for choice in within if choice.section == section and _is_whole(choice)), None)
        yield _branch(1, section.title, whole, default)
        for choice in within:
            if choice is not whole:
                yield _branch(2, choice.scope, choice, default)


def _is_whole(choice: SopChoice) -> bool:
    return not choice.content_kind and choice.division is None


def _branch(depth: int, scope: str, own: SopChoice | None, default: SopChoice | None) -> Branch:
    governs = own or default
    return Branch(
        depth,
        scope,
        governs.sop if governs else None,
        "" if governs is None else OWN if own else INHERITED,
        own.change if own else "",
    )
