"""What an open page asks about its session, and the ways back into it."""

from allauth.account import views
from allauth.account.internal.stagekit import clear_login, get_pending_stage
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from accounts import kept_fields, sessions
from accounts.second_factor import FACTORS, is_shown


@never_cache
@require_GET
def state(request: HttpRequest) -> JsonResponse:
    """Who is logged in here and for how many seconds yet; ``?aktif=1`` says that somebody is at work."""
    user = request.user
    if not _is_logged_in(request):
        return JsonResponse({"user": None})
    left, extendable = sessions.seconds_left(request)
    token = get_token(request)
    return JsonResponse(
        {"user": user.pk, "name": str(user), "ends_in": max(0, left), "extendable": extendable, "csrf": token}
    )


@never_cache
@login_required
def back(request: HttpRequest) -> HttpResponse:
    """Where the window arrives in which somebody logged in again beside the page they were writing in."""
    return render(request, "account/back.html")


@never_cache
@csrf_exempt  # the seal is the token: only an answer of ours to this very person has one
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """A sealed form comes back: to its owner, and to nobody else, it is shown as it was, ready to be sent."""
    kept = kept_fields.unseal(request.POST.get("isian", ""))
    if kept is None:
        return redirect("wagtailadmin_home")
    if not _is_logged_in(request):
        return kept_fields.show(request, kept, not_yet=True)
    if request.user.pk != kept.owner:
        return kept_fields.show(request, kept._replace(fields=kept.fields), other=str(request.user))
    return render(request, "account/send_again.html", {"kept": kept, "logged_in": True})


def without_token(request: HttpRequest) -> HttpResponse | None:
    """A form whose token nothing proves: it is shown as it was sent, where it came from a page of ours."""
    return kept_fields.answer_without_token(request, logged_in=_is_logged_in(request))


def _is_logged_in(request: HttpRequest) -> bool:
    return request.user.is_authenticated and (not settings.SECOND_FACTOR_REQUIRED or is_shown(request))


def login(request: HttpRequest) -> HttpResponse:
    """allauth's; whoever is logged in and holds no role is told so, instead of being led to and fro.

    So is not whose factor was taken away while they were asked for it: they begin anew.
    """
    if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
        return render(request, "account/no_role.html", status=403)
    waiting = get_pending_stage(request)
    if waiting and waiting.key == AuthenticateStage.key and not is_mfa_enabled(waiting.login.user, FACTORS):
        clear_login(request)
    return views.login(request)
