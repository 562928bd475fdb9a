"""Letters of appointment of acting officers: kept as documents that nobody finds or opens by their address.

They lie in one collection of headquarters, closed to everyone else; the delegation's own page hands them out
(admin/delegations.py) to those whom it concerns.
"""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from offices.roles import ensure_headquarters

COLLECTION = "Surat Plt./Plh. (tertutup)"


def keep(file: UploadedFile, number: str, by: Any) -> Any:
    """Store an uploaded letter; returns its document."""
    return get_document_model().objects.create(
        title=f"Surat {number}"[:255],
        file=file,
        file_size=file.size,
        collection=_collection(),
        uploaded_by_user=by,
    )


def _collection() -> Collection:
    """The closed collection, made the first time."""
    root = Collection.get_first_root_node()
    found = root.get_children().filter(name=COLLECTION).first() or root.add_child(name=COLLECTION)
    if not CollectionViewRestriction.objects.filter(collection=found).exists():
        closed = CollectionViewRestriction.objects.create(
            collection=found, restriction_type=CollectionViewRestriction.GROUPS
        )
        closed.groups.add(ensure_headquarters())
    return found
