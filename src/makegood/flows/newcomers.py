"""Somebody wrote to a reply address that we gave to somebody else: they opened a case of their own and read nothing. A member may let them in.

Let in, they take part from then on: what they write by answering joins the conversation. What was said before is never sent to them.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from makegood.brands import rules as brand_rules
from makegood.brands.types import Member, Permission
from makegood.cases import queries as case_queries
from makegood.cases.types import Case
from makegood.channels import queries as channels
from makegood.channels.actions import intake
from makegood.channels.messages import Message
from makegood.channels.types import Direction
from makegood.flows.types import Newcomer
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.platform import sealed


def at(case: Case) -> tuple[Newcomer, ...]:
    """Those who wrote in this case to another case's reply address and were not let in yet."""
    return among(channels.conversations(conversation_ids=case.conversation_ids))


def among(messages: Sequence[Message]) -> tuple[Newcomer, ...]:
    """Those among the authors of these messages. No query where nobody wrote to another's address."""
    named = {m.id: sealed.names(m.addressed) for m in messages if m.addressed and m.direction is Direction.IN}
    wanted = [one for one in named.values() if one is not None]
    held = case_queries.case_ids_of_conversations(conversation_ids=wanted) if wanted else {}
    if not held:
        return ()
    first = {conversation_id: case_ids[0] for conversation_id, case_ids in held.items()}
    numbers = {case.id: case.number for case in case_queries.cases(case_ids=list(first.values()))}
    inside = {one: set(channels.parties(conversation_id=one)) for one in first}
    found: dict[tuple[str, UUID], Newcomer] = {}
    for message in messages:
        there = named.get(message.id)
        address = message.author.value.strip().casefold()
        if there in first and f"{message.author.kind}:{address}" not in inside[there]:
            found.setdefault((address, there), Newcomer(message.id, message.author.value, there, numbers[first[there]]))
    return tuple(found.values())


def let_in(*, number: int, message_id: UUID, member: Member, at: datetime) -> Newcomer:
    """The author of this message of the case takes part in the conversation to which they wrote. Refuses ("nobody_new") who did not write to
    another's reply address, or is in already."""
    brand_rules.require(member.role, Permission.ANSWER)
    case = case_queries.by_number(number=number)
    here = [m for m in channels.messages(message_ids=[message_id]) if m.conversation_id in case.conversation_ids]
    found = among(here)
    if not found:
        raise Refusal("nobody_new", "Nobody waits here to be let in.", {"message_id": "nobody new"})
    intake.admit(conversation_id=found[0].conversation_id, author=here[0].author, by=actors.member(member.id), at=at)
    return found[0]
