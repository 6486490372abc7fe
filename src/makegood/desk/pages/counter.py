"""At the counter, on a tablet: find whoever stands there, know what matters, note with one touch what was done. A page about somebody stays a few
minutes and then gives way to the empty one, with or without script; with it, not while somebody types or touches it."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from makegood.brands.types import Permission
from makegood.counter.types import Done
from makegood.desk import door, frame
from makegood.desk.door import DeskRequest, SeeOther
from makegood.flows import at_counter
from makegood.kernel.refusals import Refusal

_SAID = {
    Done.CAME_IN: "Noted: they were here.",
    Done.WISHED_WELL: "Noted. That was kind.",
    Done.CARD_GIVEN: "Noted. The drawer is counted.",
    Done.ODOMETER: "Noted. Their next service follows it.",
    Done.NOTE: "Noted.",
}


def show_empty(request: DeskRequest, **_where: str) -> HttpResponse:
    """Nobody: the one field, and who might be meant."""
    who = request.GET.get("who", "").strip() if request.method != "POST" else ""
    found = at_counter.find(who=who, at=request.at) if who else ()
    if len(found) == 1:
        return SeeOther(_address(request, found[0].person_id))
    lines = [(one, _address(request, one.person_id)) for one in found]
    return frame.show(request, "desk/counter.html", {"who": who, "lines": lines, "page": None}, here="")


counter = require_safe(door.opens(Permission.ANSWER)(show_empty))


@require_safe
@door.opens(Permission.ANSWER)
def code(request: DeskRequest, token: str) -> HttpResponse:
    """The code on somebody's own page, read by the tablet's camera."""
    return SeeOther(_address(request, at_counter.behind_code(token)))


def show_person(request: DeskRequest, token: str, **_where: str) -> HttpResponse:
    """Whoever stands there, for a few minutes."""
    person_id = at_counter.behind_page(token)
    if person_id is None:
        return SeeOther(_empty(request))
    context = {
        "page": at_counter.in_front(person_id=person_id, at=request.at),
        "key": request.POST.get("key") or uuid4().hex,
        "token": token,
        "words": request.POST.get("words", "") if request.refusal else "",
    }
    return frame.show(request, "desk/counter.html", context | {"lasts_s": at_counter.LASTS_S}, here="")


person = require_safe(door.opens(Permission.ANSWER)(show_person))


@require_POST
@door.opens(Permission.ANSWER, again=show_person)
def touch(request: DeskRequest, token: str) -> HttpResponse:
    """What was done, with one touch."""
    person_id = at_counter.behind_page(token, writes=True)
    if person_id is None:
        messages.warning(request, _("The page was open too long. Find them again, please."))
        return SeeOther(_empty(request))
    told = request.POST.get("done", "")
    if told not in set(Done):
        raise Refusal("bad_choice", "done: choose one of those shown.", {"done": "none of those shown"})
    at_counter.done(
        person_id=person_id,
        touch=Done(told),
        key=f"counter {request.POST.get('key', '')[:40] or uuid4().hex}",
        words=request.POST.get("words", "") if told == Done.NOTE else "",
        number=_kilometres(request) if told == Done.ODOMETER else None,
        item_id=_id(request, "item"),
        occasion_id=_id(request, "occasion"),
        member=request.member,
        at=request.at,
    )
    messages.success(request, _(_SAID[Done(told)]))
    return SeeOther(_address(request, person_id))


# ---------------------------------------------------------------------------------------------------------------------


def _address(request: DeskRequest, person_id: UUID) -> str:
    return reverse("desk:counter_person", args=[request.brand.slug, at_counter.page_token(person_id)])


def _empty(request: DeskRequest) -> str:
    return reverse("desk:counter", args=[request.brand.slug])


def _kilometres(request: DeskRequest) -> int | None:
    told = "".join(one for one in request.POST.get("number", "") if one not in " .,’'\u00a0\u202f")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 9 else None


def _id(request: DeskRequest, name: str) -> UUID | None:
    told = request.POST.get(name, "")
    try:
        return UUID(told) if told else None
    except ValueError:
        raise Refusal("bad_choice", f"{name}: choose one of those shown.", {name: "none of those shown"}) from None
