"""Decline and offer better: a page beside a case, on which a member writes two or three other ways, reads the letter, and sends it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from makegood.brands import rules as brand_rules
from makegood.brands.types import Permission
from makegood.choices.types import MOST, AlternativeIn, Went
from makegood.desk import door, frame
from makegood.desk.door import DeskRequest, SeeOther
from makegood.flows import offering
from makegood.flows.offering import OfferPage
from makegood.kernel import money
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Slot:
    """One of the three ways as it stands in the form."""

    number: int
    title: str = ""
    wish: str = ""
    standard: str = ""
    cost: str = ""
    origin: str = ""


def show(request: DeskRequest, number: int, **_where: UUID) -> HttpResponse:
    """The form, and where a draft is kept, its letter; whatever was typed stays."""
    brand_rules.require(request.member.role, Permission.ANSWER)
    typed = request.POST if request.method == "POST" and "request" in request.POST else None
    page = offering.page(
        number=number, request=typed["request"] if typed else "", touchpoint=typed.get("touchpoint", "") if typed else ""
    )
    slots = _typed_slots(request) if typed else _slots_of(page)
    if typed and typed.get("use"):
        slots = _with_suggestion(slots, page, typed["use"])
    shown = {
        "touchpoint": page.here,
        "request": typed["request"] if typed else page.offer.request if page.offer else page.their_words,
        "standard": typed.get("standard", "") if typed else page.offer.standard if page.offer else _standard_here(page),
    }
    context: dict[str, Any] = {
        "page": page,
        "offer": page.offer,
        "slots": slots,
        "typed": shown,
        "standards": [(place.name, words) for place in page.places for words in place.standards],
        "letter": request.POST.get("text", "")
        if request.refusal and "text" in request.POST
        else page.offer.text
        if page.offer
        else "",
        "writing": page.offer is None or page.offer.state in ("draft", "none"),
    }
    return frame.show(request, "desk/choices.html", context, here="inbox")


@require_http_methods(["GET", "HEAD", "POST"])
def other_ways(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Shows the page; a POST keeps the draft, or only fills the form further."""
    return _draft(request, slug=slug, number=number) if request.method == "POST" else _show(request, slug=slug, number=number)


_show = door.opens(Permission.ANSWER)(show)


@door.opens(Permission.ANSWER, again=show)
def _draft(request: DeskRequest, number: int) -> HttpResponse:
    if request.POST.get("use") or request.POST.get("look"):
        return show(request, number)
    offering.draft(
        number=number,
        touchpoint=request.POST.get("touchpoint", ""),
        request=request.POST.get("request", ""),
        standard=request.POST.get("standard", ""),
        alternatives=[
            _read(one, request.brand.currency) for one in _typed_slots(request) if one.title or one.wish or one.standard
        ],
        member=request.member,
        at=request.at,
    )
    messages.success(request, _("Here is the letter. Read it as they will."))
    return SeeOther(f"{_address(request, number)}#letter")


@require_POST
@door.opens(Permission.ANSWER, again=show)
def sending(request: DeskRequest, number: int, offer_id: UUID) -> HttpResponse:
    """Sends the letter."""
    text = request.POST.get("text", "").replace("\r\n", "\n")
    seen = request.POST.get("seen")
    offering.send(number=number, offer_id=offer_id, text=text, member=request.member, at=request.at, seen=seen)
    messages.success(request, _("Offered. It is for them to choose now."))
    return SeeOther(reverse("desk:case", args=[request.brand.slug, number]))


@require_POST
@door.opens(Permission.ANSWER, again=show)
def choice(request: DeskRequest, number: int, offer_id: UUID) -> HttpResponse:
    """What they told a member that they choose."""
    told = request.POST.get("choice", "")
    if told != "none" and not (told.isascii() and told.isdigit() and len(told) < 3):
        raise Refusal("no_such_way", "choice: say which way they chose.", {"choice": "missing"})
    position = None if told == "none" else int(told)
    offering.told_us(number=number, offer_id=offer_id, position=position, member=request.member, at=request.at)
    messages.success(request, _("Noted. Now do it as they chose."))
    return SeeOther(_address(request, number))


@require_POST
@door.opens(Permission.ANSWER, again=show)
def withdrawal(request: DeskRequest, number: int, offer_id: UUID) -> HttpResponse:
    """Takes the offer back."""
    offering.take_back(number=number, offer_id=offer_id, member=request.member, at=request.at)
    messages.success(request, _("Taken back."))
    return SeeOther(_address(request, number))


@require_POST
@door.opens(Permission.ANSWER, again=show)
def outcome(request: DeskRequest, number: int, offer_id: UUID) -> HttpResponse:
    """How it went."""
    told = request.POST.get("went", "")
    if told not in set(Went):
        raise Refusal("bad_outcome", "went: say how it went.", {"went": "none of those there are"})
    offering.went(number=number, offer_id=offer_id, how=Went(told), member=request.member, at=request.at)
    messages.success(request, _("Noted. Whoever gets a request like this next will see it."))
    return SeeOther(_address(request, number))


# ---------------------------------------------------------------------------------------------------------------------


def _address(request: DeskRequest, number: int) -> str:
    return reverse("desk:other_ways", args=[request.brand.slug, number])


def _typed_slots(request: DeskRequest) -> list[Slot]:
    told = request.POST
    return [
        Slot(n, *(told.get(f"{name}_{n}", "").strip() for name in ("title", "wish", "keeps", "cost", "origin")))
        for n in range(1, MOST + 1)
    ]


def _slots_of(page: OfferPage) -> list[Slot]:
    ways = page.offer.alternatives if page.offer else ()
    kept = [
        Slot(one.position, one.title, one.keeps_wish, one.keeps_standard, _amount(one.cost), str(one.origin_id)) for one in ways
    ]
    return [*kept, *(Slot(n) for n in range(len(kept) + 1, MOST + 1))]


def _with_suggestion(slots: list[Slot], page: OfferPage, origin: str) -> list[Slot]:
    """The suggestion in the first empty slot; as they are where there is none."""
    found = next((one for one in page.suggestions if str(one.origin_id) == origin), None)
    empty = next((one for one in slots if not one.title), None)
    if found is None or empty is None or origin in [one.origin for one in slots]:
        return slots
    cost = _amount(found.cost)
    filled = Slot(empty.number, found.title, found.keeps_wish, found.keeps_standard, cost, origin)
    return [filled if one is empty else one for one in slots]


def _amount(cost: Money | None) -> str:
    return f"{cost.decimal():f}" if cost is not None else ""


def _standard_here(page: OfferPage) -> str:
    return next((place.standards[0] for place in page.places if place.key == page.here and place.standards), "")


def _read(slot: Slot, currency: str) -> AlternativeIn:
    cost = money.parse(slot.cost, currency, field=f"cost_{slot.number}") if slot.cost else None
    try:
        origin = UUID(slot.origin) if slot.origin else None
    except ValueError:
        origin = None
    return AlternativeIn(slot.title, slot.wish, slot.standard, cost, origin)
