"""Whom to ring up: the caller's list by hours and languages, one call with what to know before it, and how it went."""

from datetime import datetime, time, timedelta
from urllib.parse import urlencode
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from makegood.brands.types import Permission
from makegood.calls.types import Again, Result
from makegood.desk import door, frame
from makegood.desk.door import DeskRequest, SeeOther
from makegood.desk.pages import case
from makegood.flows import by_hand, calling_people, guest_pages
from makegood.kernel.refusals import Refusal

MISSED = "missed"
_SAID = {
    Result.FINE: "Noted: reached, and all is well.",
    Result.WRONG_NUMBER: "Noted. This number is not rung for them again.",
    Result.NO_MORE: "Noted. They are not called any more, for anything; it counts from now on.",
    Result.CALLED_OFF: "It is off the list.",
}


def show_list(request: DeskRequest, **_where: UUID) -> HttpResponse:
    """The list; the form to plan a call keeps what was typed."""
    language = request.GET.get("language", "")[:2]
    begins, ends = _today(request)
    day = calling_people.day(member=request.member, since=begins, until=ends, language=language, away=request.away, at=request.at)
    told = request.POST if request.method == "POST" else request.GET
    who = told.get("who", "")
    context = {
        "day": day,
        "chosen": language,
        "who": who,
        "candidates": guest_pages.found(by_hand.candidates(who=who, at=request.at), away=request.away) if who else (),
        "typed": {"why": told.get("why", ""), "due_at": told.get("due_at", ""), "person": told.get("person", "")},
        "key": told.get("key") or uuid4().hex,
        "planning": bool(who or request.refusal),
    }
    return frame.show(request, "desk/calls.html", context, here="calls")


@require_http_methods(["GET", "HEAD", "POST"])
def calls(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Shows the list, and puts a call on it."""
    return _plan(request, slug=slug) if request.method == "POST" else _list(request, slug=slug)


_list = door.opens(Permission.ANSWER)(show_list)


@door.opens(Permission.ANSWER, again=show_list)
def _plan(request: DeskRequest) -> HttpResponse:
    """Puts a call on the list, or asks once more who is meant."""
    told = request.POST.get("person", "")
    if not told:
        return show_list(request)
    planned = calling_people.plan(
        person_id=_id(told),
        why=request.POST.get("why", ""),
        due_at=_instant(request),
        key=request.POST.get("key", "")[:40] or uuid4().hex,
        member=request.member,
        at=request.at,
    )
    messages.success(request, _("It is on the list, at the first good hour where they are."))
    return SeeOther(reverse("desk:call", args=[request.brand.slug, planned.id]))


def show_one(request: DeskRequest, call_id: UUID, **_where: UUID) -> HttpResponse:
    """One call; whatever was typed stays."""
    page = calling_people.page(call_id=call_id, member=request.member, at=request.at)
    context = {
        "page": page,
        "chosen": request.GET.get("language", "")[:2],
        "words": request.POST.get("words", "") if request.refusal else "",
    }
    return frame.show(request, "desk/call.html", context, here="calls")


call = require_safe(door.opens(Permission.ANSWER)(show_one))


@require_POST
@door.opens(Permission.ANSWER, again=show_one)
def result(request: DeskRequest, call_id: UUID) -> HttpResponse:
    """How it went; then the next call of the list."""
    told, words = request.POST.get("result", ""), case.words(request, "words")
    if told == MISSED:
        became = calling_people.missed(call_id=call_id, tries=_tries(request), member=request.member, at=request.at)
        messages.success(request, _missed(became))
        return _next(request, call_id)
    if told not in set(Result) - {Result.UNREACHED}:
        raise Refusal("bad_result", "result: say how the call went.", {"result": "none of those there are"})
    outcome = Result(told)
    number = calling_people.ended(call_id=call_id, result=outcome, words=words, member=request.member, at=request.at)
    if outcome is Result.NOT_FINE:
        messages.success(request, _("Noted, in their words. It is a case now, and it is our turn."))
        return SeeOther(reverse("desk:case", args=[request.brand.slug, number])) if number else _next(request, call_id)
    messages.success(request, _(_SAID[outcome]))
    return _next(request, call_id)


@require_POST
@door.opens(Permission.ANSWER, again=show_one)
def opening(request: DeskRequest, call_id: UUID) -> HttpResponse:
    """Another first sentence."""
    calling_people.reword(call_id=call_id, opening=request.POST.get("opening", ""), member=request.member)
    messages.success(request, _("Kept."))
    return SeeOther(reverse("desk:call", args=[request.brand.slug, call_id]))


# ---------------------------------------------------------------------------------------------------------------------


def _missed(became: Again) -> str:
    if became is Again.GIVEN_UP:
        return _("Nobody picked up at three different hours. We stop calling; write to them instead.")
    return _("Noted. They are tried again in another part of their day.")


def _next(request: DeskRequest, call_id: UUID) -> HttpResponse:
    language = request.POST.get("language", "")[:2]
    _begins, ends = _today(request)
    following = calling_people.following(after=call_id, language=language, away=request.away, until=ends, at=request.at)
    there = (
        reverse("desk:call", args=[request.brand.slug, following])
        if following
        else reverse("desk:calls", args=[request.brand.slug])
    )
    return SeeOther(f"{there}?{urlencode({'language': language})}" if language else there)


def _today(request: DeskRequest) -> tuple[datetime, datetime]:
    """From midnight to midnight where the brand is."""
    zone = ZoneInfo(request.brand.zone)
    day = timezone.localdate(request.at, zone)
    return datetime.combine(day, time(), zone), datetime.combine(day + timedelta(days=1), time(), zone)


def _tries(request: DeskRequest) -> int:
    told = request.POST.get("tries", "")
    return int(told) if told.isascii() and told.isdigit() else 0


def _id(told: str) -> UUID:
    try:
        return UUID(told)
    except ValueError:
        raise Refusal("bad_choice", "person: choose one of those shown.", {"person": "none of those shown"}) from None


def _instant(request: DeskRequest) -> datetime:
    """The hour that was typed, by the brand's clock; now where it was left empty."""
    told = request.POST.get("due_at", "").strip()
    if not told:
        return request.at
    try:
        at = datetime.fromisoformat(told)
    except ValueError:
        raise Refusal("bad_time", "due_at: give a day and an hour.", {"due_at": "is no day and hour"}) from None
    return at if at.tzinfo else timezone.make_aware(at, ZoneInfo(request.brand.zone))
