"""Every address of the site: admin, documents, search, and the pages themselves."""

from django.conf import settings
from django.conf.urls.static import static
from django.http import HttpRequest, JsonResponse
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from search.views import search


def no_page_actions(request: HttpRequest) -> JsonResponse:
    """Refuses what the admin API offers beside reading."""
    reason = "Tindakan atas halaman hanya melalui penyunting dan SOP."
    return JsonResponse({"detail": reason}, status=403)


urlpatterns = [
    # Wagtail's admin API can also act on pages (publish, revert, copy …); here only the editor and the SOP do.
    re_path(r"^admin/api/main/pages/\d+/action/", no_page_actions),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("cari/", search, name="search"),
]

if settings.DEBUG:
    urlpatterns += static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT)

urlpatterns += [path("", include(wagtail_urls))]
