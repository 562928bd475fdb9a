"""The accounts at the institution's provider that open one's own: seen and cut."""

from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import second_factor


@login_required
@require_http_methods(["GET", "POST"])
def provider_links(request: HttpRequest) -> HttpResponse:
    """GET lists them; POST cuts them all, and every other session ends."""
    if request.method == "POST":
        second_factor.cut_links(request.user)
        update_session_auth_hash(request, request.user)  # type: ignore[arg-type]
        messages.success(request, "Akun lembaga diputuskan.")
        return redirect("socialaccount_connections")
    return render(
        request, "socialaccount/connections.html", {"links": SocialAccount.objects.filter(user=request.user.pk)}
    )
