"""Who works in an office and as what: appointing, dismissing, joining and leaving, a lost second factor."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import Button
from wagtail.permissions import register_permission_policy

from workflows import membership
from workflows.admin.own_office import OfficePolicy, OfficeRowsViewSet, OwnDeleteView, OwnIndexView, offices_run_by
from workflows.models import Division, Membership, OfficeRole

register_permission_policy(Membership, OfficePolicy(Membership, "role__office"))


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
        elsewhere = Membership.objects.current().exclude(role__office__in=offices)
        known = Q(memberships__role__office__in=offices) | ~Q(pk__in=elsewhere.values("user"))
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
        elif not self.instance.user.is_active:  # who left comes back
            self.instance.user.is_active = True
            self.instance.user.save()
        saved = super().save(commit)
        if commit:
            membership.sync_with_deputies(saved.user)
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


class MembershipIndexView(OwnIndexView):
    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().select_related("user", "role__office", "division")

    def get_list_more_buttons(self, instance: Any) -> list[Button]:
        here = {"orang": instance.user_id, "kantor": instance.role.office_id}
        return [
            *super().get_list_more_buttons(instance),
            Button("Keluar dari kantor", url=_address("sop:leave", here), icon_name="logout", priority=40),
            Button("Atur ulang langkah kedua", url=_address("sop:reset_factor", here), icon_name="lock", priority=50),
        ]


def _address(name: str, query: dict[str, int]) -> str:
    return f"{reverse(name)}?{urlencode(query)}"


class MembershipViewSet(OfficeRowsViewSet):
    index_view_class = MembershipIndexView
    delete_view_class = DismissView
    model = Membership
    icon = "group"
    menu_label = "Orang dan peran"
    url_prefix = "sop/orang"
    list_display = ["user", "role", "division", "decree_number", "valid_from", "valid_until"]
    search_fields = ["user__first_name", "user__username", "decree_number"]

    def get_form_class(self, for_update: bool = False) -> type:
        return MembershipForm


class PersonView(WagtailAdminTemplateMixin, FormView):
    """One act on a person of an office one runs: GET says what it does, POST does it."""

    template_name = "workflows/admin/person.html"
    header_icon = "user"
    verb = ""
    explanation = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        given = {name: request.GET.get(name, "") for name in ("orang", "kantor")}
        numbers = {name: int(value) for name, value in given.items() if value.isascii() and value.isdecimal()}
        if len(numbers) < len(given) or max(numbers.values()) >= 2**63:
            raise Http404
        self.office = get_object_or_404(offices_run_by(request.user), pk=numbers["kantor"])
        people = get_user_model().objects.filter(is_superuser=False, memberships__role__office=self.office)
        self.person = get_object_or_404(people.distinct(), pk=numbers["orang"])
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)
        except ValidationError as error:  # what the act itself refuses
            form = self.get_form()
            form.add_error(None, error)
            return self.form_invalid(form)

    def done(self, sentence: str) -> HttpResponse:
        messages.success(self.request, sentence)
        return redirect(MembershipViewSet().get_url_name("index"))

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_page_title(self) -> str:
        return self.verb

    def get_page_subtitle(self) -> str:
        return str(self.person)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(MembershipViewSet().get_url_name("index")), "label": MembershipViewSet.menu_label},
            {"url": "", "label": self.verb, "sublabel": str(self.person)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        held = Membership.objects.current().filter(user=self.person, role__office=self.office)
        return super().get_context_data(
            person=self.person,
            office=self.office,
            held=held.select_related("role", "division"),
            explanation=self.explanation,
            verb=self.verb,
            **kwargs,
        )


class LeavingForm(forms.Form):
    decree_number = forms.CharField(
        label="Nomor SK atau surat",
        max_length=120,
        help_text="Dasar berakhirnya penugasan; tercatat pada riwayatnya.",
        error_messages={"required": "Isi nomor SK atau surat yang mengakhiri penugasannya."},
    )


class LeaveView(PersonView):
    form_class = LeavingForm
    verb = "Keluar dari kantor"
    explanation = (
        "Semua perannya di kantor ini berakhir sekarang, begitu juga penugasan Plt./Plh. olehnya dan untuknya di sini. "
        "Bila ia tidak bertugas di kantor lain, akunnya ditutup: sesi, tautan keputusan, dan kunci API-nya mati. "
        "Keputusan yang sudah dibuatnya tetap tercatat atas namanya."
    )

    def form_valid(self, form: LeavingForm) -> HttpResponse:
        number = form.cleaned_data["decree_number"]
        closed = membership.leave(self.person, self.office, decree_number=number, by=self.request.user)
        return self.done(f"{self.person} keluar dari {self.office}.{' Akunnya ditutup.' if closed else ''}")


class ResetFactorView(PersonView):
    form_class = forms.Form
    verb = "Atur ulang langkah kedua"
    explanation = (
        "Untuk orang yang kehilangan ponsel atau kunci keamanannya, setelah Anda memastikan sendiri siapa ia. "
        "Aplikasi autentikator, kunci keamanan, dan kode pemulihannya dihapus, dan semua sesinya berakhir. "
        "Saat masuk lagi dengan kata sandi ia menyiapkan yang baru."
    )

    def form_valid(self, form: forms.Form) -> HttpResponse:
        if self.person == self.request.user:
            raise ValidationError("Langkah kedua Anda sendiri diatur pada halaman akun, atau oleh admin lain.")
        membership.reset_second_factor(self.person, self.office, by=self.request.user)
        return self.done(f"Langkah kedua {self.person} dihapus.")
