"""Lighthouse on a simulated phone (slow 4G): scores, largest paint and layout shift of the public pages."""

import json
import os
import re
import shutil
import statistics
import subprocess
from dataclasses import dataclass
from typing import Any

from bench import data, pages, places
from bench.report import Check, missing
from bench.target import Running

NODE = places.VAR / "node"
CHROME = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LEAST_SCORE, MOST_PAINT_MS, MOST_SHIFT = 99, 1800, 0.0


@dataclass(frozen=True)
class Audit:
    """One run: scores from 0 to 100 by category, largest contentful paint in ms, cumulative layout shift."""

    scores: dict[str, int]
    paint: float
    shift: float
    faults: tuple[str, ...]


def why_not() -> str:
    """What is missing to run Lighthouse; empty when nothing is. Installs the package the first time."""
    if not shutil.which("node") or not shutil.which("npm"):
        return "node and npm not found: apt-get install nodejs npm"
    if not CHROME:
        return "Chromium not found: apt-get install chromium"
    if not _program().exists():
        places.say("installing lighthouse with npm …")
        NODE.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--no-audit", "--no-fund", "--silent", "lighthouse"]
        done = subprocess.run(command, cwd=NODE, capture_output=True, text=True, check=False)
        if done.returncode or not _program().exists():
            return "npm could not install lighthouse: " + done.stderr.strip()[-160:]
    return ""


def _program():
    return NODE / "node_modules" / "lighthouse" / "cli" / "index.js"


def addresses(running: Running, size: int) -> dict[str, str]:
    """The pages to audit, by name; the page of the SOPs where the site links to it."""
    kinds = pages.by_name(size)
    document = next(iter(data.legal_documents(data.legal_count(size))))
    found = {
        "home": "/",
        "list": "/berita/",
        "article": kinds["article"].ours[0],
        "legal list": "/produk-hukum/",
        "legal document": f"/produk-hukum/{document.slug}/",
        "search": "/cari/",
    }
    front = running.client.get("/").body.decode() + running.client.get("/profil/").body.decode()
    linked = re.findall(r'href="(/(?:[^"]+/)?sop/)"', front)
    found["SOP page"] = linked[0] if linked else "/sop/"
    return found


def audit(running: Running, address: str) -> Audit:
    """One run of Lighthouse. Raises ``RuntimeError`` with its last words when it fails."""
    command = ["node", str(_program()), f"http://127.0.0.1:{running.port}{address}", "--quiet", "--output=json"]
    command += ["--chrome-flags=--headless=new --no-sandbox --disable-gpu"]
    env = {**os.environ, "CHROME_PATH": CHROME}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=180)
    if done.returncode or not done.stdout:
        raise RuntimeError(done.stderr.strip()[-200:] or "no answer")
    return _read(json.loads(done.stdout))


def _read(report: dict[str, Any]) -> Audit:
    if fault := report.get("runtimeError"):
        raise RuntimeError(fault["message"][:200])
    audits = report["audits"]
    faults = [
        reference["id"]
        for category in CATEGORIES
        for reference in report["categories"][category]["auditRefs"]
        if reference["weight"] and (audits[reference["id"]]["score"] or 0) < 0.9
        if audits[reference["id"]]["scoreDisplayMode"] in ("binary", "numeric")
    ]
    return Audit(
        {name: round((report["categories"][name]["score"] or 0) * 100) for name in CATEGORIES},
        audits["largest-contentful-paint"].get("numericValue", float("inf")),
        audits["cumulative-layout-shift"].get("numericValue", float("inf")),
        tuple(dict.fromkeys(faults)),
    )


def checks(running: Running, size: int, *, runs: int) -> list[Check]:
    """The promises about Lighthouse, the median of so many runs per page."""
    if why := why_not():
        places.say(f"Lighthouse SKIPPED: {why}")
        return [missing("Lighthouse", why)]
    found = []
    for name, address in addresses(running, size).items():
        status = running.client.get(address).status
        if status != 200:
            found.append(missing(f"Lighthouse, {name}", f"{address} answers {status}"))
            continue
        try:
            audits = [audit(running, address) for _ in range(runs)]
        except (RuntimeError, subprocess.TimeoutExpired) as fault:
            found.append(missing(f"Lighthouse, {name}", str(fault).splitlines()[0][:120]))
            continue
        found.append(_judge(name, audits))
        places.say(f"  {found[-1].what}: {found[-1].measured}")
    return found


def _judge(name: str, audits: list[Audit]) -> Check:
    scores = {category: statistics.median(audit.scores[category] for audit in audits) for category in CATEGORIES}
    paint = statistics.median(audit.paint for audit in audits)
    shift = max(audit.shift for audit in audits)
    faults = sorted({fault for audit in audits for fault in audit.faults})
    measured = " / ".join(f"{score:.0f}" for score in scores.values()) + f", LCP {paint / 1000:.2f} s, CLS {shift:.3f}"
    passed = min(scores.values()) >= LEAST_SCORE and paint <= MOST_PAINT_MS and shift <= MOST_SHIFT
    if faults:
        measured += " (" + ", ".join(faults) + ")"
    target = f"≥ {LEAST_SCORE} × 4, LCP ≤ {MOST_PAINT_MS / 1000:.1f} s, CLS 0"
    return Check(f"Lighthouse, {name} (performance / accessibility / best practices / SEO)", measured, target, passed)
