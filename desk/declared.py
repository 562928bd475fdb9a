"""Lists that answer the questions they offer and no other: what else stands in a query string is not there."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import IndexView

from offices import office_time


class DeclaredIndexView(IndexView):
    """Stock, every other parameter is a condition on any column that joins reach, passwords included."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        declared = {self.ORDER_VAR, self.PAGE_VAR, self.SEARCH_VAR, self.EXPORT_VAR}
        if not self.model_admin.get_list_export(request):
            declared.remove(self.EXPORT_VAR)
        declared |= {each.parameter_name for each in self.model_admin.get_list_filter(request)}
        asked: Any = request.GET.copy()
        for name in set(asked) - declared:
            del asked[name]
        request.GET = asked
        return super().dispatch(request, *args, **kwargs)

    def to_row_dict(self, item: Any) -> Any:
        """A row of an export: choices by their labels, times of the item's own office."""
        row, office = super().to_row_dict(item), getattr(item, "office", None)
        for name, value in row.items():
            if hasattr(item, f"get_{name}_display"):
                row[name] = getattr(item, f"get_{name}_display")()
            elif isinstance(value, datetime) and office is not None:
                row[name] = office_time.said(value, office)
        return row


class DeclaredList(ModelAdmin):
    """A list to read: nothing is added, changed or deleted there, so there are no addresses for it.

    The filters are classes with a ``parameter_name`` of their own.
    """

    index_view_class = DeclaredIndexView
    history_view_enabled = False

    def get_admin_urls_for_registration(self) -> tuple[URLPattern, ...]:
        index, *_ = super().get_admin_urls_for_registration()
        return (index,)
