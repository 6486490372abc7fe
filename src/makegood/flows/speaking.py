"""Where to say something to a person: the channel, the address and the conversation; and that it stays with the case."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands.types import Member
from makegood.cases.actions import working as cases
from makegood.cases.types import Case
from makegood.channels import privacy, registry
from makegood.channels import queries as channels
from makegood.channels.actions import outbox, public_words
from makegood.channels.messages import Message, Speech
from makegood.channels.types import Authenticity, ChannelId, ChannelState, ConversationId, Direction, MessageId
from makegood.kernel.actors import Actor
from makegood.kernel.refusals import Refusal
from makegood.needs import queries as needs
from makegood.needs.rules import private as need_words
from makegood.orders import queries as orders
from makegood.people import queries as people
from makegood.people.types import Identity, IdentityKind, Person, Purpose


@dataclass(frozen=True, slots=True)
class Way:
    """A way to reach somebody in private."""

    channel_id: ChannelId
    identity_id: UUID
    conversation_id: ConversationId | None
    in_reply_to: MessageId | None
    subject: str

    def speech(self, text: str, *, key: str, by_member_id: UUID | None, automatic: bool = False) -> Speech:
        """These words, on this way, as service. `key` makes them once."""
        return Speech(
            key=key,
            channel_id=self.channel_id,
            to_identity_id=self.identity_id,
            purpose=Purpose.SERVICE,
            subject=self.subject,
            text=text,
            conversation_id=self.conversation_id,
            in_reply_to=self.in_reply_to,
            automatic=automatic,
            by_member_id=by_member_id,
        )


def their_messages(case: Case) -> list[Message]:
    """What the person whose case it is wrote in it, oldest first: not bystanders in a public thread, not a carrier, nor anybody who
    turned out to be somebody else."""
    return [m for m in said_with_them(case) if m.direction is Direction.IN and m.automatic is None]


def answerable(case: Case) -> list[Message]:
    """What can be answered in a case, oldest first: theirs, and what somebody typed in a private talk that belongs to it and whom nobody has
    confirmed to be them."""
    said = channels.conversations(conversation_ids=case.conversation_ids, limit=200)
    person = people.persons_of(identity_ids=[case.identity_id])[case.identity_id]
    ids = {identity.id for identity in person.identities}
    return [message for message in said if may_be_answered(message, ids)]


def may_be_answered(message: Message, ids: Set[UUID]) -> bool:
    """Whether a member may answer this in a case of the person with these identities."""
    if message.direction is not Direction.IN or message.automatic is not None:
        return False
    return message.identity_id in ids or (message.authentic is Authenticity.CLAIMED and not message.public)


def said_with_them(case: Case) -> list[Message]:
    """What the person whose case it is wrote in it and what was said to them, oldest first."""
    said = channels.conversations(conversation_ids=case.conversation_ids, limit=200)
    person = people.persons_of(identity_ids=[case.identity_id])[case.identity_id]
    ids = {identity.id for identity in person.identities}
    return [message for message in said if message.identity_id in ids]


def private_way(case: Case) -> Way:
    """In the private conversation in which they wrote last; else by e-mail to an address of theirs that we know; else by a direct message
    where they wrote in public, if we can begin one there.

    Refuses `no_private_way` where they can only be reached in public, and `no_answers_here` where nothing we write reaches them.
    """
    said = their_messages(case)
    private = [message for message in said if not message.public and not registry.unanswered(message.channel_kind)]
    if private:
        last = private[-1]
        subject = answer_subject(last.subject or case.title)
        if registry.answers_by_mail(last.channel_kind):
            return _after_a_form(last, subject, case)
        return Way(last.channel_id, last.identity_id or case.identity_id, last.conversation_id, last.id, subject)
    person = people.persons_of(identity_ids=[case.identity_id])[case.identity_id]
    return _by_mail(person, case) or _by_message(said, case) or _refuse(person, said)


def say_in_private(case: Case, text: str, *, key: str, member_id: UUID, by: Actor, at: datetime) -> tuple[Way, UUID]:
    """Says it in private, as a member's own words; it belongs to the case, and so does what they answer. → the way it took, and the message. `key`
    makes a doubled click one message. Refuses what `private_way` and the gate refuse."""
    way = private_way(case)
    outgoing_id = outbox.queue(speech=way.speech(text.strip(), key=key, by_member_id=member_id), by=by, at=at)
    keep_with_case(case, outgoing_id, by=by, at=at)
    return way, outgoing_id


def keep_with_case(case: Case, outgoing_id: UUID, *, by: Actor, at: datetime) -> None:
    """What was said in a conversation of its own (a letter after a public complaint) belongs to the case, and so does the answer to it.
    May be repeated."""
    (said,) = channels.messages(message_ids=[outgoing_id])
    if said.conversation_id not in case.conversation_ids:
        cases.link_conversation(case_id=case.id, conversation_id=said.conversation_id, by=by, at=at)


def numbers_of(case: Case) -> tuple[str, ...]:
    """The numbers of their latest orders and of the parcels: what must not be read in public."""
    person = people.persons_of(identity_ids=[case.identity_id])[case.identity_id]
    found = orders.orders_of(identity_ids=[identity.id for identity in person.identities], limit=50)
    return tuple(dict.fromkeys(n for one in found for n in (one.number, *(parcel.tracking for parcel in one.parcels)) if n))


def needs_of(case: Case) -> tuple[tuple[str, ...], ...]:
    """The words of what they need, whoever may see it and however long ago: they must not be read in public."""
    person = people.persons_of(identity_ids=[case.identity_id])[case.identity_id]
    kept = needs.private_words(identity_ids=[identity.id for identity in person.identities])
    return need_words.groups(kept) if kept else ()


def private_in(case: Case, text: str) -> tuple[privacy.Found, ...]:
    """What in these words has no place in public, where they would be read by everybody; nothing where they would not."""
    theirs = their_messages(case)
    if not theirs or not theirs[-1].public:
        return ()
    whose = theirs[-1].identity_id or case.identity_id
    return privacy.find(text, public_words.about(identity_id=whose, numbers=numbers_of(case), needs=needs_of(case)))


def where_it_is_read(speech: Speech, said: Message, case: Case) -> Speech:
    """The same words, where they can be read: what came by a form is answered by e-mail, to the address that was typed there; what somebody
    said to one of us, where they can be written to. Refuses `no_mailbox` where none is connected, and what `private_way` refuses."""
    if speech.public:
        speech = replace(speech, their_numbers=numbers_of(case), their_needs=needs_of(case))
    if registry.answers_by_mail(said.channel_kind):
        way = _after_a_form(said, speech.subject, case)
    elif not said.public and registry.unanswered(said.channel_kind):
        way = private_way(case)
    else:
        return speech
    return replace(
        speech,
        channel_id=way.channel_id,
        to_identity_id=way.identity_id,
        conversation_id=way.conversation_id,
        in_reply_to=way.in_reply_to,
        subject=way.subject,
    )


def keep_if_apart(case: Case, said: Message, speech: Speech, outgoing_id: UUID, *, by: Actor, at: datetime) -> None:
    """What was answered elsewhere than where they wrote belongs to the case as well."""
    if speech.conversation_id != said.conversation_id:
        keep_with_case(case, outgoing_id, by=by, at=at)


def mail_channel() -> ChannelId | None:
    """The brand's first e-mail channel; else the first that carries mail for it under a mail address; or None."""
    return mailbox_among(channels.channels())


def mailbox_among(there: Sequence[ChannelState]) -> ChannelId | None:
    """`mail_channel`, of the brand's channels."""
    mailboxes = [channel for channel in there if channel.active and "@" in channel.address.strip("@")]
    return next((channel.id for channel in sorted(mailboxes, key=lambda channel: channel.kind != "email")), None)


def mail_address(person: Person) -> Identity | None:
    """Where a letter of ours reaches them best, or None."""
    addresses = [identity for identity in person.identities if identity.kind is IdentityKind.EMAIL]
    return min(addresses, key=lambda identity: not identity.verified, default=None)


def signed(text: str, said: Message, member: Member) -> str:
    """A member's words with what stands under their letters: their own signature, else the brand's; "{name}" in it is their name. Only
    where letters are written; a chat or a post carries none."""
    if said.author.kind is not IdentityKind.EMAIL or said.public:
        return text
    under = member.signature or brands.current().signature
    return f"{text}\n\n-- \n{under.replace('{name}', member.name)}" if under else text


def answer_subject(subject: str) -> str:
    """The subject of an answer: theirs, marked once."""
    return subject.strip() if is_answer(subject) else f"Re: {subject.strip()}"


def is_answer(subject: str) -> bool:
    """Whether a mail program put this subject over an answer."""
    return subject.strip()[:3].casefold() in ("re:", "aw:", "sv:")


def _after_a_form(said: Message, subject: str, case: Case) -> Way:
    """By e-mail to whoever filled it in: in the conversation that an earlier answer began, else in a new one."""
    mailbox = mail_channel()
    if mailbox is None:
        raise Refusal("no_mailbox", "Answers to a form go by e-mail, and no mailbox is connected. Connect one first.")
    to = said.identity_id or case.identity_id
    before = [one for one in said_with_them(case) if one.channel_id == mailbox and one.identity_id == to]
    heard = [one.id for one in before if one.direction is Direction.IN]
    return Way(mailbox, to, before[-1].conversation_id if before else None, heard[-1] if heard else None, subject)


def _by_mail(person: Person, case: Case) -> Way | None:
    best, channel_id = mail_address(person), mail_channel()
    return Way(channel_id, best.id, None, None, case.title) if best and channel_id else None


def _by_message(said: Sequence[Message], case: Case) -> Way | None:
    """To the very account that wrote."""
    for last in reversed(said):
        if last.identity_id and registry.abilities(channels.channel(channel_id=last.channel_id)).begins:
            return Way(last.channel_id, last.identity_id, None, None, case.title)
    return None


def _refuse(person: Person, said: Sequence[Message]) -> Way:
    if said and not said[-1].public and (because := registry.unanswered(said[-1].channel_kind)):
        raise Refusal("no_answers_here", because)
    raise Refusal("no_private_way", f"{person.name} can only be reached in public. Ask there for a private way first.")
