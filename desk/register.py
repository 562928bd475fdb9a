"""Register Publikasi: every run, read-only, with search, filter and export."""

from typing import Any

from django.contrib.admin import SimpleListFilter, display
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from wagtail_modeladmin.helpers import PermissionHelper

from desk.declared import DeclaredList
from desk.own_office import offices_run_by, runs_an_office
from messaging.models import OutboxMessage
from offices import office_time
from offices.models import Office, is_headquarters
from offices.role_holders import offices_of, shown_holdings
from sops.models import SopVersion
from workflows.models import Reminder, SopRun
from workflows.models.runs import STATUS_LABELS


def offices_seen_by(user: Any) -> QuerySet[Office]:
    """The offices whose records the person may read: their own, or all for headquarters."""
    if is_headquarters(user):
        return Office.objects.all()
    return offices_of(user)


class ReadOnly(PermissionHelper):
    """Everyone in an office reads its register; nobody writes it."""

    def user_has_any_permissions(self, user: Any) -> bool:
        return is_headquarters(user) or bool(shown_holdings(user))

    def user_can_list(self, user: Any) -> bool:
        return self.user_has_any_permissions(user)

    def user_can_create(self, user: Any) -> bool:
        return False

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        return False

    user_can_delete_obj = user_can_edit_obj


class _Choice(SimpleListFilter):
    """A filter whose options are what the reader's own runs offer, never another office's."""

    field = ""
    named_by = ""
    """The field whose value an option shows."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        options = self.options(SopRun.objects.filter(office__in=offices_seen_by(request.user)))
        return options if len(options) > 1 else []  # nothing to choose, nothing shown

    def options(self, runs: QuerySet[SopRun]) -> list[tuple[Any, str]]:
        """What occurs among the runs: value and name."""
        return list(runs.order_by(self.named_by).values_list(self.field, self.named_by).distinct())

    def queryset(self, request: HttpRequest, queryset: QuerySet[SopRun]) -> QuerySet[SopRun]:
        value = self.value()
        try:
            return queryset.filter(**{self.field: value}) if value else queryset
        except (ValueError, OverflowError):
            return queryset.none()


class ByOffice(_Choice):
    title, parameter_name, field, named_by = "kantor", "kantor", "office", "office__name"


class BySop(_Choice):
    title, parameter_name, field = "SOP", "sop", "sop_version"

    def options(self, runs: QuerySet[SopRun]) -> list[tuple[Any, str]]:
        used = SopVersion.objects.filter(pk__in=runs.values("sop_version"))
        return [(version.pk, str(version)) for version in used]


class ByStatus(_Choice):
    title, parameter_name, field = "keadaan", "keadaan", "status"

    def options(self, runs: QuerySet[SopRun]) -> list[tuple[Any, str]]:
        return [(status.value, label) for status, label in STATUS_LABELS.items()]


class RunRegister(DeclaredList):
    model = SopRun
    menu_label = "Register Publikasi"
    menu_icon = "list-ul"
    menu_order = 250
    base_url_path = "register"
    permission_helper_class = ReadOnly
    list_display = ["register", "title", "sop_used", "state", "started", "published", "links_shown"]
    list_filter = [ByStatus, BySop, ByOffice]
    search_fields = ["page_title", "started_by_name", "live_url"]
    ordering = ["-started_at"]
    list_per_page = 50
    list_export = [
        "register_number",
        "register_year",
        "page_title",
        "content_kind",
        "sop_used",
        "office",
        "state",
        "started_by_name",
        "started_at",
        "published_at",
        "taken_down_at",
        "links_exported",
    ]
    export_filename = "register-publikasi"

    def get_queryset(self, request: HttpRequest) -> QuerySet[SopRun]:
        runs = super().get_queryset(request).filter(office__in=offices_seen_by(request.user))
        return runs.select_related("sop_version__sop", "office").prefetch_related("links")

    @display(description="Nomor", ordering="register_number")
    def register(self, run: SopRun) -> str:
        address = reverse("sop:sheet", args=[run.pk])
        return format_html('<a class="sop-register" href="{}" title="Lembar SOP">{}</a>', address, run.register)

    @display(description="Judul")
    def title(self, run: SopRun) -> str:
        return format_html('<a href="{}">{}</a>', reverse("sop:task", args=[run.page_id]), run.page_title)

    @display(description="SOP dan versi")
    def sop_used(self, run: SopRun) -> str:
        return str(run.sop_version)

    @display(description="Keadaan")
    def state(self, run: SopRun) -> str:
        return "Ditarik dari publik" if run.taken_down_at else run.status_label

    @display(description="Dimulai", ordering="started_at")
    def started(self, run: SopRun) -> str:
        return office_time.said(run.started_at, run.office, "j M Y, H.i T")

    @display(description="Tayang", ordering="published_at")
    def published(self, run: SopRun) -> str:
        return office_time.said(run.published_at, run.office, "j M Y, H.i T") if run.published_at else "—"

    @display(description="Tautan")
    def links_shown(self, run: SopRun) -> str:
        shown = format_html_join(
            " · ", '<a href="{}">{}</a>', ((link.url, link.get_channel_display()) for link in run.links.all())
        )
        return shown or "—"

    @display(description="Tautan")
    def links_exported(self, run: SopRun) -> str:
        return " ".join(link.url for link in run.links.all())


class AdminsOnly(ReadOnly):
    """Only who administers an office reads what was sent to its people."""

    def user_has_any_permissions(self, user: Any) -> bool:
        return runs_an_office(user)


class DeliveryLog(DeclaredList):
    model = OutboxMessage
    menu_label = "Pesan keluar"
    menu_icon = "mail"
    menu_order = 260
    base_url_path = "pesan-keluar"
    permission_helper_class = AdminsOnly
    list_display = ["subject", "address", "created_at", "sent_at", "attempts", "last_error"]
    search_fields = ["subject", "address"]
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutboxMessage]:
        offices = offices_run_by(request.user)
        digests = Reminder.objects.filter(office__in=offices, message__isnull=False).values("message")
        own = Q(office__in=offices) | Q(pk__in=digests)
        return super().get_queryset(request).filter(own)
