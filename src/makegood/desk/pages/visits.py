"""Visits: the week, one visit, booking one, and who or what can be booked. On a phone, for the one who drives there."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from makegood.brands.types import Opening, Permission
from makegood.desk import door, forms, frame
from makegood.desk.door import DeskRequest, SeeOther
from makegood.flows import by_hand, guest_pages, guesting, visit_pages, visiting
from makegood.guests.types import GuestKind
from makegood.kernel import actors, money
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.types import IdentityKind, PersonId
from makegood.rota.rules import checking
from makegood.visits import queries
from makegood.visits.actions import booking
from makegood.visits.types import ResourceIn, ResourceKind, Spared, Visit, VisitIn, VisitKind, Where


def show_week(request: DeskRequest, **_where: UUID) -> HttpResponse:
    """The week."""
    page = visit_pages.week(of=forms.near_day(request.GET.get("week", "")), member=request.member, at=request.at)
    around = {"before": _shift(page.monday, -7), "after": _shift(page.monday, 7)}
    return frame.show(request, "desk/visits.html", {**around, "page": page}, here="visits")


week = require_safe(door.opens()(show_week))


def show(request: DeskRequest, visit_id: UUID, **_where: UUID) -> HttpResponse:
    """One visit; whatever was typed stays where a form was refused."""
    page = visit_pages.page(visit_id=visit_id, said=request.GET.get("wanted", ""), member=request.member, at=request.at)
    typed = request.POST.dict() if request.refusal else {}
    return frame.show(
        request, "desk/visit.html", {"page": page, "line": page.line, "visit": page.line.visit, "typed": typed}, here="visits"
    )


one = require_safe(door.opens()(show))


def show_book(request: DeskRequest, **_where: UUID) -> HttpResponse:
    """Who, when they can, and the free times that fit."""
    told = request.POST if request.method == "POST" else request.GET
    who, wanted = told.get("who", ""), told.get("wanted", "")
    person_id = _person(told.get("person", ""))
    if person_id is not None:
        request.away.refuse(person_id)
    _rule, offers, understood = visit_pages.to_book(person_id=person_id, said=wanted, at=request.at)
    context = {
        "typed": {"address": visit_pages.known_address(person_id=person_id) if person_id else "", **told.dict()},
        "who": who,
        "key": told.get("key") or uuid4().hex,
        "person": people.person(person_id=PersonId(person_id)) if person_id else None,
        "candidates": guest_pages.found(by_hand.candidates(who=who, at=request.at), away=request.away)
        if who and not person_id
        else (),
        "offers": offers,
        "understood": understood,
        "resources": queries.resources(),
    }
    return frame.show(request, "desk/visit_book.html", context, here="visits")


@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The form; a POST books."""
    return _book(request, slug=slug) if request.method == "POST" else _ask(request, slug=slug)


_ask = door.opens(Permission.ANSWER)(show_book)


@door.opens(Permission.ANSWER, again=show_book)
def _book(request: DeskRequest) -> HttpResponse:
    person_id = _person(request.POST.get("person", ""))
    if person_id is None:
        raise Refusal("nobody", "person: say whose visit it is.", {"person": "empty"})
    person = people.person(person_id=PersonId(person_id))
    request.away.refuse(person_id)
    whose = min(person.identities, key=lambda one: (one.kind is not IdentityKind.EMAIL, not one.verified, one.id))
    resource_id, from_at = _slot(request.POST.get("slot", ""))
    kind = VisitKind.INTERVIEW if request.POST.get("kind") == VisitKind.INTERVIEW else VisitKind.VISIT
    made = visiting.book(
        visit=VisitIn(
            key=f"desk:{request.POST.get('key', '')[:60]}",
            identity_id=whose.id,
            resource_id=resource_id,
            from_at=from_at,
            about=request.POST.get("about", ""),
            where=Where.THEIRS if request.POST.get("where") == Where.THEIRS else Where.OURS,
            address=request.POST.get("address", ""),
            wanted=request.POST.get("wanted", ""),
            kind=kind,
        ),
        by=_by(request),
        at=request.at,
    )
    if kind is VisitKind.INTERVIEW:
        guesting.note(identity_id=whose.id, kind=GuestKind.CANDIDATE, by=_by(request), at=request.at)
    messages.success(request, _("Booked. The invitation for their calendar is on its way."))
    return SeeOther(_address(request, made.id))


@require_POST
@door.opens(Permission.ANSWER, again=show)
def move(request: DeskRequest, visit_id: UUID) -> HttpResponse:
    """Another time."""
    _seen(request, visit_id)
    resource_id, from_at = _slot(request.POST.get("slot", ""))
    visiting.move(visit_id=visit_id, from_at=from_at, resource_id=resource_id, by=_by(request), at=request.at)
    messages.success(request, _("Moved. Their calendar hears of it."))
    return SeeOther(_address(request, visit_id))


@require_POST
@door.opens(Permission.ANSWER, again=show)
def cancel(request: DeskRequest, visit_id: UUID) -> HttpResponse:
    """It does not take place."""
    _seen(request, visit_id)
    visiting.cancel(visit_id=visit_id, because=request.POST.get("because", ""), by=_by(request), at=request.at)
    return SeeOther(_address(request, visit_id))


@require_POST
@door.opens(Permission.ANSWER, again=show)
def done(request: DeskRequest, visit_id: UUID) -> HttpResponse:
    """It took place; what it spared them, and the reading."""
    visit, told = _seen(request, visit_id), request.POST
    amount, minutes = told.get("spared_money", "").strip(), told.get("spared_minutes", "").strip()
    spared = None
    if told.get("spared", "").strip():
        worth = money.parse(amount, request.brand.currency, field="spared_money") if amount else None
        spared = Spared(told.get("spared", ""), worth, _number(minutes, "spared_minutes") if minutes else 0)
    km = told.get("km", "").replace(" ", "").replace(",", "").replace(".", "")
    at_instant = min(request.at, visit.until_at) if request.at > visit.from_at else request.at
    visiting.done(
        visit_id=visit_id,
        at_instant=at_instant,
        spared=spared,
        km=_number(km, "km") if km else None,
        by=_by(request),
        at=request.at,
    )
    messages.success(request, _("Done, and kept as promised."))
    return SeeOther(_address(request, visit_id))


@require_POST
@door.opens(Permission.ANSWER, again=show)
def miss(request: DeskRequest, visit_id: UUID) -> HttpResponse:
    """Nobody came."""
    _seen(request, visit_id)
    visiting.missed(visit_id=visit_id, by=_by(request), at=request.at)
    return SeeOther(_address(request, visit_id))


def show_resources(request: DeskRequest, **_where: UUID) -> HttpResponse:
    """Who and what can be booked."""
    rows = [(one, _openings_text(one.told.openings)) for one in queries.resources()]
    typed = request.POST.dict() if request.refusal else {}
    return frame.show(
        request, "desk/visit_resources.html", {"rows": rows, "typed": typed, "kinds": list(ResourceKind)}, here="visits"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def resources(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The list; a POST sets one."""
    return _set_resource(request, slug=slug) if request.method == "POST" else _resources(request, slug=slug)


_resources = door.opens()(show_resources)


@door.opens(Permission.SET_POLICY, again=show_resources)
def _set_resource(request: DeskRequest) -> HttpResponse:
    told, given = request.POST, request.POST.get("resource", "")
    stretches = checking.read_stretches(told.get("openings", ""))
    booking.set_resource(
        told=ResourceIn(
            kind=ResourceKind.PLACE if told.get("kind") == ResourceKind.PLACE else ResourceKind.PERSON,
            name=told.get("name", ""),
            openings=tuple(Opening(one.weekday, one.begins, one.until) for one in stretches),
            minutes=_number(told.get("minutes", ""), "minutes"),
            between=_number(told.get("between", "") or "0", "between"),
            place=told.get("place", ""),
        ),
        resource_id=_id(given, "resource") if given else None,
        by=_by(request),
        at=request.at,
    )
    return SeeOther(reverse("desk:visit_resources", args=[request.brand.slug]))


@require_POST
@door.opens(Permission.SET_POLICY, again=show_resources)
def retiring(request: DeskRequest, resource_id: UUID) -> HttpResponse:
    """It can no longer be booked."""
    booking.retire_resource(resource_id=resource_id, by=_by(request), at=request.at)
    return SeeOther(reverse("desk:visit_resources", args=[request.brand.slug]))


# ---------------------------------------------------------------------------------------------------------------------


def _seen(request: DeskRequest, visit_id: UUID) -> Visit:
    """The visit, where it is this member's to see."""
    return visit_pages.page(visit_id=visit_id, said="", member=request.member, at=request.at).line.visit


def _shift(day: date, days: int) -> str:
    return (day + timedelta(days=days)).isoformat()


def _by(request: DeskRequest) -> actors.Actor:
    return actors.member(request.member.id)


def _address(request: DeskRequest, visit_id: UUID) -> str:
    return reverse("desk:visit", args=[request.brand.slug, visit_id])


def _slot(text: str) -> tuple[UUID, datetime]:
    resource, _, instant = text.partition(" ")
    try:
        found = datetime.fromisoformat(instant.replace(" ", "+"))
        return UUID(resource), found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except ValueError as wrong:
        raise Refusal("bad_time", "slot: choose one of the times.", {"slot": "none chosen"}) from wrong


def _person(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _id(text: str, field: str) -> UUID:
    found = _person(text)
    if found is None:
        raise Refusal("bad_choice", f"{field}: choose one of the list.", {field: "not in the list"})
    return found


def _number(text: str, field: str) -> int:
    clean = text.strip()
    if not (clean.isascii() and clean.isdigit() and len(clean) < 9):
        raise Refusal("bad_number", f"{field}: write a whole number.", {field: "is no number"})
    return int(clean)


def _openings_text(openings: tuple[Opening, ...]) -> str:
    ends = [(one, "24:00" if one.closes == time(0) else f"{one.closes:%H:%M}") for one in openings]
    return "\n".join(f"{checking.DAYS[one.weekday].capitalize()} {one.opens:%H:%M}–{until}" for one, until in ends)
