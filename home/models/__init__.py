"""The public skeleton of an office's site: home, sections, standard pages and PPID pages."""

from home.models.pages import InformationClass, PpidPage, StandardPage
from home.models.sections import LISTED, SectionKind, SectionPage
from home.models.structure import Accent, HomePage

__all__ = [
    "LISTED",
    "Accent",
    "HomePage",
    "InformationClass",
    "PpidPage",
    "SectionKind",
    "SectionPage",
    "StandardPage",
]
