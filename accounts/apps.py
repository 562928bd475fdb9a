from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    default = True
    name = "accounts"
    verbose_name = "Akun"

    def ready(self) -> None:
        from wagtail.admin.views.account import NameEmailSettingsPanel

        from accounts import known_browsers, second_factor, security_log, sessions  # noqa: F401  (their receivers)

        # Name and address are the office's: its admin changes them, nobody themselves.
        NameEmailSettingsPanel.is_active = lambda panel: False


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's screens of accounts, as ours."""

    user_viewset = "accounts.user_screens.AccountViewSet"
