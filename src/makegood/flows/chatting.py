"""What a visitor does in the chat window: says something, looks, leaves an address, asks for a copy. Each inside the open brand transaction.

Whoever comes with a secret sees that one talk and nothing else: no history of the person, whoever the visitor says they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.channels import queries as channels
from makegood.channels import registry
from makegood.channels.actions import intake, outbox
from makegood.channels.adapters.webchat import adapter as webchat_channel
from makegood.channels.adapters.webchat import message as webchat
from makegood.channels.adapters.webchat.identity import Claims
from makegood.channels.messages import Attachment, Line, Message, Speech
from makegood.channels.types import AttachmentIn, ChannelConfig, Direction
from makegood.flows import open_pages, private_links, speaking
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.people.actions import recognising
from makegood.people.types import Address, IdentityId, IdentityKind, Purpose, Sighting
from makegood.visitors import actions as visitors
from makegood.visitors import queries as visitor_queries
from makegood.visitors.types import Visitor

SHOWN = 100  # messages of a talk that a window shows
SOURCE, SIGNED = "chat", "chat, signed by the shop"


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody typed. `key` is their browser's own for it; `email` and `name` are what they say of themselves, or ''."""

    key: str
    text: str
    name: str = ""
    email: str = ""
    language: str = "en"
    files: tuple[AttachmentIn, ...] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """A talk as its visitor may see it, oldest first: what they said and what left for them. `names` are those of who answered."""

    visitor: Visitor
    messages: tuple[Line, ...] = ()
    names: Mapping[UUID, str] = field(default_factory=dict)


def say(*, channel: ChannelConfig, secret: str, words: Words, claims: Claims | None, at: datetime) -> Talk:
    """Keeps what somebody said, once per key, and leaves the rest to the worker. Refuses an empty message, a malformed secret or address,
    and (`another_person`) a talk that the brand's own token says is somebody else's."""
    if not words.text.strip() and not words.files:
        raise Refusal("empty_message", "text: write something first.", {"text": "empty"})
    visitor = visitors.come_in(channel_id=channel.id, secret=secret, language=words.language, at=at)
    visitor = _introduce(visitor, words.email, words.name, claims, at)
    raw = webchat.written(
        webchat.Said(words.key, visitor.handle, words.text, at, visitor.name, vouched=visitor.vouched, files=words.files)
    )
    (message_id,) = intake.store_messages(
        channel_id=channel.id, envelopes=registry.adapter(channel.kind).parse(raw, channel=channel), at=at
    )
    return _talk(visitors.talk_in(visitor_id=visitor.id, conversation_id=channels.conversation_of(message_id=message_id)))


def come_by_link(visitor: Visitor, link: str, *, at: datetime) -> None:
    """What this visitor says belongs to the case whose link they opened (`private_links.join` says what it refuses). May be repeated."""
    if visitor.conversation_id is None:
        raise LookupError("a visitor without a talk came nowhere")
    author = webchat.address(visitor.handle, visitor.name)
    private_links.join(link, conversation_id=visitor.conversation_id, author=author, at=at)


def look(*, channel: ChannelConfig, secret: str, seen: Sequence[UUID], claims: Claims | None, at: datetime) -> Talk:
    """The talk as it is; `seen` are those of our messages that the window shows now. Refuses (`no_talk`) an unknown secret."""
    visitor = _again(channel, secret)
    if claims is not None:
        visitor = _introduce(visitor, "", "", claims, at)
    talk = _talk(visitor)
    ours = {one.id for one in talk.messages if one.direction is Direction.OUT}
    return Talk(visitors.note_seen(visitor=visitor, message_ids=[one for one in seen if one in ours]), talk.messages, talk.names)


def be_here(*, channel: ChannelConfig, secret: str, here: bool) -> None:
    """Their window is in front of them now, or no longer; the open pages of their case learn it. Refuses (`no_talk`) an unknown secret."""
    conversation_id, is_news = visitors.note_here(channel_id=channel.id, secret=secret, here=here)
    if is_news and conversation_id is not None:
        open_pages.of_conversation(conversation_id)


def is_here(said: Message) -> bool:
    """Whether whoever wrote this is in front of their chat window now: then an answer arrives at once. No query on other channels."""
    return said.channel_kind == webchat_channel.KIND and visitor_queries.is_here(conversation_id=said.conversation_id)


def leave_address(*, channel: ChannelConfig, secret: str, email: str, name: str, at: datetime) -> Talk:
    """Where answers go that they do not see here. Refuses a malformed address, naming it; an address that the brand vouched for stays."""
    if not email.strip():
        raise Refusal("address_malformed", "email: give an address like tom@example.org.", {"email": "missing"})
    return _talk(_introduce(_again(channel, secret), email, name, None, at))


def attachment(*, channel: ChannelConfig, secret: str, attachment_id: UUID) -> tuple[Attachment, bytes]:
    """A file of their own talk. Refuses (`no_attachment`) every other."""
    talk = _talk(_again(channel, secret))
    if attachment_id not in {file.id for one in talk.messages for file in one.attachments}:
        raise Refusal("no_attachment", "This file does not exist.", {"attachment_id": "unknown"})
    return channels.attachment(attachment_id=attachment_id)


def send_transcript(*, channel: ChannelConfig, secret: str, written: str, subject: str, at: datetime) -> None:
    """A copy of the talk by e-mail, through the gate. Only where the brand itself vouches for the address: what somebody typed must never
    be mailed to an address that they typed. Refuses (`not_vouched`, `no_mailbox`). Asked again at the same state of the talk, it is sent once."""
    talk = _talk(_again(channel, secret))
    if not talk.visitor.vouched or not talk.visitor.email or not talk.messages:
        raise Refusal("not_vouched", "We only mail a copy to an address that the shop itself knows. Save it here instead.")
    mailbox = speaking.mail_channel()
    if mailbox is None:
        raise Refusal("no_mailbox", "No mailbox is connected. Save the copy here instead.")
    (who,) = recognising.recognise(sightings=[Sighting((Address(IdentityKind.EMAIL, talk.visitor.email),), source=SOURCE)], at=at)
    speech = Speech(
        key=f"transcript:{talk.messages[-1].id}",
        channel_id=mailbox,
        to_identity_id=who.identity_id,
        purpose=Purpose.SERVICE,
        subject=subject,
        text=written,
    )
    outbox.queue(speech=speech, by=SYSTEM, at=at)


# ---------------------------------------------------------------------------------------------------------------------


def _again(channel: ChannelConfig, secret: str) -> Visitor:
    visitor = visitor_queries.by_secret(channel_id=channel.id, secret=secret)
    if visitor is None:
        raise Refusal("no_talk", "This talk is not here any more. Write to us, and a new one begins.")
    return visitor


def _introduce(visitor: Visitor, email: str, name: str, claims: Claims | None, at: datetime) -> Visitor:
    """Who they are: by the brand's signed word, which links; or by their own, which is only noted."""
    if claims is not None:
        if visitor.vouched and (claims.subject, claims.email or visitor.email) == (visitor.subject, visitor.email):
            return visitor
        known = _identity(visitor, claims.email, claims.customer_number, claims.name, strong=True, at=at)
        return visitors.vouch(
            visitor=visitor, identity_id=known, subject=claims.subject, email=claims.email, name=claims.name, at=at
        )
    if (email.strip() or name.strip()) and not visitor.vouched and (email.strip(), name.strip()) != (visitor.email, visitor.name):
        fresh = visitors.leave_address(visitor=visitor, identity_id=None, email=email, name=name, at=at)
        _identity(fresh, email.strip(), "", fresh.name, strong=False, at=at)
        return fresh
    return visitor


def _identity(visitor: Visitor, email: str, number: str, name: str, *, strong: bool, at: datetime) -> IdentityId:
    more = ((IdentityKind.EMAIL, email), (IdentityKind.CUSTOMER_NUMBER, number))
    addresses = (webchat.address(visitor.handle, name), *(Address(kind, value, name) for kind, value in more if value))
    sighting = Sighting(addresses, strong=strong, source=SIGNED if strong else SOURCE)
    (who,) = recognising.recognise(sightings=[sighting], at=at)
    return who.identity_id


def _talk(visitor: Visitor) -> Talk:
    if visitor.conversation_id is None:
        return Talk(visitor, (), {})
    shown = channels.lines(conversation_id=visitor.conversation_id, limit=SHOWN)
    writers = {one.by_member_id for one in shown if one.by_member_id}
    return Talk(visitor, shown, brands.names_of(member_ids=sorted(writers)) if writers else {})
