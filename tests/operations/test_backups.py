"""A backup made while people write is the whole of one moment, and goes back into an empty place; or says why not."""

import gzip
import hashlib
import io
import json
import os
import stat
import subprocess
import tarfile
import tempfile
from datetime import timedelta
from pathlib import Path

import pyrage
import pytest
from django.core.files.storage import default_storage, storages
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pyrage.x25519 import Identity

from files.drawn_files import SHOWN, UNSHOWN
from operations.backups import archive, databases, files, keys, listing, making, names, restoring
from operations.backups.facts import facts_of
from operations.backups.faults import BackupFault
from tests.needs import needs
from tests.places import empty_place, furnished_place, place_of_rehearsal

SECRET = Identity.generate()

pytestmark = pytest.mark.both


@pytest.fixture(autouse=True)
def recipient(settings):
    settings.BACKUP_RECIPIENT = str(SECRET.to_public())


@pytest.fixture
def key(tmp_path) -> Path:
    path = tmp_path / "kunci"
    path.write_text(f"# public key: {SECRET.to_public()}\n{SECRET}\n")
    return path


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """The suite's world outside a transaction, for reading."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def small_disk(tmp_path):
    """A folder on a disk of 64 kB."""
    folder = tmp_path / "cakram"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(folder)]
    mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    needs("" if mounted else "may not mount a small disk: run as root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def written(path: Path, members: dict[str, bytes]) -> Path:
    """An archive with these members, sums and all."""
    to = [SECRET.to_public()]
    with open(path, "wb") as file, tempfile.TemporaryFile() as sums, archive.writing(file, to, sums) as writer:
        for name, content in members.items():
            writer.add_bytes(name, content)
    return path


def small(path: Path, media: dict[str, bytes] | None = None, dump: bytes = b"", **changed) -> Path:
    """A backup as one of this place would be, with some facts changed and no real database in it."""
    told = facts_of(connection) | {"base": ""} | changed
    named = {f"media/{name}": content for name, content in (media or {}).items()}
    return written(path, {restoring.FACTS: json.dumps(told).encode(), **named, databases.kind().member: dump})


def refusal(*command, **options) -> str:
    with pytest.raises(CommandError) as refused:
        call_command(*map(str, command), stdout=io.StringIO(), stderr=io.StringIO(), **options)
    return str(refused.value)


@pytest.mark.production
@pytest.mark.django_db
def test_a_busy_installation_is_restored_into_an_empty_place(tmp_path, key):
    copy = tmp_path / "situs.tar.age"
    with furnished_place(tmp_path / "asal") as source, empty_place(tmp_path / "tujuan") as target:
        people = source.start("-m", "tests.busy_place")
        assert people.stdout.readline() == "ready\n", source.complaints.read_text()
        uploads = "SELECT file, file_hash FROM wagtaildocs_document WHERE file <> ''"
        before = len(source.ask(uploads))
        made = source.manage("backup", str(copy), BACKUP_RECIPIENT=str(SECRET.to_public()))
        people.communicate(timeout=60)
        assert (made.returncode, people.returncode) == (0, 0), source.complaints.read_text()
        assert "2 berkas yang disebut" in made.stderr  # the document and the rendition
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600

        put = target.manage("restore", str(copy), "--key", str(key), SECRET_KEY="another-key")
        assert put.returncode == 0, put.stderr
        assert "SECRET_KEY lain" in put.stderr
        assert "1 berkas tidak ada dalam cadangan: documents/lampiran-0.txt" in put.stderr  # renditions come anew
        assert "migrate" not in put.stderr
        restored, now = target.ask(uploads), source.ask(uploads)
        assert before <= len(restored) < len(now)
        for name, sha1 in restored:
            path = target.media / name
            if name != "documents/lampiran-0.txt":
                assert hashlib.sha1(path.read_bytes(), usedforsecurity=False).hexdigest() == sha1 or not sha1
        [(kept,)] = target.ask("SELECT file FROM wagtailimages_rendition")
        assert (target.media / kept).read_bytes() == (source.media / kept).read_bytes()

        unsent = "SELECT count(*) FROM messaging_outboxmessage WHERE sent_at IS NULL AND by_mail AND address <> ''"
        assert target.ask(unsent) == source.ask(unsent) != [(0,)]
        worked = target.manage("run_outbox", "--batch")
        assert worked.returncode == 0, worked.stderr
        assert target.ask(unsent) == [(0,)]
        assert target.ask(f"SELECT count(*) FROM {DBTaskResult._meta.db_table} WHERE status <> 'SUCCESSFUL'") == [(0,)]


@pytest.mark.production
@pytest.mark.django_db
def test_an_increment_brings_what_came_since_and_the_whole_one_beside_it_the_rest(tmp_path, key):
    shelf = tmp_path / "cadangan"
    shelf.mkdir()
    with furnished_place(tmp_path / "asal") as source, empty_place(tmp_path / "tujuan") as target:

        def backup(*options: str) -> str:
            made = source.manage("backup", str(shelf), *options, BACKUP_RECIPIENT=str(SECRET.to_public()))
            assert made.returncode == 0, made.stderr
            return made.stdout

        def upload(*numbers: int) -> None:
            code = f"from tests.busy_place import upload; [upload(number) for number in {numbers}]"
            assert source.manage("shell", "-c", code).returncode == 0

        upload(1, 2)
        assert "tambahan" not in backup("--increment")  # the first is a whole one
        for path in filter(Path.is_file, source.media.rglob("*.txt")):
            os.utime(path, times=(2**33, 2**33))  # a clock that was ahead once: only that it stays the same counts
        whole_again = backup()
        assert "tambahan" not in whole_again
        source.do("DELETE FROM wagtaildocs_document WHERE title = 'Lampiran 1'")
        upload(3)
        assert "tambahan atas situs-" in backup("--increment")
        first, whole, increment = names.all_in(shelf)
        first.unlink()
        assert increment.name.startswith(whole.name.removesuffix(".tar.age") + "+")
        held = [name for name, _ in archive.members(increment, [SECRET])]
        assert held == [
            restoring.FACTS,
            "media/documents/lampiran-3.txt",
            restoring.LEFT,
            databases.kind().member,
        ]

        apart = tmp_path / increment.name
        apart.write_bytes(increment.read_bytes())
        put = target.manage("restore", str(apart), "--key", str(key))
        assert put.returncode == 1
        assert f"hanya tambahan atas cadangan penuh «{whole.name}»" in put.stderr

        put = target.manage("restore", str(increment), "--key", str(key))
        assert put.returncode == 0, put.stderr
        assert "2 berkas" in put.stdout
        named = "SELECT file FROM wagtaildocs_document ORDER BY title"
        assert target.ask(named) == source.ask(named) == [("documents/lampiran-2.txt",), ("documents/lampiran-3.txt",)]
        assert {path.name for path in target.media.rglob("*.txt")} == {"lampiran-2.txt", "lampiran-3.txt"}
        told = io.StringIO()
        call_command("verify_backup", increment, key=key, stdout=told)
        assert f"1 berkas, dan 1 berkas dalam {whole.name}" in told.getvalue()

        written(whole, {restoring.FACTS: b'{"format": 3, "base": ""}', databases.kind().member: b""})
        for command, place in (("verify_backup", source), ("restore", target)):
            refused = place.manage(command, str(increment), "--key", str(key))
            assert refused.returncode == 1
            assert f"«{whole.name}» tidak memuat 1 berkas yang diperlukan" in refused.stderr


def test_an_increment_stands_on_no_whole_one_of_the_future(tmp_path, committed):
    ahead = tmp_path / f"situs-{timezone.localtime() + timedelta(hours=1):%Y%m%d-%H%M%S}.tar.age"
    ahead.touch()
    assert "bertanggal sesudah saat ini" in refusal("backup", tmp_path, increment=True)
    ahead.unlink()


def test_an_increment_is_a_whole_one_where_nothing_says_what_the_last_holds_or_keys_changed(
    tmp_path, committed, settings
):
    yesterday = f"situs-{timezone.localtime() - timedelta(days=1):%Y%m%d-%H%M%S}"
    (tmp_path / f"{yesterday}.tar.age").touch()
    assert making.make(tmp_path, increment=True).base is None
    [base] = [path for path in names.all_in(tmp_path) if yesterday not in path.name]
    new = Identity.generate()
    settings.BACKUP_RECIPIENT = f"{SECRET.to_public()}, {new.to_public()}"
    base.rename(tmp_path / f"{yesterday}.tar.age")
    names.listing(base).rename(names.listing(tmp_path / f"{yesterday}.tar.age"))
    both = making.make(tmp_path, increment=True)
    assert both.base is None
    (tmp_path / "kunci-kunci").write_text(f"{Identity.generate()}\n{new}\n")
    for secret in (SECRET, new):
        assert restoring.verify(both.path, [secret]).files.keys() == set(listing.read(names.listing(both.path)).files)
    assert restoring.verify(both.path, keys.read(tmp_path / "kunci-kunci"))


@pytest.mark.production
@pytest.mark.django_db
def test_a_rehearsal_restores_what_is_here_and_leaves_nothing(tmp_path):
    shelf = tmp_path / "cadangan"
    shelf.mkdir()
    with furnished_place(tmp_path / "asal") as source:
        code = "from tests.busy_place import upload; [upload(number) for number in (1, 2)]"
        assert source.manage("shell", "-c", code).returncode == 0
        if "://" in source.database:
            assert "Buat sekali: createdb" in source.manage("rehearse_restore", str(shelf)).stderr
        with place_of_rehearsal(source):
            done = source.manage("rehearse_restore", str(shelf))
        assert done.returncode == 0, done.stderr
        assert "2 berkas" in done.stdout
        assert list(shelf.iterdir()) == []
        assert source.ask("SELECT fault FROM operations_periodicjob WHERE name = 'rehearsal'") == [("",)]


def test_an_increment_needs_a_folder(tmp_path):
    assert "bukan folder" in refusal("backup", tmp_path / "situs.tar.age", increment=True)


def test_standard_tools_open_it(tmp_path, committed):
    made = making.make(tmp_path)
    assert made.path.parent == tmp_path
    assert f"situs-{timezone.localdate():%Y%m%d}-" in made.path.name
    folder = tmp_path / "isi"
    with tarfile.open(fileobj=io.BytesIO(pyrage.decrypt(made.path.read_bytes(), [SECRET]))) as tar:
        held = tar.getnames()
        tar.extractall(folder, filter="data")
    assert (held[0], held[-2:]) == (restoring.FACTS, [databases.kind().member, archive.SUMS])
    assert subprocess.run(["sha256sum", "--check", "--quiet", archive.SUMS], cwd=folder, check=False).returncode == 0
    told = (folder / restoring.FACTS).read_text()
    assert "workflows.0001_initial" in told
    assert connection.settings_dict["NAME"] not in told
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


@pytest.mark.django_db
def test_files_lie_where_a_backup_looks_for_them():
    def place(storage):  # a test that changes the settings leaves other objects of the same places
        return type(storage), getattr(storage, "location", "")

    sizes = storages["sizes"]
    looked = {place(storages[alias]) for alias in files.FOLDERS.values()} | {place(default_storage)}
    assert {place(field.storage) for field in files.columns()} <= looked | {place(sizes)}
    assert {place(sizes.holding(f"{folder}a.webp")) for folder in (SHOWN, UNSHOWN)} <= looked


# --- a file that is not what it was -----------------------------------------------------------------


def cut(at):
    return lambda content: content[: int(len(content) * at)]


def flipped(at):
    def flip(content):
        place = int((len(content) - 1) * at)
        return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]

    return flip


@pytest.mark.parametrize("command", ["verify_backup", "restore"])
@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (cut(0), "bukan berkas cadangan"),
        (cut(0.0002), "bukan berkas cadangan"),
        (cut(0.5), "rusak atau terpotong"),
        (lambda content: content[:-1], "rusak atau terpotong"),
        (lambda content: content[: content.index(b"\n---") + 4 + 44 + 16 + 2 * (65536 + 16)], "rusak atau terpotong"),
        (flipped(0.0001), "kepala"),
        (flipped(0.5), "rusak atau terpotong"),
        (flipped(1), "rusak atau terpotong"),
        (lambda content: b"PK" + content, "bukan berkas cadangan"),
    ],
)
def test_a_damaged_file_is_told_before_anything_is_touched(command, damage, words, tmp_path, key):
    path = written(tmp_path / "a.age", {"media/x": b"x" * 300_000, "media/y": bytes(range(256)) * 500})
    path.write_bytes(damage(path.read_bytes()))
    assert words in refusal(command, path, "--key", key)  # neither may ask the database here


@pytest.mark.parametrize("command", ["verify_backup", "restore"])
def test_another_key_does_not_open_it(command, tmp_path):
    keys.make(tmp_path / "lain")
    path = written(tmp_path / "a.age", {"media/x": b"x"})
    assert "Kunci ini tidak membuka" in refusal(command, path, "--key", tmp_path / "lain")


def test_a_member_that_is_not_what_its_sum_says_is_told(tmp_path, key):
    path = tmp_path / "a.age"
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as out:
        for name, content in (("media/x", b"x"), (archive.SUMS, b"0" * 64 + b"  media/x\n")):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            out.addfile(member, io.BytesIO(content))
    path.write_bytes(pyrage.encrypt(tar.getvalue(), [SECRET.to_public()]))
    assert "rusak" in refusal("verify_backup", path, "--key", key)


def test_an_archive_of_something_else_is_no_backup(tmp_path, key):
    path = written(tmp_path / "a.age", {"media/x": b"x"})
    assert "bukan cadangan situs ini" in refusal("restore", path, "--key", key)
    assert "tidak ada" in refusal("restore", tmp_path / "b.age", "--key", key)


# --- a place that doesn't fit ------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "tidak kosong"),
        ({"format": 0}, "rilis lain"),
        ({"migrations": ["workflows.9999_later"]}, "rilis yang lebih baru"),
        ({"database": {"kind": "mysql", "version": [8]}}, "sejenis"),
        ({"database": {"kind": "", "version": [999]}}, "lebih tua"),
    ],
)
def test_a_place_that_does_not_fit_is_refused(changed, words, tmp_path, key):
    if changed.get("database", {}).get("kind") == "":
        changed = {"database": {"kind": connection.vendor, "version": [999]}}
    path = small(tmp_path / "a.age", {"x.txt": b"x"}, **changed)
    assert words in refusal("restore", path, "--key", key)
    assert not default_storage.exists("x.txt")


@pytest.mark.django_db
def test_a_file_of_the_same_name_is_never_replaced(tmp_path, settings, key):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "b.txt").write_bytes(b"milik orang lain")
    path = small(tmp_path / "a.age", {"a.txt": b"a", "b.txt": b"b"})
    assert "«b.txt» dengan isi lain" in refusal("restore", path, "--key", key, overwrite=True)
    assert [file.name for file in (tmp_path / "media").iterdir()] == ["b.txt"]


@pytest.mark.django_db
def test_a_database_that_fails_half_way_leaves_the_place_empty(tmp_path, key):
    script = gzip.compress(b"CREATE TABLE a (b int); SELECT 1/0;")
    fails = script if connection.vendor == "postgresql" else b"SQL" * 9999
    path = small(tmp_path / "a.age", {"x.txt": b"x"}, dump=fails)
    with empty_place(tmp_path / "tujuan") as place:
        put = place.manage("restore", str(path), "--key", str(key))
        assert put.returncode == 1
        assert "Periksa DATABASE_URL" in put.stderr or "Hentikan semua layanan" in put.stderr
        assert "Traceback" not in put.stderr
        assert not [found for found in place.media.rglob("*") if found.is_file()]
        tables = "pg_tables WHERE schemaname = 'public'" if connection.vendor == "postgresql" else "sqlite_master"
        assert place.ask(f"SELECT count(*) FROM {tables}") == [(0,)]


# --- a server where it can't be made -----------------------------------------------------------------


def test_a_full_disk_leaves_no_backup_behind(small_disk, committed):
    assert "penuh" in refusal("backup", small_disk / "a.age")
    assert list(small_disk.iterdir()) == []


@pytest.mark.django_db
def test_a_full_disk_takes_no_part_of_a_restore(small_disk, tmp_path, settings, key):
    settings.MEDIA_ROOT = str(small_disk)
    path = small(tmp_path / "a.age", {"a.bin": b"a" * 20_000, "b.bin": b"b" * 100_000})
    assert "penuh" in refusal("restore", path, "--key", key, overwrite=True)
    assert list(small_disk.iterdir()) == []


@pytest.mark.django_db
def test_a_name_that_is_taken_is_left_alone(tmp_path):
    (tmp_path / "a.age").write_text("yang lama")
    assert "sudah ada" in refusal("backup", tmp_path / "a.age")
    assert "tidak dapat ditulis" in refusal("backup", tmp_path / "tidak" / "ada" / "a.age")
    assert [path.name for path in tmp_path.iterdir()] == ["a.age"]
    assert (tmp_path / "a.age").read_text() == "yang lama"


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.parametrize("program", ["pg_dump", "psql"])
def test_missing_tools_are_named(program, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupFault, match=f"{program} tidak ditemukan.*postgresql-client"):
        making.make(tmp_path / "a.age") if program == "pg_dump" else databases.kind().load(io.BytesIO())
    assert list(tmp_path.iterdir()) == []


def test_without_a_key_nothing_is_written(settings, tmp_path):
    for wrong in ("", "age1salah", str(SECRET)):
        settings.BACKUP_RECIPIENT = wrong
        assert "make_backup_key" in refusal("backup", tmp_path / "a.age")
    assert list(tmp_path.iterdir()) == []


def test_a_key_is_made_once_and_opens_what_it_closed(tmp_path, settings):
    said = io.StringIO()
    call_command("make_backup_key", str(tmp_path / "kunci"), stdout=said, stderr=io.StringIO())
    settings.BACKUP_RECIPIENT = said.getvalue().strip().removeprefix("BACKUP_RECIPIENT=")
    assert [str(key.to_public()) for key in keys.read(tmp_path / "kunci")] == list(map(str, keys.recipients()))
    assert stat.S_IMODE((tmp_path / "kunci").stat().st_mode) == 0o600
    assert str(keys.read(tmp_path / "kunci")) not in said.getvalue()
    assert "sudah ada" in refusal("make_backup_key", tmp_path / "kunci")
    (tmp_path / "rusak").write_text("bukan kunci")
    for path in (tmp_path / "rusak", tmp_path / "tiada"):
        assert "kunci" in refusal("verify_backup", tmp_path / "a.age", "--key", path)
