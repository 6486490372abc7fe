"""Who is on call: the week, changes and “cover me”, the layers, and how the member who looks is woken. And after hours: what is said, and the night."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from makegood.brands.types import Permission
from makegood.channels.actions import acknowledging
from makegood.desk import door, forms, frame
from makegood.desk.door import DeskRequest, SeeOther
from makegood.flows import after_hours, rota_pages
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.rota.actions import planning
from makegood.rota.rules import checking
from makegood.rota.types import Holidays, LayerIn, Way

KINDS = ("stranded", "safety", "legal", "any")


def show(request: DeskRequest, **_where: UUID) -> HttpResponse:
    """The week; whatever was typed stays where a form was refused."""
    page = rota_pages.week(of=forms.near_day(request.GET.get("week", "")), member=request.member, at=request.at)
    typed = request.POST.dict() if request.refusal else {}
    chosen = request.POST.getlist("members") if request.refusal else []
    edited = [(one, checking.write_stretches(one.told.covers), [str(m) for m in one.told.members]) for one in page.layers]
    around = {"before": page.monday - timedelta(days=7), "after": page.monday + timedelta(days=7)}
    context = {
        **_iso(around),
        "page": page,
        "typed": typed,
        "chosen": chosen,
        "edited": edited,
        "ways": list(Way),
        "holidays": list(Holidays),
    }
    return frame.show(request, "desk/rota.html", context, here="rota")


@require_http_methods(["GET", "HEAD", "POST"])
def rota(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The week; a POST sets a layer."""
    return _set_layer(request, slug=slug) if request.method == "POST" else _week(request, slug=slug)


_week = door.opens()(show)


@door.opens(Permission.SET_POLICY, again=show)
def _set_layer(request: DeskRequest) -> HttpResponse:
    given = request.POST.get("layer", "")
    members = [one for one in request.POST.getlist("members") if one]
    told = LayerIn(
        name=request.POST.get("name", ""),
        members=tuple(_id(one, "members") for one in members),
        starts_on=_a_day(request.POST.get("starts_on", ""), "starts_on"),
        hands_over=_clock(request.POST.get("hands_over", "")),
        covers=checking.read_stretches(request.POST.get("covers", "")),
        holidays=next((one for one in Holidays if one.value == request.POST.get("holidays")), Holidays.TOO),
    )
    planning.set_layer(layer=told, layer_id=_id(given, "layer") if given else None, by=_by(request), at=request.at)
    messages.success(request, _("Kept. The week below says who is on call."))
    return _back(request)


@require_POST
@door.opens(Permission.SET_POLICY, again=show)
def ending(request: DeskRequest, layer_id: UUID) -> HttpResponse:
    """A layer ends."""
    planning.end_layer(layer_id=layer_id, by=_by(request), at=request.at)
    return _back(request)


@require_POST
@door.opens(Permission.ANSWER, again=show)
def changes(request: DeskRequest) -> HttpResponse:
    """Somebody else for a stretch."""
    who = request.POST.get("member", "")
    planning.change(
        layer_id=_id(request.POST.get("layer", ""), "layer"),
        member_id=_id(who, "member") if who else None,
        from_at=_instant(request, "from_at"),
        until_at=_instant(request, "until_at"),
        because=request.POST.get("because", ""),
        by=_by(request),
        at=request.at,
    )
    messages.success(request, _("Changed."))
    return _back(request)


@require_POST
@door.opens(Permission.ANSWER, again=show)
def change_back(request: DeskRequest, change_id: UUID) -> HttpResponse:
    """A change does not hold any more."""
    planning.take_back_change(change_id=change_id, by=_by(request), at=request.at)
    return _back(request)


@require_POST
@door.opens(Permission.ANSWER, again=show)
def contact(request: DeskRequest) -> HttpResponse:
    """How I am woken."""
    way = request.POST.get("way", "")
    if way not in list(Way):
        raise Refusal("bad_choice", "way: choose one of the list.", {"way": "not in the list"})
    planning.set_contact(member_id=request.member.id, way=Way(way), address=request.POST.get("address", ""))
    messages.success(request, _("That is how you are woken."))
    return _back(request)


@require_POST
@door.opens(Permission.ANSWER, again=show)
def new_feed(request: DeskRequest) -> HttpResponse:
    """Another address for my calendar."""
    planning.new_feed(member_id=request.member.id)
    messages.success(request, _("Your calendar has a new address; the one before has ended."))
    return _back(request)


def show_night(request: DeskRequest, **_where: UUID) -> HttpResponse:
    """After hours: the night, and what is said."""
    page = rota_pages.night(away=request.away, at=request.at)
    texts = [(kind, request.POST.get(f"text_{kind}", "") if request.refusal else page.settings.text(kind)) for kind in KINDS]
    wait = request.POST.get("wait_minutes") if request.refusal else page.settings.wait_minutes
    return frame.show(request, "desk/after_hours.html", {"page": page, "texts": texts, "wait": wait}, here="rota")


@require_http_methods(["GET", "HEAD", "POST"])
def night(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The page; a POST sets what happens after hours."""
    return _set_night(request, slug=slug) if request.method == "POST" else _night(request, slug=slug)


_night = door.opens()(show_night)


@door.opens(Permission.SET_POLICY, again=show_night)
def _set_night(request: DeskRequest) -> HttpResponse:
    wait, on = request.POST.get("wait_minutes", ""), request.POST.get("on") == "yes"
    planning.set_after_hours(
        on=on,
        wait_minutes=int(wait) if wait.isascii() and wait.isdigit() and len(wait) < 5 else 0,
        texts={kind: request.POST.get(f"text_{kind}", "") for kind in KINDS},
        by=_by(request),
        at=request.at,
    )
    if request.POST.get("acknowledge") == "yes":
        acknowledging.switch(on=True, by=_by(request), at=request.at)
    messages.success(request, _("Kept."))
    return SeeOther(reverse("desk:after_hours", args=[request.brand.slug]))


@require_POST
@door.opens(Permission.ANSWER, again=show_night)
def taking(request: DeskRequest, alarm_id: UUID) -> HttpResponse:
    """I take it."""
    after_hours.take_here(alarm_id=alarm_id, member=request.member, at=request.at)
    messages.success(request, _("It is yours; nobody else is woken."))
    return SeeOther(reverse("desk:after_hours", args=[request.brand.slug]))


# ---------------------------------------------------------------------------------------------------------------------


def _iso(days: dict[str, date]) -> dict[str, str]:
    return {name: one.isoformat() for name, one in days.items()}


def _by(request: DeskRequest) -> actors.Actor:
    return actors.member(request.member.id)


def _back(request: DeskRequest) -> SeeOther:
    return SeeOther(reverse("desk:rota", args=[request.brand.slug]))


def _id(text: str, field: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as wrong:
        raise Refusal("bad_choice", f"{field}: choose one of the list.", {field: "not in the list"}) from wrong


def _a_day(text: str, field: str) -> date:
    found = forms.near_day(text)
    if found is None:
        raise Refusal("bad_day", f"{field}: give a day.", {field: "is no day"})
    return found


def _clock(text: str) -> time:
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError as wrong:
        raise Refusal("bad_time", "hands_over: give a time such as 09:00.", {"hands_over": "is no time"}) from wrong


def _instant(request: DeskRequest, field: str) -> datetime:
    """A local time of the brand; of two the first."""
    try:
        told = datetime.fromisoformat(request.POST.get(field, "")).replace(tzinfo=ZoneInfo(request.brand.zone))
    except ValueError as wrong:
        raise Refusal("bad_time", f"{field}: give a day and a time.", {field: "is no time"}) from wrong
    return told.astimezone(UTC)
