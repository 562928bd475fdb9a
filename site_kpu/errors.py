"""What a person reads when a request can't be answered: one page for all, in plain Indonesian."""

import errno
import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from accounts import session_views

MESSAGES = {
    400: (
        "Permintaan tidak dapat dibaca",
        "Alamat atau isian yang dikirim tidak lengkap atau mengandung karakter yang tidak sah. Periksa alamatnya.",
    ),
    403: (
        "Halaman ini tidak untuk dibuka dari sini",
        "Kiriman formulir tidak disertai tanda pengenal sesi, atau halaman ini bukan untuk umum. "
        "Muat ulang halaman sebelumnya, lalu ulangi.",
    ),
    404: (
        "Halaman tidak ditemukan",
        "Alamat ini tidak ada, atau halamannya sudah ditarik atau dipindahkan. Periksa alamatnya.",
    ),
    405: ("Cara ini tidak dilayani", "Halaman ini hanya dapat dibaca. Buka alamatnya seperti biasa."),
    429: ("Terlalu banyak permintaan", "Permintaan dari Anda datang terlalu cepat. Tunggu {} detik, lalu ulangi."),
    503: (
        "Berkas belum dapat disimpan atau dibuka",
        "Tempat penyimpanan berkas penuh atau tidak menjawab, dan sudah tercatat. Tidak ada yang berubah; "
        "ulangi beberapa menit lagi.",
    ),
    500: (
        "Halaman belum dapat ditampilkan",
        "Ada gangguan di pihak kami dan sudah tercatat. Muat ulang beberapa menit lagi.",
    ),
}
DATABASE_AWAY = (
    "Situs sedang tidak dapat dipakai",
    "Basis data tidak menjawab, dan sudah tercatat. Tunggu satu menit, lalu muat ulang; periksa dulu apakah tindakan "
    "terakhir Anda sudah tersimpan sebelum mengulanginya. Bila berlangsung lama, hubungi pengelola situs.",
)
TOOK_TOO_LONG = (
    "Permintaan ini terlalu berat",
    "Basis data tidak selesai dalam waktu yang disediakan, dan sudah tercatat. Tidak ada yang berubah. Persempit "
    "pencarian atau saringannya, lalu ulangi.",
)
LOCKED_OUT = (
    "Akun ini ditutup sementara",
    "Sandi yang salah dimasukkan lima kali. Tunggu 15 menit, lalu masuk lagi. Bila bukan Anda yang memasukkannya, "
    "peramban yang biasa Anda pakai tetap dapat dipakai masuk.",
)


def error_page(status: int, message: tuple[str, str] = ("", "")) -> HttpResponse:
    """The page of a status, with its own message or another; needs no database and no request."""
    title, text = message if any(message) else MESSAGES[status]
    return HttpResponse(render_to_string("error.html", {"title": title, "text": text}), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(403)


def without_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the token of its page (its cookie is gone): kept where it can be, refused else."""
    return session_views.without_token(request) or error_page(403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(404)


def locked_out(request: HttpRequest, original: HttpResponse | None = None, credentials: Any = None) -> HttpResponse:
    return error_page(429, LOCKED_OUT)


def too_many(seconds: int) -> HttpResponse:
    """For whoever asks too often; ``seconds`` until they may ask again."""
    title, text = MESSAGES[429]
    response = error_page(429, (title, text.format(seconds)))
    response["Retry-After"] = str(seconds)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    fault = sys.exc_info()[1]
    if type(getattr(fault, "__cause__", None)).__name__ == "QueryCanceled":  # psycopg's, by statement_timeout
        return error_page(503, TOOK_TOO_LONG)
    if isinstance(fault, (OperationalError, InterfaceError)):
        return error_page(503, DATABASE_AWAY)
    return error_page(503 if _is_of_storage(fault) else 500)


def _is_of_storage(fault: BaseException | None) -> bool:
    """Whether files could not be kept or read: a full or broken disk, or a service for files out of reach."""
    if type(fault).__module__.partition(".")[0] in ("botocore", "boto3", "s3transfer"):
        return True
    return isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)


def sound_requests(get_response):
    """Middleware: what no page could mean is answered before anything looks it up.

    NUL can't be stored, so no address has it and no cookie of ours; public pages are only read.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info:
            return error_page(400)
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\x00" not in value}
        response = get_response(request)
        if response.status_code == 405 and not response.content:
            allowed = response.headers.get("Allow")
            response = error_page(405)
            if allowed:
                response.headers["Allow"] = allowed
        return response

    return middleware
