"""What admins manage: people and roles, which SOP governs, divisions; each their own office, headquarters all."""

from typing import Any

from typing_extensions import override
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.permissions import register_permission_policy

from desk.calendars import CalendarDayViewSet, EscalationViewSet, MonthViewSet, WorkingHoursViewSet
from desk.channels import ChannelViewSet
from desk.decision_links import DecisionLinksViewSet
from desk.delegations import DelegationViewSet
from desk.own_office import OfficePolicy, OfficeRowsViewSet, offices_run_by
from desk.people import MembershipViewSet
from desk.readings import ReadingsViewSet
from desk.sop_choice import ChoiceViewSet
from offices.models import Division
from workflows.gate import words

register_permission_policy(Division, OfficePolicy(Division, "office"))


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
    nothing = "Belum ada divisi: setiap peran berlaku untuk semua naskah kantor."
    url_prefix = "sop/divisi"
    list_display = ["name", "office"]

    @override
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
        ReadingsViewSet,
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
