"""The monthly letter to the owner: the letters, and whether one gets it by mail."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from makegood.brands.types import Permission
from makegood.desk import door, frame
from makegood.desk.door import DeskRequest, SeeOther
from makegood.flows import owner_letters
from makegood.kernel.refusals import Refusal


def show(request: DeskRequest, month: str = "") -> HttpResponse:
    """The letter about a month ("2026-03"), or the latest."""
    page = owner_letters.page(month=_month(month), member=request.member)
    return frame.show(request, "desk/owner_letters.html", {"page": page}, here="owner_letters")


letters = require_safe(door.opens()(show))


@require_POST
@door.opens(Permission.SET_POLICY, again=show)
def wish(request: DeskRequest) -> HttpResponse:
    """Keeps whether this member gets the letter by mail."""
    wanted = request.POST.get("by_mail") == "yes"
    owner_letters.wish(member=request.member, wanted=wanted, at=request.at)
    messages.success(request, _("You get the next letter by mail.") if wanted else _("You get no letter by mail any more."))
    return SeeOther(reverse("desk:owner_letters", args=[request.brand.slug]))


def _month(said: str) -> date | None:
    if not said:
        return None
    try:
        return date.fromisoformat(f"{said}-01")
    except ValueError:
        raise Refusal("no_such_letter", "There is no letter about this month.", {"month": "unknown"}) from None
