"""Addresses of Wagtail's admin that are answered here, before its own would."""

from django.urls import path, re_path
from wagtail.admin.auth import require_admin_access
from wagtail.utils.urlpatterns import decorate_urlpatterns

from workflows.admin import choosers, own_rows, tour

report = own_rows.PageTypesReport
urlpatterns = decorate_urlpatterns(
    [
        re_path(r"^api/main/(?:documents|images)/", own_rows.not_served),
        path("bulk/<str:app_label>/<str:model_name>/<str:action>/", own_rows.bulk_action),
        path("choose-page/<int:parent_page_id>/", choosers.OwnBrowseView.as_view()),
        path("choose-page/chosen-multiple/", choosers.OwnChosenView.as_view()),
        path("pages/<int:page_id>/revisions/0/revert/", own_rows.not_served),  # which Wagtail takes for none
        path("choose-external-link/", choosers.OwnExternalLinkView.as_view()),
        path("dismissibles/", tour.OwnDismissiblesView.as_view()),
        path("reports/page-types-usage/", report.as_view()),
        path("reports/page-types-usage/results/", report.as_view(results_only=True)),
        path("tag-autocomplete/", own_rows.own_tags),
        path("tag-autocomplete/<slug:app_name>/<slug:model_name>/", own_rows.own_tags),
    ],
    require_admin_access,
)
