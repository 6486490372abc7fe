"""Notices that more people than usual say alike things: puts what is complained of and asked for to its topic, watches the minutes, and lays before members
what was noticed. Judges nothing: whether it is one cause, a member says.

Nobody's answer waits for this. Where very much comes in, only some of each batch get their vector at once, and of a stream that does not end some each
second, which is enough to notice; the others get theirs when there is time, and join then.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from makegood.alike import actions as alike
from makegood.alike import queries as vectors
from makegood.bursts import actions as bursts
from makegood.bursts import queries as noticed
from makegood.bursts.types import SPLIT_OFF, Burst, BurstState, Said, TopicKind
from makegood.channels import kept_out
from makegood.channels import queries as channels
from makegood.channels.messages import Message
from makegood.channels.rules import form_fields
from makegood.channels.types import Direction
from makegood.flows import alike_messages, incident_joining, leisure, meaning, message_arrived
from makegood.flows.heard import Heard
from makegood.incidents import actions as incidents
from makegood.incidents import queries as recorded
from makegood.incidents.rules import titles
from makegood.incidents.types import Incident, State
from makegood.kernel.actors import SYSTEM
from makegood.orders import promised as orders
from makegood.orders.types import Promised
from makegood.people.types import IdentityId
from makegood.platform import work
from makegood.platform.work import Item, Taken
from makegood.understanding import queries as understanding
from makegood.understanding.types import Act, Reading

WORK, LATER, WATCH = "noticing", "noticing_later", "bursts_watch"
BATCH, LATER_BATCH = 300, 16
WAITS_S = 10.0  # so long does it let what people wait for go first; an incident is noticed in minutes
AT_ONCE = 40  # messages of a batch that get their vector at once: a quarter of a second of work
_A_MINUTE = timedelta(minutes=1)
_MOMENT = timedelta(seconds=1)
_SAME_HOURS = timedelta(minutes=90)
_ELSE = (Act.PRAISE, Act.BUYING)
_OF_MANY = 300  # people whose words are looked at for a title


def put(items: Sequence[Taken], at: datetime) -> None:
    """Puts what these messages say to its topic. May be repeated."""
    _put([UUID(item.key) for item in items], at, most=AT_ONCE, sparing=True)


def put_later(items: Sequence[Taken], at: datetime) -> None:
    """Those that got no vector at once."""
    _put([UUID(item.key) for item in items], at, most=len(items))


def watch(items: Sequence[Taken], at: datetime) -> None:
    """Goes through the minutes that are over; what is noticed becomes a candidate, and what belongs to an incident joins it. Comes back each minute while
    something goes on, and else when somebody says something."""
    (item,) = items
    bursts.tick(at=at)
    going_on = noticed.going_on()
    for burst in going_on:
        _lay_before_members(burst, at)
    incident_joining.let_go_what_split_off(split=[burst for burst in going_on if burst.rule == SPLIT_OFF], at=at)
    incident_joining.join_what_belongs(topic_ids=[burst.topic_id for burst in going_on], at=at)
    if going_on:
        work.postpone(item, due_at=at + _A_MINUTE)


def watch_soon(*, at: datetime) -> None:
    """The minute that is under way is looked at when it is over."""
    work.leave(WATCH, [Item(key="watch", due_at=at.replace(second=0, microsecond=0) + _A_MINUTE)])


def is_worth(reading: Reading) -> bool:
    """They complain, ask, tell us or want something, or we cannot tell what; but neither praise nor wish to buy, unless they say what went wrong."""
    return bool(reading.happened) or meaning.is_let_down(reading) or reading.act.best not in _ELSE


# ---------------------------------------------------------------------------------------------------------------------


def _put(message_ids: Sequence[UUID], at: datetime, *, most: int, sparing: bool = False) -> None:
    heard = _heard(message_ids, at)
    if not heard:
        return
    alike_messages.begin_with_the_past(at)
    left = _with_vectors([one.message for one in heard], most, sparing=sparing)
    made = vectors.vectors(message_ids=[one.message.id for one in heard])
    promised = _promised(heard)
    said = [
        Said(one.message.id, one.identity_id, one.message.at, made.get(one.message.id), _facets(one, promised)) for one in heard
    ]
    incident_joining.join(placed=dict(bursts.place(said=said, at=at).items()), at=at)
    work.leave(LATER, [Item(key=str(message_id), due_at=at) for message_id in left])
    watch_soon(at=at)


def _heard(message_ids: Sequence[UUID], at: datetime) -> list[Heard]:
    """Those of these messages that count, with who wrote them and what they are about."""
    hidden, readings = kept_out.hidden(message_ids=message_ids), understanding.readings(message_ids=message_ids)
    said = [
        one
        for one in channels.messages(message_ids=message_ids)
        if one.direction is Direction.IN
        and one.identity_id
        and one.id not in hidden
        and one.id in readings
        and is_worth(readings[one.id])
    ]
    authors: dict[UUID, IdentityId] = {one.id: IdentityId(one.identity_id) for one in said if one.identity_id}
    return [one for one in message_arrived.as_heard(said, authors, readings, at) if message_arrived.counts(one)] if said else []


def _with_vectors(messages: Sequence[Message], most: int, *, sparing: bool) -> Collection[UUID]:
    """Makes the vectors of up to so many of these that have none, where it shall be sparing, as many as there is leisure for. → those that still have none."""
    there = vectors.known(message_ids=[one.id for one in messages], version=alike.version())
    missing = {one.id: alike_messages.words(one) for one in messages if one.id not in there and alike_messages.words(one)}
    now = min(most, len(missing))
    now = leisure.for_vectors(now) if sparing else now
    alike.learn(texts=dict(list(missing.items())[:now]))
    return list(missing)[now:]


def _promised(heard: Sequence[Heard]) -> dict[UUID, Promised]:
    order_ids = {one.matter.line.order_id for one in heard if one.matter.line}
    return {one.id: one for one in orders.orders(order_ids=sorted(order_ids))} if order_ids else {}


def _facets(one: Heard, promised: dict[UUID, Promised]) -> dict[str, str]:
    """Product, region and carrier where we know the line that they speak of; the channel; what went wrong."""
    line = one.matter.line
    order = promised.get(line.order_id) if line else None
    found = {
        "product": line.line.title if line else "",
        "region": order.lane if order else "",
        "carrier": next((parcel.carrier for parcel in order.parcels if parcel.carrier), "") if order else "",
        "channel": one.message.channel_kind,
        "harm": meaning.harm(one.reading),
    }
    return {facet: value[:80] for facet, value in found.items() if value}


def _lay_before_members(burst: Burst, at: datetime) -> None:
    """A candidate of its own; or, where machines and people tell of the same hours, one for both."""
    there = recorded.of_burst(burst_id=burst.id)
    if there is not None and (there.state is not State.CANDIDATE or burst.people <= there.people):
        return
    if there is None and burst.state is BurstState.DISMISSED:
        return  # a member said so of what it was one with
    if there is None and (beside := _beside(burst, at)) is not None:
        if burst.topic_id not in beside.topic_ids:
            _take_in(beside, burst, at)
        if beside.is_confirmed and burst.state is BurstState.RAISED:
            bursts.judge(burst_id=burst.id, confirmed=True, by=SYSTEM, at=at)
        return
    incidents.open_candidate(
        burst_id=burst.id,
        topic_ids=[burst.topic_id],
        facets=[burst.facet] if burst.facet else [],
        title=there.title if there else _title(burst, at),
        began_at=burst.began_at,
        by=SYSTEM,
        at=at,
        noticed=incidents.Noticed(people=burst.people, usual=burst.usual),
    )


def _take_in(beside: Incident, burst: Burst, at: datetime) -> None:
    """What people say names it; what a machine counts does not."""
    is_signal = burst.topic_id in noticed.signals_among(topic_ids=[burst.topic_id])
    incidents.take_in(
        incident_id=beside.id,
        topic_ids=[burst.topic_id],
        title="" if is_signal else _title(burst, at),
        began_at=burst.began_at,
        noticed=incidents.Noticed() if is_signal else incidents.Noticed(people=burst.people, usual=burst.usual),
    )


def _beside(burst: Burst, at: datetime) -> Incident | None:
    """The incident with which this burst goes: it has its topic already; or it is of the same hours, and one of the two was noticed by machines alone, or by
    more people than usual speaking of anything, or of anything to do with a product, region, carrier or channel, most of whom say this. Else two things
    that people say are two candidates, until a member says otherwise."""
    there = [
        one
        for state in (State.CANDIDATE, State.OPEN)
        for one in recorded.incidents(state=state, limit=20)
        if one.topic_ids and one.began_at - _SAME_HOURS <= burst.began_at <= (one.ended_at or burst.began_at) + _SAME_HOURS
    ]
    known = next((one for one in there if burst.topic_id in one.topic_ids), None)
    if known is not None:
        return known
    kinds = noticed.kinds_of(topic_ids=[burst.topic_id, *(topic for one in there for topic in one.topic_ids)])
    signals = {topic for topic, kind in kinds.items() if kind is TopicKind.SIGNAL}
    says_alike = kinds.get(burst.topic_id) is TopicKind.ALIKE
    wordless = signals | {
        topic for topic, kind in kinds.items() if kind is TopicKind.WHOLE or (says_alike and kind is TopicKind.FACET)
    }
    fits = (
        one
        for one in there
        if burst.topic_id in signals
        or set(one.topic_ids) <= signals
        or (set(one.topic_ids) <= wordless and _is_most_of(one, burst, at))
    )
    return min(fits, key=lambda one: abs(one.began_at - burst.began_at), default=None)


def _is_most_of(one: Incident, burst: Burst, at: datetime) -> bool:
    """Whether this is most of what is too much since it began, as the watch itself asks whether a burst explains the whole. Four queries."""
    spoke, of_this = (
        {voice.identity_id for voice in noticed.said_in(topic_ids=topics, since=one.began_at, until=at + _MOMENT, explained=True)}
        for topics in (one.topic_ids, [burst.topic_id])
    )
    usual = one.usual * ((at - one.began_at) / timedelta(hours=1))
    return len(spoke & of_this) >= (len(spoke) - usual) / 2


def _title(burst: Burst, at: datetime) -> str:
    """What those who spoke have in common, as a sentence. What a machine counts is called as it is called there."""
    if burst.topic_id in noticed.signals_among(topic_ids=[burst.topic_id]):
        return titles.plainly(burst.title_words)
    said = noticed.said_in(topic_ids=[burst.topic_id], since=burst.began_at, until=at + _MOMENT)
    of_each = list({one.identity_id: one.message_id for one in said}.values())[:_OF_MANY]
    texts = [form_fields.to_compare(one) for one in channels.messages(message_ids=of_each)]
    read = understanding.readings(message_ids=of_each).values()
    happened = [one.happened[0].label for one in read if one.happened]
    return titles.sentence(texts, burst.title_words, happened=happened)
