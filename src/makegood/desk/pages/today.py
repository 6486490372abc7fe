"""Today: the morning letter."""

from datetime import datetime, time, timedelta

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from makegood.channels import queries as channels
from makegood.desk import checks, door, frame, letter, vocabulary
from makegood.desk.door import DeskRequest
from makegood.desk.templatetags.words import first_name
from makegood.flows import by_hand, finding_checks, findings
from makegood.guests.types import Place
from makegood.views import queries as views


@require_safe
@door.opens()
def today(request: DeskRequest) -> HttpResponse:
    """The letter to the member who looks."""
    numbers = views.today(member_id=request.member.id, away=request.away.at(Place.DESK), at=request.at)
    beginning = letter.is_beginning(numbers)
    context = {
        "greeting": vocabulary.greeting(timezone.localtime(request.at).hour, first_name(request.member.name)),
        "paragraphs": letter.paragraphs(numbers, slug=request.brand.slug),
        "next": letter.next_step(numbers, slug=request.brand.slug),
        "calls": request.away.without(
            by_hand.calls_due(member=request.member, until=_end_of_day(request.at)), lambda one: one.person_id
        ),
        "findings": findings.overdue(member=request.member, at=request.at),
        "checks": [
            (one, each, checks.in_short(each)) for one, each in finding_checks.checks_about(member=request.member, at=request.at)
        ],
        "beginning": beginning,
        "connected": beginning and bool(channels.channels()),
    }
    return frame.show(request, "desk/today.html", context, here="today")


def _end_of_day(at: datetime) -> datetime:
    """Midnight where the brand is."""
    return datetime.combine(timezone.localdate(at) + timedelta(days=1), time(), timezone.get_current_timezone())


@require_safe
@door.opens()
def ticket(request: DeskRequest) -> HttpResponse:
    """A fresh address of the live stream, for a page that has been open for long."""
    return HttpResponse(frame.live_address(request), content_type="text/plain")
