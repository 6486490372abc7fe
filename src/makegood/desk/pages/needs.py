"""What people need us to know: the list, noting one, setting it right, ending it, and saying that it was seen to.

Each page asks for the permission itself as well, because a page is also shown after a refusal, to whoever was refused.
"""

from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from makegood.brands import rules as brand_rules
from makegood.brands.types import Permission
from makegood.desk import door, frame
from makegood.desk import needs as showing
from makegood.desk.door import DeskRequest, SeeOther, way_back
from makegood.flows import needing
from makegood.kernel.refusals import Refusal
from makegood.needs import queries
from makegood.needs.rules import telling
from makegood.needs.types import DESK, PICK_LIST, Agreed, Need, NeedIn, Source
from makegood.people.types import Person

_USUALLY = (DESK, PICK_LIST)


def show_list(request: DeskRequest, **_where: UUID) -> HttpResponse:
    """Needs in force, those that lapse first in front."""
    brand_rules.require(request.member.role, Permission.ANSWER)
    page = needing.page(at=request.at)
    called = showing.names(page.audiences)
    lines = [(line, *showing.shown([line.need], (), names=called, members=(), at=request.at)) for line in page.lines]
    typed = request.POST.get("audiences", "") if request.refusal else "\n".join(one.name for one in page.audiences)
    context = {"page": page, "lines": lines, "audiences": typed}
    return frame.show(request, "desk/needs.html", context, here="needs")


needs = require_safe(door.opens(Permission.ANSWER)(show_list))


@require_POST
@door.opens(Permission.SET_POLICY, again=show_list)
def audiences(request: DeskRequest) -> HttpResponse:
    """Sets who may see needs here, one name a line."""
    needing.set_audiences(names=request.POST.get("audiences", "").splitlines(), member=request.member, at=request.at)
    messages.success(request, _("Kept. Whoever notes a need chooses among these."))
    return SeeOther(reverse("desk:needs", args=[request.brand.slug]))


def show_new(request: DeskRequest, person_id: UUID, **_where: UUID) -> HttpResponse:
    """The form for a new need; whatever was typed stays."""
    brand_rules.require(request.member.role, Permission.ANSWER)
    person = needing.whose(person_id=person_id)
    message = _message(request, person)
    given = request.POST if request.method == "POST" else request.GET
    typed: dict[str, Any] = {
        "what": given.get("what", ""),
        "why": given.get("why", ""),
        "from_on": given.get("from_on") or _today(request).isoformat(),
        "until_on": given.get("until_on") or telling.usual_until(_today(request)).isoformat(),
        "for_good": given.get("for_good") == "yes",
        "audiences": set(request.POST.getlist("audience")) if request.refusal else set(_USUALLY),
        "places": set(request.POST.getlist("touchpoint")),
        "agreed": given.get("agreed", ""),
        "yes": given.get("yes") == "yes",
    }
    context = {"person": person, "typed": typed, "message": message, "audiences": queries.audiences(), "need": None}
    context["places"] = needing.places()
    return frame.show(request, "desk/need.html", context | {"next": given.get("next", "")}, here="")


def show_one(request: DeskRequest, need_id: UUID, **_where: UUID) -> HttpResponse:
    """The form with a need as it stands."""
    brand_rules.require(request.member.role, Permission.ANSWER)
    need, person = needing.seen_by_desk(need_id=need_id)
    again = request.POST if request.refusal else None
    typed = {
        "what": again.get("what", "") if again else need.what,
        "why": again.get("why", "") if again else need.why,
        "from_on": again.get("from_on", "") if again else need.from_on.isoformat(),
        "until_on": again.get("until_on", "") if again else (need.until_on or telling.usual_until(_today(request))).isoformat(),
        "for_good": again.get("for_good") == "yes" if again else need.until_on is None,
        "audiences": set(again.getlist("audience")) if again else set(need.audiences),
        "places": set(again.getlist("touchpoint")) if again else set(need.touchpoints),
        "agreed": again.get("agreed", "") if again else need.agreed.how,
        "yes": True,
    }
    context = {"person": person, "typed": typed, "message": None, "audiences": queries.audiences(), "need": need}
    context["places"] = needing.places(need=need)
    return frame.show(request, "desk/need.html", context | {"next": request.GET.get("next", "")}, here="")


@require_http_methods(["GET", "HEAD", "POST"])
def of_person(request: HttpRequest, slug: str, person_id: UUID) -> HttpResponseBase:
    """Asks for a need of somebody's, and keeps it."""
    return (
        _tell(request, slug=slug, person_id=person_id)
        if request.method == "POST"
        else _ask(request, slug=slug, person_id=person_id)
    )


_ask = door.opens(Permission.ANSWER)(show_new)


@door.opens(Permission.ANSWER, again=show_new)
def _tell(request: DeskRequest, person_id: UUID) -> HttpResponse:
    person = needing.whose(person_id=person_id)
    message = _message(request, person)
    identity_id = message.identity_id if message and message.identity_id else _best(person)
    source = Source.WORDS if message else Source.MEMBER
    need = needing.tell(
        need=_read(request, identity_id, source, message.id if message else None), member=request.member, at=request.at
    )
    return _back(request, need, _("It is kept in mind, and shown where it matters."))


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, slug: str, need_id: UUID) -> HttpResponseBase:
    """Shows a need, and sets it right."""
    return (
        _change(request, slug=slug, need_id=need_id) if request.method == "POST" else _show(request, slug=slug, need_id=need_id)
    )


_show = door.opens(Permission.ANSWER)(show_one)


@door.opens(Permission.ANSWER, again=show_one)
def _change(request: DeskRequest, need_id: UUID) -> HttpResponse:
    before, _person = needing.seen_by_desk(need_id=need_id)
    wanted = _read(request, before.identity_id, before.source, before.message_id)
    need = needing.change(need_id=need_id, need=wanted, member=request.member, at=request.at)
    return _back(request, need, _("It is set right."))


@require_POST
@door.opens(Permission.ANSWER, again=show_one)
def ending(request: DeskRequest, need_id: UUID) -> HttpResponse:
    """It is not needed any more."""
    need, _person = needing.seen_by_desk(need_id=need_id)
    needing.end(need_id=need_id, member=request.member, at=request.at)
    return _back(request, need, _("It is shown to nobody any more."))


@require_POST
@door.opens(Permission.ANSWER, again=show_one)
def forgetting(request: DeskRequest, need_id: UUID) -> HttpResponse:
    """They asked us to forget it: the words go."""
    need, _person = needing.seen_by_desk(need_id=need_id)
    needing.forget(need_id=need_id, member=request.member, at=request.at)
    return _back(request, need, _("Forgotten: the words are gone."))


@require_POST
@door.opens(Permission.ANSWER, again=show_one)
def done(request: DeskRequest, need_id: UUID) -> HttpResponse:
    """Somebody saw to it."""
    number = request.POST.get("case", "")
    need, _person = needing.seen_by_desk(need_id=need_id)
    needing.seen_to(
        need_id=need_id, case_number=int(number) if number.isascii() and number.isdigit() else None, member=request.member, at=request.at
    )  # fmt: skip
    return _back(request, need, _("Noted that it was seen to."))


# ---------------------------------------------------------------------------------------------------------------------


def _read(request: DeskRequest, identity_id: UUID, source: Source, message_id: UUID | None) -> NeedIn:
    told = request.POST
    for_good = told.get("for_good") == "yes"
    agreed = told.get("agreed", "").strip()
    if told.get("yes") != "yes":
        why = "without their yes it is not kept"
        raise Refusal("need_malformed", f"yes: {why}. Ask them, then tick the box.", {"yes": why})
    return NeedIn(
        identity_id=identity_id,
        what=told.get("what", ""),
        why=told.get("why", ""),
        audiences=tuple(told.getlist("audience")),
        touchpoints=tuple(told.getlist("touchpoint")),
        from_on=_day(told.get("from_on", ""), "from_on") if told.get("from_on") else _today(request),
        until_on=None if for_good else _day(told.get("until_on", ""), "until_on"),
        agreed=Agreed(agreed, request.at, request.member.id, telling.TEXT_VERSION),
        source=source,
        message_id=message_id,
    )


def _day(told: str, field: str) -> date:
    try:
        return date.fromisoformat(told)
    except ValueError:
        raise Refusal("need_malformed", f"{field}: give a day, or say “for good”.", {field: "no day"}) from None


def _today(request: DeskRequest) -> date:
    return request.at.astimezone(ZoneInfo(request.brand.zone)).date()


def _message(request: DeskRequest, person: Person) -> Any:
    told = (request.POST if request.method == "POST" else request.GET).get("message", "")
    try:
        return needing.words_of(message_id=UUID(told), person=person) if told else None
    except ValueError:
        return None


def _best(person: Person) -> UUID:
    return min(person.identities, key=lambda identity: not identity.verified).id


def _back(request: DeskRequest, need: Need, said: str) -> HttpResponse:
    messages.success(request, said)
    person = needing.of_identity(identity_id=need.identity_id)
    return SeeOther(way_back(request, reverse("desk:person", args=[request.brand.slug, person.id])))
