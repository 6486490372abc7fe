"""A member thanks somebody for what they did for us: one click, through the gate, never by itself.

In private where we know a way, in public below their words where there is none. Words that may hold a complaint are read first: then the member
says so. Once for each deed.
"""

from datetime import datetime
from uuid import UUID

from makegood.advocacy import queries as advocacy
from makegood.advocacy.actions import ledger
from makegood.advocacy.types import Entry, Kind
from makegood.brands import queries as brands
from makegood.brands import rules as brand_rules
from makegood.brands.types import Member, Permission
from makegood.channels import queries as channels
from makegood.channels import registry
from makegood.channels.actions import outbox
from makegood.channels.messages import Message, Speech
from makegood.flows import speaking
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.types import Person, Purpose
from makegood.understanding import queries as readings

CALM = 0.05  # chance of a complaint above which a member must have read the words
LONGEST = 2_000
_WORDS = {
    "en": {
        Kind.PRAISE: "thank you for your kind words. We have read them to each other.",
        Kind.REFERRAL: "thank you for telling others of us. That means a lot to us.",
        Kind.HELP: "thank you for helping others with your answer. That was kind of you.",
        "hello": "Dear {name},",
        "hello_nobody": "Hello,",
        "subject": "Thank you",
    },
    "de": {
        Kind.PRAISE: "danke für Ihre freundlichen Worte. Wir haben sie einander vorgelesen.",
        Kind.REFERRAL: "danke, dass Sie anderen von uns erzählt haben. Das bedeutet uns viel.",
        Kind.HELP: "danke, dass Sie anderen mit Ihrer Antwort geholfen haben. Das war sehr freundlich.",
        "hello": "Guten Tag {name},",
        "hello_nobody": "Guten Tag,",
        "subject": "Danke",
    },
}


def suggested(entry: Entry, person: Person, member: Member) -> str:
    """The words of a thank-you, in the brand's language: a beginning that the member may change."""
    brand = brands.current()
    told = _WORDS.get(brand.language, _WORDS["en"])
    hello = told["hello"].format(name=person.name) if person.name else told["hello_nobody"]
    return f"{hello}\n\n{told[entry.kind]}\n\n{member.name}, {brand.name}"


def thank(*, entry_id: UUID, text: str, was_read: bool, member: Member, at: datetime) -> bool:
    """Says it, and keeps that they were thanked. → whether it was said now; a repeat says nothing. Refuses who may not answer, what does not count
    ("not_counted"), words that may hold a complaint and were not read ("read_it_first"), and whatever the gate and the lack of a way refuse."""
    brand_rules.require(member.role, Permission.ANSWER)
    entry = advocacy.entry(entry_id=entry_id)
    if not entry.counts:
        raise Refusal("not_counted", "It does not count, so nobody is thanked for it.", {"entry_id": "does not count"})
    if doubt(entry) > CALM and not was_read:
        sentence = "was_read: their words may hold a complaint. Read them, and say that you did; then thank them."
        raise Refusal("read_it_first", sentence, {"was_read": "not said"})
    by = actors.member(member.id)
    if not ledger.thanked(entry_id=entry_id, by=by, at=at):
        return False
    person = people.persons_of(identity_ids=[entry.identity_id])[entry.identity_id]
    said = text.strip()[:LONGEST] or suggested(entry, person, member)
    outbox.queue(speech=_speech(entry, person, said, member), by=by, at=at)
    return True


def doubt(entry: Entry) -> float:
    """The chance that their words hold a complaint: 1 where a reading does not tell it, 0 where there are no words."""
    if entry.message_id is None:
        return 0.0
    reading = readings.readings(message_ids=[entry.message_id]).get(entry.message_id)
    return 1.0 if reading is None or reading.complains is None else reading.complains


def _speech(entry: Entry, person: Person, text: str, member: Member) -> Speech:
    key = f"advocate:{entry.id}"
    said = channels.messages(message_ids=[entry.message_id])[0] if entry.message_id else None
    address, mailbox = speaking.mail_address(person), speaking.mail_channel()
    if address is not None and mailbox is not None:
        subject = _WORDS.get(brands.current().language, _WORDS["en"])["subject"]
        return Speech(key, mailbox, address.id, Purpose.SERVICE, subject, text, by_member_id=member.id)
    if said is None or registry.unanswered(said.channel_kind):
        raise Refusal("no_private_way", f"{person.name} can be written to nowhere that we know.", {"entry_id": "no way"})
    return _below(said, key, text, member)


def _below(said: Message, key: str, text: str, member: Member) -> Speech:
    return Speech(
        key=key,
        channel_id=said.channel_id,
        to_identity_id=said.identity_id or said.id,
        purpose=Purpose.SERVICE,
        subject="",
        text=text,
        conversation_id=said.conversation_id,
        in_reply_to=said.id,
        public=said.public,
        by_member_id=member.id,
    )
