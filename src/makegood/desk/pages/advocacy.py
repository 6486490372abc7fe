"""What people do for us unpaid, on the desk: the ledger with its reasons, who brought whom, thanks with one click, and where links lead."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from makegood.advocacy.types import Kind, Place, Wanted
from makegood.brands.types import Permission
from makegood.desk import advocacy as shape
from makegood.desk import door, frame
from makegood.desk.door import DeskRequest, SeeOther
from makegood.flows import advocacy_pages, thanking_advocates
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
    answer = HttpResponse(shape.as_csv(_page(request)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="what-people-do-for-us.csv"'
    return answer


@require_POST
@door.opens(Permission.ANSWER, again=show)
def verdict(request: DeskRequest, entry_id: UUID) -> HttpResponse:
    """A member says whether a praise counts."""
    counts = request.POST.get("counts") == "yes"
    because = request.POST.get("because", "")
    advocacy_pages.judge(entry_id=entry_id, counts=counts, because=because, member=request.member, at=request.at)
    messages.success(request, _("It counts.") if counts else _("It does not count."))
    return SeeOther(_back(request))


@require_POST
@door.opens(Permission.ANSWER, again=show)
def thanks(request: DeskRequest, entry_id: UUID) -> HttpResponse:
    """Thanks whoever did it."""
    was_read = bool(request.POST.get("was_read"))
    text = request.POST.get("text", "")
    said = thanking_advocates.thank(entry_id=entry_id, text=text, was_read=was_read, member=request.member, at=request.at)
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
    advocacy_pages.give_link(person_id=person_id, member=request.member, at=request.at)
    messages.success(request, _("They have a link of their own now."))
    return SeeOther(_person(request, person_id))


@require_POST
@door.opens(Permission.ANSWER)
def told_by(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Somebody said who had told them of us."""
    key = request.POST.get("key", "") or str(new_id())
    place = Place.COUNTER if request.POST.get("place") == "counter" else Place.DESK
    said = request.POST.get("told_by", "")
    advocacy_pages.told_by(
        person_id=person_id, said=said, place=place, key=f"desk {key}"[:200], member=request.member, at=request.at
    )
    messages.success(request, _("Kept: who had told them of us."))
    return SeeOther(_person(request, person_id))


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
    return advocacy_pages.page(wanted=wanted, days=days)


def _back(request: DeskRequest) -> str:
    return reverse("desk:advocacy", args=[request.brand.slug])


def _person(request: DeskRequest, person_id: UUID) -> str:
    return reverse("desk:person", args=[request.brand.slug, person_id]) + "#advocacy"
