from django.apps import AppConfig


class FilesConfig(AppConfig):
    """What is uploaded: what may come in, how it is read, what is taken out of it, what is known of it."""

    name = "files"
    verbose_name = "Berkas"
