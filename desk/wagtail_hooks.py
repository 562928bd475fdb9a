"""Registration only; what is registered stands in ``desk``."""

from django.templatetags.static import static
from django.urls import include, path, reverse, reverse_lazy
from django.utils.html import format_html_join
from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from desk import (
    choosers,
    dashboard,
    editor,
    explorer,
    log_words,
    menus,
    offices,
    own_rows,
    portraits,
    stock_users,
    stock_workflows,
    tour,
    uploads,
    urls,
)
from desk.counted_menu import CountedMenuItem
from desk.guide import GuideMenuItem, only_ours
from desk.inbox import unread
from desk.my_tasks import MyTasksMenuItem, actionable
from desk.register import DeliveryLog, RunRegister
from desk.studio.library import LibraryMenuItem
from workflows.actions.ledger import LOGGED_AS as EVENT
from workflows.gate import approved_files
from workflows.gate.verification import LOGGED_AS
from workflows.models.compiler import GOVERNS_AS, SIGNED_AS, VOIDED_AS

stock_workflows.register()
editor.register_views()
explorer.narrow_filters()
uploads.register()
portraits.register()
modeladmin_register(RunRegister)
modeladmin_register(DeliveryLog)

hooks.register("register_bulk_action", stock_users.SetActiveState, order=1)  # in place of Wagtail's
hooks.register("construct_page_action_menu", menus.construct)
hooks.register("construct_homepage_panels", dashboard.construct)
hooks.register("construct_homepage_panels", tour.construct)
hooks.register("construct_homepage_summary_items", dashboard.summarise, order=1000)
hooks.register("register_admin_viewset", offices.viewsets)
hooks.register("register_admin_viewset", explorer.ExplorerViewSet, order=1)  # after Wagtail's own
hooks.register("register_help_menu_item", GuideMenuItem)
hooks.register("construct_help_menu", only_ours)
hooks.register("construct_page_chooser_queryset", choosers.own_or_live)
hooks.register("construct_admin_api", own_rows.narrow_api, order=1)  # after Wagtail's own
hooks.register("construct_reports_menu", own_rows.hide_page_types)
hooks.register("construct_explorer_page_queryset", explorer.with_open_runs)


@hooks.register("register_admin_urls")
def sop_urls():
    return [path("sop/", include(urls))]


@hooks.register("register_admin_menu_item")
def my_tasks_menu_item():
    address = reverse_lazy("sop:my_tasks")
    return MyTasksMenuItem("Tugas Saya", address, count=actionable, name="tugas-saya", icon_name="tasks", order=50)


@hooks.register("register_admin_menu_item")
def inbox_menu_item():
    address = reverse_lazy("sop:inbox")
    return CountedMenuItem("Pemberitahuan", address, count=unread, name="pemberitahuan", icon_name="mail", order=60)


@hooks.register("register_admin_menu_item")
def library_menu_item():
    return LibraryMenuItem("Pustaka SOP", reverse_lazy("sop:library"), icon_name="clipboard-list", order=240)


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action("workflows.delegation.revoke", "Cabut Plt./Plh.", "Penugasan Plt./Plh. dicabut")
    actions.register_action("workflows.membership.end")(log_words.Ending)
    actions.register_action("workflows.membership.change")(log_words.Change)
    actions.register_action("workflows.account.correct")(log_words.Correction)
    actions.register_action("workflows.account.cut_links", "Putuskan akun lembaga", "Akun lembaga diputuskan")
    differs = "Isi yang tayang bukan isi yang disetujui"
    actions.register_action(LOGGED_AS, differs, differs)
    actions.register_action(approved_files.LOGGED_AS)(log_words.FileChanged)
    actions.register_action(EVENT)(log_words.LedgerLine)
    actions.register_action(SIGNED_AS)(log_words.SopSigned)
    actions.register_action(VOIDED_AS)(log_words.SopVoided)
    actions.register_action(GOVERNS_AS)(log_words.SopGoverns)
    actions.register_action("workflows.second_factor.reset", "Atur ulang langkah kedua", "Langkah kedua diatur ulang")


@hooks.register("register_account_menu_item")
def api_keys_item(request):
    return {
        "url": reverse("sop:api_keys"),
        "label": "Kunci API",
        "help_text": "Untuk program yang bertindak atas nama Anda.",
    }


@hooks.register("insert_global_admin_js")
def uploads_js():
    return _scripts("desk/uploads/uploads.js")


@hooks.register("insert_editor_js")
def editor_js():
    return _scripts("desk/pasting.js", "desk/editor/fields.js")


def _scripts(*names):
    return format_html_join("", '<script src="{}"></script>', ((static(name),) for name in names))


@hooks.register("insert_global_admin_css")
def admin_css():
    files = (static("desk/admin.css"),), (static("sops/sheet.css"),)
    return format_html_join("", '<link rel="stylesheet" href="{}">', files)
