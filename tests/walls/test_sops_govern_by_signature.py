"""Only a signature puts an SOP in force, whatever a file says, and from its day on; the page says what changes."""

from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from sops.changes import changes
from sops.document import POSTPONE, Sop, Step
from sops.models import Sop as SopRow
from sops.models import SopVersion
from sops.toml_file import parse_sop, to_toml
from tests.clockwork import set_now
from tests.conftest import person, started, walk_to
from workflows.management.commands import load_sops
from workflows.models import compiler

pytestmark = pytest.mark.django_db
Status = SopVersion.Status


def governing(slug: str = "serang") -> SopVersion:
    return SopRow.objects.get(slug=slug).governing


def revised(signed: str | None = "2024-02-01", **changed: Any) -> Sop:
    """Serang's SOP with another number, which says of itself that it was signed."""
    document = governing().document
    dates = document.dates.model_copy(update={"signed": signed})
    return document.model_copy(update={"number": "90/2024", "dates": dates, **changed})


def upload(document: Sop) -> SopVersion:
    file = SimpleUploadedFile("sop.toml", to_toml(document).encode())
    assert person("pusat.admin").client.post(reverse("sop:library"), {"file": file}).status_code == 302
    return SopVersion.objects.get(sha256=document.sha256)


def press_sign(version: SopVersion, **changed: str) -> Any:
    """*Sahkan dan berlakukan* as of the start of 2026."""
    form = {"signed_number": "5/2026", "signed_on": "2026-01-05", "effective_on": "2026-01-06"} | changed
    return person("pusat.admin").client.post(reverse("sop:version", args=[version.pk]), form)


@pytest.mark.parametrize("signed", ["2024-02-01", "2030-01-01", None])
@pytest.mark.parametrize("by_command", [False, True], ids=["uploaded", "loaded"])
def test_a_file_is_a_draft_whatever_it_says_of_itself(signed, by_command, tmp_path):
    before, document = governing(), revised(signed)
    if by_command:
        file = tmp_path / "sop.toml"
        file.write_text(to_toml(document), encoding="utf-8")
        call_command("load_sops", file, stdout=StringIO())
    else:
        upload(document)
    stored = SopVersion.objects.get(sha256=document.sha256)
    assert (stored.status, stored.signed_on, stored.workflow) == (Status.DRAFT, None, None)
    assert governing() == before


def test_the_shipped_ones_are_in_force_only_in_an_empty_library(tmp_path, monkeypatch):
    assert set(SopVersion.objects.values_list("status", flat=True)) == {Status.GOVERNING}
    assert not SopVersion.objects.filter(signed_on=None).exists()
    (tmp_path / "serang.toml").write_text(to_toml(revised()), encoding="utf-8")
    monkeypatch.setattr(load_sops, "SHIPPED", tmp_path)
    call_command("load_sops", stdout=StringIO())
    assert SopVersion.objects.get(sha256=revised().sha256).status == Status.DRAFT


def test_a_signed_version_governs_new_items_and_a_superseded_one_comes_back_by_a_new_signature():
    first, second = governing(), upload(revised())
    old = started("serang")
    assert press_sign(second).status_code == 302
    assert governing() == second
    assert upload(first.document) == first, "the old text again"
    assert governing() == second, "is brought back by no upload"
    assert press_sign(first, signed_number="7/2026").status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == (Status.GOVERNING, Status.SUPERSEDED)
    assert started("serang").sop_version == first
    assert walk_to(old, None).sop_version == first
    address = reverse("sop:version", args=[first.pk])
    html = person("pusat.admin").client.get(address).content.decode()
    assert "Disahkan dengan nomor 7/2026 tanggal 5 Januari 2026, berlaku mulai 6 Januari 2026" in html
    assert "Disahkan dengan nomor 82/ORT.06/3604/2022" in html


def test_a_version_signed_for_a_later_day_waits_for_it(monkeypatch):
    set_now(monkeypatch, "2026-11-26 22.30")  # in Jayapura it is the 27th already
    before, waiting = governing(), upload(revised())
    assert press_sign(waiting, signed_on="2026-11-26", effective_on="2026-11-27").status_code == 302
    waiting.refresh_from_db()
    assert waiting.status == Status.SIGNED
    with timezone.override("Asia/Jayapura"):
        call_command("publish_scheduled")
    assert governing() == before
    set_now(monkeypatch, "2026-11-27 00.01")
    call_command("publish_scheduled")
    assert governing() == waiting
    before.refresh_from_db()
    assert before.status == Status.SUPERSEDED


def test_of_several_that_wait_each_has_its_day_and_a_fault_keeps_none_back(monkeypatch):
    set_now(monkeypatch, "2026-11-26 09.00")
    later, sooner = upload(revised(number="2/2026")), upload(revised(number="1/2026"))
    other = governing("banten").document.model_copy(update={"number": "3/2026"})
    for version, day in ((later, 29), (sooner, 28), (upload(other), 30)):
        press_sign(version, effective_on=f"2026-11-{day}")
    compile_, broken = compiler._compile, sooner.pk
    monkeypatch.setattr(compiler, "_compile", lambda version: compile_(version) if version.pk != broken else 1 / 0)
    set_now(monkeypatch, "2026-12-01 09.00")
    assert compiler.govern_due() == 2
    assert (governing(), governing("banten").document) == (later, other)


REFUSED = {
    "a signature of tomorrow": ({"signed_on": "2099-01-05", "effective_on": "2099-01-05"}, "belum tiba"),
    "a day before the signature": ({"effective_on": "2026-01-04"}, "tidak sebelumnya"),
    "no number": ({"signed_number": ""}, "Isi nomor pengesahan"),
    "no day": ({"effective_on": ""}, "Isi berlaku mulai tanggal"),
    "no date": ({"signed_on": "kemarin"}, "Tanggal tidak terbaca"),
}


@pytest.mark.parametrize(("changed", "sentence"), REFUSED.values(), ids=REFUSED)
def test_a_signature_that_cannot_be_is_refused_with_the_remedy(changed, sentence):
    version = upload(revised())
    response = press_sign(version, **changed)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    version.refresh_from_db()
    assert (version.status, version.signed_on) == (Status.DRAFT, None)


def test_what_governs_is_not_signed_again():
    assert press_sign(governing()).status_code == 422
    assert "Sahkan dan berlakukan" not in (
        person("pusat.admin").client.get(reverse("sop:version", args=[governing().pk])).content.decode()
    )


def test_two_drafts_of_different_offices_never_govern_under_one_slug():
    first = upload(revised(slug="kota-baru", office="KPU Kota Baru"))
    second = upload(revised(slug="kota-baru", office="KPU Kota Lain"))
    press_sign(first)
    day = date(2026, 1, 5)
    with pytest.raises(ValidationError, match="beri slug lain"):
        compiler.sign(second, signed_number="1", signed_on=day, effective_on=day + timedelta(days=1))


# --- what changes ----------------------------------------------------------------------------------


def test_the_page_says_what_changes_against_the_one_in_force():
    first, *others = governing().document.steps
    new = first.model_copy(update={"number": 2, "activity": "Memeriksa ejaan", "norm_time": "PT5M"})
    moved = (step.model_copy(update={"number": step.number + 1}) for step in others)
    version = upload(revised(steps=(first, new, *moved)))
    html = person("pusat.admin").client.get(reverse("sop:version", args=[version.pk])).content.decode()
    assert "Yang berubah dari" in html
    assert "Langkah 2 baru" in html
    assert "Memeriksa ejaan (menyusun; Staf" in html


OTHER: dict[str, Any] = {
    "roles": ("admin-website",),
    "sign_off": "any",
    "kind": "review",
    "norm_time": "PT7M",
    "adjustable": True,
    "inputs_needed": "any",
    "on_refusal": POSTPONE,
    "skip_for": ("berita",),
    "informs": ("staf",),
    "media_only": True,
    "proof": "password",
    "activity": "Lain",
    "remark": "Lain",
}


@pytest.mark.parametrize("name", sorted({*Step.model_fields} - {"number"}))
def test_every_field_of_a_step_that_changes_is_told(name):
    before = parse_sop((load_sops.SHIPPED / "serang.toml").read_text(encoding="utf-8"), source="serang.toml")
    steps = list(before.steps)
    steps[1] = Step.model_validate(steps[1].model_dump() | {name: OTHER.get(name, ("Lain",))})
    (told,) = changes(before, before.model_copy(update={"steps": tuple(steps)}))
    assert told.place.startswith("Langkah 2, ")
    assert told.before != told.after


@pytest.mark.parametrize("name", sorted({*Sop.model_fields} - {"steps", "roles", "dates", "signatory"}))
def test_every_field_of_the_identity_that_changes_is_told(name):
    before = parse_sop((load_sops.SHIPPED / "serang.toml").read_text(encoding="utf-8"), source="serang.toml")
    other = ("Lain",) if isinstance(getattr(before, name), tuple) else "lain"
    (told,) = changes(before, before.model_copy(update={name: other}))
    assert "lain" in told.after.lower()


def test_roles_dates_and_signatories_that_change_are_told():
    before = governing().document
    staf, *rest = before.roles
    role = staf.model_copy(update={"name": "Pelaksana", "superior": rest[0].slug})
    after = before.model_copy(
        update={
            "roles": (*rest[1:], rest[0], role),
            "dates": before.dates.model_copy(update={"revised": "2026-02"}),
            "signatory": before.signatory.model_copy(update={"name": "Orang Lain"}),
        }
    )
    places = {change.place for change in changes(before, after)}
    assert places == {
        "Tanggal revisi",
        "Pengesah, nama",
        "Peran Pelaksana, nama",
        "Peran Pelaksana, atasan",
        "Urutan peran",
    }
    fewer = before.model_copy(update={"roles": before.roles[1:]})
    assert [change.after for change in changes(before, fewer)] == ["–"]
    assert changes(before, before) == ()
