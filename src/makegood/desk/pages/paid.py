"""Whether extras pay: what may be said from those who were held out by lot. Looks only."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from makegood.desk import door, frame, spreadsheets
from makegood.desk import paid as shape
from makegood.desk.door import DeskRequest
from makegood.flows import did_it_pay


@require_safe
@door.opens()
def did_it_pay_page(request: DeskRequest, trial_id: UUID | None = None) -> HttpResponse:
    """What may be said, and where nothing can be said, that."""
    page = did_it_pay.page(at=request.at, trial_id=trial_id)
    return frame.show(request, "desk/paid.html", {"page": page, "shown": shape.shown(page)}, here="paid")


@require_safe
@door.opens()
def file(request: DeskRequest, trial_id: UUID | None = None) -> HttpResponse:
    """The same rows for a spreadsheet, to the digit."""
    return spreadsheets.answer(shape.as_csv(did_it_pay.page(at=request.at, trial_id=trial_id)), "did-it-pay.csv")
