"""The step about a new release: the machines get it one by one while people work, so that two run at once."""

import io
import os
import shutil
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

from django.urls import reverse

from home.walking import Refusal
from tests.deploy.machines import Installation
from tests.deploy.programs import OURS, ROOT, Release, manage, rename_a_file
from tests.soak.faults import Outcome, Soak, breaking
from tests.soak.load import ASSET, Watched

ASKED = 4
"""Times that each file a page names is asked for: the web server turns to the machines by turns."""


def before() -> str:
    """The release before this one: the newest tag, or while there is none the commit before the newest migration.

    ``RELEASE_BEFORE`` names another. Raises ``RuntimeError`` where the history isn't there.
    """
    if named := os.environ.get("RELEASE_BEFORE"):
        return named
    tagged = _git("describe", "--tags", "--abbrev=0", "HEAD^")
    found = tagged or _git("log", "-1", "--diff-filter=A", "--format=%h^", "--", "*/migrations/0*.py")
    if not found:
        raise RuntimeError("no release before this one: it needs the whole history (git fetch --unshallow)")
    return _git("rev-parse", "--short", found)


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


def _unpacked(name: str, here: Installation) -> Release:
    """That release in a folder of its own, with what it requires, and its static files beside ours, as an upgrade puts
    them. One of them has another name: each of the two releases asks for a file that the other hasn't."""
    tree = here.place / "before"
    archive = subprocess.run(["git", "archive", name], cwd=ROOT, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(tree, filter="data")
    rename_a_file(tree)
    release = Release(tree, _python(tree))
    shutil.copytree(here.env["STATIC_ROOT"], _static(here))
    manage("collectstatic", "--noinput", env={**here.env, "STATIC_ROOT": _static(here)}, release=release)
    return release


def _static(here: Installation) -> str:
    """Where a machine has the files of both releases; before its turn it has ours only."""
    return str(here.place / "static-both")


def _python(tree: Path) -> str:
    """Ours where it requires the same; else one of its own."""
    if (tree / "requirements.txt").read_text() == (ROOT / "requirements.txt").read_text():
        return sys.executable
    python = tree / ".venv" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", tree / ".venv"], check=True)
    subprocess.run([python, "-m", "pip", "install", "-qr", tree / "requirements.txt"], check=True)
    return str(python)


def renewed_one_by_one(soak: Soak) -> Iterator[Outcome]:
    """From the release before, on the database that is migrated already, to this one; as the guide says."""
    name, here, seconds = before(), soak.load.installation, soak.size(90, 15)
    old = _unpacked(name, here)
    with breaking(soak, f"from release {name} to this one, machine by machine, {seconds} s each way") as outcome:
        begun = time.monotonic()
        for release in (old, OURS):
            for app in here.apps.values():
                app.stop()
                app.start(release, STATIC_ROOT=_static(here))
                _look(outcome, soak)
                time.sleep(seconds)
            soak.worker.restart(release, STATIC_ROOT=_static(here))
        failed = [one for one in soak.load.record.between(begun, time.monotonic()) if one.is_fault]
        statuses = sorted({f"{one.kind} {one.status}" for one in failed})
        outcome.must(not failed, f"{len(failed)} requests failed: {statuses}")
    yield outcome


def _look(outcome: Outcome, soak: Soak) -> None:
    """Each machine's pages, with every file they name, whichever machine is asked for it."""
    here, files = soak.load.installation, set()
    visitor = Watched(here, soak.load.record, "look")
    try:
        for port in (here.a, here.b):
            for address in ("/", "/berita/", here.world["live"], reverse("account_login")):
                answer = visitor.get(address, port=port)
                outcome.must(answer.status_code == 200, f"{address}: {answer.status_code}")
                files |= set(ASSET.findall(answer.text))
        lacking = {file for file in files for _ in range(ASKED) if visitor.get(file).status_code != 200}
    except Refusal as refusal:
        lacking = {f"no answer: {refusal}"}
    outcome.must(not lacking, f"not there: {sorted(lacking)}")
    outcome.seen.append(f"{len(files)} files of pages there")
