"""What a document looks like, for those who decide whether to spend their data on it."""

from django.core.files.storage import Storage, storages
from django.db import models


def public_files() -> Storage:
    """Where what is drawn for the public is kept."""
    return storages["public"]


class DocumentPreview(models.Model):
    """The first page of a document as a picture; ``file_name`` tells which file it was drawn from."""

    wagtail_reference_index_ignore = True

    document = models.OneToOneField(
        "wagtaildocs.Document", models.CASCADE, primary_key=True, related_name="preview", verbose_name="berkas"
    )
    file_name = models.CharField("nama berkas", max_length=255)
    picture = models.FileField("gambar", upload_to="pratinjau", storage=public_files)
    width = models.PositiveIntegerField("lebar (piksel)")
    height = models.PositiveIntegerField("tinggi (piksel)")

    class Meta:
        verbose_name = "pratinjau berkas"
        verbose_name_plural = "pratinjau berkas"

    def __str__(self) -> str:
        return self.file_name
