"""Logging in and the second factor. Of allauth's addresses only these: accounts are neither opened nor changed here."""

from allauth.account import views
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.urls import include, path

from accounts import session_views, single_sign_on
from accounts.keys import RemoveKeyView
from accounts.provider_links import provider_links

urlpatterns = [
    path("masuk/", session_views.login, name="account_login"),
    path("keluar/", views.logout, name="account_logout"),
    path("sesi/", session_views.state, name="session_state"),
    path("kembali/", session_views.back, name="session_back"),
    path("kirim-lagi/", session_views.again, name="session_again"),
    path("nonaktif/", views.account_inactive, name="account_inactive"),
    path("kata-sandi/", views.reauthenticate, name="account_reauthenticate"),
    path("dua-langkah/webauthn/keys/<int:pk>/remove/", RemoveKeyView.as_view()),  # in place of allauth's
    path("dua-langkah/", include("allauth.mfa.urls")),
    path("penyedia/", provider_links, name="socialaccount_connections"),
    path("penyedia/", include("allauth.socialaccount.urls")),
    path("oidc/<str:provider_id>/login/", single_sign_on.login, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", openid_connect.callback, name="openid_connect_callback"),
]
