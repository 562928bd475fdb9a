from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Akun"

    def ready(self) -> None:
        from wagtail.admin.views.account import NameEmailSettingsPanel

        from accounts import second_factor, security_log, sessions  # noqa: F401  (their receivers)

        # Name and address are the office's: its admin changes them, nobody themselves.
        NameEmailSettingsPanel.is_active = lambda panel: False
