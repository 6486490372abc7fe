"""A message arrived: who wrote, what it says, where it belongs, and what would be good. No money moves and nothing is said here.

Takes hundreds at once; every step may run twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from makegood.cases import actions as cases
from makegood.cases.types import Arrival, Placed
from makegood.channels import queries as channels
from makegood.channels.actions import intake, outbox
from makegood.channels.types import Automatic, Direction, Message
from makegood.flows import matter, praise, proposing, standing
from makegood.flows.matter import Matter
from makegood.flows.praise import KindWord
from makegood.orders import queries as orders
from makegood.orders.types import RecentLine
from makegood.people import queries as people
from makegood.people.actions import noting, recognising
from makegood.people.types import Fact, IdentityId, Person, PersonId, Sighting
from makegood.platform.work import Taken
from makegood.understanding import actions as understanding
from makegood.understanding.types import Act, Reading, TextIn

SPAM_FROM = 0.9  # probability; only for people of whom we know no order
LOOK_BACK = timedelta(days=400)  # orders that somebody may still speak of
ONE_LINE = 160  # characters of their words in a list
_BY_PEOPLE = (None, Automatic.AUTO_REPLY)


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


def arrived(items: Sequence[Taken], at: datetime) -> None:
    """The table of contents of what happens to a message."""
    messages = channels.messages(message_ids=[UUID(item.key) for item in items])
    incoming = [message for message in messages if message.direction is Direction.IN]
    _bounced(incoming, at)
    heard = _understand([message for message in incoming if message.automatic in _BY_PEOPLE], at)
    intake.set_aside(message_ids=[one.message.id for one in heard if one.set_aside])
    heard = [one for one in heard if not one.set_aside]
    _remember(heard)
    placements = cases.open_or_join(arrivals=[_arrival(one) for one in heard], at=at)
    for one, placement in zip(heard, placements, strict=True):
        if placement.case_id is not None:
            _propose(placement.case_id, one, at)
        if placement.placed is Placed.OPENED and one.customer:
            standing.settle(person=one.person, because="", message_id=None, at=at)
    praise.heard([KindWord(one.message, one.identity_id, one.person) for one in heard if _is_praise(one)], at=at)


def release(*, message_id: UUID, at: datetime) -> None:
    """A member says that a message which was set aside is no spam: it goes the way it would have gone."""
    intake.set_aside(message_ids=[message_id], aside=False)
    heard = _understand(list(channels.messages(message_ids=[message_id])), at, trusted=True)
    _remember(heard)
    for one, placement in zip(heard, cases.open_or_join(arrivals=[_arrival(one) for one in heard], at=at), strict=True):
        if placement.case_id is not None:
            _propose(placement.case_id, one, at)


# ---------------------------------------------------------------------------------------------------------------------


def _propose(case_id: UUID, one: Heard, at: datetime) -> None:
    proposing.propose(
        case_id=case_id, reading=one.reading, subject=one.message.subject, line=one.matter.line, person=one.person, at=at
    )


def _understand(messages: Sequence[Message], at: datetime, *, trusted: bool = False) -> list[Heard]:
    if not messages:
        return []
    who = recognising.recognise(sightings=[Sighting((m.author,), source=m.channel_kind) for m in messages], at=at)
    intake.name_authors(authors={m.id: w.identity_id for m, w in zip(messages, who, strict=True)}, at=at)
    said = understanding.read(texts=[TextIn(str(m.id), m.subject, m.visible or m.text) for m in messages], at=at)
    persons = people.persons_of(identity_ids=[w.identity_id for w in who])
    lines = _recent_lines(persons.values(), at)
    heard = []
    for message, seen, reading in zip(messages, who, said, strict=True):
        person = persons[seen.identity_id]
        theirs = lines.get(person.id, [])
        about = matter.find(reading, f"{message.subject}\n{message.visible}", theirs)
        aside = not trusted and not theirs and (message.spam_likely or reading.spam >= SPAM_FROM)
        heard.append(Heard(message, seen.identity_id, person, reading, about, aside, customer=bool(theirs)))
    return heard


def _recent_lines(persons: Iterable[Person], at: datetime) -> dict[PersonId, list[RecentLine]]:
    owner: dict[UUID, PersonId] = {identity.id: person.id for person in persons for identity in person.identities}
    found: dict[PersonId, list[RecentLine]] = {}
    for line in orders.recent_lines(identity_ids=list(owner), since=at - LOOK_BACK):
        found.setdefault(owner[line.identity_id], []).append(line)
    return found


def _bounced(messages: Sequence[Message], at: datetime) -> None:
    bounces = {m.bounce.original_message_id: m.bounce for m in messages if m.bounce and m.bounce.original_message_id}
    for key, outgoing_id in channels.outgoing_by_external_id(external_ids=list(bounces)).items():
        if bounces[key].lasting:
            outbox.mark_failed(outgoing_id=outgoing_id, reason=bounces[key].reason or "The address does not exist.", at=at)


def _remember(heard: Sequence[Heard]) -> None:
    """Complaints become facts about the person; what others decide on later is a rule over these."""
    noting.note_fact(
        facts=[
            Fact(
                identity_id=one.identity_id,
                kind="complained",
                subject=str(one.message.id),
                at=one.message.at,
                value={"public": one.message.public, "harm": _harm(one.reading)},
            )
            for one in heard
            if one.reading.act.label == Act.COMPLAINT
        ]
    )


def _arrival(one: Heard) -> Arrival:
    message, reading = one.message, one.reading
    harm = _harm(reading)
    act = reading.act.label if reading.act.label != "unsure" else reading.act.best
    words = " ".join((message.visible or message.text).split())
    name = matter.title(
        name=one.person.name,
        act=act,
        harm=harm if act == Act.COMPLAINT else "",
        line=one.matter.line,
        subject=message.subject or words[:80],
    )
    return Arrival(
        message_id=message.id,
        conversation_id=message.conversation_id,
        identity_id=one.identity_id,
        person_identity_ids=tuple(identity.id for identity in one.person.identities),
        at=message.at,
        act=act,
        feeling=reading.feeling.label,
        happened=tuple(finding.label for finding in reading.happened),
        urgency=reading.urgency.label,
        title=name,
        words=words[:ONE_LINE],
        public=message.public,
        asks_something=bool(reading.asked) or act in (Act.QUESTION, Act.REQUEST),
        opens=message.automatic is None,
        order_number=one.matter.order_number,
    )


def _harm(reading: Reading) -> str:
    return reading.happened[0].label if reading.happened else ""


def _is_praise(one: Heard) -> bool:
    return one.message.automatic is None and one.reading.act.label == Act.PRAISE
