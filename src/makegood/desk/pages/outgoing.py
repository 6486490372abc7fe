"""Words on their way out, and those that did not arrive: take back, let go, put off, try again, another way, leave it. Each is a resource."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from makegood.brands.types import Permission
from makegood.desk import door
from makegood.desk.door import DeskRequest, SeeOther
from makegood.desk.pages import case, sheets
from makegood.flows import outgoing_work


@require_POST
@door.opens(Permission.ANSWER, again=case.show)
def withdrawal(request: DeskRequest, number: int, message_id: UUID) -> HttpResponse:
    """Takes words back that have not left; they are put into the composer again."""
    outgoing_work.take_back(number=number, message_id=message_id, member=request.member, at=request.at)
    messages.success(request, _("Taken back. Nothing was sent."))
    return SeeOther(f"{reverse('desk:case', args=[request.brand.slug, number])}?again={message_id}")


@require_POST
@door.opens(Permission.ANSWER, again=case.show)
def departure(request: DeskRequest, number: int, message_id: UUID) -> HttpResponse:
    """Another time to leave (`leave`: now, tomorrow, monday, or at with `leave_at`)."""
    choice, given = request.POST.get("leave", "now"), request.POST.get("leave_at", "")
    if choice == "now":
        outgoing_work.let_go(number=number, message_id=message_id, member=request.member, at=request.at)
        return case.look_again(request, number, _("It leaves now."))
    outgoing_work.put_off(number=number, message_id=message_id, choice=choice, given=given, member=request.member, at=request.at)
    return case.look_again(request, number, _("It leaves at another time."))


@require_POST
@door.opens(Permission.ANSWER, again=case.show)
def another_try(request: DeskRequest, number: int, message_id: UUID) -> HttpResponse:
    """Sends again what did not arrive."""
    outgoing_work.try_again(message_id=message_id, member=request.member, at=request.at)
    return case.look_again(request, number, _("It is sent again."))


@require_POST
@door.opens(Permission.ANSWER, again=case.show)
def other_way(request: DeskRequest, number: int, message_id: UUID) -> HttpResponse:
    """Says what did not arrive another way."""
    way = request.POST.get("way", "")
    outgoing_work.send_elsewhere(number=number, message_id=message_id, way=way, member=request.member, at=request.at)
    return case.look_again(request, number, _("It goes another way."))


@require_POST
@door.opens(Permission.ANSWER, again=case.show)
def letting_be(request: DeskRequest, number: int, message_id: UUID) -> HttpResponse:
    """Leaves it that something did not arrive."""
    outgoing_work.let_be(message_id=message_id, member=request.member, at=request.at)
    return case.look_again(request, number, _("Left as it is."))


@require_POST
@door.opens(Permission.ANSWER, again=sheets.show_troubles)
def trouble_again(request: DeskRequest, message_id: UUID) -> HttpResponse:
    """Sends again, from the list of troubles."""
    outgoing_work.try_again(message_id=message_id, member=request.member, at=request.at)
    messages.success(request, _("It is sent again."))
    return SeeOther(reverse("desk:troubles", args=[request.brand.slug]))


@require_POST
@door.opens(Permission.ANSWER, again=sheets.show_troubles)
def trouble_left(request: DeskRequest, message_id: UUID) -> HttpResponse:
    """Leaves it, from the list of troubles."""
    outgoing_work.let_be(message_id=message_id, member=request.member, at=request.at)
    messages.success(request, _("Left as it is."))
    return SeeOther(reverse("desk:troubles", args=[request.brand.slug]))
