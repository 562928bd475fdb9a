"""When an office works and who hears of lateness: rows of one's own office; headquarters also those of all."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from typing_extensions import override
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import register_permission_policy

from desk.own_office import OfficePolicy, OfficeRowsViewSet, offices_run_by
from offices.models import CalendarDay, OfficeRole, WorkingHours, is_headquarters
from offices.models.calendars import WEEKDAYS
from offices.role_holders import shown_holdings
from workflows.models import Escalation


class CalendarPolicy(OfficePolicy):
    """Rows without office hold for all offices: they are headquarters' own."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        if instance.office_id is None:
            return is_headquarters(user)
        return super().user_has_permission_for_instance(user, action, instance)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet:
        own = Q(office__in=offices_run_by(user))
        if is_headquarters(user):
            own |= Q(office__isnull=True)
        return self.model._default_manager.filter(own)


for _model in (WorkingHours, CalendarDay):
    register_permission_policy(_model, CalendarPolicy(_model, "office"))
register_permission_policy(Escalation, OfficePolicy(Escalation, "role__office"))


class CalendarRowForm(WagtailAdminModelForm):
    """An office one runs; only headquarters may leave it open. Another office is another row."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices, field = offices_run_by(self.for_user), self.fields["office"]
        field.queryset = offices
        field.empty_label = "Semua kantor"
        if not is_headquarters(self.for_user):
            field.required, field.help_text = True, ""
            field.empty_label = None if self.instance.pk is None and offices.count() == 1 else "Pilih kantor"
            field.error_messages["required"] = "Pilih kantornya."
        if self.instance.pk:
            field.disabled = True


class WorkingHoursForm(CalendarRowForm):
    class Meta:
        model = WorkingHours
        fields = ["office", "name", "first_day", "last_day", *WEEKDAYS]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["monday"].help_text = "Jam buka tanpa istirahat, misalnya 07.30–12.00, 13.00–16.00. Kosong: tutup."


class CalendarDayForm(CalendarRowForm):
    class Meta:
        model = CalendarDay
        fields = ["office", "day", "kind", "name", "hours"]
        widgets = {"kind": forms.RadioSelect}


class _CalendarRows(OfficeRowsViewSet):
    form_class: type

    @override
    def get_form_class(self, for_update: bool = False) -> type:
        return self.form_class


class WorkingHoursViewSet(_CalendarRows):
    model = WorkingHours
    form_class = WorkingHoursForm
    icon = "time"
    menu_label = "Jam kerja"
    nothing = (
        "Berlaku jam kerja menurut Perpres 21/2023: Senin sampai Kamis 07.30–16.00, Jumat 07.30–16.30. "
        "Tambahkan bila jam kantor Anda lain, misalnya selama Ramadan."
    )
    url_prefix = "sop/jam-kerja"
    list_display = [
        "name",
        Column("scope", label="Berlaku untuk", sort_key="office__name"),
        "first_day",
        "last_day",
        Column("weekly_time", label="Jam seminggu"),
    ]


class CalendarDayViewSet(_CalendarRows):
    model = CalendarDay
    form_class = CalendarDayForm
    icon = "calendar-alt"
    menu_label = "Hari libur dan piket"
    nothing = (
        "Libur nasional dan cuti bersama sudah diperhitungkan. "
        "Tambahkan hari libur, piket, atau hari masuk kantor Anda sendiri."
    )
    url_prefix = "sop/hari-libur"
    list_display = [
        "day",
        Column("get_kind_display", label="Jenis", sort_key="kind"),
        "name",
        "hours",
        Column("scope", label="Berlaku untuk", sort_key="office__name"),
    ]
    search_fields = ["name"]


class EscalationForm(WagtailAdminModelForm):
    """A role of an office one runs, and whom to tell in the same office."""

    class Meta:
        model = Escalation
        fields = ["role", "superior", "after_minutes"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = OfficeRole.objects.filter(office__in=offices_run_by(self.for_user)).select_related("office")
        self.fields["role"].queryset = self.fields["superior"].queryset = roles
        self.fields["role"].empty_label, self.fields["superior"].empty_label = "Pilih peran", "Menurut SOP"
        if self.instance.pk:
            self.fields["role"].disabled = True


class EscalationViewSet(OfficeRowsViewSet):
    model = Escalation
    icon = "warning"
    menu_label = "Atasan dan eskalasi"
    nothing = (
        "Bila sebuah peran terlambat, atasannya menurut SOP diberi tahu. Tambahkan bila kantor Anda mengaturnya lain."
    )
    url_prefix = "sop/eskalasi"
    list_display = ["role", Column("superior", label="Atasan", accessor="superior_shown"), "after_minutes"]

    @override
    def get_form_class(self, for_update: bool = False) -> type:
        return EscalationForm


class _MonthMenuItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return is_headquarters(request.user) or bool(shown_holdings(request.user))


class MonthViewSet(ViewSet):
    """The menu entry of the month; its view has its address among the SOP's (``sop:calendar``)."""

    name = "sop_calendar_menu"
    icon = "date"
    menu_label = "Kalender kerja"
    menu_name = "kalender-kerja"
    menu_item_class = _MonthMenuItem

    @property
    def menu_url(self) -> str:  # type: ignore[override]
        return reverse("sop:calendar")
