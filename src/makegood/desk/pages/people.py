"""A person, and who might be whom."""

from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from makegood.brands.types import Permission
from makegood.desk import door, frame, lifeline
from makegood.desk.door import DeskRequest, SeeOther, way_back
from makegood.flows import desk_work
from makegood.people import queries as people
from makegood.views import queries as views


@require_safe
@door.opens()
def person(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """The lifeline and the timeline read aloud."""
    page = views.person_page(person_id=person_id, cursor=request.GET.get("after", ""), at=request.at)
    days = [
        {"at": entries[0].at, "entries": entries}
        for entries in (list(group) for _day, group in groupby(page.timeline, key=lambda entry: timezone.localdate(entry.at)))
    ]
    line = lifeline.draw(page.marks, first=page.first_seen_at, at=request.at)
    return frame.show(request, "desk/person.html", {"page": page, "days": days, "line": line}, here="")


def show_who(request: DeskRequest, **_where: UUID) -> HttpResponse:
    """The questions that await a yes or a no."""
    return frame.show(request, "desk/who.html", {"suggestions": people.suggestions()}, here="who")


who = require_safe(door.opens()(show_who))


@require_POST
@door.opens(Permission.CONFIRM_IDENTITY, again=show_who)
def confirmation(request: DeskRequest, link_id: UUID) -> HttpResponse:
    """Yes: both are the same person. It can be undone exactly."""
    desk_work.confirm_link(link_id=link_id, member=request.member, at=request.at)
    return _back(request, _("They are one person now."))


@require_POST
@door.opens(Permission.CONFIRM_IDENTITY, again=show_who)
def refusal(request: DeskRequest, link_id: UUID) -> HttpResponse:
    """No: never asked again."""
    desk_work.refuse_link(link_id=link_id, member=request.member, at=request.at)
    return _back(request, _("They stay two people. We will not ask again."))


def _back(request: DeskRequest, said: str) -> HttpResponse:
    messages.success(request, said)
    return SeeOther(way_back(request, reverse("desk:who", args=[request.brand.slug])))
