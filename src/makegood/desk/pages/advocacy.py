"""What people do for us unpaid, on the desk: the ledger with its reasons, who brought whom, thanks with one click, and where links lead."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from makegood.advocacy.types import Kind, Place, Wanted
from makegood.brands.types import Permission
from makegood.desk import advocacy as shape
from makegood.desk import door, frame, spreadsheets
from makegood.desk.door import DeskRequest, SeeOther
from makegood.desk.pages import case
from makegood.flows import advocacy_pages, at_counter, helping, thanking_advocates
from makegood.kernel.ids import new_id


def show(request: DeskRequest, **_where: UUID) -> HttpResponse:
    """The ledger; whatever was typed stays."""
    page = _page(request)
    kinds, counted = shape.choices()
    context = {
        "page": page,
        "shown": shape.shown(page),
        "spans": advocacy_pages.DAYS,
        "kinds": kinds,
        "counted": counted,
        "chosen": {"kind": request.GET.get("kind", ""), "counted": request.GET.get("counted", "")},
        "query": request.GET.urlencode(),
        "typed": request.POST if request.refusal else {},
    }
    return frame.show(request, "desk/advocacy.html", context, here="praise")


advocacy = require_safe(door.opens()(show))


@require_safe
@door.opens()
def file(request: DeskRequest) -> HttpResponse:
    """The same rows for a spreadsheet, to the digit."""
    return spreadsheets.answer(shape.as_csv(_page(request)), "what-people-do-for-us.csv")


@require_POST
@door.opens(Permission.ANSWER, again=show)
def verdict(request: DeskRequest, deed_id: UUID) -> HttpResponse:
    """A member says whether a praise counts."""
    counts = request.POST.get("counts") == "yes"
    because = request.POST.get("because", "")
    advocacy_pages.judge(entry_id=deed_id, counts=counts, because=because, member=request.member, at=request.at)
    messages.success(request, _("It counts.") if counts else _("It does not count."))
    return SeeOther(_back(request))


@require_POST
@door.opens(Permission.ANSWER, again=show)
def thanks(request: DeskRequest, deed_id: UUID) -> HttpResponse:
    """Thanks whoever did it."""
    was_read = bool(request.POST.get("was_read"))
    text = request.POST.get("text", "")
    said = thanking_advocates.thank(entry_id=deed_id, text=text, was_read=was_read, member=request.member, at=request.at)
    messages.success(request, _("Thank you is on its way.") if said else _("They were thanked before."))
    return SeeOther(_back(request))


@require_POST
@door.opens(Permission.ANSWER, again=show)
def who(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    """A member found out who was meant."""
    advocacy_pages.name(referral_id=referral_id, who=request.POST.get("who", ""), member=request.member, at=request.at)
    messages.success(request, _("Kept: it is known who brought them."))
    return SeeOther(_back(request))


@require_POST
@door.opens(Permission.ANSWER, again=show)
def aside(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    """Nobody can be meant."""
    advocacy_pages.put_aside(referral_id=referral_id, member=request.member)
    messages.success(request, _("Put aside."))
    return SeeOther(_back(request))


@require_POST
@door.opens(Permission.SET_POLICY, again=show)
def shop(request: DeskRequest) -> HttpResponse:
    """Where people's own links lead."""
    advocacy_pages.lead_to(shop_url=request.POST.get("shop_url", ""), member=request.member, at=request.at)
    messages.success(request, _("Kept: links lead there from now on."))
    return SeeOther(_back(request))


@require_POST
@door.opens(Permission.ANSWER)
def link(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Has a link made for somebody."""
    request.away.refuse(person_id)
    advocacy_pages.give_link(person_id=person_id, member=request.member, at=request.at)
    messages.success(request, _("They have a link of their own now."))
    return SeeOther(_person(request, person_id))


@require_POST
@door.opens(Permission.ANSWER)
def told_by(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Somebody said who had told them of us."""
    request.away.refuse(person_id)
    key = request.POST.get("key", "") or str(new_id())
    told: dict[str, Any] = {"said": request.POST.get("told_by", ""), "place": Place.DESK, "key": f"desk {key}"[:200]}
    advocacy_pages.told_by(person_id=person_id, member=request.member, at=request.at, **told)
    messages.success(request, _("Kept: who had told them of us."))
    return SeeOther(_person(request, person_id))


@require_POST
@door.opens(Permission.ANSWER)
def help_message(request: DeskRequest, number: int, message_id: UUID) -> HttpResponse:
    """What somebody else wrote in public helped whoever asked; with `_method` DELETE not after all."""
    helped = request.POST.get("_method", "").upper() != "DELETE"
    helping.mark_message(number=number, message_id=message_id, helped=helped, member=request.member, at=request.at)
    return case.look_again(request, number, _("Noted: it helped.") if helped else _("Taken back: it was no help."))


@require_POST
@door.opens(Permission.ANSWER)
def help_question(request: DeskRequest, question_id: UUID) -> HttpResponse:
    """What somebody wrote in a live discussion helped another."""
    helped = request.POST.get("_method", "").upper() != "DELETE"
    said = helping.mark_question(question_id=question_id, helped=helped, member=request.member, at=request.at)
    messages.success(request, _("Noted: it helped.") if helped else _("Taken back: it was no help."))
    return SeeOther(reverse("desk:discussion", args=[request.brand.slug, said.discussion_id]) + f"#q-{said.number}")


@require_POST
@door.opens(Permission.ANSWER)
def at_the_counter(request: DeskRequest, token: str) -> HttpResponse:
    """Somebody who stands here said who had told them of us."""
    person_id = at_counter.behind_page(token, writes=True)
    if person_id is None:
        messages.warning(request, _("The page was open too long. Find them again, please."))
        return SeeOther(reverse("desk:counter", args=[request.brand.slug]))
    key = request.POST.get("key", "") or str(new_id())
    told: dict[str, Any] = {"said": request.POST.get("told_by", ""), "place": Place.COUNTER, "key": f"counter {key}"[:200]}
    advocacy_pages.told_by(person_id=person_id, member=request.member, at=request.at, **told)
    messages.success(request, _("Kept: who had told them of us."))
    return SeeOther(reverse("desk:counter_person", args=[request.brand.slug, at_counter.page_token(person_id)]))


def _page(request: DeskRequest) -> advocacy_pages.LedgerPage:
    told, kind = request.GET.get("days", ""), request.GET.get("kind", "")
    days = int(told) if told.isdecimal() and int(told) in advocacy_pages.DAYS else advocacy_pages.DAYS[1]
    since, until = advocacy_pages.span(days, request.at)
    wanted = Wanted(
        since=since,
        until=until,
        kind=Kind(kind) if kind in set(Kind) else None,
        counted=shape.counted_of(request.GET.get("counted", "")),
    )
    return advocacy_pages.page(wanted=wanted, days=days, away=request.away)


def _back(request: DeskRequest) -> str:
    return reverse("desk:advocacy", args=[request.brand.slug])


def _person(request: DeskRequest, person_id: UUID) -> str:
    return reverse("desk:person", args=[request.brand.slug, person_id]) + "#advocacy"
