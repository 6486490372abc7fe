"""An answer in a chat window that nobody saw there goes on by e-mail, to the address that the visitor left: same case, their own window says so.

Only our own words are mailed, never what the visitor typed, and only once. Nothing is said where no address was left.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from makegood.brands import queries as brands
from makegood.brands.types import Brand
from makegood.cases import queries as cases
from makegood.channels import queries as channels
from makegood.channels.actions import outbox
from makegood.channels.adapters.webchat.adapter import KIND
from makegood.channels.messages import Message, OutgoingState, Speech
from makegood.channels.types import Direction
from makegood.flows import chatting, speaking
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.people.actions import recognising
from makegood.people.types import Address, IdentityKind, Purpose, Sighting
from makegood.platform import live, work
from makegood.platform.work import Item, Taken
from makegood.visitors import actions as visitors
from makegood.visitors import queries as visitor_queries
from makegood.visitors import rules
from makegood.visitors.types import Visitor

WORK = "unseen_answer"
_USUAL_MINUTES = 10
_SUBJECT = {"en": "Our answer to your chat with {brand}", "de": "Unsere Antwort auf Ihren Chat mit {brand}"}
_AFTER = {
    "en": "You wrote to us in the chat on {day}. You had left when we answered, so this comes by e-mail. Just reply to go on here.",
    "de": "Sie haben uns am {day} im Chat geschrieben. Als wir antworteten, waren Sie nicht mehr da; darum kommt dies per E-Mail. "
    "Antworten Sie einfach auf diese Nachricht.",
}
_DAY = {"en": "{0:%d/%m/%Y}", "de": "{0:%d.%m.%Y}"}


def left(departure: channels.Departure, outgoing_id: UUID, *, at: datetime) -> None:
    """An answer left: its window looks at once, and we look later whether it was seen. In the transaction in which it left; nothing on
    other channels."""
    if departure.channel.kind != KIND:
        return
    live.announce(topic(departure.conversation_id))
    minutes = int(departure.channel.settings.get("mail_after_minutes") or _USUAL_MINUTES)
    work.leave(WORK, [Item(key=str(outgoing_id), due_at=at + timedelta(minutes=minutes))])


def topic(conversation_id: UUID) -> str:
    """What the window of a talk listens to."""
    return f"talk:{conversation_id}"


def go_on(items: Sequence[Taken], at: datetime) -> None:
    """Mails what is still unseen, everything of one talk in one mail. May be repeated."""
    left = channels.messages(message_ids=[UUID(item.key) for item in items])
    for conversation_id in sorted({message.conversation_id for message in left}):
        found = visitor_queries.of_conversations(conversation_ids=[conversation_id]).get(conversation_id)
        if found is not None and found.email:
            _mail(found, {message.id for message in left if message.conversation_id == conversation_id}, at)


def _mail(visitor: Visitor, asked: set[UUID], at: datetime) -> None:
    said = channels.conversation(conversation_id=_there(visitor), limit=chatting.SHOWN)
    ours: dict[UUID, Message] = {
        one.id: one for one in said if one.direction is Direction.OUT and one.state == OutgoingState.SENT
    }
    unseen = rules.unseen(visitor, list(ours))
    mailbox = speaking.mail_channel()
    if not asked & set(unseen) or mailbox is None:
        return
    sighting = Sighting((Address(IdentityKind.EMAIL, visitor.email, visitor.name),), source=chatting.SOURCE)
    (who,) = recognising.recognise(sightings=[sighting], at=at)
    words = [ours[one] for one in unseen]
    try:
        outgoing_id = outbox.queue(speech=_speech(visitor, words, said, mailbox, who.identity_id), by=SYSTEM, at=at)
    except Refusal:
        return  # they asked us not to write to them there: the answer waits in the window
    _keep(visitor, unseen, outgoing_id, at)


def _keep(visitor: Visitor, unseen: Sequence[UUID], outgoing_id: UUID, at: datetime) -> None:
    (mail,) = channels.messages(message_ids=[outgoing_id])
    identity_id = next((m.identity_id for m in channels.messages(message_ids=unseen)), None)
    visitors.note_mailed(
        visitor=visitor,
        message_ids=unseen,
        outgoing_id=outgoing_id,
        conversation_id=mail.conversation_id,
        identity_id=identity_id,
        at=at,
    )
    for case in cases.cases_of_conversation(conversation_id=_there(visitor))[:1]:
        speaking.keep_with_case(case, outgoing_id, by=SYSTEM, at=at)
    live.announce(topic(_there(visitor)))


def _speech(visitor: Visitor, words: Sequence[Message], said: Sequence[Message], mailbox: UUID, identity_id: UUID) -> Speech:
    brand = brands.current()
    return Speech(
        key=f"unseen:{words[-1].id}",
        channel_id=mailbox,  # type: ignore[arg-type]
        to_identity_id=identity_id,
        purpose=Purpose.SERVICE,
        subject=_SUBJECT[_language(visitor)].format(brand=brand.name),
        text=_text(visitor, words, said, brand),
        conversation_id=visitor.mail_conversation_id,  # type: ignore[arg-type]
        by_member_id=words[-1].by_member_id,
    )


def _text(visitor: Visitor, words: Sequence[Message], said: Sequence[Message], brand: Brand) -> str:
    language = _language(visitor)
    wrote_on = next((one.at for one in said if one.direction is Direction.IN), words[0].at).astimezone(ZoneInfo(brand.zone))
    after = _AFTER[language].format(day=_DAY[language].format(wrote_on))
    return "\n\n".join([*(one.text.strip() for one in words), after, brand.name])


def _language(visitor: Visitor) -> str:
    return visitor.language if visitor.language in _SUBJECT else "en"


def _there(visitor: Visitor) -> UUID:
    if visitor.conversation_id is None:
        raise LookupError("a visitor without a talk has no answers")
    return visitor.conversation_id
