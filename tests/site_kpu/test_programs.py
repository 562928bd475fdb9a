"""What is run as a program of its own begins before Django does: it can be loaded without the apps."""

import re
import subprocess
import sys

from django.conf import settings

ROOT = settings.BASE_DIR
SETS_UP = re.compile(r"^    (?:    )?django\.setup\(\)", re.M)


def test_programs_can_be_loaded_before_the_apps():
    found = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for folder in ("tests", "bench")
        for path in (ROOT / folder).rglob("*.py")
        if SETS_UP.search(path.read_text("utf-8"))
    ]
    assert {"tests.deploy.world", "bench.ours"} <= set(found)
    told = subprocess.run(
        [sys.executable, "-c", "\n".join(f"import {name}" for name in found)], cwd=ROOT, capture_output=True, text=True
    )
    assert told.returncode == 0, told.stderr[-800:]
