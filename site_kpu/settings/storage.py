"""Where uploaded files are: in ``MEDIA_ROOT`` of this machine, or with a service that speaks S3.

There two buckets keep them apart: one that nobody reads without a signed address, and one for what is drawn for the
public, whose addresses stand in pages that are kept. Sizes of pictures move from the first to the second when a page
that shows them is published (news/pictures.py).
"""

from typing import Any
from urllib.parse import urlsplit

LOCAL = {"BACKEND": "files.whole_files.WholeFiles"}
SIZES = {"BACKEND": "files.drawn_files.SizesOfPictures"}
SIGNED_SECONDS = 60
"""How long a signed address opens a file."""
PATIENCE = {"connect_timeout": 2, "read_timeout": 10, "retries": {"total_max_attempts": 2}}
"""Seconds and attempts after which the service counts as out of reach."""


def storages(env: Any) -> dict[str, dict[str, Any]]:
    """The storages "default", "public" and "sizes" as the environment says."""
    if not (bucket := env("S3_BUCKET", default="")):
        return {"default": LOCAL, "public": {"BACKEND": "files.drawn_files.DrawnFiles"}, "sizes": SIZES}
    from botocore.config import Config

    account = {
        "endpoint_url": env("S3_ENDPOINT_URL", default=None),
        "region_name": env("S3_REGION", default="us-east-1"),
        "access_key": env("S3_ACCESS_KEY", default=None),
        "secret_key": env("S3_SECRET_KEY", default=None),
        "file_overwrite": False,
        "client_config": Config(signature_version="s3v4", s3={"addressing_style": "path"}, **PATIENCE),
    }
    address = urlsplit(env("S3_PUBLIC_URL", default=""))
    public = {
        "bucket_name": env("S3_PUBLIC_BUCKET", default=""),
        "default_acl": env("S3_PUBLIC_ACL", default="") or None,
        "querystring_auth": False,
        "custom_domain": f"{address.netloc}{address.path}".rstrip("/"),
        "url_protocol": f"{address.scheme}:",
        "object_parameters": {"CacheControl": "public, max-age=60"},
    }
    closed = {"bucket_name": bucket, "querystring_expire": SIGNED_SECONDS}
    return {
        "default": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": account | closed},
        "public": {"BACKEND": "files.drawn_files.DrawnInS3", "OPTIONS": account | public},
        "sizes": SIZES,
    }


def origins(env: Any) -> list[str]:
    """The hosts that pictures come from beside our own, for the browser's policy: the public's, then the admin's."""
    if not env("S3_BUCKET", default=""):
        return []
    given = (urlsplit(env(name, default="")) for name in ("S3_PUBLIC_URL", "S3_ENDPOINT_URL"))
    return [f"{address.scheme}://{address.netloc}" for address in given if address.netloc]
