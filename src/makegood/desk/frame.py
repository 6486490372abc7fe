"""What stands around every page of a brand: the ways, the counters, the live address. Presentation only."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from makegood.brands import rules as brands_rules
from makegood.brands.types import Permission
from makegood.config import environment
from makegood.desk import addresses, tickets
from makegood.desk.door import DeskRequest
from makegood.guests.types import Place
from makegood.views import queries as views
from makegood.views.types import Counters


@dataclass(frozen=True, slots=True)
class Frame:
    here: str  # which way is lit: "today", "inbox", …
    counters: Counters
    live_address: str
    outer: str  # the template around the page: all of it, or only what HTMX takes


def show(
    request: DeskRequest, template: str, context: dict[str, Any], *, here: str, counters: Counters | None = None
) -> HttpResponse:
    """The page in its frame; for HTMX without the frame. `counters` where the page's own query brought them along."""
    frame = Frame(
        here=here,
        counters=counters or views.counters(member_id=request.member.id, away=request.away.at(Place.DESK), at=request.at),
        live_address=live_address(request),
        outer="desk/fragment.html" if is_fragment(request) else "desk/frame.html",
    )
    around = {"frame": frame, "may": may(request), "to": addresses.of_brand(request.brand.slug)}
    return render(request, template, {**around, **context})


def is_fragment(request: DeskRequest) -> bool:
    """Does HTMX ask for a part of the page?"""
    return bool(request.htmx) and not request.htmx.history_restore_request


def may(request: DeskRequest) -> dict[str, bool]:
    """What the member's role carries, by name, for templates."""
    return {permission.value: brands_rules.may(request.member.role, permission) for permission in Permission}


def live_address(request: DeskRequest) -> str:
    """Where this page hears that something changed."""
    ticket = tickets.make_ticket(brand_id=request.brand.id, member_id=request.member.id)
    return f"{environment.settings().live_url}/live/{request.brand.slug}?ticket={ticket}"
