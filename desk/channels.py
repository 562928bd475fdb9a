"""An office's channels: which, whether they work (a test, the last deliveries), and sending anew what failed."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.views.generic import View
from typing_extensions import override
from wagtail.admin import messages
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permissions import register_permission_policy

from desk.own_office import OfficePolicy, OfficeRowsViewSet, offices_run_by
from messaging.channels import send_test
from messaging.models import OfficeChannel
from messaging.outbox import send_due

register_permission_policy(OfficeChannel, OfficePolicy(OfficeChannel, "office"))
SHOWN = 30


class ChannelForm(WagtailAdminModelForm):
    class Meta:
        model = OfficeChannel
        fields = ["office", "name", "kind", "address", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices_run_by(self.for_user)
        self.fields["office"].disabled = bool(self.instance.pk)


class DeliveriesColumn(Column):
    """A link to the channel's deliveries and its test."""

    def get_value(self, instance: OfficeChannel) -> str:
        return format_html('<a href="{}">Uji dan kiriman</a>', reverse("sop:channel", args=[instance.pk]))


class ChannelViewSet(OfficeRowsViewSet):
    model = OfficeChannel
    icon = "site"
    menu_label = "Kanal"
    nothing = "Kabar kantor ini sampai lewat surel saja. Tambahkan grup obrolan atau webhook bila perlu."
    url_prefix = "sop/kanal-kantor"
    search_fields = ["name"]

    @cached_property
    def list_display(self) -> list[Any]:  # type: ignore[override]
        return [
            "name",
            Column("service", label="Layanan"),
            "office",
            Column("is_active", label="Aktif", accessor=lambda channel: "Ya" if channel.is_active else "Tidak"),
            DeliveriesColumn("deliveries", label="Kiriman"),
        ]

    @override
    def get_form_class(self, for_update: bool = False) -> type:
        return ChannelForm


class ChannelView(WagtailAdminTemplateMixin, View):
    """GET: the channel's last deliveries. POST ``uji``: send a test now; ``ulang``: send a given-up one again."""

    template_name = "desk/channel.html"
    header_icon = "site"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = OfficeChannel.objects.filter(pk=kwargs["pk"], office__in=offices_run_by(request.user))
        channel = found.select_related("office").first()
        if channel is None:
            raise Http404
        self.channel = channel
        self.page_title = channel.name
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        deliveries = self.channel.deliveries.all()[:SHOWN]
        return render(request, self.template_name, self.get_context_data(channel=self.channel, deliveries=deliveries))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        again = request.POST.get("ulang", "")
        if again:
            rows = self.channel.deliveries.filter(pk=int(again[:18]) if again.isdecimal() else 0)
            if rows.update(given_up_at=None, attempts=0, next_attempt_at=timezone.now()):
                send_due.enqueue()
                messages.success(request, "Kiriman akan dicoba lagi.")
        elif (delivery := send_test(self.channel)).sent_at:
            messages.success(request, "Uji terkirim. Periksa apakah pesannya tampak di kanal itu.")
        else:
            messages.error(request, f"Uji gagal. {delivery.last_error}")
        return redirect("sop:channel", pk)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("officechannel:index"), "label": "Kanal"},
            {"url": "", "label": self.page_title},
        ]
