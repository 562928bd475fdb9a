"""Ruling 4a as amended: whoever saved any of the text is its author, whoever pressed the button."""

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page

from home.walking import Refusal
from news.models import NewsPage
from tests.conftest import draft, holder, second_holder, section, started, starter, user, walk_to
from tests.people import Colleague
from tests.world import SLUGS, appoint
from workflows.actions.edit import note_edit
from workflows.core.sop import POSTPONE, StepKind
from workflows.core.standing import Action
from workflows.models import OFFICE_ADMIN, OfficeRole, SopRun
from workflows.notifications.audience import ACT_OF, next_to_act

pytestmark = pytest.mark.django_db
NO = {"reason": "facts", "remark": "Sebabnya."}


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
                run = Colleague(person).act(page.pk, ACT_OF.get(step.kind, Action.COMPLETE).value)
                checked = checked or step.kind.checks
            assert checked or not run.published_at
        if run is not None and run.published_at:
            return
