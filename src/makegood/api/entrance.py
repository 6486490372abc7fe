"""Lets machines straight in: what comes to a door's address meets its view at once, without what serves people and their browsers.

A door knows no session, no member, no cookie, no language and no file; it is asked hundreds of times a second, and all that would cost more
than its own work. The checks of the host's name and the headers that every answer carries stay. Decides nothing about what a door takes.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

Answer = Callable[[HttpRequest], HttpResponse]

_API, _DOORS = "/api", "/api/in/"
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class DoorsFirst:
    """Middleware, the first but for SecurityMiddleware: addresses below /api/in/ go to their view, everything else goes on."""

    def __init__(self, get_response: Answer) -> None:
        self._others = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(_DOORS):
            return self._others(request)
        try:
            there = resolve(request.path_info.removeprefix(_API), "makegood.api.urls")
        except Resolver404:
            return self._others(request)
        request.get_host()  # refuses a host's name that is not ours
        answer: HttpResponse = there.func(request, *there.args, **there.kwargs)
        for name, value in _HEADERS.items():
            answer.headers.setdefault(name, value)
        return answer
