"""One's own notifications: the list with its unread count, and how one wants to be told."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from desk.counted_menu import CountedMenuItem
from messaging.models import NotificationPreference, OutboxMessage
from offices import office_time

SHOWN = 50


def unread(request: HttpRequest) -> int:
    """How many notifications the person has not read, as far as the sidebar counts."""
    mine = OutboxMessage.objects.filter(user=request.user.pk, read_at__isnull=True)
    return mine.order_by()[: CountedMenuItem.most + 1].count()


def _hour(label: str, example: str) -> forms.TimeField:
    """A time of day, typed or picked."""
    return forms.TimeField(
        label=label,
        required=False,
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": f"{label} tidak terbaca. Tulis jam dan menit, misalnya {example}."},
    )


class PreferenceForm(forms.ModelForm):
    class Meta:
        model = NotificationPreference
        fields = ["mail", "quiet_from", "quiet_until"]
        widgets = {"mail": forms.RadioSelect}

    quiet_from = _hour("Jam tenang mulai", "21.00")
    quiet_until = _hour("Jam tenang sampai", "06.00")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "label_suffix": ""})


class InboxView(WagtailAdminTemplateMixin, View):
    """GET: the newest notifications. POST ``semua``: mark all as read; otherwise save the preferences."""

    template_name = "desk/inbox.html"
    header_icon = "mail"
    page_title = "Pemberitahuan"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(PreferenceForm(instance=NotificationPreference.of(self.request.user)))

    def post(self, request: HttpRequest) -> HttpResponse:
        if "semua" in request.POST:
            self._own().filter(read_at__isnull=True).update(read_at=timezone.now())
            return redirect("sop:inbox")
        form = PreferenceForm(request.POST, instance=NotificationPreference.of(self.request.user))
        if not form.is_valid():
            return self._show(form, status=422)
        form.save()
        messages.success(request, "Pilihan pemberitahuan disimpan.")
        return redirect("sop:inbox")

    def _own(self) -> Any:
        return OutboxMessage.objects.filter(user=self.request.user.pk)

    def _show(self, form: PreferenceForm, status: int = 200) -> HttpResponse:
        notes = list(self._own().select_related("office")[:SHOWN])
        for note in notes:  # each at the time of the office that it tells of
            note.said_at = office_time.said(note.created_at, note.office)
        context = self.get_context_data(
            form=form, notes=notes, has_unread=any(note.read_at is None for note in notes), shown=SHOWN
        )
        return render(self.request, self.template_name, context, status=status)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


def open_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Read one notification: it is marked and leads to the page to act on, a digest to Tugas Saya."""
    note = get_object_or_404(OutboxMessage, pk=pk, user=request.user.pk)
    OutboxMessage.objects.filter(pk=note.pk, read_at__isnull=True).update(read_at=timezone.now())
    return redirect(note.path or "sop:my_tasks")
