"""The large model of a brand: whether one is asked, what it may spend and has spent, and every question it was sent. Its key is never shown."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from makegood.brands.types import Permission
from makegood.cases import queries as cases
from makegood.desk import door, frame
from makegood.desk.door import DeskRequest, SeeOther
from makegood.kernel import actors
from makegood.understanding import large_model
from makegood.understanding.large_model import Call, State
from makegood.understanding.rules.spending import shown

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One question of the log, with what it cost in words, and the case it belongs to."""

    call: Call
    cost: str
    case_number: int | None


def show_page(request: DeskRequest, **_where: object) -> HttpResponse:
    """How it is, and the log."""
    on = request.at.astimezone(ZoneInfo(request.brand.zone)).date()
    state, log = large_model.state(on=on), large_model.log(limit=SHOWN)
    placed = cases.cases_of_messages(message_ids=[one.message_id for one in log])
    numbers = {one.id: one.number for one in cases.cases(case_ids=list(set(placed.values())))}
    lines = [
        Line(one, shown(one.cost, one.unit), numbers.get(placed[one.message_id]) if one.message_id in placed else None)
        for one in log
    ]
    return frame.show(request, "desk/large_model.html", {"state": state, "lines": lines, **_spent(state)}, here="large_model")


page = require_safe(door.opens(Permission.CONNECT)(show_page))


@require_POST
@door.opens(Permission.CONNECT, again=show_page)
def switch_off(request: DeskRequest) -> HttpResponse:
    """It is asked nothing more, and its key is forgotten."""
    large_model.switch_off(by=actors.member(request.member.id), at=request.at)
    messages.success(request, _("It is asked nothing more, and its key is forgotten."))
    return SeeOther(reverse("desk:large_model", args=[request.brand.slug]))


def _spent(state: State | None) -> dict[str, str]:
    if state is None:
        return {}
    return {
        "today": shown(state.day_spent, state.unit),
        "of_today": shown(state.day_budget, state.unit),
        "this_month": shown(state.month_spent, state.unit),
        "of_month": shown(state.month_budget, state.unit),
    }
