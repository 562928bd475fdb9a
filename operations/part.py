"""One part that the site runs on, and how it does."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """How a part does (``fault`` "" when well), what to do about it, and whether the site can serve without.

    ``note``: what is worth knowing of one that is well, as that it is not there and need not be.
    """

    name: str
    fault: str = ""
    remedy: str = ""
    vital: bool = False
    note: str = ""

    @property
    def well(self) -> bool:
        return not self.fault

    @property
    def sentence(self) -> str:
        """Of one that is disturbed: what is wrong and what to do."""
        return f"{self.name}: {self.fault} {self.remedy}"

    @property
    def state(self) -> str:
        """In a word or two."""
        return "terganggu" if self.fault else self.note or "baik"
