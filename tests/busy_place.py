"""People at work in an installation of their own, until standard input ends: run as ``python -m tests.busy_place``."""

import sys
from io import BytesIO, StringIO
from threading import Thread

import django
from django.core.management import call_command


def upload(number: int):
    from django.core.files.base import ContentFile
    from wagtail.documents.models import Document

    content = f"Lampiran nomor {number}.".encode() * 50
    document = Document(title=f"Lampiran {number}", file=ContentFile(content, name=f"lampiran-{number}.txt"))
    document._set_document_file_metadata()
    document.save()
    return document


def prepare() -> None:
    """An item through an SOP with its messages, uploads, and what a crash or a deletion leaves behind."""
    from django.core.files.images import ImageFile
    from django.core.files.storage import default_storage
    from django_tasks_db.models import DBTaskResult
    from PIL import Image as Picture
    from wagtail.images.models import Image

    call_command("walk_sop", "serang", stdout=StringIO())
    picture = BytesIO()
    Picture.new("RGB", (800, 600), "navy").save(picture, "PNG")
    image = Image.objects.create(title="Foto", file=ImageFile(picture, name="foto.png"))
    kept, lost = image.get_rendition("width-200"), image.get_rendition("width-100")
    assert kept.file.name != lost.file.name
    default_storage.delete(lost.file.name)
    default_storage.delete(upload(0).file.name)
    DBTaskResult.objects.update(status="RUNNING")


def work() -> None:
    """One upload after another."""
    told_to_stop = Thread(target=sys.stdin.read, daemon=True)
    told_to_stop.start()
    number = 0
    while told_to_stop.is_alive():
        number += 1
        upload(number)


if __name__ == "__main__":
    django.setup()
    prepare()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    work()
