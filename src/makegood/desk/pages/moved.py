"""How the same people moved between two days: the picture, the table, and those who became advocates or detractors. Looks only."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from makegood.desk import door, frame, spreadsheets
from makegood.desk import moved as shape
from makegood.desk.door import DeskRequest
from makegood.flows import standing_moves
from makegood.flows.standing_moves import MovesPage


@require_safe
@door.opens()
def moved(request: DeskRequest) -> HttpResponse:
    """Over 28 days, or as many as are asked for."""
    page = _page(request)
    context = {"page": page, "shown": shape.shown(page), "windows": standing_moves.WINDOWS}
    return frame.show(request, "desk/moved.html", context, here="praise")


@require_safe
@door.opens()
def file(request: DeskRequest) -> HttpResponse:
    """The same table for a spreadsheet, to the digit, and those of whom nothing is known."""
    return spreadsheets.answer(shape.as_csv(_page(request)), "how-people-moved.csv")


def _page(request: DeskRequest) -> MovesPage:
    told = request.GET.get("days", "")
    days = int(told) if told.isdecimal() and int(told) in standing_moves.WINDOWS else standing_moves.WINDOWS[0]
    return standing_moves.page(days=days, at=request.at)
