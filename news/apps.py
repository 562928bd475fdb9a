from django.apps import AppConfig


class NewsConfig(AppConfig):
    """What SOPs govern: news, announcements, legal documents, publications."""

    name = "news"
    verbose_name = "Isi"

    def ready(self) -> None:
        from news import pictures
        from news.files import previews, withdrawal

        pictures.connect()
        previews.connect()
        withdrawal.connect()
