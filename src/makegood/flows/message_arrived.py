"""A message arrived: who wrote, what it says, where it belongs, and what would be good. No money moves and nothing is said here.

Takes hundreds at once; every step may run twice.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction

from makegood.cases import queries as case_queries
from makegood.cases.actions import arriving as cases
from makegood.cases.types import Arrival, CaseId, Placed, Placement
from makegood.channels import queries as channels
from makegood.channels.actions import intake
from makegood.channels.messages import Message
from makegood.channels.rules import form_fields
from makegood.channels.types import Authenticity, Automatic, Direction
from makegood.flows import (
    acknowledging,
    after_hours,
    bounced_mail,
    channel_health,
    contact_holds,
    inbox_rows,
    leisure,
    loyalty,
    matter,
    member_addresses,
    offering,
    out_of_sight,
    praise,
    proposing,
    side_talks,
    speaking,
    standing,
    touched,
    unwanted_mail,
    whose_account,
    wishes,
)
from makegood.flows import heard as heard_rules
from makegood.flows.heard import ONE_LINE as ONE_LINE
from makegood.flows.heard import Heard as Heard
from makegood.flows.heard import arrival as arrival
from makegood.flows.heard import complaints as complaints
from makegood.flows.heard import counts as counts
from makegood.flows.heard import of_promises as of_promises
from makegood.flows.praise import KindWord
from makegood.kernel.actors import Actor
from makegood.kernel.refusals import Refusal
from makegood.orders import queries as orders
from makegood.orders.types import RecentLine
from makegood.people import queries as people
from makegood.people.actions import noting, recognising
from makegood.people.rules import addresses
from makegood.people.types import Address, IdentityId, IdentityKind, Person, PersonId, Sighting
from makegood.platform import work
from makegood.platform.work import Item, Taken
from makegood.promises.actions import making as promises
from makegood.understanding import actions as understanding
from makegood.understanding import large_model
from makegood.understanding.rules import guards
from makegood.understanding.types import Reading, TextIn

log = logging.getLogger("makegood.flows")

SPAM_FROM = 0.9  # probability; only for people of whom we know no order
LOOK_BACK = timedelta(days=400)  # orders that somebody may still speak of
_HEARD = (None, Automatic.AUTO_REPLY, Automatic.LIST)
LARGE_READING = "large_reading"
SECOND_READING = "second_reading"
BATCH = 300  # at a time: twice as many cost a sixth less each, but while a stream is behind one worker would have all of it, and the other none
GATHERS_S = 0.3  # of a stream: what came in so long is taken up together, for half of what it costs one by one
_DOUBTED = (Authenticity.FORGED, Authenticity.CLAIMED)
_TOLD = (Placed.OPENED, Placed.REOPENED)


def arrived(items: Sequence[Taken], at: datetime) -> None:
    """Takes in what arrived, and shows it: with the commit it stands in the inbox. A message that cannot be taken in the usual way still ends in front
    of a person: as a plain case, with nothing read out of it and nothing proposed."""
    with contact_holds.folded(at=at), inbox_rows.with_it(soon=any(item.attempts > 1 for item in items)):
        _arrived(items, at)


def _arrived(items: Sequence[Taken], at: datetime) -> None:
    messages = channels.messages(message_ids=[UUID(item.key) for item in items])
    incoming = [message for message in messages if message.direction is Direction.IN]
    told: set[UUID] = set()  # messages whose cases said so themselves
    try:
        with transaction.atomic():
            told = _take_in(incoming, at)
    except (OperationalError, InterfaceError):
        raise
    except Exception as trouble:
        if len(items) > 1 or not (isinstance(trouble, Refusal) or items[0].attempts >= work.BUG_TRIES):
            raise
        log.error("message %s was only shown: %s", items[0].key, work.without_words(trouble))
        _only_show(incoming, at)
    inbox_rows.of_conversations([message.conversation_id for message in incoming if message.id not in told], at)
    channel_health.heard({message.channel_id for message in incoming}, at)


def release(*, message_id: UUID, by: Actor, at: datetime) -> None:
    """A member says that a person wrote what was set aside, and where its sender's domain disowned it, that it is really them: it goes the
    way it would have gone. Refuses what nobody wrote to us."""
    messages = [message for message in channels.messages(message_ids=[message_id]) if message.direction is Direction.IN]
    if not messages:
        raise Refusal("no_message", "There is no such message here.", {"message_id": "unknown"})
    if _is_forged(messages[0]):
        intake.vouch(message_id=message_id, by=by, at=at)
    intake.set_aside(message_ids=[message_id], aside=False)
    _place(_understand(messages, at, released=True), at)


# ---------------------------------------------------------------------------------------------------------------------


def _take_in(incoming: Sequence[Message], at: datetime) -> set[UUID]:
    """The table of contents of what happens to messages. Returns those that moved a case now."""
    intake.set_aside(message_ids=[message.id for message in incoming if _is_forged(message)])
    incoming = [message for message in incoming if not _is_forged(message)]
    bounced_mail.noted([message for message in incoming if message.bounce], at)
    unwanted_mail.noted(incoming)
    wishes.noted(incoming, at)
    incoming = member_addresses.without_members(incoming, at)
    incoming = side_talks.take_in(out_of_sight.without_blocked(incoming, at), at)
    heard = _understand([message for message in incoming if message.automatic in _HEARD], at)
    intake.set_aside(message_ids=[one.message.id for one in heard if one.set_aside])
    return _place([one for one in heard if not one.set_aside], at)


def _place(heard: Sequence[Heard], at: datetime) -> set[UUID]:
    _remember(heard, at)
    placements = cases.open_or_join(arrivals=[arrival(one) for one in heard], at=at)
    placed = [(one, placement) for one, placement in zip(heard, placements, strict=True) if placement.case_id is not None]
    out_of_sight.bring_back_written_to([placement.case_id for _, placement in placed if placement.case_id], at)
    proposing.propose_all([as_matter(one, placement.case_id) for one, placement in placed if placement.case_id], at=at)
    touched.record(
        [
            as_seen(one, place.case_id)
            for one, place in placed
            if place.case_id and place.is_new and heard_rules.is_of_a_place(one, place)
        ],
        at=at,
    )
    opened = [one for one, placement in placed if placement.placed is Placed.OPENED and one.customer]
    standing.settle_all([standing.Look(one.person) for one in opened], at=at)
    waiting = [one.message for one, place in placed if heard_rules.may_wait_for_us(one, place)]
    whose_account.ask_later(waiting, whose_account.About.PROMISED, at=at)
    praise.heard([KindWord(one.message, one.identity_id, one.person) for one in heard if _is_praise(one)], at=at)
    _set_lone_machines_aside(heard)
    woken = after_hours.wake([_urgent(one, place.case_id) for one, place in placed if place.is_new and place.case_id], at=at)
    acknowledging.tell(
        [
            _told(one, place.case_id, wakes=place.case_id in woken)
            for one, place in placed
            if place.is_new and place.case_id and place.placed in _TOLD
        ],
        at=at,
    )
    again = [(one.message.id, place.case_id) for one, place in placed if place.is_new and place.placed is not Placed.OPENED]
    member_addresses.pass_on([(message_id, case_id) for message_id, case_id in again if case_id], at=at)
    offering.answered([_as_answer(one, place) for one, place in placed if _may_choose(one, place)], at)
    _ask_further(heard, at)
    return {one.message.id for one, placement in placed if placement.is_new}


def _ask_further(heard: Sequence[Heard], at: datetime) -> None:
    """What was only glanced at is read again when there is time; what was left open in what people told us is asked of the brand's large
    model, where it has one. Nobody waits for either."""
    counted = {one.message.id: one.reading for one in heard if counts(one)}
    glanced = {message_id for message_id, reading in counted.items() if reading.tier == guards.BY_GLANCE}
    work.leave(SECOND_READING, [Item(key=str(message_id), due_at=at) for message_id in glanced])
    ask_large_model({message_id: reading for message_id, reading in counted.items() if message_id not in glanced}, at)


def ask_large_model(read: Mapping[UUID, Reading], at: datetime) -> None:
    """Leaves it to be asked about what was left open in these messages, where the brand has one."""
    left_open = [message_id for message_id, reading in read.items() if reading.unsure_about]
    if left_open and large_model.is_on():
        work.leave(LARGE_READING, [Item(key=str(message_id), due_at=at) for message_id in left_open])


def _may_choose(one: Heard, place: Placement) -> bool:
    """Somebody who is who they say wrote in a case that was there already: perhaps they choose among what we offered."""
    return place.is_new and place.placed is not Placed.OPENED and counts(one) and one.message.authentic not in _DOUBTED


def _as_answer(one: Heard, place: Placement) -> offering.Answered:
    return offering.Answered(one.message, place.case_id, tuple(identity.id for identity in one.person.identities))


def _told(one: Heard, case_id: CaseId, *, wakes: bool) -> acknowledging.Taken:
    return acknowledging.Taken(one.message, case_id, one.identity_id, one.reading.urgency.label, wakes)


def _urgent(one: Heard, case_id: CaseId) -> after_hours.Arrived:
    return after_hours.Arrived(one.message, case_id, one.identity_id, one.reading.urgency.label, counts(one))


def _set_lone_machines_aside(heard: Sequence[Heard]) -> None:
    """What looks written by a machine and belongs to no case would be seen by nobody: a member can say that a person wrote it."""
    machines = [one.message for one in heard if not one.by_a_person]
    if not machines:
        return
    held = case_queries.case_ids_of_conversations(conversation_ids=[message.conversation_id for message in machines])
    intake.set_aside(message_ids=[message.id for message in machines if message.conversation_id not in held])


def _only_show(incoming: Sequence[Message], at: datetime) -> None:
    """The plain way: a case with the words in it."""
    plain = [message for message in incoming if message.automatic is None and not _is_forged(message)]
    intake.set_aside(message_ids=[message.id for message in incoming if message not in plain])
    for message in incoming:
        if message in plain:
            (who,) = recognising.recognise(sightings=[Sighting((_author(message),), source=message.channel_kind)], at=at)
            intake.name_authors(authors={message.id: who.identity_id}, at=at)
            name = message.author.name or message.author.value
            words = " ".join(message.said.split())
            plainly = Arrival(
                message_id=message.id,
                conversation_id=message.conversation_id,
                identity_id=who.identity_id,
                person_identity_ids=(who.identity_id,),
                at=message.at,
                act="unsure",
                feeling="unsure",
                happened=(),
                urgency="normal",
                title=matter.title(name=name, act="unsure", harm="", line=None, subject=heard_rules.topic(message, words)),
                words=words[:ONE_LINE],
                public=message.public,
                asks_something=False,
                opens=True,
            )
            cases.open_or_join(arrivals=[plainly], at=at)


def _author(message: Message) -> Address:
    """Who wrote it; where their address is malformed, a name of its own, so that it is heard all the same."""
    author = message.author
    try:
        addresses.normalise(author.kind, author.value, region=people.region_for([author.kind]))
    except Refusal:
        return Address(IdentityKind.EMAIL, f"{message.id.hex}@no-sender.invalid", author.name or author.value)
    return author


def as_matter(one: Heard, case_id: CaseId) -> proposing.Matter:
    """What a proposal starts from."""
    return proposing.Matter(
        case_id=case_id,
        reading=one.reading,
        subject=one.message.subject,
        line=one.matter.line,
        person=one.person,
        trusted=not one.message.spam_likely
        and one.by_a_person
        and one.message.authentic not in _DOUBTED
        and one.reading.tier != guards.BY_LARGE_MODEL,
    )


def as_seen(one: Heard, case_id: CaseId) -> touched.Seen:
    """What it says of where it happened."""
    return touched.Seen(case_id, one.message, one.identity_id, one.reading, one.matter.line, one.matter.order_number)


def _is_forged(message: Message) -> bool:
    """It names somebody whose own domain disowns it: nobody's word. It is kept apart, counts for nobody, and is shown to a person."""
    return message.authentic is Authenticity.FORGED


def _understand(messages: Sequence[Message], at: datetime, *, released: bool = False) -> list[Heard]:
    if not messages:
        return []
    judged = understanding.judge(texts=as_texts(messages), at_leisure=leisure.is_there(len(messages)))  # before any lock
    who = recognising.recognise(sightings=[Sighting((_author(m),), source=m.channel_kind) for m in messages], at=at)
    intake.name_authors(authors={m.id: w.identity_id for m, w in zip(messages, who, strict=True)}, at=at)
    readings = understanding.keep(readings={m.id: one for m, one in zip(messages, judged, strict=True)}, at=at)
    authors: dict[UUID, IdentityId] = {message.id: seen.identity_id for message, seen in zip(messages, who, strict=True)}
    return as_heard(messages, authors, readings, at, released=released)


def as_texts(messages: Sequence[Message]) -> list[TextIn]:
    """The words that are read of each."""
    return [TextIn(str(m.id), _fresh_subject(m), form_fields.to_read(m)) for m in messages]


def as_heard(
    messages: Sequence[Message],
    authors: Mapping[UUID, IdentityId],
    readings: Mapping[UUID, Reading],
    at: datetime,
    *,
    released: bool = False,
) -> list[Heard]:
    """These messages with who wrote them and what they are about, as they were read. Writes nothing. Three queries."""
    persons = people.persons_of(identity_ids=list(authors.values()))
    lines = _recent_lines(persons.values(), at)
    heard = []
    for message in messages:
        person, reading = persons[authors[message.id]], readings[message.id]
        theirs = lines.get(person.id, [])
        about = matter.find(reading, f"{message.subject}\n{message.visible}", theirs)
        listed = message.automatic is Automatic.LIST
        aside = not released and not theirs and (listed or message.spam_likely or reading.spam >= SPAM_FROM)
        by_a_person = released or message.automatic is None or (listed and bool(theirs))
        heard.append(Heard(message, authors[message.id], person, reading, about, aside, bool(theirs), by_a_person))
    return heard


def _fresh_subject(message: Message) -> str:
    """The subject where it was written for this message. Over an answer stands the old one ("Re: The torch doesn't work"), which says
    nothing of how things are now."""
    return "" if speaking.is_answer(message.subject) else message.subject


def _recent_lines(persons: Iterable[Person], at: datetime) -> dict[PersonId, list[RecentLine]]:
    owner: dict[UUID, PersonId] = {identity.id: person.id for person in persons for identity in person.identities}
    found: dict[PersonId, list[RecentLine]] = {}
    for line in orders.recent_lines(identity_ids=list(owner), since=at - LOOK_BACK):
        found.setdefault(owner[line.identity_id], []).append(line)
    return found


def _remember(heard: Sequence[Heard], at: datetime) -> None:
    """Complaints, and who may leave or tells others, become facts about the person; what others decide on later is a rule over these."""
    words = [loyalty.Word(one.message.id, one.identity_id, one.message.at, one.reading) for one in heard if counts(one)]
    loyalty.note(words, at=at)
    noting.note_fact(facts=complaints(heard))
    promises.note_complaints(complaints=[heard_rules.of_a_promise(one) for one in heard if heard_rules.is_about_a_promise(one)])


def _is_praise(one: Heard) -> bool:
    return guards.may_thank(one.reading) and counts(one)
