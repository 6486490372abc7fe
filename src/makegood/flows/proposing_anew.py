"""Proposes once more from what people wrote, where the facts are others now: a member set them right, or a day that mattered went by.

For any number of cases at once. Never moves money, and never changes a plan that somebody has agreed to.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from makegood.cases import queries as cases
from makegood.cases.types import CaseId
from makegood.channels import queries as channels
from makegood.channels.types import Direction
from makegood.flows import message_arrived, proposing
from makegood.makegoods.types import MakegoodId
from makegood.people.types import IdentityId
from makegood.understanding import queries as readings


def from_their_words(
    *, case_ids: Sequence[UUID], shop_says_no: Mapping[CaseId, Mapping[str, str]] | None = None, at: datetime
) -> list[MakegoodId]:
    """In each of these cases from the first of their messages that speaks of something that went wrong. Nothing where a plan is live. → what was
    stored. A fixed number of queries whatever the number of cases."""
    placed = cases.messages_of_cases(case_ids=case_ids)
    case_of = {message_id: CaseId(case_id) for case_id, ids in placed.items() for message_id in ids}
    read = readings.readings(message_ids=list(case_of))
    said = [
        one
        for one in channels.messages(message_ids=list(case_of))
        if one.direction is Direction.IN and one.identity_id and one.id in read
    ]
    authors: dict[UUID, IdentityId] = {one.id: IdentityId(one.identity_id) for one in said if one.identity_id}
    heard = message_arrived.as_heard(said, authors, read, at, released=True) if said else []
    matters = [message_arrived.as_matter(one, case_of[one.message.id]) for one in heard]
    return proposing.propose_all(matters, anew=[CaseId(case_id) for case_id in case_ids], shop_says_no=shop_says_no, at=at)
