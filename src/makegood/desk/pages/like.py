"""Closed cases like the one at hand: a piece of the case's page that comes after it, or a page of its own without scripts."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from makegood.desk import addresses, door, frame, like
from makegood.desk.door import DeskRequest
from makegood.flows import like_before


@require_safe
@door.opens()
def before(request: DeskRequest, number: int) -> HttpResponse:
    """Up to three closed cases like this one, and what helped."""
    cases = addresses.of_brand(request.brand.slug).cases
    found = like_before.like_before(number=number, away=request.away, at=request.at)
    context = {"like": like.shown(found, cases=cases), "case_address": f"{cases}{number}/"}
    if frame.is_fragment(request):
        return render(request, "desk/parts/like_before.html", context)
    return frame.show(request, "desk/like_before.html", context, here="inbox")
