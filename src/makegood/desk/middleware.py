"""What every answer of the web carries: a strict content policy, no sniffing, no referrer to strangers, nothing kept by caches.

A view that needs another policy (a mail's body in its sandbox, a download) sets its own header first; this never overwrites it.
"""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader

from makegood.config import environment
from makegood.platform import troubles

Answer = Callable[[HttpRequest], HttpResponse]

SANDBOX = "default-src 'none'; sandbox"  # for downloads: inert, whatever they hold
MAIL_BODY = (
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


def mail_body(pictures_from: str = "") -> str:
    """The policy of a mail's body, which may load pictures from these places (as `desk.pictures.sources` names them) and nothing else."""
    return MAIL_BODY.replace("img-src data:", f"img-src data: {pictures_from}".rstrip())


class DeskMiddleware:
    """Adds the headers that a view did not set itself."""

    def __init__(self, get_response: Answer) -> None:
        self._answer = get_response
        self._headers = {
            "Content-Security-Policy": page_policy(environment.settings().live_url),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "Cache-Control": "no-store",
        }

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._answer(request)
        for name, value in self._headers.items():
            response.headers.setdefault(name, value)
        return response


class DatabaseAway:
    """Says in a sentence that the database is out of reach (503), to whoever asks for a page meanwhile. Every other fault stays what it is. Its log
    is a line for each, without the address, which may hold somebody's own link."""

    def __init__(self, get_response: Answer) -> None:
        self._answer = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._answer(request)

    def process_exception(self, request: HttpRequest, trouble: Exception) -> HttpResponse | None:
        """The page that says so; None for what is no trouble of the ground."""
        if not isinstance(trouble, OperationalError | InterfaceError) or not troubles.is_away(trouble):
            return None
        logging.getLogger(__name__).error("The database is out of reach: %s %s", request.method, troubles.kind(trouble))
        answer = HttpResponse(loader.render_to_string("503.html"), status=503, headers={"Retry-After": "5"})
        setattr(answer, "_has_been_logged", True)  # noqa: B010 - else Django's log would show the path
        return answer


def page_policy(live_url: str) -> str:
    """The policy of a page: our own files only, no inline script or style, live news from `live_url`."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; manifest-src 'self'; "
        f"connect-src 'self' {live_url}; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
