"""No way in beside the second factor: sessions, recovery codes, keys, single sign-on, a changed secret key."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client, RequestFactory

from accounts.adapters import ProviderAdapter
from messaging.models import OutboxMessage
from tests.conftest import office, person, started, user
from workflows.notifications import decision_links

pytestmark = pytest.mark.django_db
NAME, PASSWORD = "serang.kasubag", "Kata-sandi-panjang-1"
CODES = "/akun/dua-langkah/recovery-codes/"


@pytest.fixture(autouse=True)
def rules(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    mine = user(NAME)
    mine.set_password(PASSWORD)
    mine.save()


def logged_in(*, shown: bool = False) -> Client:
    """A session by password; ``shown``: that has shown a factor too."""
    client = Client()
    client.post("/akun/masuk/", {"login": NAME, "password": PASSWORD})
    if "_auth_user_id" not in client.session:  # a code is asked for first
        client.force_login(user(NAME), backend="django.contrib.auth.backends.ModelBackend")
    if shown:
        session = client.session
        record_authentication(SimpleNamespace(session=session, user=user(NAME)), user(NAME), "mfa", type="totp")
        session.save()
    return client


def is_in(client: Client) -> bool:
    return client.get("/akun/dua-langkah/").status_code == 200


def told() -> list[str]:
    return list(OutboxMessage.objects.filter(user=user(NAME), reason="account").values_list("subject", flat=True))


def add_app() -> Authenticator:
    app = TOTP.activate(user(NAME), "A" * 32).instance
    RecoveryCodes.activate(user(NAME))
    return app


def add_key(name: str) -> Authenticator:
    return Authenticator.objects.create(user=user(NAME), type="webauthn", data={"name": name, "credential": {}})


# --- sessions and codes ------------------------------------------------------------------------------


def test_a_session_from_before_the_factor_ends_when_one_is_added_and_its_owner_hears_of_it():
    old = logged_in()
    assert is_in(old)
    add_app()
    assert not is_in(old)
    assert any("Aplikasi autentikator ditambahkan" in subject for subject in told())


@pytest.mark.parametrize("page", ["", "view", "generate/", "download/"])
def test_a_session_that_has_not_shown_the_factor_reads_no_codes(page):
    add_app()
    client = logged_in()
    answer = client.get(f"{CODES}{page.replace('view', '')}")
    assert answer.status_code == 302
    assert answer.url.startswith("/akun/dua-langkah/reauthenticate/")


def test_the_password_opens_neither_codes_nor_keys_nor_links():
    add_app()
    client = logged_in()
    answer = client.post("/akun/kata-sandi/", {"password": PASSWORD})
    assert answer.url.startswith("/akun/dua-langkah/reauthenticate/")
    for page in ("recovery-codes/", "totp/deactivate/", "webauthn/", "webauthn/add/", ""):
        assert client.get(f"/akun/dua-langkah/{page}").status_code == 302, page
    assert client.get("/akun/penyedia/").status_code == 302


def test_codes_are_shown_once():
    add_app()
    client = logged_in(shown=True)
    first, again = (client.get(CODES).content.decode() for _ in range(2))
    assert len(re.findall(r"\b\d{8}\b", first)) == 10
    assert not re.findall(r"\b\d{8}\b", again)


# --- the last factor ------------------------------------------------------------------------------------


def test_the_last_key_stays_whatever_screen_asks():
    one, two = add_key("satu"), add_key("dua")
    client = logged_in(shown=True)
    assert client.post(f"/akun/dua-langkah/webauthn/keys/{one.pk}/remove/").status_code == 302
    client = logged_in(shown=True)
    answer = client.post(f"/akun/dua-langkah/webauthn/keys/{two.pk}/remove/")
    assert answer.status_code == 422
    assert "Tambahkan dulu" in answer.content.decode()
    with pytest.raises(PermissionDenied), transaction.atomic():
        two.delete()
    assert Authenticator.objects.get() == two


def test_where_no_factor_is_required_the_last_one_may_go(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    add_key("satu").delete()
    assert not Authenticator.objects.exists()
    assert any("Kunci keamanan dihapus" in subject for subject in told())


def test_a_reset_takes_factors_links_and_sessions_and_is_told():
    add_app()
    SocialAccount.objects.create(user=user(NAME), provider="lembaga", uid="1")
    client = logged_in(shown=True)
    address = f"/admin/sop/orang/langkah-kedua/?orang={user(NAME).pk}&kantor={office('serang').pk}"
    admin = person("serang.admin-kantor").client
    session = admin.session
    who = user("serang.admin-kantor")
    record_authentication(SimpleNamespace(session=session, user=who), who, "mfa", type="totp")
    session.save()
    assert admin.post(address).status_code == 302
    assert not Authenticator.objects.exists()
    assert not SocialAccount.objects.exists()
    assert not is_in(client)
    assert any("diatur ulang" in subject for subject in told())


# --- the provider -----------------------------------------------------------------------------------------


def arrival(**claims) -> SocialLogin:
    account = SocialAccount(provider="lembaga", uid="orang-1", extra_data={"userinfo": claims})
    account.get_provider_account = lambda: SimpleNamespace(get_user_data=lambda: claims)
    return SocialLogin(user=get_user_model()(), account=account)


def opened_by(**claims):
    found = ProviderAdapter().authenticate_by_email(arrival(**claims))
    return found and found[0].username


@pytest.mark.parametrize("verified", ["false", "true", 1, "1", [True], {"a": 1}, None, False])
def test_only_true_is_verified(verified):
    assert opened_by(email=f"{NAME}@example.id", email_verified=verified) is None


@pytest.mark.parametrize(
    "email",
    [
        "serang.\u212aasubag@example.id",
        "ſerang.kasubag@example.id",
        "serang.kаsubag@example.id",
        f"{NAME}+x@example.id",
        f" {NAME}@example.id",
        "",
        None,
        ["a"],
        "serang.kasuba9@example.id",
    ],
)
def test_no_other_address_opens_an_account(email):
    assert opened_by(email=email, email_verified=True) is None


def test_the_very_address_does_whatever_its_case_and_the_password_stays():
    assert opened_by(email="Serang.KASUBAG@example.id", email_verified=True) == NAME
    assert ProviderAdapter().authenticate_by_email(arrival(email=f"{NAME}@example.id", email_verified=True))[1] == ""


def test_a_link_is_seen_and_cut_by_the_person_and_ends_sessions():
    link = SocialAccount.objects.create(user=user(NAME), provider="lembaga", uid="orang-luar@lain.id")
    client, other = logged_in(), logged_in()
    assert "orang-luar@lain.id" in client.get("/akun/penyedia/").content.decode()
    assert client.post("/akun/penyedia/", {"account": link.pk}).status_code == 302
    assert not SocialAccount.objects.exists()
    assert is_in(client)
    assert not is_in(other)


def test_a_new_password_cuts_the_links():
    SocialAccount.objects.create(user=user(NAME), provider="lembaga", uid="1")
    mine = user(NAME)
    mine.set_password("Kata-sandi-baru-22")
    mine.save()
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("app", ["allauth.mfa", "allauth.socialaccount"])
def test_an_hour_old_session_proves_itself_before_a_way_in_is_added(app, monkeypatch):
    from allauth.account.internal.flows.reauthentication import is_reauthentication_required
    from allauth.core import context

    client = logged_in()
    request = RequestFactory().get("/")
    request.user, request.session = user(NAME), client.session
    with context.request_context(request):
        assert not is_reauthentication_required(request, app=app)
        for record in request.session["account_authentication_methods"]:
            record["at"] -= 3600
        assert is_reauthentication_required(request, app=app)


# --- a new SECRET_KEY ----------------------------------------------------------------------------------------


def test_a_changed_key_ends_no_session_link_or_factor_while_the_old_one_is_named(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    run = started("serang")
    add_app()
    client = logged_in(shown=True)
    (link,) = decision_links.issue([run.open_visit], [user(NAME)]).values()
    token, codes = (
        decision_links.token(link),
        RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes(),
    )
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a-new-key"
    assert is_in(client)
    assert decision_links.read(token) == link
    assert RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes() == codes
    call_command("renew_secrets", verbosity=0)
    settings.SECRET_KEY_FALLBACKS = []
    assert RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes() == codes
    assert decision_links.read(token) is None


def test_a_factor_is_reset_by_a_command_that_says_so_in_the_log(caplog):
    add_app()
    call_command("reset_second_factor", NAME)
    assert not Authenticator.objects.exists()
    assert "second factor reset" in caplog.text
    with pytest.raises(CommandError, match="Periksa nama"):
        call_command("reset_second_factor", "tidak.ada")


def test_the_setting_is_read_from_the_environment():
    assert "SECRET_KEY_FALLBACKS" in Path("site_kpu/settings/production.py").read_text()
