"""Parts of files (RFC 9110, section 14): a download on a slow line goes on where it broke off.

In production nginx answers them; this is for where Django itself hands out the file.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware

ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
CHUNK = 64 * 1024
"""Bytes read at once."""


def byte_ranges(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Middleware: 206 for one range of a file, 416 beyond its end; of several ranges the whole file."""

    def middleware(request: HttpRequest) -> Any:
        response = get_response(request)
        if isinstance(response, FileResponse) and response.status_code == 200 and "Content-Length" in response:
            response["Accept-Ranges"] = "bytes"
            if request.method == "GET" and (asked := request.headers.get("Range")) and _is_same(request, response):
                return _part(response, asked)
        return response

    return middleware


class CompressWhole(GZipMiddleware):
    """Compression of what is only ever sent whole: a part is of the file as it lies, and so must be the rest of it."""

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        return response if "Accept-Ranges" in response else super().process_response(request, response)


def _is_same(request: HttpRequest, response: FileResponse) -> bool:
    """Whether the part is wanted of this very file."""
    known = request.headers.get("If-Range")
    return known is None or known in (response.get("ETag"), response.get("Last-Modified"))


def _part(response: FileResponse, asked: str) -> Any:
    found = ONE_RANGE.fullmatch(asked.replace(" ", ""))
    if found is None or found[0] == "bytes=-":
        return response
    size = int(response["Content-Length"])
    first = int(found[1]) if found[1] else max(0, size - int(found[2]))
    last = min(int(found[2]), size - 1) if found[1] and found[2] else size - 1
    if found[1] and found[2] and int(found[2]) < first:
        return response
    if first > last:
        response.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response.status_code = 206
    response["Content-Range"], response["Content-Length"] = f"bytes {first}-{last}/{size}", str(last - first + 1)
    response.streaming_content = _read(response.file_to_stream, first, last - first + 1)
    return response


def _read(file: Any, first: int, left: int) -> Iterator[bytes]:
    file.seek(first)
    while left > 0 and (chunk := file.read(min(CHUNK, left))):
        left -= len(chunk)
        yield chunk
