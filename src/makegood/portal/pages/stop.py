"""The page behind the link in a letter: one request ends letters of this kind (RFC 8058). No cookie, no session, no question asked.

A GET changes nothing, because scanners of mail follow links: it shows a button. A POST ends them, however often it comes.
"""

import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from makegood.flows import unsubscribing
from makegood.flows.brand_colour import COLOUR
from makegood.flows.unsubscribing import Way
from makegood.people.types import Purpose
from makegood.platform import clock, embedding
from makegood.portal import words

_WORDS = {
    "en": {
        "language": "en",
        "ask": "No more letters like this?",
        "ask_more": "{brand} writes {kind} to {address}. Press the button, and we stop.",
        "button": "Stop these letters",
        "done": "Done. We have stopped.",
        "done_more": "{brand} writes no more {kind} to {address}. What you write to us or buy from us is answered all the same.",
        "unknown": "This link leads nowhere.",
        "unknown_more": "Perhaps it was cut off on its way. Open it from the letter once more, or answer the letter and say that you want no more of them.",
        "relationship": "greetings",
        "marketing": "offers",
        "service": "letters",
    },
    "de": {
        "language": "de",
        "ask": "Keine solchen Briefe mehr?",
        "ask_more": "{brand} schreibt {kind} an {address}. Ein Druck auf den Knopf, und wir hören auf.",
        "button": "Diese Briefe abbestellen",
        "done": "Erledigt. Wir haben aufgehört.",
        "done_more": "{brand} schreibt keine {kind} mehr an {address}. Was Sie uns schreiben oder bei uns kaufen, beantworten wir trotzdem.",
        "unknown": "Dieser Link führt nirgendwohin.",
        "unknown_more": "Vielleicht wurde er unterwegs abgeschnitten. Öffnen Sie ihn noch einmal aus dem Brief, oder antworten Sie auf den Brief.",
        "relationship": "Grüße",
        "marketing": "Angebote",
        "service": "Briefe",
    },
}


@csrf_exempt  # nobody is signed in here; the link itself is the proof, and mail programs post without a page (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, POST ends. 404 where the link is none of ours."""
    way = unsubscribing.stop(token, at=clock.now()) if request.method == "POST" else unsubscribing.look(token)
    if way is None:
        return _page(request, None, "unknown", 404)
    return _page(request, way, "done" if way.ended else "ask", 200)


def _page(request: HttpRequest, way: Way | None, what: str, status: int) -> HttpResponse:
    wishes = [*words.wishes(request.headers.get("Accept-Language", "")), way.brand.language if way else "", "en"]
    told = _WORDS[next(one for one in wishes if one in _WORDS)]
    kind = told[(way.purpose if way else Purpose.SERVICE).value]
    said = {"brand": way.brand.name, "kind": kind, "address": way.identity.shown} if way else {}
    nonce = secrets.token_urlsafe(16)
    shown = {
        "brand": way.brand if way else None,
        "told": told,
        "title": told[what],
        "more": told[f"{what}_more"].format(**said),
        "button": told["button"] if what == "ask" else "",
        "nonce": nonce,
        "colour": COLOUR,
        "ink": embedding.ink_on(COLOUR),
        "light": COLOUR,
        "dark": embedding.readable(COLOUR, on="#211d1a"),
    }
    answer = render(request, "portal/stop.html", shown, status=status)
    answer.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'self' 'nonce-{nonce}'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    answer.headers["Referrer-Policy"] = "no-referrer"  # the address is the proof
    return answer
