"""bpmn.io's own reader of BPMN files (``bpmn-moddle``): where it is, and what it says of a file."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from django.conf import settings

RELEASE = "10.3.1"
FOLDER = Path(settings.BASE_DIR) / "var" / "bpmn"
INSTALLED = FOLDER / "node_modules" / "bpmn-moddle" / "package.json"
SCRIPT = """
import { readFileSync } from "node:fs";
import { BpmnModdle } from "bpmn-moddle";
const { rootElement, warnings } = await new BpmnModdle().fromXML(readFileSync(0, "utf8"));
const [, process] = rootElement.rootElements.filter(one => one.$type !== "bpmn:Signal");
const shown = rootElement.diagrams[0].plane.planeElement;
console.log(JSON.stringify({
    warnings: warnings.map(one => one.message),
    nodes: process.flowElements.map(one => one.id),
    drawn: shown.map(one => one.bpmnElement?.id ?? null),
}));
"""


def why_not() -> str:
    """What is missing to read with it; empty when nothing is. Fetches it once, into ``var/bpmn``."""
    if not shutil.which("node"):
        return "node not found: apt-get install nodejs"
    if not INSTALLED.exists() and shutil.which("npm"):
        FOLDER.mkdir(parents=True, exist_ok=True)
        command = [
            "npm",
            "install",
            "--no-audit",
            "--no-fund",
            "--silent",
            "--ignore-scripts",
            f"bpmn-moddle@{RELEASE}",
        ]
        subprocess.run(command, cwd=FOLDER, capture_output=True, check=False, timeout=300)
    return "" if INSTALLED.exists() else "bpmn-moddle not found: install npm"


def read(text: str) -> dict[str, Any]:
    """Its warnings, the ids of the process's elements, and what the diagram draws (null for an unknown element)."""
    command = ["node", "--input-type=module", "--eval", SCRIPT]
    told = subprocess.run(command, cwd=FOLDER, input=text, capture_output=True, text=True, check=True, timeout=60)
    return json.loads(told.stdout)
