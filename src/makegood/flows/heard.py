"""What one message says, with who wrote it: as far as it matters to a case, to a promise, to what is remembered. Values only: never asks, never
writes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.cases.types import Arrival, Placed, Placement
from makegood.channels.adapters.counter.adapter import CounterAdapter
from makegood.channels.messages import Message
from makegood.flows import matter, meaning
from makegood.flows.matter import Matter
from makegood.people.types import Fact, IdentityId, Person
from makegood.understanding.types import LET_DOWN, Reading

ONE_LINE = 160  # characters of their words in a list
_LATE = {"late", "lost"}


@dataclass(frozen=True, slots=True)
class Heard:
    """A message with who wrote it, what it says and what it is about."""

    message: Message
    identity_id: IdentityId
    person: Person
    reading: Reading
    matter: Matter
    set_aside: bool
    customer: bool  # we know an order of theirs
    by_a_person: bool  # or by a machine, as far as we can tell; a customer's mail may come through a list


def arrival(one: Heard) -> Arrival:
    """The message as far as it matters to a case."""
    message, reading = one.message, one.reading
    harms, act = meaning.harms(reading), meaning.act(reading)
    words = " ".join(message.said.split())
    name = matter.title(
        name=one.person.name,
        act=act,
        harm=harms[0] if harms and act in LET_DOWN else "",
        line=one.matter.line,
        subject=topic(message, words),
    )
    return Arrival(
        message_id=message.id,
        conversation_id=message.conversation_id,
        identity_id=one.identity_id,
        person_identity_ids=tuple(identity.id for identity in one.person.identities),
        at=message.at,
        act=act,
        feeling=reading.feeling.label,
        happened=harms,
        urgency=reading.urgency.label,
        title=name,
        words=words[:ONE_LINE],
        public=message.public,
        asks_something=meaning.asks_something(reading),
        opens=one.by_a_person,
        order_number=one.matter.order_number,
        overheard=message.overheard,
        company=one.person.is_company,
        leaving=meaning.leaving(reading),
    )


def complaints(heard: Sequence[Heard]) -> list[Fact]:
    """What is remembered of those who were let down."""
    return [
        Fact(
            identity_id=one.identity_id,
            kind="complained",
            subject=str(one.message.id),
            at=one.message.at,
            value={"public": one.message.public, "harm": meaning.harm(one.reading)},
        )
        for one in heard
        if meaning.is_let_down(one.reading) and counts(one)
    ]


def counts(one: Heard) -> bool:
    """Whether a person said it of us."""
    return one.by_a_person and _is_told_us(one)


def of_promises(heard: Iterable[Heard]) -> list[tuple[list[UUID], list[UUID], datetime]]:
    """Whose complaints of something late or lost these are, of which orders, and when they were said; also what was said in public to others."""
    return [of_a_promise(one) for one in heard if _speaksof_a_promise(one)]


def _speaksof_a_promise(one: Heard) -> bool:
    late = bool(_LATE & set(meaning.harms(one.reading)))
    return meaning.is_let_down(one.reading) and late and one.by_a_person and not one.person.is_company


def is_of_a_place(one: Heard, place: Placement) -> bool:
    """It was said of us; or to others, and was worth a case."""
    return counts(one) or place.placed is Placed.OPENED


def may_wait_for_us(one: Heard, place: Placement) -> bool:
    """An account that we do not know complains that something is late or did not come: perhaps we know whose it is."""
    return place.is_new and place.placed is Placed.OPENED and not one.customer and _speaksof_a_promise(one)


def of_a_promise(one: Heard) -> tuple[list[UUID], list[UUID], datetime]:
    line = one.matter.line
    return [identity.id for identity in one.person.identities], [line.order_id] if line else [], one.message.at


def topic(message: Message, words: str) -> str:
    """What it is about, in a few words: their subject, else how it begins. A note of a member has a heading of ours, which says nothing."""
    subject = "" if message.channel_kind == CounterAdapter.kind else message.subject
    return subject or words[:80]


def is_about_a_promise(one: Heard) -> bool:
    """They complain that something is late or did not come."""
    return meaning.is_let_down(one.reading) and counts(one) and bool(_LATE & set(meaning.harms(one.reading)))


def _is_told_us(one: Heard) -> bool:
    """What people say to each other in a public conversation is not said of us, and what a company says there counts for nobody."""
    return not one.message.public or not (one.message.overheard or one.person.is_company)
