"""An order came to be known: whoever named its number before the shop told of it gets their case joined to it, with the right name and proposal.

Only where they named this very number, and only for the orders of the person whose case it is. What a member changed or agreed to stays. May be
repeated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from makegood.cases import queries as cases
from makegood.cases.actions import rereading
from makegood.cases.types import CaseId
from makegood.channels import queries as channels
from makegood.channels.types import Direction
from makegood.flows import message_arrived, proposing, referrals
from makegood.flows.matter import Matter
from makegood.flows.message_arrived import Heard
from makegood.gestures.types import Occasion
from makegood.kernel.actors import SYSTEM
from makegood.makegoods import queries as makegoods
from makegood.makegoods.actions import plans
from makegood.makegoods.types import MakegoodState
from makegood.people import queries as people
from makegood.people.types import IdentityId
from makegood.platform.work import Taken
from makegood.understanding import queries as readings

WORK = "order_known"
_WHY = "Their order was not known yet when this was proposed."


def known(items: Sequence[Taken], at: datetime) -> None:
    """Orders that were told of for the first time."""
    referrals.bought([UUID(item.payload["identity_id"]) for item in items], at=at)
    numbers = {item.payload["number"] for item in items}
    for case_id, said in said_without_order([UUID(item.payload["identity_id"]) for item in items], at).items():
        about = next((one.matter for one in said if one.matter.order_number in numbers), None)
        if about is not None:
            join(case_id, said, about, at)


def said_without_order(identity_ids: Sequence[UUID], at: datetime) -> dict[CaseId, list[Heard]]:
    """What these people wrote in those of their open cases that name no order, with what it is about as we know it now. A fixed number of
    queries."""
    persons = people.persons_of(identity_ids=list(identity_ids))
    ids = {identity.id for person in persons.values() for identity in person.identities}
    return _said_in(cases.without_order(identity_ids=list(ids)), at)


def join(case_id: CaseId, said: Sequence[Heard], about: Matter, at: datetime) -> bool:
    """The case names the order that these words are about, with the right name and proposal. Whether it named none before."""
    first = said[0]
    joined = rereading.note_order(
        case_id=case_id,
        order_number=about.order_number,
        was_title=message_arrived.arrival(replace(first, matter=Matter(None, ""))).title,
        title=message_arrived.arrival(replace(first, matter=about)).title,
        by=SYSTEM,
        at=at,
    )
    if joined:
        anew = [case_id] if _took_back(case_id, at) else []
        matters = [message_arrived.as_matter(replace(one, matter=about), case_id) for one in said]
        proposing.propose_all(matters, anew=anew, at=at)
    return joined


def _said_in(waiting: Mapping[CaseId, UUID], at: datetime) -> dict[CaseId, list[Heard]]:
    """What the person of each of these cases wrote in it, in its order, with what it is about as we know it now. A fixed number of queries."""
    if not waiting:
        return {}
    ids = cases.messages_of_cases(case_ids=list(waiting))
    where: dict[UUID, CaseId] = {message_id: case_id for case_id in waiting for message_id in ids.get(case_id, ())}
    read = readings.readings(message_ids=list(where))
    theirs = [one for one in channels.messages(message_ids=list(where)) if one.direction is Direction.IN and one.id in read]
    authors: dict[UUID, IdentityId] = {one.id: IdentityId(one.identity_id) for one in theirs if one.identity_id is not None}
    heard = message_arrived.as_heard([one for one in theirs if one.id in authors], authors, read, at, released=True)
    said: dict[CaseId, list[Heard]] = {}
    for one in heard:
        case_id = where[one.message.id]
        if waiting[case_id] in {identity.id for identity in one.person.identities}:
            said.setdefault(case_id, []).append(one)
    return said


def _took_back(case_id: CaseId, at: datetime) -> bool:
    """Whether what was proposed without knowing the order was taken back: only where nobody touched it."""
    held = makegoods.for_occasion(occasion=Occasion("case", case_id))
    if held is None or held.state is not MakegoodState.PROPOSED or held.changed:
        return False
    plans.decline(makegood_id=held.id, reason=_WHY, by=SYSTEM, at=at)
    return True
