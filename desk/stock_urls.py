"""Addresses of Wagtail's admin that are answered here, before its own would."""

from django.urls import path, re_path
from wagtail.admin.auth import require_admin_access
from wagtail.utils.urlpatterns import decorate_urlpatterns

from desk import bulk, choosers, file_deletion, own_rows, portraits, tour, uploads
from desk.uploads import beside_the_page

report = own_rows.PageTypesReport
urlpatterns = decorate_urlpatterns(
    [
        path("account/", beside_the_page(portraits.OwnAccountView.as_view())),
        re_path(r"^api/main/(?:documents|images)/", own_rows.not_served),
        path("bulk/<str:app_label>/<str:model_name>/<str:action>/", bulk.bulk_action),
        path("choose-page/<int:parent_page_id>/", choosers.OwnBrowseView.as_view()),
        path("choose-page/chosen-multiple/", choosers.OwnChosenView.as_view()),
        path("pages/<int:page_id>/revisions/0/revert/", own_rows.not_served),  # which Wagtail takes for none
        path("pages/<int:page_id>/copy/", own_rows.WholeCopyView.as_view(), name=own_rows.WHOLE_COPY),
        path("pages/<int:page_id>/convert_alias/", own_rows.not_served),  # there are none
        path("choose-external-link/", choosers.OwnExternalLinkView.as_view()),
        path("documents/add/", beside_the_page(uploads.AddDocumentView.as_view())),
        path("documents/delete/<int:document_id>/", file_deletion.DeleteDocumentView.as_view()),
        path("documents/edit/<int:document_id>/", beside_the_page(uploads.EditDocumentView.as_view())),
        path("documents/multiple/add/", uploads.AddDocumentsView.as_view()),
        path("documents/multiple/<int:doc_id>/delete/", file_deletion.DeleteOneOfManyDocuments.as_view()),
        path("images/add/", beside_the_page(uploads.AddImageView.as_view())),
        path("images/<int:image_id>/", beside_the_page(uploads.EditImageView.as_view())),
        path("images/<int:image_id>/delete/", file_deletion.DeleteImageView.as_view()),
        path("images/multiple/add/", uploads.AddImagesView.as_view()),
        path("images/multiple/<int:image_id>/delete/", file_deletion.DeleteOneOfManyImages.as_view()),
        path("failwhale/", own_rows.not_served),  # which fails on purpose
        path("dismissibles/", tour.OwnDismissiblesView.as_view()),
        path("reports/page-types-usage/", report.as_view()),
        path("reports/page-types-usage/results/", report.as_view(results_only=True)),
        path("tag-autocomplete/", own_rows.own_tags),
        path("tag-autocomplete/<slug:app_name>/<slug:model_name>/", own_rows.own_tags),
    ],
    require_admin_access,
)
