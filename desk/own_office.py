"""Rows that belong to an office: its admins manage them, headquarters all, and nobody sees another's."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from wagtail.admin.views.generic import DeleteView, EditView, IndexView, UsageView
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry

from offices.models import HEADQUARTERS_GROUP, OFFICE_ADMIN, Membership, Office, is_headquarters
from offices.role_holders import offices_of, shown_holdings


def offices_run_by(user: Any) -> QuerySet[Office]:
    """The offices whose people, roles and SOP choice the person may change."""
    if is_headquarters(user):
        return Office.objects.all()
    return offices_of(user, OFFICE_ADMIN)


def runs_an_office(user: Any) -> bool:
    """Whether there is an office the person administers."""
    return is_headquarters(user) or any(holding.role.slug == OFFICE_ADMIN for holding in shown_holdings(user))


def accounts_run_by(user: Any) -> QuerySet:
    """The accounts the person may open, rename or reset: an office's admin those wholly of the own office.

    Whoever also works elsewhere, or last did, is headquarters' to change, and so are headquarters' own people.
    Nobody here changes a superuser's account.
    """
    people = get_user_model().objects.filter(is_superuser=False)
    if is_headquarters(user):
        return people
    here = Membership.objects.filter(role__office__in=offices_run_by(user))
    elsewhere = Membership.objects.exclude(role__office__in=offices_run_by(user))
    holds_here, holds_elsewhere = here.standing().values("user"), elsewhere.standing().values("user")
    was_elsewhere = Q(pk__in=elsewhere.values("user"))
    people = people.filter(Q(pk__in=holds_here) | Q(pk__in=here.values("user")) & ~was_elsewhere)
    return people.exclude(pk__in=holds_elsewhere).exclude(groups__name=HEADQUARTERS_GROUP)


class OwnOfficeForm(forms.Form):
    """A form that asks for one of the offices the person runs."""

    office = forms.ModelChoiceField(
        Office.objects.none(),
        label="Kantor",
        empty_label=None,
        error_messages={"required": "Pilih kantor.", "invalid_choice": "Pilih kantor yang Anda kelola."},
    )

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.user = user
        office: Any = self.fields["office"]
        office.queryset = offices_run_by(user)


class OfficePolicy(ModelPermissionPolicy):
    """Admins of an office manage the rows of that office and never see another's."""

    def __init__(self, model: type, office_path: str) -> None:
        super().__init__(model)
        self.office_path = office_path

    def _office_of(self, instance: Any) -> Office:
        for name in self.office_path.split("__"):
            instance = getattr(instance, name)
        return instance

    def user_has_permission(self, user: Any, action: str) -> bool:
        return runs_an_office(user)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return self.user_has_permission(user, "change")

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return offices_run_by(user).filter(pk=self._office_of(instance).pk).exists()

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        return self.user_has_permission_for_instance(user, "change", instance)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet:
        return self.model._default_manager.filter(**{f"{self.office_path}__in": offices_run_by(user)})

    def instances_user_has_permission_for(self, user: Any, action: str) -> QuerySet:
        return self.instances_user_has_any_permission_for(user, [action])


class OwnOffice:
    """Mixed into a view of one row: rows of other offices are not there."""

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        found = super().get_object(*args, **kwargs)  # type: ignore[misc]
        policy = policy_registry.get(found)
        if not policy.user_has_permission_for_instance(self.request.user, "change", found):  # type: ignore[attr-defined]
            raise Http404
        return found


class RefusesLate:
    """Mixed into a view that adds a row: what is found wrong only while it is saved is told as by the form."""

    def refuse_late(self, form: Any, field: str | None, error: Any) -> HttpResponse:
        form.add_error(field, error)
        self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
        return self.form_invalid(form)  # type: ignore[attr-defined,no-any-return]


class OwnIndexView(IndexView):
    nothing = ""

    def get_base_queryset(self) -> QuerySet:
        own = policy_registry.get_by_type(self.model).instances_user_has_any_permission_for(
            self.request.user, ["change"]
        )
        return super().get_base_queryset().filter(pk__in=own.values("pk"))


class OwnEditView(OwnOffice, EditView):
    pass


class OwnDeleteView(OwnOffice, DeleteView):
    pass


class OwnHistoryView(OwnOffice, HistoryView):
    pass


class OwnUsageView(OwnOffice, UsageView):
    pass


class OfficeRowsViewSet(ModelViewSet):
    """List, add, change and end the rows of the offices one administers."""

    index_view_class = OwnIndexView
    edit_view_class = OwnEditView
    delete_view_class = OwnDeleteView
    history_view_class = OwnHistoryView
    usage_view_class = OwnUsageView
    index_results_template_name = "desk/own_rows_results.html"
    nothing = "Belum ada isinya."
    """What an empty list says: what holds without a row, and when to add one."""
    copy_view_enabled = False
    inspect_view_enabled = False

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(**{"nothing": self.nothing, **kwargs})
