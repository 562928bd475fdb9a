"""Plt./Plh.: who acts for whom. Admins of the office record and revoke them, and everyone those of their own roles.

A delegation isn't edited: decisions already show its letter. It is revoked, and another one recorded; Wagtail's log
keeps both (``wagtail.create`` and ``workflows.delegation.revoke``).
"""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from typing_extensions import override
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, DeleteView
from wagtail.admin.widgets import Button
from wagtail.permissions import policy_registry, register_permission_policy

from desk.letters import LetterField, handed_out
from desk.own_office import (
    OfficePolicy,
    OfficeRowsViewSet,
    OwnIndexView,
    RefusesLate,
    offices_run_by,
    runs_an_office,
)
from offices import letters, membership
from offices.models import Delegation, Membership, Office, OfficeRole, is_headquarters
from offices.role_holders import shown_holdings
from sops.models import Sop
from workflows.notifications.appointments import tell_deputy


class DelegationPolicy(OfficePolicy):
    """Admins of the office see and write all of it, a principal their own; a deputy sees theirs."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action == "change":
            return False
        own = any(holding.delegation is None for holding in shown_holdings(user))
        return own or runs_an_office(user) or (action == "view" and bool(shown_holdings(user)))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        if action == "change":
            return False
        if action == "view" and instance.deputy_id == user.pk:
            return True
        if action == "delete" and (instance.revoked_at is not None or instance.state is Delegation.State.ENDED):
            return False
        return instance.principal_id == user.pk or offices_run_by(user).filter(pk=instance.office_id).exists()

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet:
        concerned = Q(office__in=offices_run_by(user)) | Q(principal=user) | Q(deputy=user)
        return Delegation.objects.filter(concerned)


register_permission_policy(Delegation, DelegationPolicy(Delegation, "office"))


class SopField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return obj.name


class DelegationForm(WagtailAdminModelForm):
    """The letter in fields. Who doesn't administer the office delegates their own roles only."""

    sop = SopField(
        Sop.objects.none(), required=False, label="Khusus SOP", help_text="Kosong: berlaku untuk setiap SOP."
    )
    letter_file = LetterField("Berkas surat", required=False)

    field_order = [
        "office",
        "principal",
        "role",
        "deputy",
        "capacity",
        "starts_on",
        "ends_on",
        "letter_number",
        "letter_file",
        "sop",
    ]

    class Meta:
        model = Delegation
        fields = ["office", "principal", "role", "deputy", "capacity", "starts_on", "ends_on", "letter_number", "sop"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.for_user
        self.instance.created_by = user
        run = offices_run_by(user)
        own = Membership.objects.current().filter(user=user)
        offices = Office.objects.filter(Q(pk__in=run.values("pk")) | Q(pk__in=own.values("role__office")))
        people = get_user_model().objects.filter(is_active=True).order_by("first_name", "username")
        here = Q(pk__in=Membership.objects.current().filter(role__office__in=offices).values("user"))
        self._choices("office", offices, only_if_one=True)
        led = Membership.objects.current().filter(role__office__in=run).values("user")
        self._choices("principal", people.filter(Q(pk__in=led) | Q(pk=user.pk)), only_if_one=True)
        self._choices("deputy", people.exclude(is_superuser=True) if is_headquarters(user) else people.filter(here))
        roles = OfficeRole.objects.filter(office__in=run) | OfficeRole.objects.filter(pk__in=own.values("role"))
        self._choices("role", roles.select_related("office").distinct())
        self._choices("sop", Sop.objects.filter(choices__office__in=offices).distinct())

    def _choices(self, name: str, rows: QuerySet, *, only_if_one: bool = False) -> None:
        self.fields[name].queryset = rows
        if only_if_one and len(first := rows[:2]) == 1:
            self.fields[name].initial = first[0].pk

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        office, principal = data.get("office"), data.get("principal")
        others = office and principal and principal != self.for_user
        if others and not offices_run_by(self.for_user).filter(pk=office.pk).exists():
            self.add_error("principal", "Anda hanya dapat menunjuk wakil untuk peran Anda sendiri di kantor ini.")
        return data

    @override
    def save(self, commit: bool = True) -> Delegation:
        instance = super().save(commit=False)
        if commit:
            if file := self.cleaned_data.get("letter_file"):
                instance.letter = letters.keep(file, instance.letter_number, self.for_user)
            with transaction.atomic():
                tell_deputy(membership.delegate(instance))
        return instance


class DelegateView(RefusesLate, CreateView):
    page_title = "Tunjuk"
    success_message = "%(object)s: penugasan dicatat."

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ValidationError as error:  # someone else was quicker with the same role
            return self.refuse_late(form, None, error)

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response

    def get_success_buttons(self) -> list[Any]:
        return []  # a delegation isn't edited


class DelegationIndexView(OwnIndexView):
    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().select_related("principal", "deputy", "role", "office")

    def get_list_more_buttons(self, instance: Any) -> list[Button]:
        buttons = []
        if instance.letter_id:
            address = reverse("sop:delegation_letter", args=[instance.pk])
            buttons.append(Button("Buka surat", url=address, icon_name="doc-full", priority=10))
        policy = policy_registry.get_by_type(Delegation)
        if policy.user_has_permission_for_instance(self.request.user, "delete", instance):
            buttons.append(Button("Cabut", url=self.get_delete_url(instance), icon_name="cross", priority=20))
        return buttons


class RevokeView(DeleteView):
    """Ends it before its time; the row stays with who revoked it and when."""

    page_title = "Cabut"
    confirmation_message = (
        "Pelaksana segera tidak lagi dapat bertindak mewakili pejabat ini. "
        "Keputusan yang sudah dibuatnya tetap tercatat."
    )
    success_message = "%(object)s: penugasan dicabut."

    def get_object(self, queryset: Any = None) -> Any:
        found = super().get_object(queryset)
        policy = policy_registry.get_by_type(Delegation)
        if not policy.user_has_permission_for_instance(self.request.user, "delete", found):
            raise Http404
        return found

    def get_usage(self) -> None:
        return None  # nothing is deleted, so nothing is protected

    def get_usage_url(self) -> None:
        return None

    def delete_action(self) -> None:
        membership.revoke(self.object, self.request.user)


class DelegationViewSet(OfficeRowsViewSet):
    model = Delegation
    index_view_class = DelegationIndexView
    add_view_class = DelegateView
    delete_view_class = RevokeView
    icon = "user"
    menu_label = "Plt./Plh."
    nothing = (
        "Tidak ada Plt./Plh. yang dicatat. Bila seorang pejabat berhalangan, tunjuk pelaksananya dengan nomor suratnya."
    )
    url_prefix = "sop/plt-plh"
    list_display = [
        "deputy",  # a name, so that Wagtail puts the buttons beside it
        Column("get_capacity_display", label="Sebutan"),
        Column("principal", label="Mewakili"),
        Column("role_name", label="Peran"),
        Column("period", label="Berlaku", sort_key="starts_on"),
        Column("letter_number", label="Surat"),
        Column("state", label="Keadaan"),
        "office",
    ]
    search_fields = ["principal__first_name", "deputy__first_name", "letter_number"]

    @override
    def get_form_class(self, for_update: bool = False) -> type:
        return DelegationForm


def letter(request: HttpRequest, pk: int) -> FileResponse:
    """The letter of a delegation, for those who see the delegation; nobody else finds it."""
    delegation = get_object_or_404(Delegation.objects.select_related("letter"), pk=pk if pk < 2**63 else 0)
    policy = policy_registry.get_by_type(Delegation)
    if delegation.letter is None or not policy.user_has_permission_for_instance(request.user, "view", delegation):
        raise Http404
    return handed_out(delegation.letter)
