"""What went both ways between a person and the brand, as the desk reads it: the same lines as on their own page, with how each is counted."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from makegood.desk import door, frame
from makegood.desk.door import DeskRequest
from makegood.flows import both_ways as flow
from makegood.people import queries as people


@require_safe
@door.opens()
def both_ways(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Two lists, and nothing added up over unlike things."""
    person = people.person(person_id=person_id)
    found = flow.look(identity_ids=[one.id for one in person.identities])
    currency = request.brand.currency
    gave, got = found.gave, found.got
    context = {
        "person": person,
        "anything": found.is_anything,
        "gave": [
            (_("Orders"), f"{gave.orders:,}", _("Sales; replacements are none.")),
            (_("Spent with us"), str(gave.spent), _("The sum of these orders.")),
            (
                _("Times we failed them"),
                f"{gave.effort.times:,}",
                _("Openings of a case with a harm; what was only foreseen is none."),
            ),
            (_("Messages that took them"), f"{gave.effort.messages:,}", _("What they wrote in those cases.")),
        ],
        "got": [
            (
                _("Promises kept"),
                _("%(kept)d of %(whole)d") % {"kept": got.promises.kept, "whole": got.promises.kept + got.promises.broken},
                _("Of those that came to their end."),
            ),
            (_("Things put right"), f"{got.put_right:,}", _("Makegoods carried out to their end.")),
            (_("Money on top"), str(got.money), _("What was given in money beyond what they were owed, at what it cost us.")),
            (_("Things on top"), f"{got.gifts:,}", _("Products, time and surprises that were given or are set aside.")),
            (
                _("Spared them"),
                str(got.money_spared(currency)),
                _("Money that visits spared them, as it was written down at each."),
            ),
            (_("Time spared them"), _("%(n)d minutes") % {"n": got.minutes_spared}, "; ".join(one.words for one in got.spared)),
            (_("Needs kept in mind"), f"{got.minded:,}", _("Each time that somebody acted on one.")),
        ],
    }
    return frame.show(request, "desk/both_ways.html", context, here="")
