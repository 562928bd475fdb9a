"""What admins manage: people and roles, which SOP governs, divisions; each his own office, headquarters all."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import get_random_string
from wagtail.admin import messages
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from workflows import compiler, membership
from workflows.admin.own_office import OfficePolicy, OfficeRowsViewSet, OwnDeleteView, offices_run_by
from workflows.models import (
    Division,
    Membership,
    OfficeRole,
    Sop,
    SopChoice,
)

for _model, _path in ((Membership, "role__office"), (SopChoice, "office"), (Division, "office")):
    register_permission_policy(_model, OfficePolicy(_model, _path))


class MembershipForm(WagtailAdminModelForm):
    """An existing person, or a new one by name and e-mail; the role of an office the admin runs."""

    new_username = forms.CharField(
        label="Nama pengguna baru", required=False, max_length=150, validators=[UnicodeUsernameValidator()]
    )
    new_name = forms.CharField(label="Nama lengkap baru", required=False, max_length=150)
    new_email = forms.EmailField(
        label="Surel baru",
        required=False,
        help_text="Isi tiga kolom ini bila orangnya belum punya akun; ia masuk lewat «Lupa kata sandi».",
    )

    field_order = ["user", "new_username", "new_name", "new_email"]

    class Meta:
        model = Membership
        fields = ["user", "role", "division", "decree_number", "valid_from", "valid_until"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = offices_run_by(self.for_user)
        people = get_user_model().objects.filter(is_superuser=False)
        known = Q(memberships__role__office__in=offices) | Q(memberships__isnull=True)
        self.fields["user"].queryset = people.filter(known).distinct().order_by("first_name", "username")
        self.fields["user"].required = False
        if self.instance.pk:  # another person or role is another appointment
            for name in ("user", "role"):
                self.fields[name].disabled = True
            for name in ("new_username", "new_name", "new_email"):
                del self.fields[name]
        self.fields["role"].queryset = OfficeRole.objects.filter(office__in=offices)
        self.fields["division"].queryset = Division.objects.filter(office__in=offices)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        username, name, email = (data.get(f"new_{part}") for part in ("username", "name", "email"))
        if not data.get("user") and not self.instance.pk:
            if not (username and name and email):
                self.add_error("user", "Pilih orang yang ada, atau isi nama pengguna, nama, dan surel orang baru.")
            elif get_user_model().objects.filter(username=username).exists():
                self.add_error("new_username", "Nama pengguna ini sudah dipakai. Pilih nama lain.")
        if self.instance.pk:
            self._keep_covered(data.get("valid_from"), data.get("valid_until"))
        return data

    def _keep_covered(self, begins: date | None, ends: date | None) -> None:
        """New dates may not leave waiting items without anyone today."""
        today = timezone.localdate()
        if begins and begins <= today and (ends is None or ends >= today):
            return
        try:
            membership.check_not_orphaning(self.instance)
        except ValidationError as error:
            self.add_error("valid_from" if begins and begins > today else "valid_until", error)

    def save(self, commit: bool = True) -> Membership:
        if not self.cleaned_data.get("user"):
            person = get_user_model()(
                username=self.cleaned_data["new_username"],
                first_name=self.cleaned_data["new_name"],
                email=self.cleaned_data["new_email"],
            )
            person.set_password(get_random_string(32))
            person.save()
            self.instance.user = person
        saved = super().save(commit)
        if commit:
            membership.sync_groups(saved.user)
        return saved


class DismissView(OwnDeleteView):
    """Ending a membership; refused while items would be left without anyone to act."""

    def form_valid(self, form: Any) -> Any:
        try:
            membership.check_not_orphaning(self.object)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
            return redirect(self.get_success_url())
        return super().form_valid(form)

    def delete_action(self) -> None:
        membership.dismiss(self.object)


class MembershipViewSet(OfficeRowsViewSet):
    delete_view_class = DismissView
    model = Membership
    icon = "group"
    menu_label = "Orang dan peran"
    url_prefix = "sop/orang"
    list_display = ["user", "role", "division", "decree_number", "valid_from", "valid_until"]
    search_fields = ["user__first_name", "user__username", "decree_number"]

    def get_form_class(self, for_update: bool = False) -> type:
        return MembershipForm


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
    list_display = ["office", "section", "content_kind", "sop", "chosen_at"]

    def get_form_class(self, for_update: bool = False) -> type:
        return ChoiceForm


class DivisionForm(WagtailAdminModelForm):
    class Meta:
        model = Division
        fields = ["office", "name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices_run_by(self.for_user)


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
    items = (MembershipViewSet, ChoiceViewSet, DivisionViewSet)


def viewsets() -> list[Any]:
    """Everything registered with the admin."""
    return [OfficeGroup()]
