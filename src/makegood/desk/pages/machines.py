"""What machines say, put to an incident or taken from it by a member; and their stretch taken as its start and end."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from makegood.brands.types import Permission
from makegood.desk import door
from makegood.desk.door import DeskRequest, SeeOther
from makegood.flows import signals_heard
from makegood.incidents import queries as incidents


@require_POST
@door.opens(Permission.ANSWER)
def signal(request: DeskRequest, number: int, signal_id: UUID) -> HttpResponse:
    """It belongs to this incident; `_method` DELETE: it means nothing here."""
    incident = incidents.by_number(number=number)
    if request.POST.get("_method") == "DELETE":
        signals_heard.set_aside(signal_id=signal_id, member=request.member, at=request.at)
        messages.success(request, _("Set aside: it is offered no more."))
    else:
        signals_heard.put(incident_id=incident.id, signal_id=signal_id, member=request.member, at=request.at)
        messages.success(request, _("It belongs here now."))
    return _back(request, number)


@require_POST
@door.opens(Permission.APPROVE)
def span(request: DeskRequest, number: int) -> HttpResponse:
    """The incident began and ended as machines say."""
    signals_heard.take_span(incident_id=incidents.by_number(number=number).id, member=request.member, at=request.at)
    messages.success(request, _("Its start and end are those that machines say."))
    return _back(request, number)


def _back(request: DeskRequest, number: int) -> HttpResponse:
    return SeeOther(reverse("desk:incident", args=[request.brand.slug, number]) + "#machines")
