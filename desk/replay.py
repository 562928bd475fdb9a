"""Saves whose answer was lost on the way: the same answer is given again, and nothing is done twice.

An open editor names itself (``sop_tab``) and counts the answers it got (``sop_answers``). Where it got fewer than were
given, it does not know of a page, revision or row that it made; the last answer tells it, and it saves again.
"""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

KEY = "_saves"
MOST_EDITORS = 10
SAVED = "sop_tersimpan"
"""The cookie by which a browser learns that what it kept of an editor is saved."""


def _stored(request: HttpRequest) -> dict[str, Any]:
    """As stored by now: the request before this one may have ended since this one's session was read."""
    session: Any = request.session
    return type(session)(session.session_key).get(KEY, {}) if session.session_key else {}


def lost_answer(request: HttpRequest, page_id: int | None = None) -> JsonResponse | None:
    """The last answer to this editor (of this page, unless it was new), where it did not arrive."""
    given = _stored(request).get(request.POST.get("sop_tab", ""))
    answers = request.POST.get("sop_answers", "")
    if given is None or not answers.isdecimal() or int(answers) >= given["answers"]:
        return None
    if page_id is not None and given["last"].get("pk") != page_id:
        return None
    return JsonResponse({**given["last"], "replayed": True})


def page_made_by(request: HttpRequest) -> int | None:
    """The page that this editor of a new page has already made, unknown to it."""
    given = _stored(request).get(request.POST.get("sop_tab", ""))
    return given["last"].get("pk") if given else None


def note(request: HttpRequest, response: HttpResponse) -> None:
    """Remember a successful answer; the parts of the page around the form are not needed again."""
    tab = request.POST.get("sop_tab", "")
    if not tab or len(tab) > 60:
        return
    if response.status_code == 302:
        response.set_cookie(SAVED, tab, 600, samesite="Lax", secure=request.is_secure())
    elif isinstance(response, JsonResponse) and response.status_code == 200:
        last = {name: value for name, value in json.loads(response.content).items() if name != "html"}
        before = _stored(request)
        count = before.get(tab, {}).get("answers", 0) + 1
        others = [(name, given) for name, given in before.items() if name != tab][1 - MOST_EDITORS :]
        request.session[KEY] = {**dict(others), tab: {"answers": count, "last": last}}
