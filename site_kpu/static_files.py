"""Static files of several releases in one place: their names bear hashes, each release has a list of its own."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

from home.cache.release import static_list


class StaticFilesOfReleases(CompressedManifestStaticFilesStorage):
    """A release that comes back finds the names of its own files, and a page of another still finds its files."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.manifest_name = static_list()
        super().__init__(*args, **kwargs)
