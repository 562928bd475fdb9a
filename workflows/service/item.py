"""An item before a person: what they may do with it, the forms that ask for it, and the verb that does it.

The task page, the decision page and the API all go through here, so they offer and accept the same.
"""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.utils.functional import cached_property
from wagtail.models import Page

from offices.models import Office
from offices.role_holders import people_in
from sops.models import SopVersion
from workflows.actions.personal import KEEPS
from workflows.actions.refusals import ActionRefused, Incomplete
from workflows.actions.seen import seen_token
from workflows.actions.start import NO_SOP, ON_BEHALF_OF, may_start, start_act
from workflows.actions.verb import Act
from workflows.core.acts import Action
from workflows.core.rule_inputs import Allowed, Refused
from workflows.core.rules import passing_act
from workflows.gate import personal, reach
from workflows.models import GovernedPage, SopRun
from workflows.models.rule_inputs import reason_for
from workflows.service.acts import VERBS, act_for, offered_acts
from workflows.service.forms import ActForm


@dataclass
class Item:
    """A governed page, the run shown of it (if any), and the person who looks at it."""

    page: Page
    """The page's row, or its latest draft where that has been read already."""
    office: Office
    run: SopRun | None
    user: Any

    @cached_property
    def draft(self) -> GovernedPage:
        """The latest text; most acts don't need it."""
        return self.page if isinstance(self.page, GovernedPage) else self.page.get_latest_revision_as_object()

    @cached_property
    def version(self) -> SopVersion | None:
        """The SOP it follows, or the one it would follow."""
        return self.run.sop_version if self.run else self.draft.governing_version()

    @property
    def is_startable(self) -> bool:
        """A page without an open run whose draft is not what the public already sees."""
        return not (self.run and self.run.is_open) and (not self.page.live or self.page.has_unpublished_changes)

    @cached_property
    def warnings(self) -> list[str]:
        """What will be refused at publishing, or may be an oversight; nothing once the text is live."""
        if not (self.is_startable or (self.run and self.run.is_open)):
            return []
        at = self.run.go_live_at if self.run else None
        told = [*reach.obstacles(self.draft, at), *self.draft.doubts()]
        return [*told, self.personal] if self.personal else told

    @cached_property
    def personal(self) -> str:
        """What there is of personal data in the latest text that nobody has accounted for, in a sentence."""
        revision = self.page.latest_revision
        places = personal.unaccounted(self.page, revision.content, self.run) if revision else []
        return personal.sentence(places) if places else ""

    def acts(self) -> list[Act]:
        """Every act offered, each with its empty form."""
        return [replace(act, form=self.form(act)) for act in self.offered()]

    def offered(self) -> list[Act]:
        acts = offered_acts(self.run, self.user) if self.run else []
        if self.is_startable and (governing := self.draft.governing_version()) is not None:
            decision = may_start(self.draft, self.user)
            if isinstance(decision, Allowed):
                on_behalf = not decision.role
                acts.insert(0, start_act(governing.document, self.draft.content_kind, on_behalf=on_behalf))
        return acts

    def act(self, action: Action, target: int | None = None) -> Act:
        """The act as it is offered, or its bare form when it isn't: the verb then says why not."""
        if self.run is not None and target is None and (act := act_for(self.run, action)) is not None:
            return act
        for act in self.offered():
            if act.action is action and act.target == target:
                return act
        verb = VERBS[action]
        waiting = self.run.current_step if self.run and action is not Action.START else None
        asks = tuple(ask for ask in verb.asks if ask.unoffered)
        return Act(verb, "Tindakan", steps=(waiting,) if waiting else (), target=target, asks=asks)

    def form(self, act: Act, data: Any = None) -> ActForm:
        run = self.run
        version = self.draft.governing_version() if act.action is Action.START else self.version
        if version is None:
            raise PermissionDenied(NO_SOP)
        holders = None
        if ON_BEHALF_OF in act.asks:
            people = people_in(self.office, version.document.first_step.roles, self.draft.division_id)
            holders = get_user_model().objects.filter(pk__in=[user.pk for user in people])
        initial = {} if data else {"seen": self.seen, "run": run.pk if run else None}
        return ActForm(
            data,
            act=act,
            document=version.document,
            user=self.user,
            run=run,
            holders=holders,
            personal=KEEPS in act.asks and (bool(self.personal) if data is None else KEEPS.name in data),
            initial=initial,
        )

    @property
    def seen(self) -> str:
        """The token of what stands before the person's eyes now."""
        visit = self.run.open_visit if self.run and self.run.is_open else None
        return seen_token(visit.pk if visit else None, self.page.latest_revision)

    def attempt(self, act: Act, data: Any) -> tuple[int, Act]:
        """Do the act with what was posted: 200 when it is done, else 4xx and the act with its answered form."""
        form = self.form(act, data)
        status = 422
        if form.is_valid():
            try:
                self.run = self._perform(act, form)
            except ActionRefused as refusal:
                status = refusal.status
                form.add_faults(refusal.faults if isinstance(refusal, Incomplete) else {"": refusal.reason})
            else:
                status = 200
        return status, replace(act, form=form)

    def _perform(self, act: Act, form: ActForm) -> SopRun:
        verb, data = act.verb, form.cleaned_data
        given: dict[str, Any] = {}
        for ask in verb.asks:
            given |= ask.given(data)
        if verb.needs_seen:
            given["seen"] = data.get("seen") or ""
        if verb.after_publication:
            given["run_id"] = data.get("run") or 0
        if verb.target:
            given[verb.target] = act.target
        return verb.do(self.page.pk, self.user, form.answers(), **given)

    def why_not(self) -> str:
        """The sentence for someone who can do nothing here now."""
        if self.version is None:
            return NO_SOP
        if self.is_startable:
            decision = may_start(self.draft, self.user)
        elif self.run is not None and self.run.step is not None:
            action = passing_act(self.run.step)
            decision = self.run.decide(self.user, action)
            if isinstance(decision, Refused):
                return reason_for(self.run, decision, action)
        else:
            return ""
        return decision.reason if isinstance(decision, Refused) else ""
