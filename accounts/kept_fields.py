"""A form whose session had ended: nothing was done, and nothing of what was typed is lost.

The answer carries the fields, sealed for the person who typed them; logged in again, they send them anew with a fresh
token. Where the browser has forgotten whose they are (no cookie is left), the answer holds what this very request sent
and nothing that anybody could bring from elsewhere. Nothing is kept on the server. What proves who one is (passwords,
codes) and files are never carried.
"""

from typing import Any, NamedTuple

from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render

SALT = "accounts.kept-fields"
HOURS = 12 * 3600
"""Seconds a sealed form can be sent again: a working day."""
FORMS_AT = ("/admin/", "/putusan/")
"""Where people write and decide."""
SECRET = ("password", "sandi", "code", "secret", "otp", "csrfmiddlewaretoken")
ENDED = "Sesi Anda berakhir. Masuk lagi untuk melanjutkan; isian Anda tetap di halaman ini."
NOBODY = 0
DECIDES = ("/putusan/", "/sop/tugas/")


class Kept(NamedTuple):
    """A form as it was sent: by whom (primary key), where to, its fields, and which of them were files."""

    owner: int
    path: str
    fields: list[list[str]]
    files: list[str]
    secrets: bool

    @property
    def decides(self) -> bool:
        """Whether it was a decision, and not a text."""
        return any(part in self.path for part in DECIDES)

    @property
    def shown(self) -> list[tuple[str, str]]:
        """What a person typed, without what only the form needs."""
        return [
            (name, value) for name, value in self.fields if name in ("title", "remark", "reason", "summary") and value
        ]


def is_form(request: HttpRequest) -> bool:
    return request.method == "POST" and request.path_info.startswith(FORMS_AT)


def answer(request: HttpRequest, owner: int) -> HttpResponse | None:
    """The page with the fields of a form that came too late; None where it was not sent from a page of ours.

    Another site's form in this person's browser would else be handed to them for signing.
    """
    if not (_has_token(request) or _is_from_here(request)):
        return None
    return _to_a_script() if asks_for_data(request) else show(request, _read(request, owner))


def answer_without_token(request: HttpRequest, *, logged_in: bool) -> HttpResponse | None:
    """The page with the fields of a form that came without the cookie of its token; None where it is not of ours.

    Pressed again, it is sent with the token that this answer sets: by whoever is logged in by then.
    """
    if not is_form(request) or not _is_from_here(request):
        return None
    if asks_for_data(request):
        return _to_a_script()
    kept = _read(request, NOBODY)
    response = render(request, "account/send_again.html", {"kept": kept, "logged_in": logged_in}, status=403)
    response["Cache-Control"] = "no-store"
    return response


def _has_token(request: HttpRequest) -> bool:
    check = CsrfViewMiddleware(_any_view)
    check.process_request(request)
    return check.process_view(request, _any_view, (), {}) is None


def _any_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _is_from_here(request: HttpRequest) -> bool:
    """Whether a browser says so: it names the sending page's site with every form, and no page can name another."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _to_a_script() -> JsonResponse:
    said = {"success": False, "error_code": "session_ended", "error_message": ENDED, "detail": ENDED}
    return JsonResponse(said, status=401)


def asks_for_data(request: HttpRequest) -> bool:
    """Whether a script waits for the answer and not a person."""
    fetched = request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
    return fetched or not request.accepts("text/html") or request.headers.get("X-Requested-With") == "XMLHttpRequest"


def _read(request: HttpRequest, owner: int) -> Kept:
    names = [name for name in request.POST if not _is_secret(name)]
    fields = [[name, value] for name in names for value in request.POST.getlist(name)]
    files = [f"{name} ({file.name})" for name in request.FILES for file in request.FILES.getlist(name)]
    secrets = any(_is_secret(name) and name != "csrfmiddlewaretoken" for name in request.POST)
    return Kept(owner, request.get_full_path(), fields, files, secrets)


def _is_secret(name: str) -> bool:
    return any(part in name.lower() for part in SECRET)


def show(request: HttpRequest, kept: Kept, **said: Any) -> HttpResponse:
    """The sealed form, with the way back in."""
    sealed = signing.dumps(list(kept), salt=SALT, compress=True)
    response = render(request, "account/kept_fields.html", {"kept": kept, "sealed": sealed, **said}, status=403)
    response["Cache-Control"] = "no-store"
    return response


def unseal(text: str) -> Kept | None:
    """The form somebody brings back; None where it is not ours, or of another day."""
    try:
        return Kept(*signing.loads(text, salt=SALT, max_age=HOURS))
    except signing.BadSignature:
        return None
