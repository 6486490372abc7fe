"""What every change of a case takes first: the case's row, or the turn of a conversation and a person. Never decides anything.

Turns are held to the end of the transaction (`platform.turns`). Rows are held so that others may still name them by a key.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from makegood.cases import models, queries
from makegood.cases.types import Arrival
from makegood.platform import tenancy, turns

TITLE_LENGTH = 200
NEW_CASE = {  # what every new case's row holds, with the database's types
    "id": "uuid",
    "brand_id": "uuid",
    "number": "int",
    "title": "text",
    "state": "text",
    "turn": "text",
    "identity_id": "uuid",
    "harm": "text",
    "urgency": "text",
    "feeling": "text",
    "order_number": "text",
    "opened_at": "timestamptz",
    "last_at": "timestamptz",
}


def locked(case_id: UUID) -> models.Case:
    """The case's row, held to the end of the transaction. Refuses `no_such_case`."""
    case = models.Case.objects.select_for_update(no_key=True).filter(id=case_id).first()
    if case is None:
        raise queries.no_such_case("case_id")
    return case


def take_turn_in(conversation_id: UUID) -> None:
    """Waits for everybody who works on this conversation."""
    _take({f"c{conversation_id.hex}"})


def take_turns(arrivals: Sequence[Arrival]) -> None:
    """Waits for everybody who works on the conversations of these arrivals, or on their people. One message."""
    conversations = {f"c{a.conversation_id.hex}" for a in arrivals}
    people = {f"p{min(a.identity_id, *a.person_identity_ids).hex}" for a in arrivals}
    _take(conversations | people)


def take_turns_of(people: Collection[UUID]) -> None:
    """Waits for everybody who works on cases of these people, each by the least of their identities. One message."""
    _take({f"p{one.hex}" for one in people})


def _take(things: Collection[str]) -> None:
    turns.take(f"cases of {tenancy.current_brand().hex}", things)
