"""What SOPs govern: the page types an office publishes, and the parts they share."""

from news.models.announcements import AnnouncementPage
from news.models.attachments import Attachment
from news.models.content import ContentPage, SourceKind
from news.models.legal import LegalDocumentPage, LegalStatus
from news.models.newspages import NewsPage, NewsTag
from news.models.previews import DocumentPreview
from news.models.publications import GalleryImage, PublicationPage
from news.models.relations import LegalRelation, RelationKind
from news.models.stages import ElectionStage
from news.models.texts import TextPage

__all__ = [
    "AnnouncementPage",
    "Attachment",
    "ContentPage",
    "DocumentPreview",
    "ElectionStage",
    "GalleryImage",
    "LegalDocumentPage",
    "LegalRelation",
    "LegalStatus",
    "NewsPage",
    "NewsTag",
    "PublicationPage",
    "RelationKind",
    "SourceKind",
    "TextPage",
]
