"""The addresses under ``/api/sop/``. Nothing is decided here: ``admin.item`` offers and does."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Path, Query, Status
from ninja.errors import AuthenticationError, Throttled, ValidationError
from wagtail.models import Page

from desk.api.access import ACCESS, THROTTLE
from desk.api.shapes import ActionIn, ProcedureOut, Refusal, RunOut, TaskOut, posted, procedure, run_of, task
from offices import office_time
from offices.models import Office
from sops.models import SopVersion
from workflows.core.acts import Action
from workflows.models import GovernedPage, SopRun
from workflows.models.rule_inputs import actor_at
from workflows.models.task_lists import Desk
from workflows.service.acts import verb_named
from workflows.service.item import Item

LARGEST_ID = 2**63 - 1
Id = Annotated[int, Path(ge=1, le=LARGEST_ID)]
MOST_TASKS = 100
NOT_THERE = "Tidak ada, atau bukan milik kantor Anda."

api = NinjaAPI(
    title="SOP penerbitan",
    version="1.0.0",
    description="Prosedur, tugas, dan tindakan menurut SOP. Aturannya sama dengan halaman tugas di admin.",
    urls_namespace="sop-api",
    docs_url=None,
    auth=ACCESS,
    throttle=THROTTLE,
)
REFUSALS = {401: Refusal, 403: Refusal, 404: Refusal, 409: Refusal, 422: Refusal, 429: Refusal}


@api.get("procedures/", response={200: list[ProcedureOut], **REFUSALS}, summary="Every SOP that governs")
def procedures(request: HttpRequest) -> Any:
    governing = SopVersion.objects.filter(status=SopVersion.Status.GOVERNING).order_by("sop__slug")
    return [procedure(version.document) for version in governing]


@api.get("tasks/", response={200: list[TaskOut], **REFUSALS}, summary="What waits for the caller, overdue first")
def tasks(request: HttpRequest, limit: Annotated[int, Query(ge=1, le=MOST_TASKS)] = MOST_TASKS) -> Any:
    desk = Desk(request.user)
    visits = [*desk.waiting().select_related("run__office", "run__sop_version")[:limit]]
    return [task(visit) for visit in visits]


@api.get("runs/{run_id}/", response={200: RunOut, **REFUSALS}, summary="One item and what the caller may do with it")
def run(request: HttpRequest, run_id: Id) -> Any:
    item = _item(request.user, run_id)
    with office_time.at(item.office):
        return run_of(item)


@api.post("runs/{run_id}/actions/", response={200: RunOut, **REFUSALS}, summary="Do one of the run's actions")
def act(request: HttpRequest, run_id: Id, given: ActionIn) -> Any:
    return _done(_item(request.user, run_id), given)


@api.post("pages/{page_id}/start/", response={200: RunOut, **REFUSALS}, summary="Hand a draft to its SOP")
def start(request: HttpRequest, page_id: Id, given: ActionIn) -> Any:
    page = Page.objects.filter(pk=page_id).first()
    if page is None or not issubclass(page.specific_class or Page, GovernedPage):
        raise Http404
    office = Office.of_page(page)
    if office is None or not actor_at(request.user, office, None).in_office:
        raise Http404
    open_run = SopRun.objects.open().filter(page_id=page.pk).select_related("office", "sop_version").first()
    given.action = Action.START.value
    return _done(Item(page, office, open_run, request.user), given)


@api.get("pages/{page_id}/seen/", response={200: dict[str, str], **REFUSALS}, summary="The token that starts a draft")
def seen(request: HttpRequest, page_id: Id) -> Any:
    page = Page.objects.filter(pk=page_id).first()
    office = Office.of_page(page) if page is not None else None
    governed = page is not None and issubclass(page.specific_class or Page, GovernedPage)
    if not governed or office is None or not actor_at(request.user, office, None).in_office:
        raise Http404
    return {"seen": Item(page, office, None, request.user).seen}


def _item(user: Any, run_id: int) -> Item:
    """The run with its page, for someone of its office. Raises ``Http404`` for anyone else."""
    found = SopRun.objects.filter(pk=run_id).select_related("office", "sop_version").first()
    if found is None or not actor_at(user, found.office, None).in_office:
        raise Http404
    page = Page.objects.filter(pk=found.page_id).first()
    if page is None:
        raise Http404
    return Item(page, found.office, found, user)


def _done(item: Item, given: ActionIn) -> Any:
    """The outcome of an act: the run as it is now, or the refusal with its status."""
    if given.action == Action.EDIT:
        return Status(422, {"reason": "Menyunting dilakukan di penyunting halaman.", "errors": {}})
    verb = verb_named(given.action)
    if verb is None:
        return Status(
            422, {"reason": "Tindakan tidak dikenal.", "errors": {"action": ["Pakai salah satu dari actions."]}}
        )
    with office_time.at(item.office):
        status, tried = item.attempt(
            item.act(verb.action, given.target), posted(given, item.run.pk if item.run else None)
        )
        if status == 200:
            return Status(200, run_of(Item(Page.objects.get(pk=item.page.pk), item.office, item.run, item.user)))
    assert tried.form is not None
    errors = {name or "action": [str(error) for error in found] for name, found in tried.form.errors.items()}
    reason = " ".join(error for found in errors.values() for error in found)
    return Status(status, {"reason": reason, "errors": errors})


@api.exception_handler(Http404)
def not_there(request: HttpRequest, error: Http404) -> HttpResponse:
    return api.create_response(request, {"reason": NOT_THERE, "errors": {}}, status=404)


@api.exception_handler(AuthenticationError)
def not_known(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    reason = "Masuk dulu, atau kirim kunci API yang masih berlaku."
    return api.create_response(request, {"reason": reason, "errors": {}}, status=401)


@api.exception_handler(Throttled)
def too_often(request: HttpRequest, error: Throttled) -> HttpResponse:
    reason = "Terlalu banyak permintaan. Tunggu sebentar, lalu ulangi."
    response = api.create_response(request, {"reason": reason, "errors": {}}, status=429)
    response["Retry-After"] = str(int(error.wait or 60) + 1)
    return response


@api.exception_handler(ValidationError)
def not_readable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What doesn't fit the schema at all, by field."""
    errors: dict[str, list[str]] = {}
    for fault in error.errors:
        name = ".".join(str(part) for part in fault["loc"] if part not in ("body", "path", "query", "given"))
        errors.setdefault(name or "body", []).append("Nilainya tidak sesuai dengan yang diminta.")
    reason = f"Isian tidak terbaca: {', '.join(errors)}."
    return api.create_response(request, {"reason": reason, "errors": errors}, status=422)
