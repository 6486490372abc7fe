"""The page behind the link that wakes somebody: what it is about, and one button to take it. No cookie, no session; the link is the proof.

A GET changes nothing, because scanners of mail follow links. A POST takes it, once, in the name of whoever was woken.
"""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from makegood.brands import queries as brands
from makegood.config import environment
from makegood.flows import after_hours
from makegood.flows.after_hours import Woken
from makegood.flows.brand_colour import COLOUR
from makegood.platform import clock, tenancy
from makegood.portal import door, look
from makegood.rota import queries as rota
from makegood.rota.types import AlarmState

_WORDS = {
    "en": {
        "language": "en", "title": "This does not wait", "gone": "This case is no longer here.", "take": "I take it", "taken": "Taken by {name}.",
        "asleep": "You were woken because of it. Press the button, and nobody else is woken.", "case": "To the case, with their whole history",
        "safety": "Danger", "legal": "Law or press", "stranded": "Stranded now",
    },
    "de": {
        "language": "de", "title": "Das wartet nicht", "gone": "Dieser Fall ist nicht mehr da.", "take": "Ich übernehme", "taken": "Übernommen von {name}.",
        "asleep": "Dafür wurden Sie geweckt. Ein Druck auf den Knopf, und niemand sonst wird geweckt.", "case": "Zum Fall, mit der ganzen Geschichte",
        "safety": "Gefahr", "legal": "Recht oder Presse", "stranded": "Sitzt jetzt fest",
    },
}  # fmt: skip


class SeeOther(HttpResponseRedirect):
    """Go and look there (303)."""

    status_code = 303


@csrf_exempt  # nobody is signed in here; the link itself is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def on_call(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """GET shows, POST takes. 404 where the link is none of ours."""
    brand_id = door.brand_of(slug)
    ring_id = after_hours.ring_of(token, brand_id=brand_id)
    if ring_id is None:
        raise Http404
    with tenancy.brand(brand_id):
        if request.method == "POST":
            if after_hours.take(ring_id=ring_id, at=clock.now()) is None:
                raise Http404
            return SeeOther(request.path)
        return _page(request, ring_id)


def _page(request: HttpRequest, ring_id: UUID) -> HttpResponse:
    ring = rota.ring(ring_id=ring_id)
    alarm = rota.alarm(alarm_id=ring.alarm_id) if ring else None
    if alarm is None:
        raise Http404
    brand = brands.current()
    told = _WORDS.get(brand.language, _WORDS["en"])
    found = next((one for one in after_hours.of_case(case_id=alarm.occasion_id) if one.alarm.id == alarm.id), None)
    ours = look.in_colour(brand, COLOUR)
    shown = {"told": told, "found": found, "why": told.get(alarm.why, ""), **_state(found, told), **ours}
    shown["address"] = f"{environment.settings().base_url}/b/{brand.slug}/cases/{found.case_number}/" if found else ""
    answer = render(request, "portal/on_call.html", shown)
    answer.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'self' 'nonce-{ours['nonce']}'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store, private"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _state(found: Woken | None, told: dict[str, str]) -> dict[str, object]:
    if found is None or found.alarm.state is not AlarmState.TAKEN or found.alarm.taken_by is None:
        return {"taken": ""}
    names = {UUID(str(one)): name for one, name in brands.names_of(member_ids=[found.alarm.taken_by]).items()}
    return {"taken": told["taken"].format(name=names.get(found.alarm.taken_by, ""))}
