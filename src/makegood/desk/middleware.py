"""What every answer of the web carries: a strict content policy, no sniffing, no referrer to strangers, nothing kept by caches.

A view that needs another policy (a mail's body in its sandbox, a download) sets its own header first; this never overwrites it.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from makegood.config import environment

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


def page_policy(live_url: str) -> str:
    """The policy of a page: our own files only, no inline script or style, live news from `live_url`."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; manifest-src 'self'; "
        f"connect-src 'self' {live_url}; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
