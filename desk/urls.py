"""Addresses of the SOP in the admin, under ``/admin/sop/``."""

from django.urls import path
from wagtail.admin.views.pages.preview import ViewDraftView
from wagtail.utils.decorators import xframe_options_sameorigin_override

from desk.api_keys import ApiKeysView
from desk.calendar_month import MonthView
from desk.channels import ChannelView
from desk.claims import ClaimView
from desk.clean_copy import CleanCopyView
from desk.comparison import ComparisonView
from desk.deadline import DeadlineView
from desk.decision_links import DecisionLinksView
from desk.delegations import letter as delegation_letter
from desk.guide import GuideView, picture
from desk.handover import HandoverView
from desk.inbox import InboxView, open_note
from desk.my_tasks import MyTasksView
from desk.people_at_once import AppointManyView
from desk.person import AccountFactsView, LeaveView, LinksView, ResetFactorView
from desk.readings import ReadingsView, ReadingView
from desk.readings import letter as reading_letter
from desk.sheets import SheetView, run_pdf
from desk.studio.library import LibraryView, revise_version
from desk.studio.versions import VersionView, version_bpmn, version_pdf
from desk.studio.versions import letter as version_letter
from desk.studio.views import StudioView, discard
from desk.tasks import TaskView
from desk.tour import dismiss as dismiss_tour

app_name = "sop"
urlpatterns = [
    path("pustaka/", LibraryView.as_view(), name="library"),
    path("pustaka/<int:pk>/", VersionView.as_view(), name="version"),
    path("pustaka/<int:pk>.pdf", version_pdf, name="version_pdf"),
    path("pustaka/<int:pk>.bpmn", version_bpmn, name="version_bpmn"),
    path("pustaka/<int:pk>/naskah/", version_letter, name="version_letter"),
    path("pustaka/<int:pk>/revisi/", revise_version, name="revise_version"),
    path("pustaka/konsep/<int:pk>/", StudioView.as_view(), name="draft"),
    path("pustaka/konsep/<int:pk>/buang/", discard, name="discard_draft"),
    path("pembacaan/", ReadingsView.as_view(), name="readings"),
    path("pembacaan/<int:office>/<int:sop>/", ReadingView.as_view(), name="reading"),
    path("pembacaan/surat/<int:pk>/", reading_letter, name="reading_letter"),
    path("kalender/", MonthView.as_view(), name="calendar"),
    path("berkas/<int:pk>/salinan-bersih/", CleanCopyView.as_view(), name="clean_copy"),
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
    path("orang/sekaligus/", AppointManyView.as_view(), name="appoint_many"),
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
