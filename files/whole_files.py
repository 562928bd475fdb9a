"""Files in a folder of this machine, each there as a whole or not at all."""

import os
from contextlib import suppress
from secrets import token_hex
from typing import Any

from django.core.files.storage import FileSystemStorage


class WholeFiles(FileSystemStorage):
    """A file gets its name when its last byte is on the disk; of one that found no room nothing stays."""

    def _save(self, name: str, content: Any) -> str:
        part = f"{name}.{token_hex(4)}.part"
        try:
            super()._save(part, content)  # type: ignore[misc]
        except OSError:
            with suppress(OSError):
                os.unlink(self.path(part))
            raise
        while True:  # nobody else may have taken the name meanwhile
            try:
                os.close(os.open(self.path(name), os.O_CREAT | os.O_EXCL))
                break
            except FileExistsError:
                name = self.get_available_name(name)
        os.replace(self.path(part), self.path(name))
        return name
