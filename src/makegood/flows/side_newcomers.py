"""Somebody who holds a letter of a talk beside a case answers it from an address that we do not know: a colleague of the supplier.

They come into that talk, as somebody new. What shows that they hold the letter is its Message-ID, or its reply address that was sealed for
whoever it went to. They read nothing by it, are written to by nobody, and are never taken for the person whose case it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from makegood.cases import queries as case_queries
from makegood.cases import sides
from makegood.cases.types import SideKind, SideParty
from makegood.channels import queries as channels
from makegood.channels import registry
from makegood.channels.actions import intake
from makegood.channels.messages import Message
from makegood.channels.seam import KnowsItsTokens
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.rules import addresses
from makegood.people.types import Address
from makegood.platform import sealed


def seated(messages: Sequence[Message], at: datetime) -> list[Message]:
    """The same messages, those of newcomers in the talks that they answer. May be repeated. One query where nobody knocked."""
    knocked = _knocked(messages)
    talks = _talks(set(knocked.values()))
    into: dict[UUID, UUID] = {}
    for message in messages:
        party = talks.get(knocked.get(message.id))
        if party is not None and message.conversation_id != party.conversation_id and not _is_the_person(message.author, party):
            into.setdefault(message.conversation_id, party.conversation_id)
    for held in case_queries.case_ids_of_conversations(conversation_ids=list(into)) if into else ():
        del into[held]  # a case holds it already: what stands in a case stays there
    for old, new in sorted(into.items()):
        intake.bring_in(conversation_id=old, into=new, at=at)
    return [replace(m, conversation_id=into[m.conversation_id]) if m.conversation_id in into else m for m in messages]  # type: ignore[arg-type]


def others(said: Sequence[Message], party_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Which of these messages somebody else wrote than whom we asked, whose identities are given."""
    return frozenset(m.id for m in said if not m.state and m.identity_id is not None and m.identity_id not in party_ids)


def _knocked(messages: Sequence[Message]) -> dict[UUID, UUID | None]:
    """Message → the conversation whose letter its author holds."""
    private = [message for message in messages if not message.public]
    found: dict[UUID, UUID | None] = dict(channels.knocks(message_ids=[message.id for message in private]) if private else {})
    for message in private:
        if message.addressed and message.id not in found and (there := _sealed_here(message)) is not None:
            found[message.id] = there
    return found


def _sealed_here(message: Message) -> UUID | None:
    """The conversation on whose reply address they wrote, if it was made for one who takes part there, and on this channel."""
    there = sealed.names(message.addressed)
    last = channels.last_messages(conversation_ids=[there]).get(there) if there else None
    if there is None or last is None or last.channel_id != message.channel_id:
        return None
    config = channels.channel(channel_id=message.channel_id)
    adapter = registry.adapter(config.kind)
    inside = [one.partition(":")[2] for one in (*channels.parties(conversation_id=there), f":{_written_to(last)}")]
    proved = isinstance(adapter, KnowsItsTokens) and any(adapter.is_for(message.addressed, one, channel=config) for one in inside)
    return there if proved else None


def _written_to(message: Message) -> str:
    identity = people.identity(identity_id=message.identity_id) if message.identity_id and message.state else None
    return identity.value if identity else ""


def _talks(conversation_ids: set[UUID | None]) -> Mapping[UUID | None, SideParty]:
    wanted = [one for one in conversation_ids if one is not None]
    parties = sides.side_parties(conversation_ids=wanted) if wanted else ()
    found: dict[UUID | None, SideParty] = {one.conversation_id: one for one in parties if one.kind is SideKind.SIDE}
    return found


def _is_the_person(author: Address, party: SideParty) -> bool:
    case = case_queries.case(case_id=party.case_id)
    person = people.persons_of(identity_ids=[case.identity_id])[case.identity_id]
    try:
        value = addresses.normalise(author.kind, author.value, region="")
    except Refusal:
        return False
    return any((identity.kind, identity.value) == (author.kind, value) for identity in person.identities)
