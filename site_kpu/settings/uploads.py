"""Pictures and documents that come in: through which forms, of which kinds, how large, and who scans them."""

from .environment import env

WAGTAILIMAGES_IMAGE_FORM_BASE = "desk.files.GovernedImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "desk.files.GovernedDocumentForm"
WAGTAILIMAGES_RENDITION_STORAGE = "sizes"
# What may be chosen; all of it is stored as JPEG, PNG, WebP or AVIF (files/pictures.py).
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "heif", "jpg", "jpeg", "png", "tif", "tiff", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 50 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 20_000_000
WAGTAILIMAGES_AVIF_QUALITY = 50
WAGTAILIMAGES_WEBP_QUALITY = 65
WAGTAILDOCS_MAX_UPLOAD_SIZE = env.int("MAX_DOCUMENT_BYTES", default=50 * 1024 * 1024)
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odp", "ods", "odt", "pdf", "pptx", "txt", "xlsx", "zip"]
# clamd's socket ("/run/clamav/clamd.ctl") or "host:port"; empty: no virus scanner. Required: no answer, no upload.
CLAMD = env("CLAMD", default="")
CLAMD_REQUIRED = env.bool("CLAMD_REQUIRED", default=True)
