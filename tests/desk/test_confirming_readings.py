"""An office confirms what we read into its SOP, or says otherwise; nobody but those who run it sees what is open."""

import re
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from offices.models import Office
from sops.document import SignOff
from sops.models import Sop, SopVersion
from sops.readings import questions
from tests.conftest import holder, office, person, started, undone
from tests.files.test_uploads import pdf
from workflows.models import ReadingAnswer, SopChoice, compiler
from workflows.models.confirming import Ground, answer, notes, readings_at, readings_of

pytestmark = pytest.mark.django_db
ADMIN = "serang.admin-kantor"
OPEN = "Pembacaan dokumen yang masih perlu ditegaskan"
LETTER = Ground(letter_number="12/2026")


def governing(slug: str = "serang") -> SopVersion:
    return Sop.objects.get(slug=slug).governing


def question(step: int, about: str, version: SopVersion | None = None) -> Any:
    document = (version or governing()).document
    return next(one for one in questions(document) if (one.step.number, one.about) == (step, about))


def where(slug: str = "serang", version: SopVersion | None = None) -> str:
    return reverse("sop:reading", args=[office(slug).pk, (version or governing()).sop_id])


def press(chosen: dict[str, str], who: str = ADMIN, **changed: Any) -> Any:
    form = {"letter_number": "12/2026", "seen": governing().sha256} | chosen | changed
    return person(who).client.post(where(), form)


def say(chosen: dict[str, str], **facts: Any) -> SopVersion | None:
    facts = {"by": person(ADMIN).user, **facts}
    return answer(office("serang"), governing(), chosen, LETTER, **facts)


def texts(response: Any) -> str:
    return unescape(response.content.decode())


def test_the_admin_confirms_our_reading_and_it_is_kept_with_who_when_and_why():
    asked = question(2, "sign_off")
    form = texts(person(ADMIN).client.get(where()))
    assert all(one.text in form for one in questions(governing().document))
    assert "cukup salah satu" in form
    before = SopVersion.objects.count()
    assert press({asked.subject: asked.value}, remark="Sesuai rapat pleno.").status_code == 302
    row = ReadingAnswer.objects.get()
    assert (row.office, row.step, row.agrees, row.draft) == (office("serang"), 2, True, None)
    assert (row.by, row.letter_number, row.remark) == (person(ADMIN).user, "12/2026", "Sesuai rapat pleno.")
    assert SopVersion.objects.count() == before, "no text is changed"
    run = started("serang")
    for address in (where(), reverse("sop:sheet", args=[run.pk])):
        shown = texts(person(ADMIN).client.get(address))
        assert f"Ditegaskan oleh {row.by_name}" in shown, address
        assert "surat 12/2026; Sesuai rapat pleno." in shown, address


def test_another_answer_makes_a_draft_that_governs_once_signed_and_several_add_up():
    who, back = question(2, "sign_off"), question(2, "on_refusal")
    one = next(each for each in who.answers if each.document.step(2).roles == ("kasubag",))
    assert press({who.subject: one.value}).status_code == 302
    first = ReadingAnswer.objects.get().draft
    assert (first.status, first.document.step(2).roles) == (SopVersion.Status.DRAFT, ("kasubag",))
    assert governing().document.step(2).sign_off is SignOff.ALL, "the old text governs"
    assert "Menunggu pengesahan: Kasubag Terkait." in texts(person(ADMIN).client.get(where()))
    beside = next(note.text for note in notes(governing(), [office("serang")]) if who.text in note.text)
    assert beside.endswith("Kantor menjawab lain; jawabannya belum ada pada naskah ini.")
    draft = say({back.subject: back.answers[1].value})
    assert (draft.document.step(2).roles, draft.document.step(2).on_refusal) == (("kasubag",), "postpone")
    seen_at_headquarters = texts(person("pusat.admin").client.get(reverse("sop:version", args=[draft.pk])))
    assert f"Langkah 2: Kasubag Terkait. {ReadingAnswer.objects.first().said}" in seen_at_headquarters
    day = timezone.localdate()
    compiler.sign(draft, signed_number="13/2026", signed_on=day, effective_on=day)
    confirmed = {note.text: note.confirmed for note in notes(governing(), [office("serang")])}
    assert confirmed["Kasubag Terkait."].startswith("Ditegaskan oleh")
    assert not {one.question.about for one in readings_of(governing(), office("serang")).asked} & {
        who.about,
        back.about,
    }


def test_an_answer_holds_for_later_texts_while_step_and_field_stay_as_they_are():
    asked = question(2, "on_refusal")
    say({asked.subject: asked.value})
    document = governing().document
    reworded = document.step(2).model_copy(update={"activity": "Menyetujui bahan"})
    for changed, holds in (
        ({"number": "90/2026"}, True),
        ({"steps": (document.steps[0], reworded, *document.steps[2:])}, False),
    ):
        with undone_version(document.model_copy(update=changed)) as later:
            (found,) = (one for one in readings_of(later, office("serang")).asked if one.question.about == "on_refusal")
            assert found.is_confirmed is holds


class undone_version:
    """A text in force for the time of a block."""

    def __init__(self, document: Any) -> None:
        self.document, self.around = document, undone()

    def __enter__(self) -> SopVersion:
        self.around.__enter__()
        version, day = compiler.store(self.document), timezone.localdate()
        compiler.sign(version, signed_number="1/2026", signed_on=day, effective_on=day)
        return version

    def __exit__(self, *failure: Any) -> Any:
        return self.around.__exit__(*failure)


def test_what_cannot_be_recorded_is_said_at_its_field_and_nothing_is_kept():
    asked, back = question(2, "sign_off"), question(2, "on_refusal")
    for chosen, changed, said in (
        ({}, {}, "Belum ada yang dijawab"),
        ({asked.subject: asked.value}, {"letter_number": ""}, "Isi dasar jawabannya"),
        ({asked.subject: '["staf"]'}, {}, "Jawaban ini tidak tersedia"),
        ({asked.subject: asked.value}, {"seen": "0" * 64}, "sudah diganti versi lain"),
        ({asked.subject: asked.value}, {"letter": SimpleUploadedFile("surat.exe", b"MZ")}, "bukan PDF, JPG, atau PNG"),
    ):
        response = press(chosen, **changed)
        assert response.status_code == 422, said
        assert said in texts(response)
    kept = press({asked.subject: asked.answers[1].value, back.subject: back.value}, letter_number="")
    for subject, value in ((asked.subject, asked.answers[1].value), (back.subject, back.value)):
        assert kept.context["form"][subject].value() == value, "what was chosen is still there"
    assert not ReadingAnswer.objects.exists()
    draft = say({asked.subject: asked.answers[1].value})
    SopVersion.objects.filter(pk=draft.pk).update(status=SopVersion.Status.VOID)
    with pytest.raises(ValidationError, match="sudah dibatalkan"):
        say({asked.subject: asked.answers[1].value})
    assert [one for one in readings_of(governing(), office("serang")).asked if one.is_pending] == []


def test_answers_that_contradict_each_other_are_refused_at_the_second():
    version = governing("cilacap")
    kind, back = question(2, "kind", version), question(4, "on_refusal", version)
    handed = next(one for one in kind.answers if one.document.step(2).kind == "hand_over")
    chosen = {kind.subject: handed.value, back.subject: back.answers[1].value}
    with pytest.raises(ValidationError) as caught:
        answer(office("cilacap"), version, chosen, LETTER, by=person("cilacap.admin-kantor").user)
    assert list(caught.value.message_dict) == [back.subject]
    assert not ReadingAnswer.objects.exists()


def test_who_may_look_and_who_may_answer():
    asked = question(2, "sign_off")
    for who, looks, answers in (
        (ADMIN, 200, 302),
        ("pusat.admin", 200, 403),
        ("root", 200, 403),
        ("rembang.admin-kantor", 404, 404),
        ("serang.staf", 404, 404),
        ("serang.kasubag", 404, 404),
    ):
        client = person(who).client
        with undone():
            seen = client.get(where(), headers={"x-requested-with": "XMLHttpRequest"})
            sent = client.post(
                where(),
                {"letter_number": "1", "seen": governing().sha256, asked.subject: asked.value},
                headers={"x-requested-with": "XMLHttpRequest"},
            )
            assert (seen.status_code, sent.status_code) == (looks, answers), who
            assert ReadingAnswer.objects.count() == (answers == 302), who
            listed = client.get(reverse("sop:readings"), headers={"x-requested-with": "XMLHttpRequest"})
            assert listed.status_code == (200 if "admin" in who or who == "root" else 403), who
            assert (where() in texts(listed)) is (looks == 200), who
    assert person(ADMIN).client.get(where("serang", governing("rembang"))).status_code == 404, "not chosen here"


def test_the_letter_is_opened_by_those_who_run_the_office():
    asked = question(2, "sign_off")
    file = SimpleUploadedFile("surat.pdf", pdf())
    assert press({asked.subject: asked.value}, letter=file).status_code == 302
    row = ReadingAnswer.objects.get()
    address = reverse("sop:reading_letter", args=[row.pk])
    for who in (ADMIN, "pusat.admin"):
        assert b"".join(person(who).client.get(address).streaming_content).startswith(b"%PDF"), who
    for who in ("serang.staf", "rembang.admin-kantor"):
        assert person(who).client.get(address).status_code == 404, who
    assert Client().get(row.letter.url).status_code == 403


def test_answers_are_written_once():
    asked = question(2, "sign_off")
    say({asked.subject: asked.value})
    row = ReadingAnswer.objects.get()
    for act in (
        row.save,
        row.delete,
        lambda: ReadingAnswer.objects.update(remark="x"),
        ReadingAnswer.objects.all().delete,
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_the_marks_are_on_no_sheet_but_of_those_who_run_the_office():
    run = started("serang")
    texts_of_ours = [reading.text for reading in run.sop.assumptions]
    sheet, task = reverse("sop:sheet", args=[run.pk]), reverse("sop:task", args=[run.page_id])
    for who in (ADMIN, "pusat.admin"):
        shown = texts(person(who).client.get(sheet))
        assert OPEN in shown
        assert shown.count("perlu konfirmasi kantor</span>") == 2, "steps 2 and 4"
        assert all(text in shown for text in texts_of_ours)
    public = Client().get("/sop/", headers={"host": "serang.localhost"})
    pages = [holder("serang", "staf").client.get(sheet), holder("serang", "staf").client.get(task), public]
    pages += [person("serang.staf").client.get(reverse("wagtailadmin_pages:edit", args=[run.page_id]))]
    for response in pages:
        shown = texts(response)
        assert response.status_code == 200
        assert "†" not in shown
        assert not any(text in shown for text in texts_of_ours)
        assert "Kantor perlu mengonfirmasi" not in shown


def test_the_dashboard_says_what_is_open_until_it_is_answered():
    dashboard = lambda: texts(person(ADMIN).client.get(reverse("wagtailadmin_home")))  # noqa: E731
    assert "5 pembacaan perlu ditegaskan" in re.sub(r"\s+", " ", dashboard())
    say({one.subject: one.value for one in questions(governing().document)})
    assert "perlu ditegaskan" not in dashboard()
    assert "Sudah ditegaskan" in texts(person(ADMIN).client.get(reverse("sop:readings")))


def test_what_is_open_is_listed_at_one_price_however_many_offices(django_assert_num_queries):
    asked = question(2, "sign_off")
    say({asked.subject: asked.value})
    offices = list(Office.objects.filter(sop_choices__isnull=False).distinct())
    with django_assert_num_queries(3):
        found = readings_at(offices)
    assert len(found) >= 5
    seen = texts(person("pusat.admin").client.get(reverse("sop:readings")))
    assert all(str(one.office) in seen for one in found)


def test_an_sop_of_several_offices_is_answered_by_each_and_says_for_whom_it_changes():
    version = governing()
    SopChoice.objects.create(office=office("rembang"), content_kind="artikel", sop=version.sop)
    assert "juga dipakai 1 kantor lain" in texts(person(ADMIN).client.get(where()))
    asked = question(2, "sign_off")
    say({asked.subject: asked.value})
    theirs = readings_of(version, office("rembang"))
    assert len(theirs.open) == len(theirs.asked), "another office has said nothing yet"
    assert person("rembang.admin-kantor").client.get(where("rembang", version)).status_code == 200
