"""Addresses of the SOP in the admin, under ``/admin/sop/``."""

from django.urls import path
from wagtail.admin.views.pages.preview import ViewDraftView
from wagtail.utils.decorators import xframe_options_sameorigin_override

from workflows.admin.sop_library import LibraryView, VersionView
from workflows.admin.tasks import TaskView

app_name = "sop"
urlpatterns = [
    path("pustaka/", LibraryView.as_view(), name="library"),
    path("pustaka/<int:pk>/", VersionView.as_view(), name="version"),
    path("tugas/<int:page_id>/", TaskView.as_view(), name="task"),
    # The draft as the task page frames it; Wagtail's own address of it may not be framed.
    path("tugas/<int:page_id>/naskah/", xframe_options_sameorigin_override(ViewDraftView.as_view()), name="text"),
    path("tugas/<int:page_id>/<slug:action>/", TaskView.as_view(), name="act"),
    path("tugas/<int:page_id>/<slug:action>/<int:target>/", TaskView.as_view(), name="act_on"),
]
