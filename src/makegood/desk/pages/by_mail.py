"""Answering by mail: the member's own address for a case, whether they get what is written in their cases by mail, and their signature."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from makegood.brands import actions as brands
from makegood.brands.types import Permission
from makegood.cases import queries as cases
from makegood.desk import door, frame
from makegood.desk.door import DeskRequest, SeeOther
from makegood.desk.pages.case import show as show_case
from makegood.flows import member_addresses, newcomers
from makegood.kernel import actors


def show(request: DeskRequest, number: int) -> HttpResponse:
    """The address, and what the member chose; what was typed stays when it was refused."""
    case = cases.by_number(number=number)
    context = {
        "case": case,
        "way": member_addresses.address_for(case_id=case.id, member=request.member),
        "by_mail": request.POST.get("by_mail") == "yes" if request.refusal else request.member.by_mail,
        "signature": request.POST.get("signature", "") if request.refusal else request.member.signature,
        "brand_signature": request.brand.signature,
    }
    return frame.show(request, "desk/by_mail.html", context, here="inbox")


page = require_safe(door.opens(Permission.ANSWER)(show))


@require_POST
@door.opens(Permission.ANSWER, again=show_case)
def admission(request: DeskRequest, number: int, message_id: UUID) -> HttpResponse:
    """Lets somebody in who wrote to another case's reply address."""
    who = newcomers.let_in(number=number, message_id=message_id, member=request.member, at=request.at)
    messages.success(
        request, _("%(address)s takes part in No. %(number)d from now on.") % {"address": who.address, "number": who.case_number}
    )
    return SeeOther(reverse("desk:case", args=[request.brand.slug, number]))


@require_POST
@door.opens(Permission.ANSWER, again=show)
def choice(request: DeskRequest, number: int) -> HttpResponse:
    """Keeps what the member chose for themselves."""
    brands.set_own_mail(
        member_id=request.member.id,
        by_mail=request.POST.get("by_mail") == "yes",
        signature=request.POST.get("signature", ""),
        by=actors.member(request.member.id),
        at=request.at,
    )
    messages.success(request, _("Kept."))
    return SeeOther(reverse("desk:by_mail", args=[request.brand.slug, number]))
