"""A brand's status page, from files: nothing here asks the database, so that it answers when everybody looks at once and when the database is away.

A middleware, because what comes to these addresses needs no session, no member and no language. What is no file goes on to the usual views.
"""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date

from makegood.platform import published

Answer = Callable[[HttpRequest], HttpResponse]

_PREFIX = "/status/"
_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/json; charset=utf-8",
}
_FRESH = "public, max-age=15, stale-while-revalidate=60, stale-if-error=86400"
_FOR_EVER = "public, max-age=31536000, immutable"  # its name holds the digest of what is in it
POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


class StatusFirst:
    """Middleware, among the first: addresses below /status/ that are files are answered at once."""

    def __init__(self, get_response: Answer) -> None:
        self._others = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if not path.startswith(_PREFIX) or request.method not in ("GET", "HEAD"):
            return self._others(request)
        there = find(path)
        if there is None:
            return self._others(request)
        request.get_host()  # refuses a host's name that is not ours
        return answer(request, there)


def find(path: str) -> published.Public | None:
    """The file at this address, or None."""
    return published.read(path.strip("/") + ("/index.html" if path.endswith("/") else ""))


def answer(request: HttpRequest, found: published.Public) -> HttpResponse:
    """The file, or 304 where the asker has it already."""
    tag = f'"{hashlib.blake2s(found.content, digest_size=12).hexdigest()}"'
    extension = found.name.rpartition(".")[2]
    known = [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]
    if tag in known or "*" in known:
        told = HttpResponse(status=304)
    else:
        told = HttpResponse(found.content, content_type=_TYPES.get(extension, "application/octet-stream"))
        told.headers["Content-Length"] = str(len(found.content))
    told.headers["ETag"] = tag
    told.headers["Last-Modified"] = http_date(datetime.fromtimestamp(found.written_ns // 1_000_000_000, UTC).timestamp())
    told.headers["Cache-Control"] = _FOR_EVER if extension == "css" else _FRESH
    told.headers["Content-Security-Policy"] = POLICY
    told.headers["X-Content-Type-Options"] = "nosniff"
    told.headers["Referrer-Policy"] = "same-origin"
    if extension in ("json", "atom"):
        told.headers["Access-Control-Allow-Origin"] = "*"  # everybody may read it, from any page
    return told
