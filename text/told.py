"""Saying that something was taken out of what was typed, where it may have been meant."""

import json
from collections.abc import Callable, Sequence
from contextvars import ContextVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.functional import lazy

from text.forms import turned

_said: ContextVar[list[str] | None] = ContextVar("sentences said with the answer to this request", default=None)


def tell(said: str) -> None:
    """Have a sentence said with the answer to the request that is under way, once."""
    sentences = _said.get()
    if sentences is not None and said not in sentences:
        sentences.append(said)


def say_what_was_told(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: says what was changed in what was saved; to a script as ``told``."""

    def middleware(request: HttpRequest) -> HttpResponse:
        sentences: list[str] = []
        token = _said.set(sentences)
        try:
            response = get_response(request)
        finally:
            _said.reset(token)
        for said in sentences:
            if isinstance(response, JsonResponse):
                tell_script(response, said)
            else:
                messages.warning(request, said)
        return response

    return middleware


def say_what_was_taken(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: tells the person at once of which fields signs of direction were taken out.

    A page says it among its messages; to a script it is said as ``told`` in what it is answered.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return get_response(request)
        labels: list[str] = []
        for_script = not request.accepts("text/html")

        def note(label: str) -> None:
            if not labels and not for_script and hasattr(request, "_messages"):
                messages.warning(request, _said_when_shown(labels))
            if label not in labels:
                labels.append(label)

        token = turned.set(note)
        try:
            response = get_response(request)
        finally:
            turned.reset(token)
        if labels and for_script and isinstance(response, JsonResponse):
            tell_script(response, sentence(labels))
        return response

    return middleware


def tell_script(response: JsonResponse, said: str) -> None:
    """Add a sentence to what a script is answered; the editor shows it (``desk/editor/told.js``)."""
    answer = json.loads(response.content)
    answer["told"] = " ".join(filter(None, (answer.get("told"), said)))
    response.content = json.dumps(answer)


def sentence(labels: Sequence[str]) -> str:
    names = ", ".join(f"«{label}»" for label in labels)
    return (
        f"Isian {names} memuat tanda tak terlihat yang membalik arah tulisan. Tanda itu dihapus; baca lagi "
        "isinya, apakah masih seperti yang Anda maksud."
    )


_said_when_shown = lazy(sentence, str)
"""The fields cleaned after the first one are named too."""
