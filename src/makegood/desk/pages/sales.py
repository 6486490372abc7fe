"""Sales: what is offered to everybody, moved and widened in their favour; where it is promised, and who was told the old."""

from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from makegood.brands.types import Permission
from makegood.desk import door, frame
from makegood.desk.door import DeskRequest, SeeOther
from makegood.desk.incident import choosing
from makegood.flows import sale_moved, sale_pages, sale_telling
from makegood.incidents import queries as incidents
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.sales.actions import announcing
from makegood.sales.rules import readings
from makegood.sales.types import Because, End, PlaceIn, PlaceKind, SaleIn, Scope


def show_list(request: DeskRequest) -> HttpResponse:
    """The list, with the form for a new one; whatever was typed stays."""
    typed = request.POST if request.refusal else {"zone": request.brand.zone, "starts_at": _local(request.at, request)}
    context = {"lines": sale_pages.list_page(at=request.at), "typed": typed}
    return frame.show(request, "desk/sales.html", context, here="sales")


@require_http_methods(["GET", "HEAD", "POST"])
def sales(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The list; a POST announces a sale."""
    return _announce(request, slug=slug) if request.method == "POST" else _list(request, slug=slug)


_list = door.opens()(show_list)


@door.opens(Permission.SET_POLICY, again=show_list)
def _announce(request: DeskRequest) -> HttpResponse:
    told = SaleIn(
        name=request.POST.get("name", ""),
        scope=_scope(request),
        starts_at=_instant(request, "starts_at"),
        ends=_end(request),
    )
    sale = announcing.announce(sale=told, by=_by(request), at=request.at)
    messages.success(request, _("Announced. Say below where it is promised, so that nothing is forgotten when it moves."))
    return SeeOther(_address(request, sale.id))


def show(request: DeskRequest, sale_id: UUID, **_where: UUID) -> HttpResponse:
    """One sale; whatever was typed stays where a form was refused."""
    page = sale_pages.page(sale_id=sale_id, away=request.away, at=request.at)
    sale = page.sale
    typed = {
        "ends": sale.ends.local.isoformat(),
        "zone": sale.ends.zone,
        "words": sale.scope.words,
        "skus": "\n".join(sale.scope.skus),
        "collections": "\n".join(sale.scope.collections),
        "ended_at": _local(min(request.at, sale.ends_at), request),
        "incident": request.GET.get("incident", ""),
    }
    context = {
        "page": page,
        "sale": sale,
        "typed": {**typed, **request.POST.dict()} if request.refusal else typed,
        "kinds": list(PlaceKind),
        "incidents": choosing.offered(request.POST.get("incident", "") or request.GET.get("incident", "")),
        "statements": sale_telling.of_sale(sale_id=sale_id) if page.told.people else (),
    }
    return frame.show(request, "desk/sale.html", context, here="sales")


sale = require_safe(door.opens()(show))


@require_safe
@door.opens()
def reading(request: DeskRequest) -> HttpResponse:
    """What the end that is being typed means: a sentence beside the form."""
    try:
        said, wrong = sale_pages.reading(text=request.GET.get("ends", ""), zone=request.GET.get("zone", "")), False
    except Refusal as no:
        said, wrong = no.sentence, True
    return render(request, "desk/parts/sale_reading.html", {"said": said if request.GET.get("ends") else "", "wrong": wrong})


@require_POST
@door.opens(Permission.SET_POLICY, again=show)
def end(request: DeskRequest, sale_id: UUID) -> HttpResponse:
    """Moves the end."""
    announcing.move_end(sale_id=sale_id, ends=_end(request), because=_because(request), by=_by(request), at=request.at)
    messages.success(request, _("Moved. Every promise made of it follows; below is who still knows the old end."))
    return SeeOther(_address(request, sale_id))


@require_POST
@door.opens(Permission.SET_POLICY, again=show)
def scope(request: DeskRequest, sale_id: UUID) -> HttpResponse:
    """Widens it."""
    announcing.widen(sale_id=sale_id, scope=_scope(request), because=_because(request), by=_by(request), at=request.at)
    messages.success(request, _("Widened. Every promise made of it follows."))
    return SeeOther(_address(request, sale_id))


@require_POST
@door.opens(Permission.SET_POLICY, again=show)
def ended(request: DeskRequest, sale_id: UUID) -> HttpResponse:
    """When it really ended."""
    announcing.end(sale_id=sale_id, ended_at=_instant(request, "ended_at"), by=_by(request), at=request.at)
    messages.success(request, _("Noted: everybody’s promise is closed by it."))
    return SeeOther(_address(request, sale_id))


@require_POST
@door.opens(Permission.SET_POLICY, again=show)
def calling_off(request: DeskRequest, sale_id: UUID) -> HttpResponse:
    """It does not take place."""
    announcing.call_off(sale_id=sale_id, by=_by(request), at=request.at)
    messages.success(request, _("Called off."))
    return SeeOther(_address(request, sale_id))


@require_POST
@door.opens(Permission.ANSWER, again=show)
def places(request: DeskRequest, sale_id: UUID) -> HttpResponse:
    """It is promised there too."""
    kind = request.POST.get("kind", "")
    if kind not in [one.value for one in PlaceKind]:
        raise Refusal("bad_choice", "kind: choose one of the list.", {"kind": "not in the list"})
    name = request.POST.get("name", "")
    place = PlaceIn(PlaceKind(kind), name, name)
    announcing.note_place(sale_id=sale_id, place=place, by=_by(request), at=request.at)
    return SeeOther(_address(request, sale_id) + "#places")


@require_POST
@door.opens(Permission.SET_POLICY, again=show)
def pools(request: DeskRequest, sale_id: UUID) -> HttpResponse:
    """The end of these coupons moves with its own."""
    try:
        pool_id = UUID(request.POST.get("pool", ""))
    except ValueError:
        raise Refusal("bad_choice", _("pool: choose one of the list."), {"pool": "not in the list"}) from None
    sale_moved.tie(sale_id=sale_id, pool_id=pool_id, by=_by(request), at=request.at)
    messages.success(request, _("From now on their end moves with the sale’s."))
    return SeeOther(_address(request, sale_id) + "#places")


@require_POST
@door.opens(Permission.ANSWER, again=show)
def place(request: DeskRequest, sale_id: UUID, place_id: UUID) -> HttpResponse:
    """A member saw that this place says what counts now."""
    number = sale_pages.page(sale_id=sale_id, at=request.at).sale.terms
    announcing.place_says(place_id=place_id, terms=number, by=_by(request), at=request.at)
    return SeeOther(_address(request, sale_id) + "#places")


@require_POST
@door.opens(Permission.APPROVE, again=show)
def letter(request: DeskRequest, sale_id: UUID) -> HttpResponse:
    """A statement is drafted for those who know the old."""
    made = sale_telling.draft(sale_id=sale_id, member=request.member, at=request.at)
    messages.success(request, _("Drafted. Once it is published, come back to the sale and tell them."))
    return SeeOther(reverse("desk:statement", args=[request.brand.slug, made.number]))


@require_POST
@door.opens(Permission.APPROVE, again=show)
def telling(request: DeskRequest, sale_id: UUID) -> HttpResponse:
    """They are told, each once."""
    new = sale_telling.tell(sale_id=sale_id, member=request.member, at=request.at)
    messages.success(request, _("%(people)d are being told now.") % {"people": new})
    return SeeOther(_address(request, sale_id) + "#told")


# ---------------------------------------------------------------------------------------------------------------------


def _by(request: DeskRequest) -> actors.Actor:
    return actors.member(request.member.id)


def _address(request: DeskRequest, sale_id: UUID) -> str:
    return reverse("desk:sale", args=[request.brand.slug, sale_id])


def _end(request: DeskRequest) -> End:
    return End(readings.parse(request.POST.get("ends", "")), request.POST.get("zone", "").strip() or request.brand.zone)


def _scope(request: DeskRequest) -> Scope:
    def codes(field: str) -> tuple[str, ...]:
        return tuple(request.POST.get(field, "").replace(",", "\n").splitlines())

    return Scope(request.POST.get("words", ""), codes("skus"), codes("collections"))


def _because(request: DeskRequest) -> Because:
    number = request.POST.get("incident", "").strip()
    if not number:
        return Because(request.POST.get("because", ""))
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise Refusal("bad_number", "incident: write its number.", {"incident": "is no number"})
    return Because(request.POST.get("because", ""), "incident", incidents.by_number(number=int(number)).id)


def _instant(request: DeskRequest, field: str) -> datetime:
    """A local time of the brand as an instant; of two the later."""
    told = readings.parse(request.POST.get(field, ""), field=field)
    return told.replace(tzinfo=ZoneInfo(request.brand.zone), fold=1).astimezone(UTC)


def _local(at: datetime, request: DeskRequest) -> str:
    return at.astimezone(ZoneInfo(request.brand.zone)).replace(tzinfo=None, microsecond=0).isoformat()
