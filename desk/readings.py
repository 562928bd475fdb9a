"""Pembacaan SOP: an office's admin confirms what we read into its SOP, or says otherwise; headquarters looks on."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from desk.letters import LetterField, handed_out
from desk.own_office import offices_run_by, runs_an_office
from offices.models import Office, is_headquarters
from offices.role_holders import administers
from sops.models import SopVersion
from sops.readings import Question
from workflows.core.living_sheet import ReadingNote
from workflows.models import ReadingAnswer, SopChoice
from workflows.models.confirming import (
    CHANGED,
    Asked,
    Ground,
    Readings,
    answer,
    may_answer,
    notes,
    readings_at,
    readings_of,
)

PER_PAGE = 50
"""Offices; each has a line per SOP."""
MOST_RADIOS = 7
NOT_YET = ("", "Belum kami jawab")
ONLY_ONE = "Bila pembacaan ini keliru, mintalah naskah SOP-nya diubah di Pustaka SOP."


class AnswerForm(forms.Form):
    """A field per question, named by its subject, and the ground of all that is answered; ``confirming`` judges."""

    letter_number = forms.CharField(
        label="Nomor surat", max_length=120, required=False, help_text="Surat atau nota dinas yang menegaskannya."
    )
    letter = LetterField("Berkas surat", required=False)
    remark = forms.CharField(
        label="Catatan",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Dasar lain, misalnya rapat pada tanggal tertentu. Isi sekurang-kurangnya satu dari ketiganya.",
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, readings: Readings, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "label_suffix": "", "initial": {"seen": readings.version.sha256}})
        self.readings = readings
        for asked in readings.asked:
            self.fields[asked.question.subject] = _field(asked.question)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("seen") != self.readings.version.sha256:
            self.add_error(None, CHANGED)
        return data

    def chosen(self) -> dict[str, str]:
        """What was answered, value by subject."""
        subjects = (asked.question.subject for asked in self.readings.asked)
        return {subject: value for subject in subjects if (value := self.cleaned_data.get(subject))}

    def ground(self) -> Ground:
        data = self.cleaned_data
        return Ground(data["letter_number"], data["letter"], data["remark"])

    @property
    def rows(self) -> list[tuple[Asked, Any]]:
        """Each question with its field."""
        return [(asked, self[asked.question.subject]) for asked in self.readings.asked]

    @property
    def basis(self) -> list[Any]:
        """The fields of the ground."""
        return [self[name] for name in ("letter_number", "letter", "remark")]


def _field(question: Question) -> forms.ChoiceField:
    words = [answer.words.removesuffix(".") for answer in question.answers]
    words[0] += " (seperti sekarang)" if len(words) > 1 else ""
    choices = [NOT_YET, *((answer.value, said) for answer, said in zip(question.answers, words, strict=True))]
    return forms.ChoiceField(
        label=question.asks,
        choices=choices,
        required=False,
        widget=forms.RadioSelect if len(choices) <= MOST_RADIOS else forms.Select,
        help_text="" if len(words) > 1 or question.barred else ONLY_ONE,
        error_messages={"invalid_choice": "Jawaban ini tidak tersedia. Pilih salah satu yang ditawarkan."},
    )


class _ReadingsView(WagtailAdminTemplateMixin, View):
    """For whoever runs an office; other offices are not there."""

    header_icon = "help"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not runs_an_office(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ReadingsView(_ReadingsView):
    """What there is to confirm, by office and SOP."""

    template_name = "desk/readings.html"
    page_title = "Pembacaan SOP"

    def get(self, request: HttpRequest) -> HttpResponse:
        chosen = SopChoice.objects.order_by().values("office")
        offices = offices_run_by(request.user).filter(pk__in=chosen)
        page = Paginator(offices, PER_PAGE).get_page(request.GET.get("p"))
        context = self.get_context_data(rows=[one for one in readings_at(page) if one.asked], page=page)
        return render(request, self.template_name, context)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


class ReadingView(_ReadingsView):
    """The questions of one SOP before one office; its admin answers, any number of them at a time."""

    template_name = "desk/reading.html"
    page_title = "Pembacaan SOP"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.office, self.version = _of(request.user, kwargs["office"], kwargs["sop"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._show(AnswerForm(readings=readings_of(self.version, self.office)))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not may_answer(request.user, self.office):
            raise PermissionDenied
        form = AnswerForm(request.POST, request.FILES, readings=readings_of(self.version, self.office))
        draft: SopVersion | None = None
        if form.is_valid():
            try:
                draft = answer(self.office, self.version, form.chosen(), form.ground(), by=request.user)
            except ValidationError as error:
                form.add_error(None, error)
        if not form.is_valid():
            return self._show(form, status=422)
        messages.success(request, _outcome(len(form.chosen()), draft))
        return redirect("sop:reading", self.office.pk, self.version.sop_id)

    def _show(self, form: AnswerForm, status: int = 200) -> HttpResponse:
        answers = ReadingAnswer.objects.filter(office=self.office, sop=self.version.sop_id)
        context = self.get_context_data(
            office=self.office,
            version=self.version,
            readings=form.readings,
            form=form,
            may_answer=may_answer(self.request.user, self.office),
            others=_others_using(self.version, self.office),
            answers=answers.select_related("office", "letter", "version", "draft").order_by("-pk"),
            sees_drafts=is_headquarters(self.request.user),
        )
        return render(self.request, self.template_name, context, status=status)

    def get_page_subtitle(self) -> str:
        return str(self.version)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("sop:readings"), "label": self.page_title}
        return [*self.breadcrumbs_items, above, {"url": "", "label": str(self.version)}]


def _of(user: Any, office: int, sop: int) -> tuple[Office, SopVersion]:
    """An office the person runs, and the version of an SOP that governs there. Raises ``Http404``."""
    if max(office, sop) >= 2**63:
        raise Http404
    found = get_object_or_404(offices_run_by(user), pk=office)
    versions = SopVersion.objects.filter(status=SopVersion.Status.GOVERNING, sop__choices__office=found)
    return found, get_object_or_404(versions.distinct(), sop=sop)


def _others_using(version: SopVersion, office: Office) -> int:
    """How many other offices publish by the same SOP."""
    return SopChoice.objects.filter(sop=version.sop_id).exclude(office=office).values("office").distinct().count()


def _outcome(number: int, draft: SopVersion | None) -> str:
    recorded = f"{number} jawaban dicatat."
    if draft is None:
        return recorded
    return f"{recorded} Jawaban yang berbeda menjadi konsep SOP; sampai konsep itu disahkan, SOP yang sekarang berlaku."


def letter(request: HttpRequest, pk: int) -> FileResponse:
    """The letter of an answer, for whoever runs its office. Raises ``Http404``."""
    given = get_object_or_404(ReadingAnswer.objects.filter(office__in=offices_run_by(request.user)), pk=pk)
    if given.letter is None:
        raise Http404
    return handed_out(given.letter)


def readings_seen_by(user: Any, version: SopVersion, office: Office | None = None) -> tuple[ReadingNote, ...]:
    """What a person reads of our readings beside a version, or beside an item of an office.

    Whoever runs an office that publishes by it, and headquarters; nobody else.
    """
    if office is not None:
        return notes(version, [office]) if administers(user, office) else ()
    if is_headquarters(user):
        return notes(version)
    own = offices_run_by(user).filter(sop_choices__sop=version.sop_id).distinct()
    return notes(version, own) if own.exists() else ()


class ReadingsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return runs_an_office(request.user)


class ReadingsViewSet(ViewSet):
    """The menu entry; the views have their addresses among the SOP's."""

    name = "sop_readings_menu"
    icon = "help"
    menu_label = "Pembacaan SOP"
    menu_name = "pembacaan-sop"
    menu_item_class = ReadingsMenuItem

    @property
    def menu_url(self) -> str:  # type: ignore[override]
        return reverse("sop:readings")
