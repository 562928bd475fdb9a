"""One act on a person of an office one runs: a role or all of them end, a name changes, a second factor is reset."""

from typing import Any

from allauth.socialaccount.models import SocialAccount
from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from desk.own_office import accounts_run_by, offices_run_by
from offices import membership
from offices.models import Membership
from text.forms import NameField
from workflows.models.adoption import losses

LIST = "membership:index"


class PersonView(WagtailAdminTemplateMixin, FormView):
    """One act on a person of an office one runs: GET says what it does, POST does it."""

    template_name = "desk/person.html"
    header_icon = "user"
    verb = ""
    explanation = ""
    touches_account = False
    """Whether the act changes the account itself, not only what the person does in this office."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        given = {name: request.GET.get(name, "") for name in ("orang", "kantor")}
        numbers = {name: int(value) for name, value in given.items() if value.isascii() and value.isdecimal()}
        if len(numbers) < len(given) or max(numbers.values()) >= 2**63:
            raise Http404
        self.office = get_object_or_404(offices_run_by(request.user), pk=numbers["kantor"])
        people = get_user_model().objects.filter(is_superuser=False, memberships__role__office=self.office)
        self.person = get_object_or_404(people.distinct(), pk=numbers["orang"])
        return super().dispatch(request, *args, **kwargs)

    def _check_own(self) -> None:
        if self.touches_account and not accounts_run_by(self.request.user).filter(pk=self.person.pk).exists():
            raise ValidationError("Akun ini juga dipakai di luar kantor Anda. Mintalah admin pusat mengubahnya.")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self._check_own()
            return super().post(request, *args, **kwargs)
        except ValidationError as error:  # what the act itself refuses
            form = self.get_form()
            form.add_error(None, error)
            return self.form_invalid(form)

    def done(self, sentence: str) -> HttpResponse:
        messages.success(self.request, sentence)
        return redirect(LIST)

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_page_title(self) -> str:
        return self.verb

    def get_page_subtitle(self) -> str:
        return str(self.person)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(LIST), "label": "Orang dan peran"},
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


class EndingForm(forms.Form):
    decree_number = forms.CharField(
        label="Nomor SK atau surat",
        max_length=120,
        help_text="Dasar berakhirnya penugasan; tercatat pada riwayatnya.",
        error_messages={"required": "Isi nomor SK atau surat yang mengakhiri penugasannya."},
    )


class DismissView(PersonView):
    """One role of the person ends; the appointment stays on record."""

    form_class = EndingForm
    verb = "Akhiri penugasan"
    explanation = (
        "Peran ini berakhir sekarang, juga bagi Plt./Plh. yang mewakilinya. Penugasannya tetap tercatat: "
        "siapa memegang peran apa, sejak dan sampai kapan, dan menurut surat yang mana."
    )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        own = Membership.objects.filter(role__office__in=offices_run_by(request.user)).select_related(
            "user", "role__office"
        )
        pk = int(kwargs["pk"]) if str(kwargs["pk"]).isascii() and str(kwargs["pk"]).isdecimal() else 0
        self.membership = get_object_or_404(own.standing(), pk=pk if pk < 2**63 else 0)
        self.office, self.person = self.membership.role.office, self.membership.user
        return super(PersonView, self).dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "held": [self.membership], "losses": losses(self.membership)}

    def form_valid(self, form: EndingForm) -> HttpResponse:
        membership.dismiss(self.membership, decree_number=form.cleaned_data["decree_number"], by=self.request.user)
        return self.done(f"{self.membership}: penugasan diakhiri.")


class LeaveView(PersonView):
    form_class = EndingForm
    verb = "Keluar dari kantor"
    explanation = (
        "Semua perannya di kantor ini berakhir sekarang, begitu juga penugasan Plt./Plh. olehnya dan untuknya di sini. "
        "Bila ia tidak bertugas di kantor lain, akunnya ditutup: sesi, tautan keputusan, dan kunci API-nya mati. "
        "Keputusan yang sudah dibuatnya tetap tercatat atas namanya."
    )

    def form_valid(self, form: EndingForm) -> HttpResponse:
        number = form.cleaned_data["decree_number"]
        closed = membership.leave(self.person, self.office, decree_number=number, by=self.request.user)
        return self.done(f"{self.person} keluar dari {self.office}.{' Akunnya ditutup.' if closed else ''}")


class AccountFactsForm(forms.Form):
    name = NameField(label="Nama lengkap", max_length=150)
    email = forms.EmailField(label="Surel", max_length=254)


class AccountFactsView(PersonView):
    form_class = AccountFactsForm
    touches_account = True
    verb = "Nama dan surel"
    explanation = (
        "Nama tampil pada setiap keputusan yang dibuatnya sesudah ini; keputusan yang sudah ada tidak berubah. "
        "Perubahan dicatat beserta isi lamanya, dan diberitahukan ke alamat lama dan baru."
    )

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.person.get_full_name(), "email": self.person.email}

    def form_valid(self, form: AccountFactsForm) -> HttpResponse:
        try:
            membership.correct_account(self.person, self.office, **form.cleaned_data)
        except ValidationError as error:
            faults = error.update_error_dict({})
            for name, told in faults.items():
                form.add_error(name if name in form.fields else "name", told)
            return self.form_invalid(form)
        return self.done(f"Nama dan surel {self.person} disimpan.")


class ResetFactorView(PersonView):
    form_class = forms.Form
    touches_account = True
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


class LinksView(PersonView):
    """The accounts at the institution's provider that open this one; seen here, and cut."""

    form_class = forms.Form
    touches_account = True
    verb = "Putuskan akun lembaga"
    explanation = (
        "Akun penyedia di bawah ini dapat membuka akun orang ini. Bila diputuskan, sesinya berakhir; "
        "yang beralamat surel sama tersambung lagi saat ia masuk lewat akun lembaga."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(links=SocialAccount.objects.filter(user=self.person), **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        membership.cut_links(self.person, self.office, by=self.request.user)
        return self.done(f"Akun lembaga {self.person} diputuskan.")
