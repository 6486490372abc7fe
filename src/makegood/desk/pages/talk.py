"""What is done in a public conversation: asking somebody to go on in private, and saying who there is a company."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from makegood.brands.types import Permission
from makegood.desk import door
from makegood.desk.door import DeskRequest
from makegood.desk.pages import case
from makegood.flows import public_talks


@require_POST
@door.opens(Permission.ANSWER, again=case.show)
def invitations(request: DeskRequest, number: int) -> HttpResponse:
    """Asks the person in public to write to us in private."""
    text = case.words(request)
    key = request.POST.get("key", "")[:40]  # a doubled click is one invitation
    seen = request.POST.get("seen")
    public_talks.invite(number=number, text=text, member=request.member, at=request.at, key=key, seen=seen)
    return case.look_again(request, number, _("Asked. What they write in private comes to this case."))


@require_http_methods(["POST", "DELETE"])
@door.opens(Permission.ANSWER, again=case.show)
def company(request: DeskRequest, number: int, message_id: UUID) -> HttpResponse:
    """POST says that whoever wrote this is a company, DELETE (or a form's `_method`) that it is a person."""
    is_company = request.method == "POST" and request.POST.get("_method", "").upper() != "DELETE"
    public_talks.note_company(number=number, message_id=message_id, company=is_company, member=request.member, at=request.at)
    return case.look_again(
        request, number, _("Noted: a company. What it says in public opens no case.") if is_company else _("Noted: a person.")
    )
