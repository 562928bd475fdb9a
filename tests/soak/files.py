"""The steps about uploaded files: the disk that keeps them full, and the service that keeps them silent."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import boto3
from django.db import connection
from PIL import Image
from requests import Response
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from operations import health
from tests.deploy.machines import Installation, Visitor, front
from tests.deploy.programs import App, free_port, program
from tests.deploy.test_two_processes import someone
from tests.soak.faults import Outcome, Soak, breaking
from tests.soak.load import STAFF

SENTENCE = "Tempat penyimpanan berkas penuh atau tidak menjawab"
MODELS = (get_document_model(), get_image_model())
LONGEST = 50
"""Seconds after which whoever uploads must have an answer."""


def _picture() -> bytes:
    out = io.BytesIO()
    Image.frombytes("RGB", (300, 200), os.urandom(180_000)).save(out, "JPEG", quality=95)
    return out.getvalue()


def _upload(visitor: Visitor, kind: str, title: str) -> Response:
    name, content = ("foto.jpg", _picture()) if kind == "images" else ("daftar.txt", os.urandom(99_000).hex().encode())
    fields = {"title": title, "collection": visitor.collection}
    return visitor.post(f"/admin/{kind}/add/", fields, files={"file": (name, content)})


def _rows() -> list[int]:
    connection.close()
    return [model.objects.count() for model in MODELS]


def _refused(outcome: Outcome, visitor: Visitor) -> None:
    """Uploads are refused with a page and a sentence, and nothing of them is in the database."""
    rows = _rows()
    for kind in ("documents", "images"):
        begun = time.monotonic()
        answer = _upload(visitor, kind, "Tidak jadi")
        took = time.monotonic() - begun
        outcome.seen.append(f"{kind}: {answer.status_code} after {took:.1f} s")
        outcome.must(answer.status_code == 503 and SENTENCE in answer.text, f"{kind}: {answer.text[:200]!r}")
        outcome.must(took < LONGEST, f"{kind}: answered after {took:.0f} s")
    outcome.must(_rows() == rows, f"half an upload is in the database: {rows} became {_rows()}")


def _accepted(outcome: Outcome, visitor: Visitor) -> None:
    rows = _rows()
    answers = [_upload(visitor, kind, "Jadi").status_code for kind in ("documents", "images")]
    outcome.must(answers == [302, 302], f"uploads afterwards: {answers}")
    outcome.must(_rows() == [count + 1 for count in rows], "what was uploaded afterwards is not there")
    outcome.seen.append("uploads work afterwards")


def _uploader(installation: Installation) -> Visitor:
    visitor = someone(installation, STAFF)
    visitor.collection = installation.world["office"]
    return visitor


def disk_full(soak: Soak) -> Iterator[Outcome]:
    """To the last byte: uploads are refused, nobody else notices, and nothing of them stays on the disk."""
    visitor = _uploader(soak.load.installation)
    with breaking(soak, "the disk of uploaded files full") as outcome:
        files = soak.media.files()
        begun = time.monotonic()
        soak.media.fill()
        _refused(outcome, visitor)
        told = health.disk().fault
        left = soak.media.files() - files
        time.sleep(soak.size(30, 5))
        soak.media.clear()
        faults = [one.status for one in soak.load.record.between(begun, time.monotonic()) if one.is_fault]
    outcome.must(not faults, f"{len(faults)} other requests failed: {sorted(set(faults))}")
    outcome.must(not left, f"half a file stayed: {sorted(path.name for path in left)}")
    outcome.must(bool(told), "Kesehatan Sistem does not tell of it")
    outcome.seen.append(f"Kesehatan Sistem: {told!r}")
    _accepted(outcome, visitor)
    yield outcome


@contextmanager
def _service(place: Path) -> Iterator[tuple[subprocess.Popen, dict[str, str]]]:
    """A service that speaks S3 with two buckets, and what a site's environment says to use it."""
    port, keys = free_port(), {"aws_access_key_id": "uji", "aws_secret_access_key": "uji-rahasia"}
    address = f"http://127.0.0.1:{port}"
    command = (str(Path(sys.executable).parent / "moto_server"), "-H", "127.0.0.1", "-p", str(port))
    with program(*command, port=port, place=place) as process:
        client = boto3.client("s3", endpoint_url=address, region_name="us-east-1", **keys)
        client.create_bucket(Bucket="dalam")
        client.create_bucket(Bucket="umum", ACL="public-read")
        yield (
            process,
            {
                "S3_BUCKET": "dalam",
                "S3_PUBLIC_BUCKET": "umum",
                "S3_PUBLIC_URL": f"{address}/umum",
                "S3_PUBLIC_ACL": "public-read",
                "S3_ENDPOINT_URL": address,
                "S3_ACCESS_KEY": keys["aws_access_key_id"],
                "S3_SECRET_KEY": keys["aws_secret_access_key"],
                "PAGE_CACHE": "off",  # every page is made while the service is away
            },
        )


def storage_silent(soak: Soak) -> Iterator[Outcome]:
    """A process of the site that keeps its files with a service, which stops answering and takes connections still."""
    here = soak.load.installation
    with _service(here.place) as (service, settings), third_process(here, settings) as third:
        visitor, reader = _uploader(third), Visitor(third)
        first = Outcome("")
        _accepted(first, visitor)
        pages = ("/", "/berita/", here.world["live"], "/rss/")
        desk = ("/admin/", "/admin/documents/", "/admin/sop/tugas-saya/")
        with breaking(soak, "the service that keeps files silent") as outcome:
            os.killpg(service.pid, signal.SIGSTOP)
            try:
                _refused(outcome, visitor)
                _all_answer(outcome, reader.get, pages)
                _all_answer(outcome, visitor.get, desk)
            finally:
                os.killpg(service.pid, signal.SIGCONT)
        outcome.broken += first.broken
        _accepted(outcome, visitor)
        yield outcome


def _all_answer(outcome: Outcome, get: Callable[[str], Response], addresses: tuple[str, ...]) -> None:
    begun = time.monotonic()
    bad = {address: status for address in addresses if (status := get(address).status_code) != 200}
    outcome.must(not bad, f"not answered: {bad}")
    outcome.seen.append(f"{len(addresses)} pages made meanwhile in {time.monotonic() - begun:.1f} s")


@contextmanager
def third_process(here: Installation, settings: dict[str, str]) -> Iterator[Installation]:
    """One more process of the site with settings of its own, behind a web server of its own."""
    app = App(here.place, {**here.env, **settings})
    app.start()
    try:
        with front(here.place, app.port) as https:
            yield replace(here, both=https)
    finally:
        app.stop()
