"""Talks beside a case: asking somebody else, writing to them again, taking note of what they answered. The person never sees any of it."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from makegood.brands.types import Permission
from makegood.desk import door
from makegood.desk.door import DeskRequest
from makegood.desk.pages import case
from makegood.flows import side_talks
from makegood.kernel.refusals import Refusal


@require_POST
@door.opens(Permission.ANSWER, again=case.show)
def questions(request: DeskRequest, number: int) -> HttpResponse:
    """Asks somebody else about the case."""
    side_talks.ask(
        number=number,
        to=request.POST.get("to", "").strip(),
        subject=request.POST.get("subject", ""),
        text=case.words(request),
        forward=[_message(one) for one in request.POST.getlist("forward")],
        member=request.member,
        at=request.at,
        key=request.POST.get("key", "")[:40],
    )
    return case.look_again(request, number, _("Asked. The answer will stand beside this case."))


@require_POST
@door.opens(Permission.ANSWER, again=case.show)
def answers(request: DeskRequest, number: int, conversation_id: UUID) -> HttpResponse:
    """Writes to somebody else again, in their conversation."""
    key = request.POST.get("key", "")[:40]
    side_talks.answer(
        number=number, conversation_id=conversation_id, text=case.words(request), member=request.member, at=request.at, key=key
    )
    return case.look_again(request, number, _("Said to them alone."))


@require_POST
@door.opens(Permission.ANSWER, again=case.show)
def notice(request: DeskRequest, number: int, conversation_id: UUID) -> HttpResponse:
    """The member has read what they wrote."""
    side_talks.take_note(number=number, conversation_id=conversation_id, member=request.member, at=request.at)
    return case.look_again(request, number, _("Noted."))


def _message(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refusal("bad_choice", "forward: choose messages of this case.", {"forward": "not of this case"}) from None
