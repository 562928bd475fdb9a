from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """One person's message about one thing, and an office's channels: kept, mailed, posted; of what, others know."""

    name = "messaging"
    verbose_name = "Pesan"

    def ready(self) -> None:
        from accounts.notices import account_changed
        from messaging import account_news

        account_changed.connect(account_news.on_change, dispatch_uid="people-hear-of-their-account")
