"""Whoever is not signed in, or not any more: to the sign-in page, and afterwards back to where they were, with what they wrote.

What somebody writes stays in their own window (`keeper.js`); the address says with `unsent` that it is to be put back. Never keeps a word here, and
never leads to another host.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

_UNSENT = "unsent=1"


def required(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """As Django's `login_required`, but that nothing written is lost: a part of a page that a script asks for is answered 401 with a sentence, because
    a redirect would put the sign-in page in its place and count a form as taken; and a form's address is never where one comes back to."""

    @wraps(view)
    def entered(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        return view(request, *arguments, **named) if request.user.is_authenticated else _turned_away(request)

    return entered


def too_old(request: HttpRequest, reason: str = "") -> HttpResponseBase:  # noqa: ARG001 - as Django calls it
    """What a form hears whose proof is not of this session (settings.CSRF_FAILURE_VIEW): somebody signed in anew since, or cookies are off.
    Nothing was changed, and the way back takes along what was written. `reason` is Django's, for developers; nobody is shown it."""
    if _is_part(request):
        return _part(request)
    return render(request, "403_csrf.html", {"back": _back(request)}, status=403)


def _turned_away(request: HttpRequest) -> HttpResponseBase:
    if _is_part(request):
        return _part(request)
    return redirect_to_login(request.get_full_path() if request.method in ("GET", "HEAD") else _back(request))


def _is_part(request: HttpRequest) -> bool:
    htmx = getattr(request, "htmx", None)  # the proof is looked at before htmx's middleware is reached
    asked = bool(htmx) if htmx is not None else request.headers.get("HX-Request") == "true"
    return asked and request.headers.get("HX-History-Restore-Request") != "true"


def _part(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/parts/signed_out.html", {"back": _back(request)}, status=401)


def _back(request: HttpRequest) -> str:
    """The page on which they wrote, where it is one of ours; else the start."""
    told = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(told, allowed_hosts={request.get_host()}):
        return "/"
    page = urlsplit(told)
    kept = "&".join(part for part in page.query.split("&") if part and part != _UNSENT)
    return f"{page.path or '/'}?{kept}&{_UNSENT}" if kept else f"{page.path or '/'}?{_UNSENT}"
