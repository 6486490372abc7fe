"""How a statement is said to many at once: who still waits, which way is the best that is left, and the words for it, through the one gate.

Called with rows that were taken up (`telling_statement.say`), in their transaction. Decides neither who is told nor when.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands.types import Brand
from makegood.channels import queries as channels
from makegood.channels import registry
from makegood.channels.actions import outbox
from makegood.channels.messages import Speech
from makegood.channels.types import ChannelConfig, ChannelId, ConversationId, MessageId
from makegood.flows import reaching, status_links
from makegood.flows.reaching import Reached
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.types import Person, Purpose
from makegood.statements import queries
from makegood.statements.actions import telling
from makegood.statements.rules import letters, once
from makegood.statements.rules.ways import Way
from makegood.statements.types import Statement, Subscriber, Told, Why

NO_WAY = "We know no way to reach them that is open."
COMPANY = "A company speaks here, not a person."
_GONE = "They are not known here any more."
_ENDED = "They want to hear no more of what the status page says."


@dataclass(frozen=True, slots=True)
class _Round:
    """What all of one batch share."""

    there: Statement
    nth: int
    brand: Brand
    by: Actor
    member_id: UUID | None
    configs: Mapping[UUID, ChannelConfig]


def say_round(there: Statement, nth: int, rows: Sequence[Told], at: datetime) -> None:
    """These rows of one round: each person by the best way that is open, or noted with why not. May be repeated."""
    begun = queries.tellings(statement_id=there.id).get(nth)
    if begun is None or begun.stopped_at is not None:
        telling.note_stopped(told_ids=[row.id for row in rows], at=at)
        return
    persons = people.persons_of(identity_ids=[row.identity_id for row in rows])
    whose: dict[UUID, UUID] = {identity.id: person.id for person in persons.values() for identity in person.identities}
    beside: dict[UUID, list[Told]] = defaultdict(list)
    for one in telling.beside(rows=rows, identity_ids=list(whose)):
        beside[whose[one.identity_id]].append(one)
    ways = reaching.of(persons=list(persons.values()))
    wanted = queries.subscribers_among(identity_ids=[row.identity_id for row in rows if row.why is Why.SUBSCRIBER])
    member_id = begun.by_member_id
    by = actors.member(member_id) if member_id else SYSTEM
    this = _Round(there, nth, brands.current(), by, member_id, channels.configs())
    another: list[UUID] = []
    nobody: list[tuple[Told, str]] = []
    waiting: list[_Waits] = []
    for row in rows:
        person = persons.get(row.identity_id)
        if person is None:
            nobody.append((row, _GONE))
        elif once.who_tells(beside[person.id]) != row.id:
            another.append(row.id)
        elif because := _not_meant(row, person, wanted.get(row.identity_id)):
            nobody.append((row, because))
        else:
            waiting.append(_Waits.of(row, ways[person.id], wanted.get(row.identity_id)))
    telling.note_another(told_ids=another, at=at)
    telling.note_not_told(because=nobody, number=there.number, at=at)
    _say(this, waiting, at)


def _not_meant(row: Told, person: Person, subscriber: Subscriber | None) -> str:
    """Why these words are not for them, or not any more; '' where they are."""
    if row.why is Why.SUBSCRIBER:
        return "" if subscriber else _ENDED
    return COMPANY if person.is_company else ""


@dataclass(slots=True)
class _Waits:
    """Somebody who is to be told, the ways that are left, and why the last one was closed."""

    row: Told
    one: Reached
    subscriber: Subscriber | None
    ways: Iterator[Way]
    because: str = NO_WAY

    @classmethod
    def of(cls, row: Told, one: Reached, subscriber: Subscriber | None) -> "_Waits":
        return cls(row, one, subscriber, iter(_to_subscriber(one, row) if subscriber else one.ways(row.tried)))


def _say(this: _Round, waiting: Sequence[_Waits], at: datetime) -> None:
    """All of them through the gate at once, each by the best way; whom it refuses, by the next one, until nobody has a way left."""
    nobody: list[_Waits] = []
    while waiting:
        tries: list[tuple[_Waits, Way]] = []
        for each in waiting:
            way = next(each.ways, None)
            if way is None:
                nobody.append(each)
            else:
                tries.append((each, way))
        speeches = [_speech(this, each.row, each.one, way, each.subscriber) for each, way in tries]
        answers = outbox.queue_many(speeches=speeches, by=this.by, at=at)
        said: list[telling.Said] = []
        waiting = []
        for (each, way), answer in zip(tries, answers, strict=True):
            if isinstance(answer, Refusal):
                each.because = answer.sentence
                waiting.append(each)
            else:
                said.append(telling.Said(each.row, way, each.one.person.id, answer))
        telling.note_told(said=said, number=this.there.number, at=at)
    telling.note_not_told(because=[(each.row, each.because) for each in nobody], number=this.there.number, at=at)


def _to_subscriber(one: Reached, row: Told) -> tuple[Way, ...]:
    """To the very address that they confirmed."""
    mailbox = one.mailbox
    way = Way(mailbox.channel_id, mailbox.kind, row.identity_id) if mailbox else None
    return (way,) if way is not None and way.name not in row.tried and row.identity_id in one.addresses else ()


def _speech(this: _Round, row: Told, one: Reached, way: Way, subscriber: Subscriber | None) -> Speech:
    config = this.configs[way.channel_id]
    language = subscriber.language if subscriber else one.language
    subject, text = words(this.there, this.nth, this.brand, language, one.name, way, config)
    stop = ""
    if subscriber is not None:
        stop = status_links.ending(this.brand.slug, this.brand.id, subscriber.id)
        text += letters.foot(language, brand=this.brand.name, stop=stop)
    return Speech(
        key=f"statement:{row.id}:{row.words}",
        channel_id=ChannelId(way.channel_id),
        to_identity_id=way.identity_id,
        purpose=Purpose.SERVICE,
        subject="" if way.public else subject,
        text=text,
        conversation_id=ConversationId(way.conversation_id) if way.conversation_id else None,
        in_reply_to=MessageId(way.in_reply_to) if way.in_reply_to else None,
        automatic=True,
        public=way.public,
        by_member_id=this.member_id,
        unsubscribe=stop,
    )


def words(there: Statement, nth: int, brand: Brand, language: str, name: str, way: Way, config: ChannelConfig) -> tuple[str, str]:
    """The subject and the words for one way, in the language they read where the statement has it: all of it where there is room."""
    spoken, wording = there.in_language(language[:2])
    link = status_links.statement(brand.slug, there.number)
    if way.public:
        return "", letters.answer_in_public(spoken, link=link)
    if nth:
        said = next(one for one in there.updates if one.number == nth)
        told = said.words.get(spoken) or said.words[there.language]
        whole = letters.update(wording, spoken, said.phase, told, name=name, brand=brand.name, link=link)
    else:
        whole = letters.letter(wording, spoken, name=name, brand=brand.name, link=link)
    most = registry.abilities(config).max_length
    fits = most is None or registry.length(config.kind, whole) <= most
    return wording.title, whole if fits else letters.short(wording, spoken, link=link)
