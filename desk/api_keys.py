"""One's own keys for the API: making one (its text is shown once) and revoking it."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.api_keys import ApiKey

MOST = 20
"""Working keys of one person."""


class KeyForm(forms.Form):
    name = forms.CharField(
        label="Nama kunci",
        max_length=100,
        help_text="Untuk apa kunci ini, misalnya integrasi agenda.",
        error_messages={"required": "Isi nama kuncinya, supaya nanti dikenali."},
    )


class ApiKeysView(WagtailAdminTemplateMixin, View):
    """GET lists the person's keys; POST makes one, after fresh proof of who asks, or revokes that of ``cabut``."""

    template_name = "desk/api_keys.html"
    header_icon = "key"
    page_title = "Kunci API"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(KeyForm(label_suffix=""))

    def post(self, request: HttpRequest) -> HttpResponse:
        wanted = request.POST.get("cabut", "")
        if wanted:
            key = get_object_or_404(ApiKey, pk=int(wanted[:18]) if wanted.isdecimal() else 0, user=request.user)
            ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())
            messages.success(request, f"Kunci «{key}» dicabut.")
            return redirect("sop:api_keys")
        form = KeyForm(request.POST, label_suffix="")
        if self._working().count() >= MOST:
            form.add_error("name", f"Paling banyak {MOST} kunci. Cabut dulu yang tidak dipakai.")
        if not form.is_valid():
            return self._show(form, status=422)
        if is_reauthentication_required(request, app="accounts"):
            return self._ask_for_proof(form)
        _, text = ApiKey.objects.make(request.user, form.cleaned_data["name"])
        return self._show(KeyForm(label_suffix=""), made=text)

    def _ask_for_proof(self, form: KeyForm) -> HttpResponse:
        if not get_adapter().get_reauthentication_methods(self.request.user):  # who has but an account at the provider
            form.add_error("name", "Anda masuk terlalu lama yang lalu. Keluar, masuk lagi, lalu buat kuncinya.")
            return self._show(form, status=422)
        messages.warning(self.request, "Buktikan dulu bahwa ini Anda, lalu buat kuncinya.")
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': self.request.path})}")

    def _working(self) -> Any:
        return ApiKey.objects.filter(user=self.request.user.pk, revoked_at__isnull=True, expires_at__gt=timezone.now())

    def _show(self, form: KeyForm, *, status: int = 200, made: str = "") -> HttpResponse:
        context = self.get_context_data(form=form, keys=self._working(), made=made)
        return render(self.request, self.template_name, context, status=status)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]
