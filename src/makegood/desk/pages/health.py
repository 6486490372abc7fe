"""A touchpoint's health: its signals week by week over the year, what left the usual, and what drives it. The same as a file."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from makegood.desk import door, frame, spreadsheets
from makegood.desk import health as shape
from makegood.desk.door import DeskRequest
from makegood.flows import health_pages


@require_safe
@door.opens()
def look(request: DeskRequest, key: str) -> HttpResponse:
    """One touchpoint's year."""
    page = health_pages.one(key=key, brand=request.brand, at=request.at)
    context = {"page": page, "place": page.place, "signals": shape.shown(page), "alarms": shape.told(page)}
    return frame.show(request, "desk/touchpoint_health.html", context, here="touchpoints")


@require_safe
@door.opens()
def file(request: DeskRequest, key: str) -> HttpResponse:
    """The numbers behind its pictures for a spreadsheet, to the digit."""
    page = health_pages.one(key=key, brand=request.brand, at=request.at)
    return spreadsheets.answer(shape.as_csv(page), f"{page.place.key}-health.csv")
