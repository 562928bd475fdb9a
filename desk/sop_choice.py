"""Which SOP governs an office, a section, a content kind: choosing it knowingly, and what is still missing after."""

from hashlib import sha256
from typing import Any

from django import forms
from django.http import HttpResponse
from typing_extensions import override
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import CreateView
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from accounts.forbidden import Forbidden
from desk.choice_tree import tree_of
from desk.day_field import DayField
from desk.own_office import OfficePolicy, OfficeRowsViewSet, OwnDeleteView, OwnEditView, OwnIndexView, offices_run_by
from offices.models import OFFICE_ADMIN, Division
from offices.role_holders import offices_of
from sops.models import Sop, SopVersion
from workflows.models import SopChoice, compiler
from workflows.models.adoption import consequences, misfits, unheld
from workflows.models.confirming import readings_at
from workflows.service import chain

register_permission_policy(SopChoice, OfficePolicy(SopChoice, "office"))

SCOPE = ("office", "section", "division", "content_kind")


class ChoiceForm(WagtailAdminModelForm):
    """Which SOP governs an office, a section or a content kind; for new runs only.

    What nobody can carry out, or what leaves items on another SOP, is saved once the person has confirmed just that.
    """

    starts_on = DayField(
        "Berlaku mulai tanggal",
        required=False,
        help_text="Kosong: hari ini. Hari yang belum tiba: yang berlaku sekarang tetap sampai hari itu.",
    )
    confirmed = forms.BooleanField(required=False, label="Saya sudah membacanya; simpan", widget=forms.HiddenInput)

    class Meta:
        model = SopChoice
        fields = [*SCOPE, "sop"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = offices_run_by(self.for_user)
        self.fields["office"].queryset = offices
        if len(only := offices[:2]) == 1:
            self.fields["office"].initial = only[0].pk
        if self.instance.coming:
            self.initial |= {"sop": self.instance.coming_id, "starts_on": self.instance.coming_on}
        self.fields["division"].queryset = Division.objects.filter(office__in=offices)
        self.fields["sop"].queryset = Sop.objects.filter(versions__status=SopVersion.Status.GOVERNING)
        roots = [office.root_page for office in offices.select_related("root_page") if office.root_page]
        sections = Page.objects.none()
        for root in roots:
            sections |= Page.objects.descendant_of(root).filter(depth=root.depth + 1)
        self.fields["section"].queryset = sections
        if self.instance.pk:  # another scope is another choice, and the one for the whole site stays
            for name in SCOPE:
                self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        office, section = data.get("office"), data.get("section")
        if office and section and not section.path.startswith(office.root_page.path):
            self.add_error("section", "Bagian ini bukan milik kantor yang dipilih.")
        if office and data.get("division") and data["division"].office_id != office.pk:
            self.add_error("division", "Divisi ini bukan milik kantor yang dipilih.")
        self._check_day(data)
        if not self.errors and "sop" in self.changed_data:
            wanted = SopChoice(**{name: data.get(name) for name in (*SCOPE, "sop")})
            self._ask(consequences(wanted, data["sop"].governing))
        return data

    def _check_day(self, data: dict[str, Any]) -> None:
        """A later day leaves what governs now until then, so something must."""
        office, day = data.get("office"), data.get("starts_on")
        if not office or not day:
            return
        if day < office.today() and "sop" in self.changed_data:
            self.add_error("starts_on", "Hari itu sudah lewat. Isi hari ini atau sesudahnya.")
        elif day > office.today() and not self.instance.pk and self._now(data) is None:
            self.add_error("starts_on", "Belum ada SOP yang berlaku sampai hari itu. Isi hari ini.")

    def _now(self, data: dict[str, Any]) -> Sop | None:
        """The SOP that governs the scope by now."""
        wanted = SopChoice(**{name: data.get(name) for name in SCOPE})
        version = wanted.wider()
        return version.sop if version else None

    def _ask(self, said: list[str]) -> None:
        """Have the person confirm these sentences, and no others."""
        token = sha256("\n".join(said).encode()).hexdigest()[:16]
        if said and self.data.get(self.add_prefix("confirmed")) != token:
            self.fields["confirmed"].widget = forms.CheckboxInput(
                attrs={"value": token}, check_test=lambda value: False
            )
            self.add_error("confirmed", said)

    @override
    def save(self, commit: bool = True) -> SopChoice:
        self.instance.chosen_by = self.for_user
        today, wanted = self.cleaned_data["office"].today(), self.cleaned_data["sop"]
        day = self.cleaned_data["starts_on"] or today
        self.instance.coming = self.instance.coming_on = None
        if day > today and (now := self._until_then()) != wanted:
            self.instance.sop, self.instance.coming, self.instance.coming_on = now, wanted, day
        saved = super().save(commit)
        for sop in filter(None, (saved.sop, saved.coming)):
            if commit and sop.governing:
                compiler.adopt(saved.office, sop.governing)
        return saved

    def _until_then(self) -> Sop:
        """What governs the scope until a later day."""
        stored = SopChoice.objects.filter(pk=self.instance.pk).first()
        return stored.sop if stored else self._now(self.cleaned_data) or self.cleaned_data["sop"]


class _Answers422:
    """Mixed into a view with a form: what is refused is no success."""

    def form_invalid(self, form: ChoiceForm) -> HttpResponse:
        response = super().form_invalid(form)  # type: ignore[misc]
        response.status_code = 422
        return response


class _ShowsSheet:
    """Mixed into a view with a form: the SOP that is being chosen, as its sheet."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        form = context["form"]
        chosen = form.cleaned_data.get("sop") if form.is_bound and hasattr(form, "cleaned_data") else None
        sop = chosen or (form.instance.sop if form.instance.pk else None)
        return context | (chain.context(None, sop.governing.document) if sop and sop.governing else {})


class ChooseView(_ShowsSheet, _Answers422, CreateView):
    pass


class ChangeView(_ShowsSheet, _Answers422, OwnEditView):
    @property
    def can_delete(self) -> bool:
        return not self.object.is_default


MOST_TREES = 5
"""Offices whose sites are drawn above the list."""


class ChoiceIndexView(OwnIndexView):
    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        offices = list(offices_run_by(self.request.user)[: MOST_TREES + 1])
        return context | {"trees": [tree_of(office) for office in offices] if len(offices) <= MOST_TREES else []}

    def get_delete_url(self, instance: SopChoice) -> str | None:
        return None if instance.is_default else super().get_delete_url(instance)


class EndChoiceView(OwnDeleteView):
    """Removing a choice gives what it covered back to the wider one; the widest stays."""

    def get_object(self, *args: Any, **kwargs: Any) -> SopChoice:
        found = super().get_object(*args, **kwargs)
        if found.is_default:
            raise Forbidden(
                "SOP untuk seluruh situs tidak dihapus, melainkan diganti: buka barisnya dan pilih SOP lain."
            )
        return found

    @property
    def confirmation_message(self) -> str:
        wider = self.object.wider()
        follows = f"Naskah yang diajukan sesudah ini mengikuti {wider}." if wider else ""
        return " ".join([follows, *consequences(self.object, wider), "Hapus pilihan ini?"]).strip()


class ChoiceViewSet(OfficeRowsViewSet):
    model = SopChoice
    index_view_class = ChoiceIndexView
    add_view_class = ChooseView
    edit_view_class = ChangeView
    delete_view_class = EndChoiceView
    index_template_name = "desk/sop_choice/index.html"
    create_template_name = edit_template_name = "desk/sop_choice/form.html"
    icon = "tasks"
    menu_label = "SOP yang berlaku"
    nothing = (
        "Kantor ini belum memilih SOP, jadi naskahnya belum dapat diajukan. Tambahkan pilihan untuk seluruh situs."
    )
    url_prefix = "sop/berlaku"
    list_display = [*SCOPE, "sop", Column("change", label="Akan berlaku"), DateColumn("chosen_at", label="Dipilih")]

    @override
    def get_form_class(self, for_update: bool = False) -> type:
        return ChoiceForm


class MissingHoldersPanel(Component):
    """On the dashboard of an office's admin: what keeps its SOPs from being carried out, until it is solved."""

    name = "sop-missing-holders"
    template_name = "desk/panel_missing_holders.html"
    order = 40

    def __init__(self, user: Any) -> None:
        self.offices = list(offices_of(user, OFFICE_ADMIN))

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        chosen = self._chosen() if self.offices else []
        return {
            "missing": [
                (office, version, names) for version, of in chosen for office, names in unheld(version, of).items()
            ],
            "misfits": [
                (office, version, said) for version, of in chosen for office in of for said in misfits(version, office)
            ],
            "undecided": self._undecided(),
            "unread": [(one, len(one.open)) for one in readings_at(self.offices) if one.open] if self.offices else [],
        }

    def _chosen(self) -> list[tuple[SopVersion, list[Any]]]:
        """Every SOP the offices have chosen, with those offices."""
        chosen: dict[int, set[Any]] = {}
        for choice in SopChoice.objects.filter(office__in=self.offices).order_by():
            chosen.setdefault(choice.sop_id, set()).add(choice.office_id)
        versions = SopVersion.objects.filter(sop__in=chosen, status=SopVersion.Status.GOVERNING)
        return [(version, [one for one in self.offices if one.pk in chosen[version.sop_id]]) for version in versions]

    def _undecided(self) -> list[Any]:
        """Offices without an SOP for the whole site."""
        default = SopChoice.objects.filter(section=None, division=None, content_kind="", office__in=self.offices)
        decided = set(default.order_by().values_list("office_id", flat=True)) if self.offices else set()
        return [office for office in self.offices if office.pk not in decided]
