"""Two addresses turned out to be one person's: what they wrote from the one is about what they ordered from the other.

Their open case gets its order, and with it the right name and proposal; the case that we had foreseen about the same order goes on in it, and the
promise with it, so that one loss is one case and counts once. Nothing is merged: each message and each word stays where it was said. May be repeated.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from makegood.cases import queries as cases
from makegood.cases.actions import foreseen
from makegood.cases.types import CaseId
from makegood.flows import message_arrived, open_pages, order_known
from makegood.flows.message_arrived import Heard
from makegood.makegoods.actions import overtaken
from makegood.platform.work import Taken
from makegood.promises.actions import making as promises

WORK = "one_person"


def linked(items: Sequence[Taken], at: datetime) -> None:
    """Addresses that a member, or a source that knows, said to be one person's."""
    named = [UUID(item.payload[field]) for item in items for field in ("identity_id", "other_identity_id")]
    for case_id, said in order_known.said_without_order(named, at).items():
        about = next((one.matter for one in said if one.matter.order_number), None)
        if about is None:
            continue
        _take_over(case_id, said, about.order_number, at)
        order_known.join(case_id, said, about, at)
        open_pages.of_cases([case_id])


def _take_over(case_id: CaseId, said: Sequence[Heard], order_number: str, at: datetime) -> None:
    """What we foresaw about this order goes on in the case with their words, which are their complaint of a promise from now on."""
    ids = [identity.id for identity in said[0].person.identities]
    promises.note_complaints(complaints=message_arrived.of_promises(said))
    foretold = [one for one in foreseen.standing(identity_ids=ids, order_number=order_number) if one != case_id]
    if not foretold:
        return
    foreseen.take_turns(people={min(ids)})
    held = [one.case_id for one in foreseen.hold(case_ids=foretold)]
    overtaken.by_another_case(case_ids=held, at=at)
    number = cases.case(case_id=case_id).number
    foreseen.go_on_in(cases=dict.fromkeys(held, number), at=at)
    promises.move_to_case(case_ids=held, case_id=case_id)
