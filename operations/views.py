"""Where probes and people ask how the site does."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from prometheus_client import CONTENT_TYPE_LATEST
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from offices.models import is_headquarters
from operations.health import parts
from operations.metrics import exposition


@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """200 while the process answers; asks nothing of anything else."""
    return HttpResponse("hidup\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """503 when a vital part fails, else 200; names the parts, without details for strangers."""
    found = parts()
    state = {part.name: part.state for part in found}
    return JsonResponse(state, status=200 if all(part.well for part in found if part.vital) else 503)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """What Prometheus reads, for whoever shows ``METRICS_TOKEN``; without that setting there is nothing here."""
    if not settings.METRICS_TOKEN:
        raise Http404
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not constant_time_compare(shown, settings.METRICS_TOKEN):
        raise PermissionDenied
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)


class HealthView(WagtailAdminTemplateMixin, TemplateView):
    """ "Kesehatan Sistem": what is wrong and what to do about it; for headquarters."""

    template_name = "operations/health.html"
    page_title = "Kesehatan Sistem"
    header_icon = "cogs"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not is_headquarters(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = parts()
        return super().get_context_data(parts=found, ill=[part for part in found if not part.well], **kwargs)
