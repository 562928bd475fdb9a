"""Wagtail's screens read what is posted without looking; what no form of theirs could have sent is answered 4xx.

Each such answer is logged with its traceback, so that a form which really sends it is noticed.
"""

import logging
import re
import sys
from collections.abc import Callable, Collection
from types import TracebackType
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.paginator import InvalidPage
from django.db import DataError, IntegrityError
from django.db.models import ProtectedError, RestrictedError
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch
from django.utils.datastructures import MultiValueDictKeyError

from site_kpu.errors import MESSAGES, error_page
from text.rich import UnreadableText

logger = logging.getLogger("workflows.malformed")

ADMIN = re.compile(r"^/(?:admin|akun)/")
SCREENS = ("wagtail", "wagtail_modeladmin", "modelcluster", "taggit", "django_filters", "allauth")
"""Whose screens read forms."""
THROUGH = ("django", "treebeard", "modelsearch", "psycopg")
"""Where what they read is raised over."""
UNREADABLE = (ValueError, OverflowError, DataError, NoReverseMatch, MultiValueDictKeyError, ValidationError)
TOO_LONG = re.compile(r"character varying\((\d+)\)")
BACK = "Tidak ada yang berubah. Kembali ke halaman sebelumnya, muat ulang, periksa isiannya, lalu kirim lagi."
IN_USE = (
    "Masih dipakai",
    "Yang akan dihapus masih dipakai, jadi tidak dapat dihapus. Lepaskan dulu dari halaman atau data yang memakainya, "
    "lalu hapus lagi. Tidak ada yang berubah.",
)
AT_ONCE = (
    "Disimpan pada saat yang sama",
    "Orang lain menyimpan hal yang sama pada saat yang sama. Kembali ke halaman sebelumnya; isian Anda masih ada. "
    "Simpan lagi.",
)


class Malformed:
    """Middleware: 400 for what a screen of Wagtail could not read, 409 for what the database would not let it do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """None, and so the page of an error of ours, for everything else."""
        if not ADMIN.match(request.path_info):
            return None
        if isinstance(fault, ProtectedError | RestrictedError):
            return error_page(409, IN_USE)
        if not isinstance(fault, UnreadableText) and not is_of_a_screen(fault):
            return None
        if isinstance(fault, IntegrityError):
            answer = error_page(409, AT_ONCE)
        elif isinstance(fault, ObjectDoesNotExist | InvalidPage):
            answer = error_page(404)
        elif isinstance(fault, (*UNREADABLE, UnreadableText)):
            answer = error_page(400, (MESSAGES[400][0], f"{_what(fault)} {BACK}"))
        else:
            return None
        logger.warning("malformed request to %s", request.path_info, exc_info=fault)
        return answer


def is_of_a_screen(fault: BaseException) -> bool:
    """Whether a library's screen met the fault itself.

    The net stops at our own code: where the frame that called the database (or read the field) is ours, or that
    of any library which doesn't read forms, the fault is a fault and stays a 500, malformed request or not. A
    model's own ``save`` stores what its screen read: a name that is taken is the screen's.
    """
    over = {"save"} if isinstance(fault, IntegrityError) else set()
    return next((room in SCREENS for room in _rooms(fault.__traceback__, over) if room not in THROUGH), False)


def _rooms(trace: TracebackType | None, over: Collection[str] = ()) -> list[str]:
    """The packages a fault came through but for the functions ``over``, the innermost first; Python's own library is
    nobody's."""
    rooms = []
    while trace is not None:
        if trace.tb_frame.f_code.co_name in over:
            trace = trace.tb_next
            continue
        rooms.append(str(trace.tb_frame.f_globals.get("__name__", "")).partition(".")[0])
        trace = trace.tb_next
    return [room for room in reversed(rooms) if room not in sys.stdlib_module_names]


def _what(fault: Any) -> str:
    """What can be said of it: which field is missing, or how long one may be."""
    if isinstance(fault, UnreadableText):
        return f"Isian «{fault.field}» bukan teks seperti yang dikirim penyunting."
    if isinstance(fault, MultiValueDictKeyError):
        return f"Isian «{fault.args[0]}» tidak terkirim."
    if isinstance(fault, ValidationError):
        return " ".join(fault.messages)
    if found := TOO_LONG.search(str(fault)):
        return f"Ada isian yang lebih panjang dari {found[1]} karakter. Perpendek isian itu."
    return "Ada isian yang tidak terkirim utuh, atau isinya tidak sesuai dengan formulirnya."
