"""``python -m tests.faults [WORDS]``: seed each fault whose name holds the words, and run the suite on that."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.faults import ROOT, Fault, all_faults, product_files

ORDINARY = "not browser and not races and not redis and not clamd and not deploy and not thorough"
SERVER = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
RED = (1, 2)
"""pytest's exit codes for tests that failed, and for a run that stopped at the first that did."""


def is_seen(fault: Fault, tree: Path) -> str:
    """Which tests turn red: "its tests", "the suite", or "" when none does."""
    env = {**os.environ, "PY": sys.executable, "RACE_TRIALS": "3"}
    env.pop("DATABASE_URL", None)
    if fault.on == "postgres":
        env["DATABASE_URL"] = SERVER.rpartition("/")[0] + "/faults"
    elif fault.mark:
        env["TEST_DATABASE_ON_DISK"] = "1"
    pytest = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "2", "-m"]
    if fault.mark:
        pytest = [sys.executable, "-m", "pytest", "-x", "-q", "-m"]
    mark = fault.mark or ORDINARY + ("" if fault.on == "postgres" else " and not postgres")
    asked = subprocess.run(
        [*pytest, mark, *fault.tests], cwd=tree, env=env, capture_output=True, text=True, check=False
    )
    if asked.returncode in RED:
        return "its tests"
    if asked.returncode:
        raise RuntimeError(f"pytest ended with {asked.returncode}:\n{asked.stdout[-2000:]}{asked.stderr[-2000:]}")
    env.pop("DATABASE_URL", None)
    whole = subprocess.run([sys.executable, "tests/run.py"], cwd=tree, env=env, capture_output=True, check=False)
    return "the suite" if whole.returncode else ""


def copy_of_the_tree(place: Path) -> Path:
    """What git knows of, as it lies here, with this environment beside it."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in listed.splitlines():
        if (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, place / name)
    (place / ".venv").symlink_to(ROOT / ".venv")
    kept = ROOT / "var" / "furnished"
    (place / "var" / "furnished").mkdir(parents=True)
    for migrated in kept.glob("migrated_*.sqlite3"):
        shutil.copy(migrated, place / "var" / "furnished")
    return place


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("words", nargs="?", default="", help="only faults whose name holds them")
    words = parser.parse_args().words
    chosen, files, missed = [fault for fault in all_faults() if words in fault.name], product_files(), []
    with tempfile.TemporaryDirectory(prefix="faults-") as place:
        tree = copy_of_the_tree(Path(place))
        for number, fault in enumerate(chosen, start=1):
            begun = time.monotonic()
            fault.seed(tree, files)
            seen = is_seen(fault, tree)
            for name in files:
                shutil.copy(ROOT / name, tree / name)
            if not seen:
                missed.append(fault.name)
            how = f"red ({seen})" if seen else "NOT SEEN"
            sys.stdout.write(f"[{number}/{len(chosen)}] {time.monotonic() - begun:4.0f} s  {how}: {fault.name}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{len(chosen) - len(missed)} passed, {len(missed)} failed\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
