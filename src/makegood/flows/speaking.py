"""Where to say something to a person: the channel, the address and the conversation. Looks only."""

from dataclasses import dataclass
from uuid import UUID

from makegood.cases.types import Case
from makegood.channels import queries as channels
from makegood.channels.types import ChannelId, ConversationId, Direction, Message, MessageId
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.types import IdentityKind, Person


@dataclass(frozen=True, slots=True)
class Way:
    """A way to reach somebody in private."""

    channel_id: ChannelId
    identity_id: UUID
    conversation_id: ConversationId | None
    in_reply_to: MessageId | None
    subject: str


def their_messages(case: Case) -> list[Message]:
    """What came in for this case from people, oldest first."""
    said = channels.conversations(conversation_ids=case.conversation_ids, limit=200)
    return [message for message in said if message.direction is Direction.IN and message.automatic is None]


def private_way(case: Case) -> Way:
    """In the private conversation in which they wrote last; else by e-mail to an address of theirs that we know.

    Refuses `no_private_way` where they can only be reached in public.
    """
    said = their_messages(case)
    private = [message for message in said if not message.public]
    if private:
        last = private[-1]
        subject = answer_subject(last.subject or case.title)
        return Way(last.channel_id, last.identity_id or case.identity_id, last.conversation_id, last.id, subject)
    person = people.persons_of(identity_ids=[case.identity_id])[case.identity_id]
    return _by_mail(person, case)


def mail_channel() -> ChannelId | None:
    """The brand's first e-mail channel; else the first that carries mail for it under a mail address; or None."""
    there = [channel for channel in channels.channels() if channel.active and "@" in channel.address.strip("@")]
    return next((channel.id for channel in sorted(there, key=lambda channel: channel.kind != "email")), None)


def answer_subject(subject: str) -> str:
    """The subject of an answer: theirs, marked once."""
    plain = subject.strip()
    return plain if plain[:3].casefold() in ("re:", "aw:") else f"Re: {plain}"


def _by_mail(person: Person, case: Case) -> Way:
    addresses = [identity for identity in person.identities if identity.kind is IdentityKind.EMAIL]
    channel_id = mail_channel()
    if not addresses or channel_id is None:
        raise Refusal("no_private_way", f"{person.name} can only be reached in public. Ask there for a private way first.")
    best = min(addresses, key=lambda identity: not identity.verified)
    return Way(channel_id, best.id, None, None, case.title)
