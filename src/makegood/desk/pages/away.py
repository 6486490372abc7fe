"""Out of sight: spam, blocked senders, the trash, and the way back. Putting away is a resource; deleting it brings things back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from makegood.brands.types import Permission
from makegood.channels import queries as channels
from makegood.desk import door, frame
from makegood.desk.door import DeskRequest, SeeOther
from makegood.desk.pages import case
from makegood.flows import desk_work, out_of_sight
from makegood.kernel.refusals import Refusal


def show(request: DeskRequest, **_where: UUID) -> HttpResponse:
    """All that is out of sight, each with its way back."""
    return frame.show(request, "desk/away.html", {"page": out_of_sight.page()}, here="troubles")


shelf = require_safe(door.opens()(show))


def ask_whom(request: DeskRequest, message_id: UUID | None = None, **_where: UUID) -> HttpResponse:
    """Whom to block: the address or the whole domain; after a refusal with what was chosen, or the list where no message is at hand."""
    found = message_id or _uuid(request.POST.get("message", ""))
    if found is None:
        return show(request)
    return frame.show(request, "desk/blocking.html", _choices(request, found), here="troubles")


blocking = require_safe(door.opens(Permission.ANSWER)(ask_whom))


@require_POST
@door.opens(Permission.ANSWER, again=ask_whom)
def sender(request: DeskRequest) -> HttpResponse:
    """Blocks an address or a domain; somebody who bought from us only with `sure`."""
    sure = request.POST.get("sure") == "yes"
    out_of_sight.block(sender=request.POST.get("sender", ""), sure=sure, member=request.member, at=request.at)
    return _look(request, _("Blocked. What they write is set aside here."))


@require_POST
@door.opens(Permission.ANSWER, again=show)
def unblocking(request: DeskRequest, rule_id: UUID) -> HttpResponse:
    """Takes a sender off the list."""
    out_of_sight.unblock(rule_id=rule_id, member=request.member, at=request.at)
    return _look(request, _("Off the list."))


@require_http_methods(["POST", "DELETE"])
@door.opens(Permission.ANSWER, again=show)
def message(request: DeskRequest, message_id: UUID) -> HttpResponse:
    """POST puts one message out of sight, DELETE (or a form's `_method`) brings it back."""
    if _is_undone(request):
        desk_work.bring_message_back(message_id=message_id, member=request.member, at=request.at)
        return _look(request, _("It is back where it was."))
    why = request.POST.get("why", "")
    out_of_sight.put_message_away(message_id=message_id, why=why, member=request.member, at=request.at)
    number = request.POST.get("number", "")
    messages.success(request, _("Out of sight. It can be brought back."))
    name, where = ("desk:case", [request.brand.slug, int(number)]) if number.isdecimal() else ("desk:away", [request.brand.slug])
    return SeeOther(reverse(name, args=where))


@require_http_methods(["POST", "DELETE"])
@door.opens(Permission.ANSWER, again=case.show)
def case_away(request: DeskRequest, number: int) -> HttpResponse:
    """POST puts the case out of sight, DELETE (or a form's `_method`) brings it back."""
    if _is_undone(request):
        out_of_sight.bring_case_back(number=number, member=request.member, at=request.at)
        messages.success(request, _("The case is back."))
        return SeeOther(reverse("desk:case", args=[request.brand.slug, number]))
    out_of_sight.put_case_away(number=number, why=request.POST.get("why", ""), member=request.member, at=request.at)
    return _look(request, _("Out of sight. It can be brought back for 30 days."))


def _choices(request: DeskRequest, message_id: UUID) -> dict[str, Any]:
    found = channels.messages(message_ids=[message_id])
    if not found:
        raise Refusal("no_message", "There is no such message here.", {"message_id": "unknown"})
    address = found[0].author.value.strip().lower()
    domain = f"@{address.rpartition('@')[2]}"
    choices = ((address, address), (domain, _("everybody at %(domain)s") % {"domain": domain[1:]}))
    return {"message": found[0], "choices": choices, "chosen": request.POST.get("sender", address)}


def _is_undone(request: DeskRequest) -> bool:
    return request.method == "DELETE" or request.POST.get("_method", "").upper() == "DELETE"


def _look(request: DeskRequest, said: str) -> HttpResponse:
    messages.success(request, said)
    return SeeOther(reverse("desk:away", args=[request.brand.slug]))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
