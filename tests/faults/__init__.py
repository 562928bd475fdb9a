"""Faults seeded into a copy of the product, one by one: each must turn the short suite red."""

import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
NOT_PRODUCT = ("tests", "bench", "docs")


@dataclass(frozen=True)
class Fault:
    """Text that stands once in the product, and what stands there instead; ``tests`` are asked first."""

    name: str
    find: str
    replace: str
    tests: tuple[str, ...]
    mark: str = ""
    on: str = "sqlite"

    def places(self, tree: Path, files: list[str]) -> list[Path]:
        """The files that hold the text, once for each time they do."""
        return [tree / name for name in files for _ in range((tree / name).read_text("utf-8").count(self.find))]

    def seed(self, tree: Path, files: list[str]) -> Path:
        """Put it into a tree; the file it is in. Raises ``LookupError`` unless its text stands there exactly once."""
        found = self.places(tree, files)
        if len(found) != 1:
            raise LookupError(f"«{self.name}»: its text stands {len(found)} times in the product, not once")
        found[0].write_text(found[0].read_text("utf-8").replace(self.find, self.replace), "utf-8")
        return found[0]


def all_faults() -> list[Fault]:
    told = tomllib.loads((Path(__file__).parent / "faults.toml").read_text("utf-8"))["fault"]
    return [Fault(**{**fault, "tests": tuple(fault["tests"])}) for fault in told]


def product_files() -> list[str]:
    """Names of the files a fault may be put into."""
    listed = subprocess.run(
        ["git", "ls-files", "*.py", "*.html", "*.toml", "*.txt"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [name for name in listed.stdout.splitlines() if name.partition("/")[0] not in NOT_PRODUCT]
