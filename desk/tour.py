"""Three sentences on the dashboard for whoever is new there, until they have read them."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST
from wagtail.admin.ui.components import Component
from wagtail.admin.views.dismissibles import DismissiblesView
from wagtail.users.models import UserProfile

from offices.models import OFFICE_ADMIN, is_headquarters
from offices.role_holders import shown_holdings
from sops.document import StepKind
from sops.models import SopVersion

SEEN = "sop-tour"
"""The key in Wagtail's own record of what a person has dismissed."""
MOST_DISMISSED = 100
LONGEST_NAME = 100

WHERE = "Yang menunggu Anda ada di Tugas Saya, dan kabarnya di Pemberitahuan."
WORDS = {
    "admin-pusat": "Anda membuka kantor, mengesahkan SOP di Pustaka SOP, dan dapat mengatur setiap kantor.",
    "admin-kantor": "Anda mengatur orang dan peran, SOP yang berlaku, serta jam kerja pada menu Kantor.",
    "penerbit": "Anda menayangkan persis naskah yang terakhir disetujui, lalu mengarsipkan tautannya.",
    "pemeriksa": "Buka naskahnya, baca apa yang diminta, lalu setujui atau kembalikan dengan satu tombol.",
    "penulis": "Tulis di Halaman, simpan, lalu ajukan; sesudah itu Anda melihat naskah sampai di mana.",
}
"""The second sentence, by the page of the guide that fits what the person holds; most particular first."""
HELP = "Langkah-langkahnya, dengan gambar, ada di Bantuan → Panduan."


def guide_for(user: Any) -> str:
    """The page of the guide for a person: by the highest thing they hold today, "penulis" for who holds nothing."""
    if is_headquarters(user):
        return "admin-pusat"
    holdings = shown_holdings(user)
    roles = {holding.role.slug for holding in holdings}
    if OFFICE_ADMIN in roles:
        return "admin-kantor"
    offices = {holding.role.office_id for holding in holdings}
    governing = SopVersion.objects.filter(status=SopVersion.Status.GOVERNING, sop__choices__office__in=offices)
    kinds = {step.kind for version in governing.distinct() for step in version.document.steps if roles & {*step.roles}}
    if StepKind.PUBLISH in kinds:
        return "penerbit"
    return "pemeriksa" if any(kind.checks for kind in kinds) else "penulis"


class TourPanel(Component):
    """The three sentences, a way to the guide and a button that ends them for good; it works without script too."""

    name = SEEN
    template_name = "desk/panel_tour.html"
    order = 50

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        guide = guide_for(self.user)
        request = parent_context["request"]
        return {"request": request, "seen": SEEN, "guide": guide, "sentences": (WHERE, WORDS[guide], HELP)}


def construct(request: HttpRequest, panels: list[Any]) -> None:
    """Put the tour on the dashboard of who hasn't dismissed it."""
    profile = getattr(request.user, "wagtail_userprofile", None)
    if profile is None or not profile.dismissibles.get(SEEN):
        panels.append(TourPanel(request.user))


@require_POST
def dismiss(request: HttpRequest) -> HttpResponse:
    """What the button does where there is no script."""
    profile = UserProfile.get_for_user(request.user)
    profile.dismissibles[SEEN] = True
    profile.save(update_fields=["dismissibles"])
    return redirect("wagtailadmin_home")


class OwnDismissiblesView(DismissiblesView):
    """Wagtail's record of what a person has dismissed would keep anything, of any size."""

    def patch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            given = json.loads(request.body)
        except ValueError:
            given = None
        profile = UserProfile.get_for_user(request.user)
        if (
            not isinstance(given, dict)
            or not all(len(name) <= LONGEST_NAME and isinstance(value, bool) for name, value in given.items())
            or len(profile.dismissibles | given) > MOST_DISMISSED
        ):
            said = (
                f"Kirim paling banyak {MOST_DISMISSED} nama (masing-masing {LONGEST_NAME} karakter) bernilai ya/tidak."
            )
            return JsonResponse({"detail": said}, status=400)
        return super().patch(request, *args, **kwargs)
