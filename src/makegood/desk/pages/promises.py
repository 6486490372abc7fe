"""Promises: what is at risk today, what broke, and whether people heard it from us first."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from makegood.brands.types import Permission
from makegood.desk import door, frame, promised
from makegood.desk.door import DeskRequest, SeeOther
from makegood.flows import own_words, promise_pages
from makegood.kernel import actors
from makegood.promises.actions import making


def show(request: DeskRequest, **_where: UUID) -> HttpResponse:
    """The page; where a change was refused, with the reason above it."""
    page = promise_pages.page(away=request.away, at=request.at)
    context = {
        "page": page,
        "at_risk": [(line, promised.one(line.promise)) for line in page.at_risk],
        "broken": [(line, promised.one(line.promise)) for line in page.broken],
        "touchpoints": [(one, promised.rate(one), round(one.rate * 100)) for one in page.touchpoints],
        "told": promised.told_sentence(page.told),
    }
    return frame.show(request, "desk/promises.html", context, here="promises")


promises = require_safe(door.opens()(show))


@require_POST
@door.opens(Permission.ANSWER, again=show)
def ending(request: DeskRequest, promise_id: UUID) -> HttpResponse:
    """A member says that a word of ours was kept, or that it no longer stands and why."""
    by = actors.member(request.member.id)
    if request.POST.get("kept") == "yes":
        making.keep(promise_id=promise_id, by=by, at=request.at)
        messages.success(request, _("It is written down as done."))
    else:
        making.withdraw(promise_id=promise_id, because=request.POST.get("because", ""), by=by, at=request.at)
        messages.success(request, _("It no longer stands."))
    return SeeOther(reverse("desk:promises", args=[request.brand.slug]))


@require_POST
@door.opens(Permission.ANSWER)
def in_words(request: DeskRequest, number: int) -> HttpResponse:  # noqa: ARG001 - the address names the case
    """The promises in an answer that is being written: to keep or to drop."""
    found = own_words.in_words(request.POST.get("text", "")[:20_000], at=request.at)
    return render(request, "desk/parts/own_words.html", {"own_words": found})
