"""Whether scans can be read here: Tesseract with Indonesian is wished for and nowhere required."""

import shutil
import subprocess
from functools import cache


@cache
def is_installed() -> bool:
    if shutil.which("tesseract") is None:
        return False
    told = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, timeout=20, check=False)
    return "ind" in (told.stdout + told.stderr).split()
