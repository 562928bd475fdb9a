from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The public search: its index, and the page that asks it."""

    name = "search"
    verbose_name = "Pencarian"

    def ready(self) -> None:
        from search import receivers
        from search.files.told import texts_of
        from workflows.gate.personal import FILE_TEXTS

        receivers.connect()
        FILE_TEXTS.append(texts_of)
