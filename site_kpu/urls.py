"""Every address of the site: admin, documents, search, feeds, and the pages themselves."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.urls import include, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents.views.serve import authenticate_with_password

from desk.api.routes import api
from desk.decision import decision
from home.serving import serve
from search.views import search
from site_kpu import browser_policy
from workflows.gate.file_access import document, media


def no_page_actions(request: HttpRequest) -> JsonResponse:
    """Refuses what the admin API offers beside reading."""
    reason = "Tindakan atas halaman hanya melalui penyunting dan SOP."
    return JsonResponse({"detail": reason}, status=403)


urlpatterns = [
    # Wagtail's admin API can also act on pages (publish, revert, copy …); here only the editor and the SOP do.
    re_path(r"^admin/api/main/pages/\d+/action/", no_page_actions),
    # Wagtail's two login pages know nothing of the second factor; there is one way in.
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("akun/", include("accounts.urls")),
    path("admin/", include("desk.stock_urls")),
    path("admin/", include(wagtailadmin_urls)),
    # In place of Wagtail's addresses of documents, which know of closed collections only.
    re_path(r"^documents/(\d+)/(.*)$", document, name="wagtaildocs_serve"),
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        authenticate_with_password,
        name="wagtaildocs_authenticate_with_password",
    ),
    path(f"{settings.MEDIA_URL.removeprefix('/')}<path:path>", media),
    path("api/sop/", api.urls),
    path("putusan/<str:token>/", decision, name="decision"),
    path(settings.CSP_REPORTS.removeprefix("/"), browser_policy.report, name="csp_report"),
    path("sehat/", include("operations.urls")),
    path("cari/", csrf_exempt(search), name="search"),
]

handler400 = "site_kpu.errors.bad_request"
handler403 = "site_kpu.errors.forbidden"
handler404 = "site_kpu.errors.not_found"
handler500 = "site_kpu.errors.server_error"

urlpatterns += [
    path("", include("home.public_urls")),
    re_path(wagtail_urls.serve_pattern, serve, name="wagtail_serve"),
    path("", include(wagtail_urls)),
]
