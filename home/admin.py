"""Opening an office in the admin: site, tree, collection, roles and permissions in one form; its history in words."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from desk.headquarters import HeadquartersView
from desk.log_words import Correction
from home import hosts
from home.offices import OfficeFacts, open_office
from offices.models import Office, is_headquarters
from sops.models import Sop, SopVersion


class StructureChanged(Correction):
    """What the history says of a front page or section that changed before the public."""

    label = "Ubah halaman situs"

    def format_message(self, log_entry: Any) -> str:
        return f"{super().format_message(log_entry)}. Alasan: {log_entry.data['reason'] or '–'}"


class OpenOfficeMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return is_headquarters(request.user)


class OpenOfficeForm(forms.ModelForm):
    """The facts of an office, the SOP it adopts and its divisions."""

    sop = forms.ModelChoiceField(
        Sop.objects.filter(versions__status=SopVersion.Status.GOVERNING),
        label="SOP yang diadopsi",
        required=False,
        to_field_name="slug",
    )
    divisions = forms.CharField(
        label="Divisi",
        required=False,
        help_text="Satu divisi per baris.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    class Meta:
        model = Office
        fields = ["name", "slug", "region_code", "level", "time_zone", "hostname"]

    def facts(self) -> OfficeFacts:
        """What ``open_office`` needs."""
        data = self.cleaned_data
        return OfficeFacts(
            **{name: data[name] for name in self.Meta.fields},
            sop=data["sop"].slug if data["sop"] else "",
            divisions=[line.strip() for line in data["divisions"].splitlines() if line.strip()],
        )


class OpenOfficeView(HeadquartersView):
    template_name = "home/admin/open_office.html"
    page_title = "Buka kantor"
    header_icon = "plus"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(OpenOfficeForm(label_suffix=""))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = OpenOfficeForm(request.POST, label_suffix="")
        if form.is_valid():
            try:
                office = open_office(form.facts())
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, f"{office} dibuka. Tunjuk admin kantornya di «Orang dan peran».")
                for lacking in hosts.missing(office.hostname):
                    messages.warning(request, lacking)
                return redirect("wagtailadmin_explore", office.root_page_id)
        return self._show(form, status=422)

    def _show(self, form: OpenOfficeForm, status: int = 200) -> HttpResponse:
        return render(self.request, self.template_name, self.get_context_data(form=form), status=status)
