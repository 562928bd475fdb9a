"""Ruling 4a as amended: whoever saved any of the text is its author, whoever pressed the button."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.log_actions import LogContext
from wagtail.models import Page

from desk.clean_copy import clean_copy
from home.demo_offices import bring_on
from home.walking import Refusal
from news.models import NewsPage
from offices.models import OFFICE_ADMIN, OfficeRole
from sops.document import POSTPONE, StepKind
from tests.conftest import draft, holder, second_holder, section, started, starter, user, walk_to
from tests.people import Colleague
from tests.walls import foreign
from tests.walls.test_malformed import png as picture_bytes
from tests.world import SLUGS, appoint
from workflows.actions.authors import authors_of
from workflows.actions.edit import note_edit
from workflows.core.acts import Action
from workflows.core.rules import passing_act
from workflows.models import SopRun
from workflows.notifications.audience import next_to_act

pytestmark = pytest.mark.django_db
NO = {"reason": "facts", "remark": "Sebabnya."}


def colleague(username: str) -> Colleague:
    return Colleague(user(username))


def save(page_id: int, who, words: str) -> None:
    """Save a draft as the editor does, in the transaction that tells the run."""
    page = Page.objects.get(pk=page_id).get_latest_revision_as_object()
    page.body = [("text", f"<p>{words}</p>")]
    page.save_revision(user=who)
    note_edit(page_id, who)


def test_who_wrote_the_draft_that_a_colleague_submits_signs_none_of_its_checks():
    author, colleague = holder("bangka-barat", "divisi-pengusul"), starter("bangka-barat")
    page = author.write(
        section("bangka-barat"), NewsPage, paragraphs=["Isi."], title="Pleno", summary="R.", kind="artikel"
    )
    run = walk_to(colleague.act(page.pk, "start"), 3)
    for act in ("approve", "postpone"):
        with pytest.raises(Refusal):
            author.act(run.page_id, act, **NO)
    assert "ditulis" in run.decide(author.user, Action.APPROVE).reason
    other = second_holder("bangka-barat", "divisi-pengusul")
    run = walk_to(other.act(run.page_id, "approve"), 7)
    assert not run.decide(author.user, Action.APPROVE)
    assert run.decide(other.user, Action.APPROVE)


@pytest.mark.parametrize(("slug", "role", "step"), [("serang", "kasubag", 2), ("serang", "kordiv", 2)])
def test_one_saved_word_before_the_start_is_enough(slug, role, step):
    page = draft(slug)
    save(page.pk, user(f"{slug}.{role}"), "Satu kata.")
    run = starter(slug).act(page.pk, "start")
    assert run.current_step == step
    assert not run.decide(user(f"{slug}.{role}"), Action.APPROVE)


def test_who_saves_while_a_prepare_step_waits_is_an_author_and_who_corrects_at_a_review_is_not():
    run = walk_to(started("banten", kind="artikel"), 4)
    kasubag = holder("banten", "kasubag")
    save(run.page_id, kasubag.user, "Dirapikan.")
    assert run.decide(kasubag.user, Action.APPROVE)  # ruling 4b
    run = kasubag.act(run.page_id, "send_back", **NO)
    appoint("banten.kabag", OfficeRole.objects.get(office__slug="banten", slug="fungsional-umum"))
    save(run.page_id, user("banten.kabag"), "Ditulis ulang.")
    run = walk_to(holder("banten", "fungsional-umum").act(run.page_id, "complete"), 5)
    assert not run.decide(user("banten.kabag"), Action.APPROVE)


def test_what_was_written_before_the_last_publication_counts_no_more():
    page = draft("serang")
    save(page.pk, user("serang.kasubag"), "Naskah pertama.")
    second_holder("serang", "kasubag")
    run = walk_to(starter("serang").act(page.pk, "start"), None)
    save(run.page_id, user("serang.staf"), "Ralat.")
    run = starter("serang").act(page.pk, "start")
    assert run.decide(user("serang.kasubag"), Action.APPROVE)


def test_the_editor_says_so_before_anything_is_saved():
    page = draft("serang")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    kasubag = holder("serang", "kasubag")
    warned = "Jika Anda menyimpan, Anda tidak dapat memeriksa naskah ini pada langkah 2."
    assert warned in kasubag.client.get(address).content.decode()
    assert warned not in starter("serang").client.get(address).content.decode()
    new = reverse("wagtailadmin_pages:add", args=["news", "newspage", section("serang").pk])
    assert warned in kasubag.client.get(new).content.decode()
    save(page.pk, kasubag.user, "Satu kata.")
    assert "Anda ikut menulis naskah ini" in kasubag.client.get(address).content.decode()


def test_the_editor_says_too_where_nobody_else_could_check():
    page = draft("serang")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    kasubag = holder("serang", "kasubag")
    assert "Pada langkah 2: Belum ada orang lain" in kasubag.client.get(address).content.decode()
    second_holder("serang", "kasubag")
    assert "Belum ada orang lain" not in kasubag.client.get(address).content.decode()


MOVES = st.lists(st.tuples(st.integers(0, 6), st.sampled_from(["save", "pass", "pass", "pass", "no"])), max_size=30)


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(slug=st.sampled_from(SLUGS), first=st.integers(0, 6), moves=MOVES)
def test_whatever_happens_nothing_goes_live_whose_checks_are_all_by_its_authors(slug, first, moves, db):
    """Random hands save, pass and refuse; every other person holds every role, so only the rule keeps them apart."""
    roles = list(OfficeRole.objects.filter(office__slug=slug).exclude(slug=OFFICE_ADMIN))
    people = [user(f"{slug}.{role.slug}") for role in roles]
    for person in people[1::2]:
        for role in roles:
            appoint(person.username, role)
    author = people[first % len(people)]
    page = draft(slug, Colleague(author), kind="artikel")
    authors, checked = {author.pk}, False
    for hand, move in moves:
        run = SopRun.objects.filter(page_id=page.pk).first()
        person = people[hand % len(people)]
        if move == "save" and (run is None or run.decide(person, Action.EDIT)):
            save(page.pk, person, f"Kata ke-{hand} dari {len(authors)}.")
            checked = False
            if run is None or run.step.kind is not StepKind.REVIEW:
                authors.add(person.pk)
        elif run is None and move == "pass":
            starter(slug).act(page.pk, "start")
        elif run is not None and run.step is not None and (able := next_to_act(run)):
            person, step = able[hand % len(able)], run.step
            if move == "no" and step.kind.checks and step.on_refusal != POSTPONE:
                run = Colleague(person).act(page.pk, "send_back", **NO)
            elif move == "pass":
                assert not (step.kind.checks and person.pk in authors)
                run = Colleague(person).act(page.pk, passing_act(step).value)
                checked = checked or step.kind.checks
            assert checked or not run.published_at
        if run is not None and run.published_at:
            return


# --- files under a text -------------------------------------------------------------------------------


def with_a_file(what: str, **fields):
    """A draft of the staf that names a picture or a document of the office."""
    made = {"image": foreign.picture, "document": foreign.document}[what]("serang")
    page = draft("serang").specific
    page = page.get_latest_revision_as_object()
    if what == "image":
        page.image, page.image_alt = made, "Aula"
    else:
        page.body = [("text", "<p>Lihat lampiran.</p>"), ("document", {"document": made, "title": ""})]
    page.save_revision(user=user("serang.staf"))
    return page, made


def change_file(who: str, what: str, item, **fields):
    """The stock screen of a file, as its form is sent."""
    address = f"/admin/images/{item.pk}/" if what == "image" else f"/admin/documents/edit/{item.pk}/"
    form = {"title": item.title, "collection": item.collection_id, "tags": "", **fields}
    if what == "image":
        form = {"description": "", **{f"focal_point_{side}": "" for side in ("x", "y", "width", "height")}, **form}
    answer = colleague(who).client.post(address, form)
    assert answer.status_code == 302, answer.content.decode()[:2000]


NEW_FILES = {
    "image": lambda: SimpleUploadedFile("lain.png", picture_bytes(), "image/png"),
    "document": lambda: SimpleUploadedFile("lain.txt", b"Isi yang lain.", "text/plain"),
}
CHANGES = [
    ("image", lambda: {"file": NEW_FILES["image"]()}),
    ("image", lambda: {"title": "Judul lain"}),
    ("image", lambda: {"description": "Yang lain"}),
    ("document", lambda: {"file": NEW_FILES["document"]()}),
    ("document", lambda: {"title": "Judul lain"}),
]


@pytest.mark.parametrize(("what", "change"), CHANGES)
def test_who_changes_a_file_that_a_draft_names_is_an_author_of_it(what, change):
    page, item = with_a_file(what)
    change_file("serang.kasubag", what, item, **change())
    told = f"diubah ({'berkas' if 'file' in change() else ''}"
    assert told in colleague("serang.staf").client.get(reverse("sop:task", args=[page.pk])).content.decode()
    history = (
        colleague("serang.staf").client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
    )
    assert "ikut menulis naskah ini" in history
    run = starter("serang").act(page.pk, "start")
    assert not run.decide(user("serang.kasubag"), Action.APPROVE)
    assert second_holder("serang", "kasubag").act(page.pk, "approve")


def test_tags_of_a_file_are_no_text():
    page, item = with_a_file("image")
    change_file("serang.kasubag", "image", item, tags="arsip")
    assert starter("serang").act(page.pk, "start").decide(user("serang.kasubag"), Action.APPROVE)


def test_what_was_changed_before_any_draft_was_begun_makes_nobody_an_author():
    item = foreign.picture("serang")
    change_file("serang.kasubag", "image", item, title="Judul lain")
    page = draft("serang")
    page = page.get_latest_revision_as_object()
    page.image, page.image_alt = item, "Aula"
    page.save_revision(user=user("serang.staf"))
    assert starter("serang").act(page.pk, "start").decide(user("serang.kasubag"), Action.APPROVE)


def test_a_copy_of_the_draft_keeps_who_changed_its_file():
    page, item = with_a_file("document")
    change_file("serang.kasubag", "document", item, file=NEW_FILES["document"]())
    copy = page.copy(update_attrs={"slug": "salinan"}, user=user("serang.staf"))
    assert not starter("serang").act(copy.pk, "start").decide(user("serang.kasubag"), Action.APPROVE)


def test_who_changes_it_while_somebody_starts_is_an_author_too(monkeypatch):
    page, item = with_a_file("document")
    monkeypatch.setattr("workflows.gate.approved_files.governed_use", lambda item: None)  # asked just before the start
    run = starter("serang").act(page.pk, "start")
    item.title = "Judul lain"
    with LogContext(user=user("serang.kasubag")):
        item.save()
    run.refresh_from_db()
    assert not run.decide(user("serang.kasubag"), Action.APPROVE)


def test_the_screen_of_the_file_says_so_before():
    page, item = with_a_file("document")
    kasubag = colleague("serang.kasubag").client
    assert "ikut menulis naskah itu" in kasubag.get(f"/admin/documents/edit/{item.pk}/").content.decode()
    assert page.title not in kasubag.get(f"/admin/documents/edit/{item.pk}/").content.decode()


# --- what counts as checked ---------------------------------------------------------------------------


def hurried():
    """A text of the Kasubag's that went live by the emergency lane, and owes its checks."""
    page = draft("serang")
    save(page.pk, user("serang.kasubag"), "Naskah pertama.")
    second_holder("serang", "kasubag")
    run = starter("serang").act(page.pk, "start")
    for who in ("serang.admin-website", "serang.kordiv", "serang.staf", "serang.kasubag.dua"):
        if run.decide(user(who), Action.EMERGENCY):
            run = colleague(who).act(page.pk, "emergency", ground="kahar", remark="Banjir menggenangi gudang logistik.")
            break
    return walk_to(run, None)


def test_the_emergency_lane_checks_nothing_until_its_debts_are_settled():
    run = hurried()
    assert run.published_at
    assert run.debts.filter(settled_at=None).exists()
    save(run.page_id, user("serang.staf"), "Ralat kecil.")
    again = starter("serang").act(run.page_id, "start")
    assert again.pk != run.pk
    assert user("serang.kasubag").pk in again.authors
    assert not again.decide(user("serang.kasubag"), Action.APPROVE)


@pytest.mark.parametrize(("approved", "counts"), [(True, False), (False, True), (None, True)])
def test_debts_settle_it_when_all_of_them_are_approved(approved, counts):
    run = hurried()
    run.debts.update(settled_at=timezone.now(), approved=True)
    run.debts.filter(pk=run.debts.last().pk).update(approved=approved)
    save(run.page_id, user("serang.staf"), "Ralat kecil.")
    assert (user("serang.kasubag").pk in authors_of(Page.objects.get(pk=run.page_id))) is counts


def test_what_is_saved_while_a_text_waits_for_its_hour_belongs_to_the_next():
    """Its publication is later than the save; what is published is not what was saved."""
    page = draft("serang")
    run = walk_to(starter("serang").act(page.pk, "start"), None)
    save(page.pk, user("serang.kasubag"), "Sela.")
    SopRun.objects.filter(pk=run.pk).update(published_at=timezone.now())
    assert authors_of(page) == {user("serang.kasubag").pk}


@pytest.mark.parametrize("what", ["image", "document"])
def test_who_uploaded_a_file_that_a_colleague_attached_is_an_author_of_the_text(what):
    page, item = with_a_file(what)
    type(item).objects.filter(pk=item.pk).update(uploaded_by_user=user("serang.kasubag"))
    told = colleague("serang.staf").client.get(reverse("sop:task", args=[page.pk])).content.decode()
    assert "diunggah oleh Serang Kasubag; ia ikut menulis naskah ini" in told
    run = starter("serang").act(page.pk, "start")
    assert not run.decide(user("serang.kasubag"), Action.APPROVE)
    assert second_holder("serang", "kasubag").act(page.pk, "approve")


def test_who_uploaded_what_a_checked_text_shows_already_is_none():
    page, item = with_a_file("image")
    bring_on(page, until="live")
    type(item).objects.filter(pk=item.pk).update(uploaded_by_user=user("serang.kasubag"))
    other = draft("serang").get_latest_revision_as_object()
    other.image, other.image_alt = item, "Aula"
    other.save_revision(user=user("serang.staf"))
    assert starter("serang").act(other.pk, "start").decide(user("serang.kasubag"), Action.APPROVE)


@pytest.mark.parametrize(("when", "counts"), [("before the review", True), ("during the review", False)])
def test_what_is_attached_under_way_counts_for_its_uploader_but_what_corrects(when, counts):
    run = walk_to(started("rembang"), 4)
    secretary = user("rembang.sekretaris")
    item = foreign.picture("rembang")
    moment = run.open_visit.started_at + timedelta(seconds=-1 if counts else 1)
    type(item).objects.filter(pk=item.pk).update(uploaded_by_user=secretary, created_at=moment)
    page = Page.objects.get(pk=run.page_id).get_latest_revision_as_object()
    page.image, page.image_alt = item, "Aula"
    page.save_revision(user=user("rembang.web-admin"))
    note_edit(run.page_id, user("rembang.web-admin"))
    run.refresh_from_db()
    assert (secretary.pk in run.authors) is counts


def test_whoever_makes_a_clean_copy_wrote_nothing(monkeypatch):
    item = foreign.document("serang")
    item.uploaded_by_user = user("serang.staf")
    monkeypatch.setattr("desk.clean_copy.metadata.cleaned", lambda stored, kind: BytesIO(b"%PDF-1.4 bersih"))
    copy = clean_copy(item, item.collection, user("serang.kasubag"))
    assert copy.uploaded_by_user == user("serang.staf")
