"""Tugas Saya: what waits for me, what I could take, what is with others, what I decided. The address is its state."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet, TextChoices
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from desk.counted_menu import CountedMenuItem
from desk.own_office import offices_run_by
from desk.task_rows import administered_by, desk_of, read_page, task_rows
from offices import office_time
from offices.models import Delegation, is_headquarters
from sops.document import ContentKind
from sops.models import SopVersion
from text.cleaning import clean
from workflows.core.acts import LINES
from workflows.core.rule_inputs import Status
from workflows.models import StepVisit
from workflows.models.task_lists import MOST_COUNTED, Narrowed
from workflows.service import chain

PAGE = 20
MOST_PAGES = 50
"""Further down nobody looks: the filter narrows instead."""
LONGEST_TITLE = 100
"""Characters of a title that are searched for."""
SHORT_LIST = 20
"""Debts, duties, own items and delegations shown beside the list."""


class Section(TextChoices):
    """The lists of the screen; the value stands in addresses."""

    WAITING = "menunggu", "Menunggu saya"
    TAKEABLE = "ambil", "Dapat saya ambil"
    OTHERS = "lain", "Pada orang lain"
    DECIDED = "keputusan", "Keputusan saya"


class MyTasksMenuItem(CountedMenuItem):
    """The menu item with the number of waiting steps one could act on."""

    most = MOST_COUNTED - 1

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(desk_of(request).holdings) or is_headquarters(request.user)


def actionable(request: HttpRequest) -> int:
    """How many waiting steps the person could act on, as far as the sidebar counts."""
    return desk_of(request).count


def _number(text: str | None) -> int | None:
    """A primary key from the address; None for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else None


def narrowed(request: HttpRequest) -> Narrowed:
    """The filter as the address states it; what isn't an office, SOP or kind narrows nothing."""
    kind = request.GET.get("jenis", "")
    return Narrowed(
        office=_number(request.GET.get("kantor")),
        sop=_number(request.GET.get("sop")),
        kind=kind if kind in list(ContentKind) else "",
        title=clean(request.GET.get("judul", ""))[:LONGEST_TITLE].strip(),
    )


class MyTasksView(WagtailAdminTemplateMixin, TemplateView):
    """One section at a time, one page of it; reading only."""

    template_name = "desk/my_tasks.html"
    page_title = "Tugas Saya"
    header_icon = "tasks"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        asked = self.request.GET.get("bagian")
        self.section = Section(asked) if asked in Section.values else Section.WAITING
        self.page = min(max(_number(self.request.GET.get("halaman")) or 1, 1), MOST_PAGES)
        self.desk, self.filter = desk_of(self.request), narrowed(self.request)
        context |= {
            "section": self.section,
            "heading": self.section.label,
            "tabs": [(name, label, self._address(bagian=name)) for name, label in Section.choices],
            "filtered": self.filter != Narrowed(),
            "options": self._options(),
            "title": self.filter.title,
            "back": self._query(),
            **self._listed(),
        }
        if self.section == Section.WAITING and self.page == 1:
            context |= self._also_mine()
        elif self.section == Section.OTHERS and self.page == 1:
            own = self.desk.own(self.filter).exclude(status__in=[Status.FINISHED, Status.WITHDRAWN])
            runs = own.select_related("sop_version", "office").defer("sop_version__content").with_open_visit()
            context["own"] = [(run, chain.waiting_line(run)) for run in runs[:SHORT_LIST]]
        return context

    def _listed(self) -> dict[str, Any]:
        """One page of the section, and where the pages before and behind it are."""
        start = (self.page - 1) * PAGE
        found: list[Any]
        if self.section == Section.DECIDED:
            events = self.desk.decided(self.filter).select_related("run__office", "run__sop_version")
            found = list(events.defer("run__sop_version__content")[start : start + PAGE + 1])
            shown: list[Any] = [
                (event, LINES[event.kind].done, office_time.said(event.at, event.run.office)) for event in found
            ]
        else:
            visits: QuerySet[StepVisit] = {
                Section.WAITING: self.desk.waiting,
                Section.TAKEABLE: self.desk.takeable,
                Section.OTHERS: self.desk.with_others,
            }[self.section](self.filter)
            found = read_page(visits, start, PAGE + 1)
            administered = administered_by(self.request, {visit.run.office_id for visit in found})
            shown = task_rows(self.desk, found[:PAGE], administered, name_holders=self.section == Section.OTHERS)
        more = len(found) > PAGE
        return {
            "rows": shown[:PAGE],
            "page_number": self.page,
            "before": self._address(halaman=self.page - 1) if self.page > 1 else "",
            "behind": self._address(halaman=self.page + 1) if more and self.page < MOST_PAGES else "",
            "too_many": more and self.page == MOST_PAGES,
        }

    def _also_mine(self) -> dict[str, Any]:
        """What else waits for the person: debts, duties; and who acts for whom."""
        debts = self.desk.debts(self.filter).select_related("run__sop_version").defer("run__sop_version__content")
        return {
            "debts": list(debts[:SHORT_LIST]),
            "duties": list(self.desk.duties(self.filter).select_related("run")[:SHORT_LIST]),
            "delegations": self._delegations(),
        }

    def _delegations(self) -> list[Delegation]:
        """Delegations in force that concern the person: as deputy, as principal, as the office's admin."""
        user = self.request.user
        concerned = Q(deputy=user) | Q(principal=user)
        if not is_headquarters(user):  # who administers every office has the list for it
            concerned |= Q(office__in=offices_run_by(user))
        found = Delegation.objects.current().filter(concerned).select_related("principal", "deputy", "role", "office")
        return list(found.order_by("ends_on", "pk")[:SHORT_LIST])

    def _query(self, **changes: Any) -> str:
        kept = {
            name: self.request.GET.get(name, "") for name in ("bagian", "kantor", "sop", "jenis", "judul", "halaman")
        }
        if "bagian" in changes:
            kept["halaman"] = ""
        return urlencode({name: value for name, value in {**kept, **changes}.items() if value})

    def _address(self, **changes: Any) -> str:
        return f"{reverse('sop:my_tasks')}?{self._query(**changes)}"

    def _options(self) -> dict[str, str]:
        """The choices of the filter as option elements; of one office there is nothing to choose."""
        offices = self.desk.offices()
        governing = SopVersion.objects.filter(status=SopVersion.Status.GOVERNING).defer("content")
        if not is_headquarters(self.request.user):
            governing = governing.filter(sop__choices__office__in=self.desk.office_ids).distinct()
        sops = [(version.sop_id, str(version)) for version in governing]
        kinds = [(kind.value, kind.label) for kind in ContentKind]
        return {
            "kantor": _option_elements(offices, self.filter.office) if len(offices) > 1 else "",
            "sop": _option_elements(sops, self.filter.sop) if len(sops) > 1 else "",
            "jenis": _option_elements(kinds, self.filter.kind),
        }


def _option_elements(choices: list[tuple[Any, str]], chosen: Any) -> str:
    """Written here, not in the template: headquarters chooses among every office there is."""
    everything = mark_safe('<option value="">Semua</option>')
    return everything + format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, mark_safe(" selected") if value == chosen else "", label) for value, label in choices),
    )
