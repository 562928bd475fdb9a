"""What admins manage: people and roles, which SOP governs, divisions; each his own office, headquarters all."""

from typing import Any

from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from workflows import compiler
from workflows.admin.calendars import CalendarDayViewSet, EscalationViewSet, MonthViewSet, WorkingHoursViewSet
from workflows.admin.channels import ChannelViewSet
from workflows.admin.decision_links import DecisionLinksViewSet
from workflows.admin.delegations import DelegationViewSet
from workflows.admin.own_office import OfficePolicy, OfficeRowsViewSet, offices_run_by
from workflows.admin.people import MembershipViewSet
from workflows.gate import words
from workflows.models import Division, Sop, SopChoice

for _model in (SopChoice, Division):
    register_permission_policy(_model, OfficePolicy(_model, "office"))


class ChoiceForm(WagtailAdminModelForm):
    """Which SOP governs an office, a section or a content kind; for new runs only."""

    class Meta:
        model = SopChoice
        fields = ["office", "section", "content_kind", "sop"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = offices_run_by(self.for_user)
        self.fields["office"].queryset = offices
        self.fields["sop"].queryset = Sop.objects.filter(versions__status="governing")
        roots = [office.root_page for office in offices.select_related("root_page") if office.root_page]
        sections = Page.objects.none()
        for root in roots:
            sections |= Page.objects.descendant_of(root).filter(depth=root.depth + 1)
        self.fields["section"].queryset = sections

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        office, section = data.get("office"), data.get("section")
        if office and section and not section.path.startswith(office.root_page.path):
            self.add_error("section", "Bagian ini bukan milik kantor yang dipilih.")
        return data

    def save(self, commit: bool = True) -> SopChoice:
        self.instance.chosen_by = self.for_user
        saved = super().save(commit)
        if commit and saved.sop.governing:
            compiler.adopt(saved.office, saved.sop.governing)
        return saved


class ChoiceViewSet(OfficeRowsViewSet):
    model = SopChoice
    icon = "tasks"
    menu_label = "SOP yang berlaku"
    url_prefix = "sop/berlaku"
    list_display = ["office", "section", "content_kind", "sop", DateColumn("chosen_at", label="Dipilih")]

    def get_form_class(self, for_update: bool = False) -> type:
        return ChoiceForm


class DivisionForm(WagtailAdminModelForm):
    class Meta:
        model = Division
        fields = ["office", "name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices_run_by(self.for_user)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "name" in data and "office" in data:
            self.instance.name, self.instance.office = data["name"], data["office"]
            if fault := words.fault(self.instance):
                self.add_error("name", fault)
        return data


class DivisionViewSet(OfficeRowsViewSet):
    model = Division
    icon = "folder-open-inverse"
    menu_label = "Divisi"
    url_prefix = "sop/divisi"
    list_display = ["name", "office"]

    def get_form_class(self, for_update: bool = False) -> type:
        return DivisionForm


class OfficeGroup(ModelViewSetGroup):
    menu_label = "Kantor"
    menu_icon = "group"
    menu_order = 270
    items = (
        MembershipViewSet,
        DelegationViewSet,
        ChoiceViewSet,
        DivisionViewSet,
        WorkingHoursViewSet,
        CalendarDayViewSet,
        EscalationViewSet,
        ChannelViewSet,
        DecisionLinksViewSet,
        MonthViewSet,
    )


def viewsets() -> list[Any]:
    """Everything registered with the admin."""
    return [OfficeGroup()]
