"""Start an item on its way: the person at step 1 hands the page to the SOP (ruling 1)."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from wagtail.models import WorkflowState

from offices import office_time
from offices.models import Office
from offices.role_holders import people_in
from sops import route
from sops.document import ContentKind, Sop
from sops.models import SopVersion
from sops.performers import role_names
from sops.route import Outcome
from workflows.actions.asks import REMARK, Ask
from workflows.actions.authors import authors_of
from workflows.actions.complete import work_through
from workflows.actions.locks import lock_page, open_run
from workflows.actions.refusals import Incomplete, NotAllowed, Stale
from workflows.actions.seen import compare_seen
from workflows.actions.transition import Transition
from workflows.actions.verb import Act, Verb, onward
from workflows.core import rules
from workflows.core.acts import Action, EventKind
from workflows.core.answers import Answers
from workflows.core.rule_inputs import Allowed, Decision, History, Refused
from workflows.models import GovernedPage, SopRun
from workflows.models.rule_inputs import actor_at
from workflows.models.signed import fingerprint

NO_SOP = "Kantor belum memilih SOP untuk isi ini. Minta admin kantor memilihnya di menu SOP."


def may_start(draft: GovernedPage, user: Any) -> Decision:
    """Whether the person may start a run of this page, and why not."""
    office = Office.of_page(draft)
    version = draft.governing_version()
    if office is None or version is None:
        return Refused(NO_SOP)
    actor = actor_at(user, office, draft.division_id, version.sop_id)
    return rules.decide(version.document, actor, History(), Action.START)


def start(page_id: int, user: Any, answers: Answers, *, seen: str, on_behalf_of: Any = None) -> SopRun:
    """Open a run on the governing version and complete its first act.

    An admin kantor starts on behalf of a holder of step 1's role, who is named in the record.
    Raises ``NotAllowed``, ``Stale``, ``Incomplete``.
    """
    with transaction.atomic():
        page = lock_page(page_id)
        draft = _startable(page)
        decision = may_start(draft, user)
        if not isinstance(decision, Allowed):
            raise NotAllowed(decision.reason)
        revision = page.get_latest_revision() or draft.save_revision(user=user, clean=False)
        compare_seen(seen, None, revision)
        version, office = draft.governing_version(), Office.of_page(draft)
        assert version is not None  # may_start allowed it, so both are there
        assert office is not None
        if not decision.role:
            _check_holder(office, version, on_behalf_of, draft.division_id)
        elif decision.acting is not None:
            on_behalf_of = get_user_model().objects.get(pk=decision.acting.principal)
        else:
            on_behalf_of = None
        run = _open(draft, office, version, revision, user, on_behalf_of)
        here = Transition(run, page, revision, user, decision.role, timezone.now(), acting=decision.acting)
        here.enter(version.document.first_step.number)
        run.save()
        work_through(here, answers, Outcome.DONE, kind=EventKind.STARTED, on_behalf_of=run.on_behalf_of)
        return run


def _startable(page: Any) -> GovernedPage:
    """The draft of a locked page that no SOP has yet. Raises ``NotAllowed``, ``Stale``."""
    draft = page.get_latest_revision_as_object()
    if not isinstance(draft, GovernedPage) or page.alias_of_id:
        raise NotAllowed("Halaman ini tidak diterbitkan melalui SOP.")
    if open_run(page.pk) is not None:
        raise Stale("Naskah ini sudah berjalan dalam SOP. Muat ulang halaman untuk melihat langkahnya.")
    return draft


def _check_holder(office: Office, version: SopVersion, holder: Any, division_id: int | None) -> None:
    roles = version.document.first_step.roles
    if holder is None or holder not in people_in(office, roles, division_id):
        names = role_names(version.document, roles)
        raise Incomplete({"on_behalf_of": f"Pilih pemegang peran {names} yang Anda wakili."})


def _open(draft: GovernedPage, office: Office, version: SopVersion, revision: Any, user: Any, holder: Any) -> SopRun:
    """The run and Wagtail's workflow state, with the next number of the office's register."""
    Office.objects.select_for_update().get(pk=office.pk)
    now = timezone.now()
    year = office_time.local(now, office).year
    last = office.runs.filter(register_year=year).order_by("-register_number").first()
    state = WorkflowState.objects.create(
        content_type=draft.get_content_type(),
        base_content_type=draft.get_base_content_type(),
        object_id=str(draft.pk),
        workflow=version.workflow,
        status=WorkflowState.STATUS_IN_PROGRESS,
        requested_by=user,
    )
    assert version.workflow is not None  # a governing version is compiled
    return SopRun.objects.create(
        page_id=draft.pk,
        page_title=draft.title[:255],
        content_kind=draft.content_kind,
        sop_version=version,
        office=office,
        division=draft.division,
        register_year=year,
        register_number=last.register_number + 1 if last else 1,
        started_at=now,
        started_by=user,
        started_by_name=str(user),
        on_behalf_of=holder,
        on_behalf_of_name=str(holder) if holder else "",
        workflow_state_id=state.pk,
        last_editor=revision.user,
        authors=sorted(authors_of(draft)),
        content_sha256=fingerprint(revision.content),
    )


ON_BEHALF_OF = Ask(
    "on_behalf_of",
    lambda dialog: forms.ModelChoiceField(
        dialog.holders,
        label="Atas nama",
        required=False,
        help_text="Anda memulai sebagai admin kantor; nama Anda dan orang ini tercatat.",
    ),
    wire=(int | None, None),
    takes="on_behalf_of",
)


START = Verb(Action.START, start, asks=(ON_BEHALF_OF, REMARK), needs_seen=True, primary=True)


def start_act(document: Sop, kind: ContentKind, *, on_behalf: bool) -> Act:
    """The button that starts a run; an admin kantor is asked on whose behalf."""
    first = document.first_step.number
    return Act(
        START,
        f"Ajukan ke {onward(document, first, kind)}",
        f"Langkah 1: {document.first_step.activity}.",
        steps=route.one_act(document, first, kind),
        asks=START.asks if on_behalf else (REMARK,),
    )
