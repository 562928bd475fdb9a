"""Wagtail's acts on many rows at once: about own rows only, and what is refused is told with the way that is left."""

from typing import Any

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_list_or_404
from django.utils.text import Truncator
from wagtail.admin import messages
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.models import Page
from wagtail.permissions import policy_registry

from desk.file_deletion import why_it_stays
from desk.own_rows import ANY, may_explore
from workflows.gate.approved_files import REMEDY, governed_use, shown_fields
from workflows.models.choosing import keys

SHOWN_TITLES = 3
ON_PAGES = {
    "publish": "Naskah hanya ditayangkan melalui SOP: buka naskahnya, lalu kerjakan langkah yang menunggu.",
    "unpublish": (
        "Halaman yang tayang hanya ditarik melalui SOP: buka halaman tugasnya, lalu pilih «Tarik dari publik». "
        "Beranda dan bagian yang memuat halaman tayang tetap tayang."
    ),
    "delete": (
        "Halaman yang tayang atau sedang diproses tidak dihapus: tarik dulu dari publik, atau tarik naskahnya, melalui "
        "halaman tugasnya."
    ),
    "move": (
        "Halaman yang tayang atau sedang diproses tidak dipindahkan, karena alamatnya ikut disetujui: buat halaman "
        "baru di tempat tujuan, lalu tarik yang lama melalui SOP."
    ),
}
"""Why a page is left as it is, and what to do instead."""
NO_RIGHT = "Akun Anda tidak berhak melakukannya. Minta admin kantor, atau pilih yang lain."


class _OwnRows:
    """Mixed into a bulk action: it is about the rows that the person may do something with."""

    request: HttpRequest
    action_type: str
    model: Any

    def get_queryset(self, model: Any, object_ids: Any) -> list[Any]:
        """Raises ``Http404`` when none of them is."""
        policy = policy_registry.get_by_type(model)
        user = self.request.user
        mine = (
            policy.explorable_instances(user)
            if issubclass(model, Page)
            else policy.instances_user_has_any_permission_for(user, ANY)
        )
        return get_list_or_404(mine, pk__in=keys(object_ids))

    def check_perm(self, obj: Any) -> bool:
        """A picture or document that a text shows stays where and what it is, among many as on its own screen."""
        may: bool = super().check_perm(obj)  # type: ignore[misc]
        return may and not (shown_fields(obj) and self._why_it_stays(obj))

    def get_actionable_objects(self) -> Any:
        """Says of those that are left out why."""
        objects, left_out = super().get_actionable_objects()  # type: ignore[misc]
        if (refused := [one for rows in left_out.values() for one in rows]) and not hasattr(self, "_said"):
            self._said = True
            messages.warning(self.request, f"{_named(refused)} tidak berubah. {self._why(refused[0])}")
        return objects, left_out

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        """Nothing was done to none."""
        return super().get_success_message(num_parent_objects, num_child_objects) if num_parent_objects else None  # type: ignore[misc]

    def _why(self, refused: Any) -> str:
        if isinstance(refused, Page):
            return ON_PAGES.get(self.action_type, NO_RIGHT)
        return (shown_fields(refused) and self._why_it_stays(refused)) or NO_RIGHT

    def _why_it_stays(self, file: Any) -> str:
        """Where its pages have it; its tags nobody but the desk reads."""
        if self.action_type == "delete":
            return why_it_stays(file, self.request.user)
        page = governed_use(file) if self.action_type == "add_to_collection" else None
        return f"Berkas dipakai di «{page.title}». {REMEDY}" if page else ""


def _named(rows: list[Any]) -> str:
    """The first few of them, and how many more."""
    said = ", ".join(f"«{Truncator(one).chars(60)}»" for one in rows[:SHOWN_TITLES])
    return f"{said} dan {len(rows) - SHOWN_TITLES} lainnya" if len(rows) > SHOWN_TITLES else said


def bulk_action(request: HttpRequest, app_label: str, model_name: str, action: str) -> HttpResponse:
    """Wagtail's view of a bulk action, about own rows and own places to move them to."""
    try:
        model = apps.get_model(app_label, model_name)
    except LookupError as unknown:
        raise Http404 from unknown
    action_class = bulk_action_registry.get_bulk_action_class(app_label, model_name, action)
    if action_class is None or not all(may_explore(request.user, key) for key in request.POST.getlist("chooser")):
        raise Http404
    narrowed = type(action_class.__name__, (_OwnRows, action_class), {})
    return narrowed(request, model).dispatch(request)
