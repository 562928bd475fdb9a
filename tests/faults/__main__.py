"""``python -m tests.faults [WORDS]``: seed each fault whose name holds the words, and run the suite on that."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from tests import furnished
from tests.faults import ROOT, Fault, all_faults, product_files

ORDINARY = "not browser and not races and not redis and not clamd and not deploy and not thorough"
SERVER = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
AT_ONCE = int(os.environ.get("TEST_WORKERS", "2"))
RED = 1
"""pytest's exit code for tests that failed; a suite that can't even be read proves nothing."""


def is_seen(fault: Fault, tree: Path) -> str:
    """Which tests turn red: "its tests", "the suite", or "" when none does."""
    env = {**os.environ, "PY": sys.executable, "RACE_TRIALS": "3"}
    env.pop("DATABASE_URL", None)
    asked = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-m", _mark(fault), *fault.tests],
        cwd=tree,
        env=env | _database(fault, tree.name) | {"WORLD_AS": furnished.name_of(furnished.FURNISHED)},
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode == RED:
        return "its tests"
    if asked.returncode:
        raise RuntimeError(f"«{fault.name}»: {asked.returncode}\n{asked.stdout[-2000:]}{asked.stderr[-2000:]}")
    whole = subprocess.run([sys.executable, "tests/run.py"], cwd=tree, env=env, capture_output=True, check=False)
    return "the suite" if whole.returncode else ""


def _mark(fault: Fault) -> str:
    return fault.mark or ORDINARY + ("" if fault.on == "postgres" else " and not postgres")


def _database(fault: Fault, name: str) -> dict[str, str]:
    if fault.on == "postgres":
        return {"DATABASE_URL": f"{SERVER.rpartition('/')[0]}/{name}"}
    return {"TEST_DATABASE_ON_DISK": "1"} if fault.mark else {}


def copy_of_the_tree(place: Path) -> Path:
    """What git knows of, as it lies here, with this environment beside it."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in listed.splitlines():
        if (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, place / name)
    (place / ".venv").symlink_to(ROOT / ".venv")
    shutil.copytree(furnished.FOLDER, place / "var" / "furnished")
    return place


def build_the_world(chosen: list[Fault]) -> None:
    """Each fault meets the suite's world as the sound product has built it."""
    for database in {tuple(_database(fault, "faults").items()) for fault in chosen}:
        subprocess.run(
            [sys.executable, "-m", "tests.furnished"], cwd=ROOT, env={**os.environ, **dict(database)}, check=True
        )


def tried(fault: Fault, trees: SimpleQueue[Path], files: list[str]) -> tuple[float, str]:
    """Seed it into a tree that is free, ask the tests, mend it; the seconds it took, and who saw it."""
    begun, tree = time.monotonic(), trees.get()
    place = fault.seed(tree, files)
    try:
        seen = is_seen(fault, tree)
        return time.monotonic() - begun, seen
    finally:
        shutil.copy(ROOT / place.relative_to(tree), place)
        trees.put(tree)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("words", nargs="?", default="", help="only faults whose name holds them")
    words = parser.parse_args().words
    chosen, files, missed = [fault for fault in all_faults() if words in fault.name], product_files(), 0
    build_the_world(chosen)
    with tempfile.TemporaryDirectory(prefix="faults-") as place, ThreadPoolExecutor(AT_ONCE) as lanes:
        trees: SimpleQueue[Path] = SimpleQueue()
        for number in range(AT_ONCE):
            trees.put(copy_of_the_tree(Path(place) / f"faults_{number}"))
        told = lanes.map(lambda fault: tried(fault, trees, files), chosen)
        for number, (fault, (seconds, seen)) in enumerate(zip(chosen, told, strict=True), start=1):
            missed += not seen
            how = f"red ({seen})" if seen else "NOT SEEN"
            sys.stdout.write(f"[{number}/{len(chosen)}] {seconds:4.0f} s  {how}: {fault.name}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{len(chosen) - missed} passed, {missed} failed\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
