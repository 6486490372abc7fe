"""Whoever was told what a statement about an incident says has an answer: the clocks of their cases in it are answered by it, and it is their turn.

Whoever was also let down otherwise, and whose case a member answers apart, keeps a case that is ours: a statement is no answer to that.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from makegood.cases import queries as cases
from makegood.cases.actions import working
from makegood.cases.types import CaseState, Turn
from makegood.flows import answering_together, incident_joining
from makegood.incidents import queries as incidents
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.platform.work import Taken
from makegood.statements import queries as statements
from makegood.statements.types import Told

WORK = "told_cases"
OCCASION = "incident"


def answered(items: Sequence[Taken], at: datetime) -> None:
    """These people were told. May be repeated: a message answers a case once."""
    told: dict[UUID, set[UUID]] = defaultdict(set)
    for item in items:
        if item.payload.get("identity_id"):
            told[UUID(str(item.payload["statement_id"]))].add(UUID(str(item.payload["identity_id"])))
    for statement_id, identity_ids in told.items():
        occasion = statements.statement(statement_id=statement_id).occasion
        if occasion.kind == OCCASION:
            _answer(occasion.id, statement_id, identity_ids, at)


# ---------------------------------------------------------------------------------------------------------------------


def _answer(incident_id: UUID, statement_id: UUID, identity_ids: set[UUID], at: datetime) -> None:
    try:
        one = incidents.incident(incident_id=incident_id)
    except Refusal:
        return
    attached = answering_together.plan(one).answers
    said = _said_to(statement_id, identity_ids)
    touched = []
    for head in cases.heads(case_ids=attached):
        if head.identity_id in said and head.state != CaseState.RESOLVED and head.turn == Turn.OURS:
            outgoing_id = said[head.identity_id].outgoing_id
            if outgoing_id is not None:
                working.note_reply(case_id=head.id, outgoing_id=outgoing_id, by=SYSTEM, at=at, automatic=False)
                working.wait(case_id=head.id, by=SYSTEM, at=at)  # a second case of one person: one message counts once
                touched.append(head.id)
    incident_joining.tell(touched)


def _said_to(statement_id: UUID, identity_ids: set[UUID]) -> Mapping[UUID, Told]:
    """By every address of each person: how they were told what this statement says."""
    rows = statements.of_identities(identity_ids=sorted(identity_ids))
    told = {row.identity_id: row for row in rows if row.statement_id == statement_id and row.outgoing_id is not None}
    who = people.persons_of(identity_ids=list(told))
    return {identity.id: told[one] for one, person in who.items() for identity in person.identities}
