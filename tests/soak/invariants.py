"""What must be true whatever broke: the ledger, Wagtail's rows, the live pages and the messages tell one story."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import Count, Q
from wagtail.models import Page, TaskState, WorkflowState

from home.walking import Refusal
from messaging.models import OutboxMessage
from news.models import NewsPage
from offices.models import Office
from sops.route import Outcome
from tests.soak.load import Load, Watched
from workflows.core.rule_inputs import Status
from workflows.gate.verification import differences, live_pages
from workflows.models import SopRun, StepVisit
from workflows.notifications.announcing import thread
from workflows.notifications.audience import next_to_act

OPEN = Q(visits__finished_at__isnull=True, visits__pk__isnull=False)


def broken(load: Load) -> list[str]:
    """Every contradiction found, as a sentence; the load must be at rest."""
    found = [*_runs(), *_live_is_approved(), *_messages(), *_public(load)]
    return [*found, *load.record.faults]


def _runs() -> Iterator[str]:
    """One open visit per running item, one open task of Wagtail's, and a page that is live when its run says so."""
    open_pages = Counter(SopRun.objects.open().values_list("page_id", flat=True))
    yield from (f"page {page}: {times} open runs" for page, times in open_pages.items() if times > 1)
    for run in SopRun.objects.annotate(open_count=Count("visits", filter=OPEN)):
        waits = run.current_step is not None and run.status in (Status.RUNNING, Status.PUBLISHED)
        if run.open_count != int(waits):
            yield f"{run}: {run.open_count} open visits at step {run.current_step} ({run.status})"
        page = Page.objects.filter(pk=run.page_id).first()
        if page is None or page.live != (run.published_at is not None):
            yield f"{run}: live is {page and page.live}, published {run.published_at}"
        yield from _projection(run)
        begun = Counter(run.visits.values_list("step_number", "started_at"))
        yield from (f"{run}: step {step} was entered twice at once" for (step, _), times in begun.items() if times > 1)
        kinds = Counter(run.events.values_list("kind", flat=True))
        yield from (f"{run}: {kind} {kinds[kind]} times" for kind in ("started", "published") if kinds[kind] > 1)


def _projection(run: SopRun) -> Iterator[str]:
    """Wagtail's rows beside the run."""
    states = WorkflowState.objects.filter(pk=run.workflow_state_id)
    state = states.first()
    if state is None or (state.status == WorkflowState.STATUS_IN_PROGRESS) != run.is_open:
        yield f"{run} is {run.status}, Wagtail says {state and state.status}"
    elif run.is_open:
        tasks = TaskState.objects.filter(workflow_state=state, status=TaskState.STATUS_IN_PROGRESS)
        visit = StepVisit.objects.filter(run=run, finished_at=None).first()
        if [task.pk for task in tasks] != [visit and visit.task_state_id]:
            yield f"{run}: Wagtail has {tasks.count()} open tasks, not the waiting visit's"


def _live_is_approved() -> Iterator[str]:
    """What is live is, to the SHA-256, what the last check approved, and was signed by both of its roles."""
    ours = live_pages().filter(pk__in=SopRun.objects.values("page_id"))  # a world may begin with pages of its own
    yield from (f"page {one.page.pk}: {one.why}" for one in differences(ours))
    for run in SopRun.objects.exclude(published_at=None):
        approved = run.visits.filter(outcome=Outcome.APPROVED).last()
        signed = set(approved.signatures.filter(voided_at=None).values_list("content_sha256", flat=True))
        count = approved.signatures.filter(voided_at=None).count()
        if signed != {run.content_sha256} or count != len(approved.step.roles):
            yield f"{run}: {count} signatures on {len(signed)} contents"


def _messages() -> Iterator[str]:
    """Whoever an item waits for has been told of it; nobody twice of one act."""
    doubled = OutboxMessage.objects.exclude(about="").values("about", "user").annotate(times=Count("pk"))
    yield from (f"{one['times']} messages of one act to one person" for one in doubled.filter(times__gt=1))
    for run in SopRun.objects.filter(status=Status.RUNNING):
        told = set(OutboxMessage.objects.filter(thread=thread(run), reason="next").values_list("user_id", flat=True))
        left = {person.pk for person in next_to_act(run)} - told
        if left:
            yield f"{run}: {len(left)} people were not told that it waits for them"


NEWEST = 10


def _public(load: Load) -> Iterator[str]:
    """Visitors of each process see what is published, and nothing that isn't."""
    news = SopRun.objects.filter(page_id__in=NewsPage.objects.values("pk"))
    here = load.installation
    for office in Office.objects.filter(runs__in=news).distinct():
        visitor = Watched(here, load.record, "check")
        visitor.host = office.hostname
        live = news.filter(office=office).exclude(published_at=None).order_by("-published_at")[:NEWEST]
        hidden = news.filter(office=office, published_at=None).order_by("-started_at")[:NEWEST]
        pages = {page.pk: page.url_path for page in Page.objects.filter(pk__in=[run.page_id for run in live])}
        root = office.root_page.url_path.rstrip("/")
        for port in (here.a, here.b, here.both):
            try:
                listed = visitor.get("/berita/", port=port).text
                yield from (f"{run} is not in the list" for run in live if f">{run.page_title}<" not in listed)
                yield from (f"{run} is listed unpublished" for run in hidden if f">{run.page_title}<" in listed)
                for run in live:
                    answer = visitor.get(pages[run.page_id].removeprefix(root), port=port)
                    if answer.status_code != 200 or run.page_title not in answer.text:
                        yield f"{run}: its page answers {answer.status_code}"
            except Refusal as refusal:
                yield f"the public site does not answer: {refusal}"
