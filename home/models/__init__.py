"""The public skeleton of an office's site: home, sections, standard pages and PPID pages."""

from home.models.pages import InformationClass, PpidPage, StandardPage
from home.models.structure import HomePage, SectionKind, SectionPage

__all__ = ["HomePage", "InformationClass", "PpidPage", "SectionKind", "SectionPage", "StandardPage"]
