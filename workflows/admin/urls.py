"""Addresses of the SOP in the admin, under ``/admin/sop/``."""

from django.urls import path

from workflows.admin.sop_library import LibraryView, VersionView
from workflows.admin.tasks import TaskView

app_name = "sop"
urlpatterns = [
    path("pustaka/", LibraryView.as_view(), name="library"),
    path("pustaka/<int:pk>/", VersionView.as_view(), name="version"),
    path("tugas/<int:page_id>/", TaskView.as_view(), name="task"),
    path("tugas/<int:page_id>/<slug:action>/", TaskView.as_view(), name="act"),
    path("tugas/<int:page_id>/<slug:action>/<int:target>/", TaskView.as_view(), name="act_on"),
]
