"""What can go wrong, in the words an office's IT person reads."""

import errno
import os

from django.core.management.base import CommandError

NO_ROOM = tuple(os.strerror(number) for number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG))


class BackupFault(CommandError):
    """A backup or restore that cannot be done; its text names the fault and the remedy, in Indonesian."""


def is_full(error: object) -> bool:
    """Whether an error, or what a program said of one in English, means that a disk is full."""
    return any(words in str(error) for words in NO_ROOM)
