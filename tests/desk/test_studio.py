"""An office writes its own SOP in the cells of its sheet, has it signed, and it governs; nobody else gets at it."""

import re
from datetime import date
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from offices.models import SopStewardship
from sops.models import Sop, SopDraft, SopVersion
from sops.studio.draft import Draft
from sops.studio.writing import begin
from sops.toml_file import to_toml
from tests.clockwork import set_now
from tests.conftest import office, person, user
from tests.files.test_uploads import pdf
from tests.sops.paper.building import docx_paper
from workflows.models import SopChoice, compiler

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return person("serang.admin-kantor").client


def open_draft(slug: str = "serang", steward: str = "serang") -> SopDraft:
    """The draft that changes nothing yet of an SOP in the care of an office."""
    sop = Sop.objects.get(slug=slug)
    SopStewardship.objects.get_or_create(sop=sop, office=office(steward))
    return begin(sop, Draft.of(sop.document), user(f"{steward}.admin-kantor"))


def as_sent(client, draft: SopDraft) -> dict[str, list[str]]:
    """The fields of the page as a browser without a script sends them."""
    html = client.get(reverse("sop:draft", args=[draft.pk])).content.decode()
    form = html[html.index("data-studio") : html.index("data-sheet")]
    sent: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>|<textarea[^>]*>[^<]*|<select.*?</select>", form, re.DOTALL):
        name = re.search(r'name="([^"]+)"', tag)[1]
        if tag.startswith("<select"):
            sent[name] = re.findall(r'value="([^"]*)" selected', tag)
        elif tag.startswith("<textarea"):
            sent.setdefault(name, []).append(unescape(tag.partition(">")[2]))
        elif 'type="checkbox"' not in tag or " checked" in tag:
            value = re.search(r'value="([^"]*)"', tag)
            sent.setdefault(name, []).append(unescape(value[1]) if value else "on")
    return sent


def press(client, draft: SopDraft, act: str = "save", **changed):
    names = {name.replace("__", "-"): value for name, value in changed.items()}
    return client.post(reverse("sop:draft", args=[draft.pk]), as_sent(client, draft) | names | {"act": act})


@pytest.mark.parametrize("slug", ["serang", "banten", "cilacap", "bangka-barat", "rembang"])
def test_the_form_sent_as_it_is_changes_not_a_byte(slug):
    draft, client = open_draft(slug, slug), person(f"{slug}.admin-kantor").client
    before = draft.sop.governing
    assert press(client, draft).status_code == 302
    draft.refresh_from_db()
    assert draft.revision == 1, "nothing was written"
    assert press(client, draft, "finish").status_code == 302
    assert SopVersion.objects.filter(sop=before.sop).count() == 1
    assert not SopDraft.objects.filter(pk=draft.pk).exists()


def test_from_an_empty_sheet_to_a_text_that_governs(admin, monkeypatch):
    set_now(monkeypatch, "2026-12-01 09.00")
    signer = office("serang").roles.get(slug="kasubag")
    SopStewardship.objects.create(sop=Sop.objects.get(slug="serang"), office=office("serang"), signed_by=signer)
    begun = admin.post(
        reverse("sop:library"), {"name": "Pengelolaan Media", "office": office("serang").pk, "source": ""}
    )
    draft = SopDraft.objects.get(sop__name="Pengelolaan Media")
    assert begun.url == reverse("sop:draft", args=[draft.pk])
    html = admin.get(begun.url).content.decode()
    assert "hal perlu dilengkapi" in html
    for act in ("add-role", "add-step:s1", "add-step:s2"):
        assert press(admin, draft, act).status_code == 302
    filled = {
        "identity__signatory.name": "Sari",
        "identity__signatory.title": "Sekretaris",
        "r1__name": "Staf",
        "r2__name": "Kasubag",
        "s1__activity": "Menyusun konsep",
        "s1__norm_time": "1 jam 30 menit",
        "s1__outputs": ["Konsep", ""],
        "s2__activity": "Memeriksa konsep",
        "s2__kind": "decide",
        "s2__roles": ["r2"],
        "s2__on_refusal": "s1",
        "s3__activity": "Menayangkan",
        "s3__kind": "publish",
        "s3__roles": ["r1"],
    }
    assert press(admin, draft, "finish", **filled).status_code == 302
    version = SopVersion.objects.get(sop__name="Pengelolaan Media")
    step = version.document.step(1)
    assert (step.norm_time, step.outputs, step.roles) == ("PT1H30M", ("Konsep",), ("staf",))
    assert version.document.step(2).on_refusal == 1
    address = reverse("sop:version", args=[version.pk])
    signature = {"signed_number": "9/2026", "signed_on": "2026-12-01", "effective_on": "2026-12-02"}
    assert admin.post(address, signature | {"letter": paper()}).status_code == 302  # refused
    version.refresh_from_db()
    assert version.status == SopVersion.Status.DRAFT
    head = person("serang.kasubag").client
    assert head.get(reverse("sop:library")).status_code == 200
    assert head.post(address, signature).status_code == 422, "without the signed paper"
    assert head.post(address, signature | {"letter": paper()}).status_code == 302
    version.refresh_from_db()
    assert (version.status, version.signed_on) == (SopVersion.Status.SIGNED, date(2026, 12, 1))
    set_now(monkeypatch, "2026-12-02 00.01")
    assert compiler.govern_due() == 1
    head = person("serang.kasubag").client
    assert head.get(reverse("sop:version_letter", args=[version.pk])).status_code == 200
    assert person("banten.admin-kantor").client.get(version.letter.url).status_code in (302, 403, 404)
    choice = SopChoice.objects.get(office=office("serang"), section=None, content_kind="")
    choice.sop = version.sop
    choice.save()


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("naskah.pdf", pdf(), content_type="application/pdf")


def test_a_version_waits_for_the_day_of_the_office_that_looks_after_it(monkeypatch):
    open_draft()
    here = office("serang")
    here.time_zone = "Asia/Jayapura"
    here.save()
    set_now(monkeypatch, "2026-12-01 22.30")
    document = Sop.objects.get(slug="serang").document.model_copy(update={"number": "1/2026"})
    version = compiler.store(document)
    compiler.sign(version, signed_number="1", signed_on=date(2026, 12, 1), effective_on=date(2026, 12, 2))
    assert version.status == SopVersion.Status.GOVERNING, "in Jayapura the day has come"


def test_what_two_people_write_is_put_together_and_the_overwritten_is_told(admin):
    draft = open_draft()
    mine = as_sent(admin, draft)
    press(admin, draft, s1__activity="Ditulis orang lain", s1__remark="Catatan orang lain")
    address = reverse("sop:draft", args=[draft.pk])
    answer = admin.post(address, mine | {"s1-activity": "Ditulis saya", "s2-remark": "Catatan saya"})
    assert "Orang lain baru saja menulis di sini: «Ditulis orang lain»" in answer.content.decode()
    draft.refresh_from_db()
    first, second = draft.cells.steps[:2]
    assert (first["activity"], first["remark"], second["remark"]) == (
        "Ditulis saya",
        "Catatan orang lain",
        "Catatan saya",
    )


def test_rows_move_split_go_and_come_back(admin):
    draft = open_draft()

    def order() -> list[str]:
        draft.refresh_from_db()
        return [row["key"] for row in draft.cells.steps]

    press(admin, draft, "up:s2")
    assert order() == ["s2", "s1", "s3", "s4"]
    press(admin, draft, "split:s2")
    assert order() == ["s2", "s5", "s1", "s3", "s4"]
    press(admin, draft, "remove:s1")
    assert order() == ["s2", "s5", "s3", "s4"]
    assert draft.cells.steps[0]["on_refusal"] == "", "what led to the step leads nowhere"
    for back in (["s2", "s5", "s1", "s3", "s4"], ["s2", "s1", "s3", "s4"], ["s1", "s2", "s3", "s4"]):
        press(admin, draft, "undo")
        assert order() == back
    assert press(admin, draft, "remove:s99").status_code == 409
    assert press(admin, draft, "undo").status_code == 302


def test_what_is_wrong_stands_at_its_cell_in_words_of_the_sheet(admin):
    draft = open_draft()
    html = press(admin, draft, "finish", s1__norm_time="sebentar", r1__name="").content.decode()
    cell = html[html.index('data-cell="s1-norm_time"') :]
    assert 'value="sebentar"' in cell, "nothing typed is lost"
    assert "bukan waktu baku yang sah" in cell[: cell.index("</ul>")]
    cell = html[html.index('data-cell="r1-name"') :]
    assert "Belum diisi" in cell[: cell.index("</ul>")]
    assert Sop.objects.get(slug="serang").versions.count() == 1
    html = press(admin, draft, "finish", s1__norm_time="", r1__name="Staf", s1__kind="decide").content.decode()
    assert "Langkah pertama berjenis «memutuskan»" in html


def test_it_saves_itself_and_says_what_is_wrong(admin):
    draft = open_draft()
    sent = as_sent(admin, draft) | {"s1-activity": ""}
    answer = admin.post(reverse("sop:draft", args=[draft.pk]), sent, headers={"X-Requested-With": "studio"}).json()
    assert "s1-activity" in answer["faults"]
    assert answer["seen"] == 2
    assert "<table" in answer["sheet"]


@pytest.mark.parametrize("who", ["banten.admin-kantor", "serang.staf", "serang.kasubag"])
def test_nobody_else_opens_writes_or_discards_a_draft(who):
    draft, client = open_draft(), person(who).client
    for name in ("draft", "discard_draft"):
        assert client.post(reverse(f"sop:{name}", args=[draft.pk]), {"seen": "1"}).status_code in (302, 403, 404)
    assert client.get(reverse("sop:draft", args=[draft.pk])).status_code in (302, 403, 404)
    assert SopDraft.objects.get().revision == 1


def test_another_office_sees_and_copies_what_governs_but_revises_its_own_only():
    open_draft()
    client = person("banten.admin-kantor").client
    governing = Sop.objects.get(slug="serang").governing
    assert client.get(reverse("sop:version", args=[governing.pk])).status_code == 200
    assert client.post(reverse("sop:revise_version", args=[governing.pk])).status_code in (302, 403)
    assert SopDraft.objects.count() == 1
    unsigned = compiler.store(governing.document.model_copy(update={"number": "RAHASIA/2027"}))
    assert client.get(reverse("sop:version", args=[unsigned.pk])).status_code in (302, 404)
    assert "RAHASIA" not in client.get(reverse("sop:library")).content.decode()
    copied = {"name": "SOP Banten baru", "office": office("banten").pk, "source": governing.pk}
    assert client.post(reverse("sop:library"), copied).status_code == 302
    draft = SopDraft.objects.get(sop__name="SOP Banten baru")
    assert draft.cells.identity.get("number", "") == ""
    assert len(draft.cells.steps) == len(governing.document.steps)
    own = {role.slug for role in office("banten").roles.all()}
    slugs = {row["name"]: row["slug"] for row in draft.cells.roles}
    assert set(slugs.values()) <= own | {""}, "its roles are the office's own, or new ones"
    html = client.get(reverse("sop:draft", args=[draft.pk])).content.decode()
    assert all(f'value="{slug}"' in html for slug in own - {"admin-kantor"}), "each may be chosen"
    stolen = {"name": "Rebut", "office": office("serang").pk, "source": ""}
    assert client.post(reverse("sop:library"), stolen).status_code == 422


def test_headquarters_arranges_who_looks_after_and_who_signs():
    version = Sop.objects.get(slug="serang").governing
    address, hq = reverse("sop:version", args=[version.pk]), person("pusat.admin").client
    role, foreign = office("serang").roles.get(slug="kasubag"), office("banten").roles.first()
    arranged = {"act": "steward", "office": office("serang").pk}
    assert hq.post(address, arranged | {"signed_by": foreign.pk}).status_code == 422
    assert hq.post(address, arranged | {"signed_by": role.pk}).status_code == 302
    assert SopStewardship.objects.get().signed_by == role
    assert person("serang.admin-kantor").client.post(address, arranged).status_code in (302, 403)
    assert hq.post(address, {"act": "steward", "office": "", "signed_by": ""}).status_code == 302
    assert not SopStewardship.objects.exists()


def test_a_version_that_never_governed_can_be_taken_back_with_a_reason(admin):
    open_draft()
    document = Sop.objects.get(slug="serang").document
    version = compiler.store(document.model_copy(update={"number": "1/2027"}))
    address = reverse("sop:version", args=[version.pk])
    assert admin.post(address, {"act": "void", "reason": ""}).status_code == 422
    assert admin.post(address, {"act": "void", "reason": "Salah ketik"}).status_code == 302
    version.refresh_from_db()
    assert version.status == SopVersion.Status.VOID
    assert "Dibatalkan: Salah ketik" in admin.get(address).content.decode()
    governing = Sop.objects.get(slug="serang").governing
    assert admin.post(reverse("sop:version", args=[governing.pk]), {"act": "void", "reason": "x"}).status_code == 422


def test_a_file_of_another_offices_sop_is_refused(admin):
    document = Sop.objects.get(slug="banten").document
    file = SimpleUploadedFile("sop.toml", to_toml(document.model_copy(update={"number": "X"})).encode())
    answer = admin.post(reverse("sop:library"), {"file": file, "office": office("serang").pk})
    assert answer.status_code == 422
    assert "dipakai SOP kantor lain" in answer.content.decode()


def test_a_paper_becomes_a_draft_with_marks_where_it_is_uncertain(admin):
    sent = {"paper": SimpleUploadedFile("SOP lama.docx", docx_paper()), "office": office("serang").pk}
    answer = admin.post(reverse("sop:library"), sent)
    draft = SopDraft.objects.get()
    assert answer.url == reverse("sop:draft", args=[draft.pk])
    assert draft.sop.stewardship.office == office("serang")
    cells = draft.cells
    assert len(cells.steps) >= 3
    assert cells.marks
    html = admin.get(answer.url).content.decode()
    assert "sel perlu dicocokkan dengan naskahnya" in html
    first = next(iter(cells.marks))
    press(admin, draft, **{f"{first}-benar".replace("-", "__", 1): "on"})
    draft.refresh_from_db()
    assert first not in draft.cells.marks
    assert len(draft.cells.marks) == len(cells.marks) - 1
    wrong = SimpleUploadedFile("gambar.exe", b"MZ")
    refused = admin.post(reverse("sop:library"), {"paper": wrong, "office": office("serang").pk})
    assert refused.status_code == 422
    assert SopDraft.objects.count() == 1


def test_marks_outside_the_steps_are_settled_before_it_is_finished(admin):
    draft = open_draft()
    content = draft.last.content | {"marks": {"identity-office": "Periksa.", "r1-name": "Mungkin dua peran."}}
    draft.revisions.filter(number=draft.revision).update(content=content)
    refused = press(admin, draft, "finish")
    assert refused.status_code == 422
    assert "Cocokkan dahulu dengan naskahnya: Kantor; Pelaksana 1, Nama jabatan." in unescape(refused.content.decode())
    settled = {"identity__office__benar": "on", "r1__name__benar": "on"}
    assert press(admin, draft, "finish", **settled).status_code == 302
    assert not SopDraft.objects.exists()


def test_one_lands_at_the_row_that_was_made(admin):
    draft = open_draft()
    assert press(admin, draft, "add-step:s1").url.endswith("#baris-s5")
    draft.refresh_from_db()
    assert press(admin, draft, "up:s3").url.endswith("#baris-s3")
    draft.refresh_from_db()
    assert press(admin, draft, "remove:s5").url.endswith("#steps")


def test_a_draft_finished_by_somebody_else_meanwhile_is_not_found(admin, monkeypatch):
    draft = open_draft()
    sent = as_sent(admin, draft) | {"act": "save", "identity-name": "Lain"}
    monkeypatch.setattr("desk.studio.cells.written", lambda cells, _sent: SopDraft.objects.all().delete() and cells)
    assert admin.post(reverse("sop:draft", args=[draft.pk]), sent).status_code == 404


def test_who_overwrote_somebody_sees_it_before_finishing(admin):
    draft = open_draft()
    sent = as_sent(admin, draft) | {"act": "finish", "identity-unit": "Subbagian Hukum"}
    press(person("pusat.admin").client, draft, identity__unit="Subbagian Teknis")
    answer = admin.post(reverse("sop:draft", args=[draft.pk]), sent)
    assert "«Subbagian Teknis»" in answer.content.decode()
    assert SopDraft.objects.filter(pk=draft.pk).exists()
