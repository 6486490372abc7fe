"""What of a status page is no file: the first look at one that nobody has written yet, and everything about hearing of it. Works without script; no
cookie, no session. A GET changes nothing; the link in a letter is the proof.
"""

import hashlib
import hmac
import secrets

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from makegood.config import environment
from makegood.flows import status_page, status_subscribing
from makegood.flows.status_subscribing import Behind
from makegood.kernel.refusals import Refusal
from makegood.people.rules import addresses
from makegood.people.types import IdentityKind
from makegood.platform import clock, tenancy
from makegood.portal import door, words
from makegood.portal.status import served
from makegood.visitors import actions as visitors
from makegood.visitors import rules


class SeeOther(HttpResponseRedirect):
    """Go and look there (303)."""

    status_code = 303


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """A brand's status page at the first look at it: written now, and from then on a file. 404 where there is no such brand."""
    with tenancy.brand(door.brand_of(slug)):
        status_page.write_now(at=clock.now())
    found = served.find(request.path_info)
    return served.answer(request, found) if found else HttpResponseRedirect(f"/status/{slug}/")


@csrf_exempt  # nobody is signed in: there is nothing that a forged request could use
@require_http_methods(["GET", "HEAD", "POST"])
def subscribers(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes an address. What is answered never says whether it is known, and takes as long either way."""
    brand_id = door.brand_of(slug)
    if request.method != "POST":
        return SeeOther(f"/status/{slug}/#hear")
    language = _language(request, request.POST.get("language", ""))
    email = request.POST.get("email", "").replace("\x00", "").strip()[:400]
    if not _is_address(email):
        return _word(request, slug, language, "hear", 422, form=True, typed=email, wrong="wrong_email")
    visitors.sweep(brand_id=brand_id)
    asker = {f"status a {door.asker(request)}": rules.PAGE_LINKS_OF_AN_ADDRESS, "status b": rules.PAGE_LINKS_OF_A_BRAND}
    if not visitors.take(brand_id=brand_id, wishes=asker):
        return _word(request, slug, language, "hear", 429, form=True, typed=email, wrong="too_many")
    whom = hmac.new(environment.settings().secret_key.encode(), f"makegood.status.to {email.casefold()}".encode(), hashlib.sha256)
    wanted = not request.POST.get("website", "").strip()  # whatever fills that in is no person
    if wanted and visitors.take(brand_id=brand_id, wishes={f"status c {whom.hexdigest()[:32]}": rules.PAGE_LINKS_TO_SOMEBODY}):
        with tenancy.brand(brand_id):
            status_subscribing.ask(email=email, language=language, key=secrets.token_hex(16), at=clock.now())
    return _word(request, slug, language, "sent", 200)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirmation(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """GET asks, POST confirms. 404 where the link leads nowhere."""
    behind = status_subscribing.look_confirmation(token)
    if behind is not None and behind.brand.slug == slug and request.method == "POST":
        behind = status_subscribing.confirm(token, at=clock.now())
    if behind is None or behind.brand.slug != slug:
        return _word(request, slug, _language(request, ""), "unknown", 404, form=True)
    name = "asked" if request.method == "POST" or behind.subscriber.confirmed_at else "ask"
    return _word(request, slug, behind.subscriber.language, name, 200, behind=behind)


@csrf_exempt  # the link is the proof, and mail programs post without a page (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
def ending(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """GET asks, POST ends, however often it comes. 404 where the link is none of ours."""
    behind = status_subscribing.look_ending(token)
    if behind is not None and behind.brand.slug == slug and request.method == "POST":
        behind = status_subscribing.end(token, at=clock.now())
    if behind is None or behind.brand.slug != slug:
        return _word(request, slug, _language(request, ""), "unknown", 404, form=True)
    name = "stopped" if request.method == "POST" or behind.subscriber.ended_at else "stop"
    return _word(request, slug, behind.subscriber.language, name, 200, behind=behind)


# ---------------------------------------------------------------------------------------------------------------------


def _word(
    request: HttpRequest,
    slug: str,
    language: str,
    name: str,
    status: int,
    *,
    behind: Behind | None = None,
    form: bool = False,
    typed: str = "",
    wrong: str = "",
) -> HttpResponse:
    """One heading, a sentence, and where something is asked its button."""
    with tenancy.brand(door.brand_of(slug)):
        frame = status_page.frame(language=language)
    told = frame["told"]
    said = {"brand": frame["brand"].name, "address": behind.identity.shown if behind else ""}
    context = {
        **frame,
        "heading": told[name].format(**said),
        "more": told[f"{name}_more"].format(**said),
        "button": told.get(f"{name}_button", "") if behind else "",
        "form": form,
        "typed": typed,
        "wrong": told[wrong] if wrong else "",
        "here": "",
    }
    answer = render(request, "status/word.html", context, status=status)
    answer.headers["Content-Security-Policy"] = served.POLICY
    answer.headers["Referrer-Policy"] = "no-referrer"  # the address is the proof
    answer.headers["Cache-Control"] = "no-store, private"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _language(request: HttpRequest, typed: str) -> str:
    wishes = [typed, *words.wishes(request.headers.get("Accept-Language", ""))]
    return words.choose(*wishes)["language"]


def _is_address(email: str) -> bool:
    try:
        addresses.normalise(IdentityKind.EMAIL, email, region="")
    except Refusal:
        return False
    return True
