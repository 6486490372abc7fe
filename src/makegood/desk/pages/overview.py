"""The year at a look, and the same as a file. Looks only."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from makegood.desk import door, frame, spreadsheets
from makegood.desk import overview as shape
from makegood.desk.door import DeskRequest
from makegood.flows import overview


@require_safe
@door.opens()
def overview_page(request: DeskRequest) -> HttpResponse:
    """Twelve months: sentences first, then the pictures, behind each its table."""
    page = overview.page(at=request.at)
    return frame.show(request, "desk/overview.html", {"page": page, "shown": shape.shown(page)}, here="overview")


@require_safe
@door.opens()
def file(request: DeskRequest) -> HttpResponse:
    """The tables of the page, cell for cell, for a spreadsheet."""
    return spreadsheets.answer(shape.as_csv(overview.page(at=request.at)), "overview.csv")
