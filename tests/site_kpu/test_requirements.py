"""What is installed fits the Python that offices have: Debian 12's 3.11.2."""

import re
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

OLDEST = "3.11.2"
LINES = [
    line for line in Path("requirements.txt").read_text(encoding="utf-8").splitlines() if re.match(r"[A-Za-z]", line)
]
OLD = {"python_full_version": OLDEST, "python_version": "3.11", "extra": ""}
HERE = {requirement.name for requirement in map(Requirement, LINES) if not requirement.marker}


@pytest.mark.parametrize("name", sorted(HERE))
def test_every_pin_installs_on_the_oldest_python_and_so_does_all_it_needs_there(name):
    found = distribution(name).metadata
    assert SpecifierSet(found["Requires-Python"] or "").contains(OLDEST)
    pinned = {re.sub(r"[-_.]+", "-", Requirement(line).name).lower() for line in LINES}
    for needed in map(Requirement, found.get_all("Requires-Dist") or ()):
        if needed.marker is None or needed.marker.evaluate(OLD):
            assert re.sub(r"[-_.]+", "-", needed.name).lower() in pinned, f"{name} needs {needed} there"


def test_every_requirement_is_pinned():
    assert [line for line in LINES if "==" not in line] == []
