"""Addresses of the SOP in the admin, under ``/admin/sop/``."""

from django.urls import path
from wagtail.admin.views.pages.preview import ViewDraftView
from wagtail.utils.decorators import xframe_options_sameorigin_override

from workflows.admin.api_keys import ApiKeysView
from workflows.admin.calendar_month import MonthView
from workflows.admin.channels import ChannelView
from workflows.admin.claims import ClaimView
from workflows.admin.comparison import ComparisonView
from workflows.admin.deadline import DeadlineView
from workflows.admin.decision_links import DecisionLinksView
from workflows.admin.delegations import letter as delegation_letter
from workflows.admin.guide import GuideView, picture
from workflows.admin.handover import HandoverView
from workflows.admin.inbox import InboxView, open_note
from workflows.admin.my_tasks import MyTasksView
from workflows.admin.person import AccountFactsView, LeaveView, LinksView, ResetFactorView
from workflows.admin.sheets import SheetView, run_pdf
from workflows.admin.sop_library import LibraryView, VersionView, version_bpmn, version_pdf
from workflows.admin.tasks import TaskView
from workflows.admin.tour import dismiss as dismiss_tour

app_name = "sop"
urlpatterns = [
    path("pustaka/", LibraryView.as_view(), name="library"),
    path("pustaka/<int:pk>/", VersionView.as_view(), name="version"),
    path("pustaka/<int:pk>.pdf", version_pdf, name="version_pdf"),
    path("pustaka/<int:pk>.bpmn", version_bpmn, name="version_bpmn"),
    path("kalender/", MonthView.as_view(), name="calendar"),
    path("lembar/<int:pk>/", SheetView.as_view(), name="sheet"),
    path("lembar/<int:pk>.pdf", run_pdf, name="sheet_pdf"),
    path("kanal/<int:pk>/", ChannelView.as_view(), name="channel"),
    path("pemberitahuan/", InboxView.as_view(), name="inbox"),
    path("pemberitahuan/<int:pk>/", open_note, name="note"),
    path("serah/<int:run_id>/<slug:via>/", HandoverView.as_view(), name="handover"),
    path("tautan/", DecisionLinksView.as_view(), name="decision_links"),
    path("panduan/", GuideView.as_view(), name="guide"),
    path("panduan/gambar/<str:name>", picture, name="guide_picture"),
    path("panduan/<slug:name>/", GuideView.as_view(), name="guide_page"),
    path("tur/", dismiss_tour, name="tour"),
    path("kunci-api/", ApiKeysView.as_view(), name="api_keys"),
    path("banding/<int:run_id>/", ComparisonView.as_view(), name="compare"),
    path("plt-plh/<int:pk>/surat/", delegation_letter, name="delegation_letter"),
    path("orang/keluar/", LeaveView.as_view(), name="leave"),
    path("orang/akun/", AccountFactsView.as_view(), name="account_facts"),
    path("orang/akun-lembaga/", LinksView.as_view(), name="links"),
    path("orang/langkah-kedua/", ResetFactorView.as_view(), name="reset_factor"),
    path("tugas-saya/", MyTasksView.as_view(), name="my_tasks"),
    path("tugas-saya/<int:visit_id>/<slug:act>/", ClaimView.as_view(), name="claim"),
    path("tugas/<int:page_id>/", TaskView.as_view(), name="task"),
    # The draft as the task page frames it; Wagtail's own address of it may not be framed.
    path("tugas/<int:page_id>/naskah/", xframe_options_sameorigin_override(ViewDraftView.as_view()), name="text"),
    path("tugas/<int:page_id>/tenggat/", DeadlineView.as_view(), name="deadline"),
    path("tugas/<int:page_id>/<slug:action>/", TaskView.as_view(), name="act"),
    path("tugas/<int:page_id>/<slug:action>/<int:target>/", TaskView.as_view(), name="act_on"),
]
