"""Who works in an office and as what: the list, and appointing; what is done to one person stands in ``person``."""

from copy import copy
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.crypto import get_random_string
from typing_extensions import override
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView
from wagtail.admin.widgets import Button
from wagtail.log_actions import log
from wagtail.permissions import register_permission_policy

from desk.own_office import (
    OfficePolicy,
    OfficeRowsViewSet,
    OwnEditView,
    OwnIndexView,
    RefusesLate,
    accounts_run_by,
    offices_run_by,
)
from desk.person import DismissView
from offices import coverage, membership
from offices.models import HEADQUARTERS_GROUP, Division, Membership, OfficeRole, is_headquarters
from text.forms import NameField
from workflows.notifications.appointments import tell_appointed

NEW = {"username": "username", "first_name": "name", "email": "email"}
"""The field of an account, and of the form for a new one."""

register_permission_policy(Membership, OfficePolicy(Membership, "role__office"))


class MembershipForm(WagtailAdminModelForm):
    """An existing person, or a new one by name and e-mail; the role of an office the admin runs."""

    new_username = NameField(label="Nama pengguna baru", required=False, max_length=150)
    new_name = NameField(label="Nama lengkap baru", required=False, max_length=150)
    new_email = forms.EmailField(
        label="Surel baru",
        required=False,
        help_text="Isi tiga kolom ini bila orangnya belum punya akun; surel memberitahunya cara menetapkan kata sandi.",
    )

    field_order = ["user", "new_username", "new_name", "new_email"]

    class Meta:
        model = Membership
        fields = ["user", "role", "division", "decree_number", "valid_from", "valid_until"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = offices_run_by(self.for_user)
        self.fields["user"].queryset = self._people().order_by("first_name", "username")
        self.fields["user"].required = False
        if self.instance.pk:  # another person or role is another appointment
            self.fields["user"].queryset = get_user_model().objects.filter(pk=self.instance.user_id)
            for name in ("user", "role"):
                self.fields[name].disabled = True
            for name in ("new_username", "new_name", "new_email"):
                del self.fields[name]
        self.fields["role"].queryset = OfficeRole.objects.filter(office__in=offices)
        self.fields["division"].queryset = Division.objects.filter(office__in=offices)

    def _people(self) -> QuerySet:
        """Whom the admin may appoint: their own, and who works here and elsewhere too."""
        here = Membership.objects.current().filter(role__office__in=offices_run_by(self.for_user))
        if not is_headquarters(self.for_user):
            here = here.exclude(user__groups__name=HEADQUARTERS_GROUP)
        people = get_user_model().objects.filter(is_superuser=False)
        return people.filter(Q(pk__in=accounts_run_by(self.for_user).values("pk")) | Q(pk__in=here.values("user")))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.instance.pk:
            self._stay_what_it_is()
            self._keep_covered()
        elif not data.get("user"):
            self._check_new_person(data)
        return data

    def _check_new_person(self, data: dict[str, Any]) -> None:
        facts = {account: data.get(f"new_{part}") for account, part in NEW.items()}
        if not all(facts.values()):
            self.add_error("user", "Pilih orang yang ada, atau isi nama pengguna, nama, dan surel orang baru.")
            return
        self.new_person = get_user_model()(**facts)
        self.new_person.set_password(get_random_string(32))
        try:
            self.new_person.full_clean()
            if role := data.get("role"):
                membership.check_name_free(self.new_person.first_name, role.office)
        except ValidationError as error:
            told = error.update_error_dict({})
            for account, faults in told.items():
                self.add_error(f"new_{NEW.get(account, 'name')}", faults)

    def _stay_what_it_is(self) -> None:
        """Another person or role, which no form of ours sends, is refused and not passed over in silence."""
        for name, key in (("user", self.instance.user_id), ("role", self.instance.role_id)):
            if self.data.get(self.add_prefix(name), str(key)) != str(key):
                what = self.fields[name].label
                self.add_error(name, f"{what} tidak diganti di sini. Akhiri penugasan ini, lalu buat yang baru.")

    def _keep_covered(self) -> None:
        """New dates or another division may not leave waiting items without anyone today."""
        becoming = copy(self.instance)
        for name in ("division", "valid_from", "valid_until"):
            if name in self.cleaned_data:
                setattr(becoming, name, self.cleaned_data[name])
        if becoming.valid_from is None:
            return  # the field itself says so
        try:
            membership.check_covered(self.instance.role, [self.instance], kept=becoming)
        except ValidationError as error:
            changed = [name for name in ("valid_from", "division", "valid_until") if name in self.changed_data]
            self.add_error(changed[0] if changed else None, error)

    @transaction.atomic
    @override
    def save(self, commit: bool = True) -> Membership:
        is_appointed = not self.instance.pk  # a changed appointment opens no account
        if is_appointed:
            coverage.lock([self.instance.role.office_id])
            self.instance.clean()  # once more: somebody else may have recorded the same meanwhile
        is_new = is_appointed and self._open_account()
        saved = super().save(commit)
        if commit:
            membership.sync_with_deputies(saved.user)
            if is_appointed:
                tell_appointed(saved, is_new=is_new)
        return saved

    def _open_account(self) -> bool:
        """See that the person can log in; whether a password must be set first."""
        if not self.cleaned_data.get("user"):
            self.new_person.save()
            self.instance.user = self.new_person
            return True
        if not self.instance.user.is_active:
            membership.reopen(self.instance.user)
            return True
        return False


class AppointView(RefusesLate, CreateView):
    def form_valid(self, form: MembershipForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ValidationError as error:  # somebody else was quicker with the same appointment
            return self.refuse_late(form, None, error)
        except IntegrityError:  # somebody else was quicker with the same name or address
            return self.refuse_late(
                form, "new_username", "Nama atau surel ini baru saja dipakai untuk akun lain. Periksa daftarnya."
            )


class AppointmentView(OwnEditView):
    """Changing an appointment; its history keeps what stood there before."""

    def save_instance(self) -> Membership:
        before = Membership.objects.get(pk=self.object.pk)
        saved = super().save_instance()
        told = {name: [str(getattr(one, name) or "") for one in (before, saved)] for name in self.form.changed_data}
        labels = {name: str(self.form.fields[name].label) for name in told}
        changed = {labels[name]: [old, new] for name, (old, new) in told.items() if old != new}
        if changed:
            log(saved, "workflows.membership.change", user=self.request.user, uuid=uuid4(), data={"fields": changed})
        return saved


class MembershipIndexView(OwnIndexView):
    @property
    def header_more_buttons(self) -> list[Button]:
        many = Button("Tunjuk sekaligus", url=reverse("sop:appoint_many"), icon_name="group", priority=10)
        return [*super().header_more_buttons, many]

    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().select_related("user", "role__office", "division")

    def get_list_more_buttons(self, instance: Any) -> list[Button]:
        here = {"orang": instance.user_id, "kantor": instance.role.office_id}
        stock = [button for button in super().get_list_more_buttons(instance) if button.icon_name != "bin"]
        if instance.ended_at is None:
            stock.append(Button("Akhiri penugasan", url=self.get_delete_url(instance), icon_name="cross", priority=30))
        return [
            *stock,
            Button("Keluar dari kantor", url=_address("sop:leave", here), icon_name="logout", priority=40),
            Button("Nama dan surel", url=_address("sop:account_facts", here), icon_name="edit", priority=45),
            Button("Atur ulang langkah kedua", url=_address("sop:reset_factor", here), icon_name="lock", priority=50),
            Button("Akun lembaga", url=_address("sop:links", here), icon_name="link", priority=55),
        ]


def _address(name: str, query: dict[str, int]) -> str:
    return f"{reverse(name)}?{urlencode(query)}"


class MembershipViewSet(OfficeRowsViewSet):
    index_view_class = MembershipIndexView
    add_view_class = AppointView
    edit_view_class = AppointmentView
    delete_view_class = DismissView
    model = Membership
    icon = "group"
    menu_label = "Orang dan peran"
    nothing = "Belum ada orang yang ditunjuk. Tunjuk orang ke dalam peran dengan nomor SK-nya."
    url_prefix = "sop/orang"
    list_display = [
        "user",
        "role",
        "division",
        "decree_number",
        Column("begins", label="Berlaku mulai", sort_key="valid_from"),
        "valid_until",
        Column("state", label="Keadaan"),
    ]
    search_fields = ["user__first_name", "user__username", "decree_number"]

    @override
    def get_form_class(self, for_update: bool = False) -> type:
        return MembershipForm
