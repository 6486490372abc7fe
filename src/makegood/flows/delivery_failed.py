"""Something that we said did not arrive: the case becomes ours again, so that a person finds another way; and of an address that takes nothing
it is remembered that it does."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from makegood.cases import queries as case_queries
from makegood.cases.actions import working as cases
from makegood.channels import queries as channels
from makegood.channels.messages import Failure, Message
from makegood.kernel.actors import SYSTEM
from makegood.people.actions import noting
from makegood.people.types import Fact, IdentityId
from makegood.platform.work import Taken

UNDELIVERABLE = "undeliverable"  # a fact about an address
_TAKES_NOTHING = frozenset({Failure.UNKNOWN_ADDRESS, Failure.UNKNOWN_PLACE, Failure.CLOSED})


def failed(items: Sequence[Taken], at: datetime) -> None:
    """Opens the case of each message that bounced or was refused. A message outside any case is shown under troubles all the same."""
    said = channels.messages(message_ids=[UUID(item.key) for item in items])
    _mark(said, at)
    held = case_queries.case_ids_of_conversations(conversation_ids=[message.conversation_id for message in said])
    answered = case_queries.case_ids_of_replies(outgoing_ids=[message.id for message in said])
    found = {answered.get(message.id) or next(iter(held.get(message.conversation_id, ())), None) for message in said}
    for case_id in sorted(one for one in found if one is not None):
        cases.reopen(case_id=case_id, by=SYSTEM, at=at)


def _mark(said: Sequence[Message], at: datetime) -> None:
    """Notes of each address that takes nothing, and not only not just now, that it does. May be repeated."""
    facts = [
        Fact(
            identity_id=IdentityId(message.identity_id),
            kind=UNDELIVERABLE,
            subject=str(message.id),
            at=at,
            value={"failure": str(message.going.failure)},
        )
        for message in said
        if message.identity_id and message.going and message.going.failure in _TAKES_NOTHING
    ]
    if facts:
        noting.note_fact(facts=facts)
