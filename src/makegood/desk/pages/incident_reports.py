"""The report of an incident: a page to be printed, and the same as a file."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from makegood.desk import door, frame, spreadsheets
from makegood.desk.door import DeskRequest
from makegood.desk.incident import report
from makegood.desk.incident.seam import Around
from makegood.incidents import queries


@require_safe
@door.opens()
def page(request: DeskRequest, number: int) -> HttpResponse:
    """What happened, for whom, and what became of it."""
    return frame.show(request, "desk/incident_report.html", {"report": _of(request, number)}, here="incidents")


@require_safe
@door.opens()
def file(request: DeskRequest, number: int) -> HttpResponse:
    """The same for a spreadsheet: instants in UTC, figures as they stand on the page."""
    rows = report.as_rows(_of(request, number))
    return spreadsheets.answer(spreadsheets.as_csv(("what", "when", "name", "value"), rows), f"incident-{number}-report.csv")


def _of(request: DeskRequest, number: int) -> report.Report:
    return report.of(Around(queries.by_number(number=number), request.brand, request.member, request.at))
