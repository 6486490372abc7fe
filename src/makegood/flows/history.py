"""A brand's past comes in: people, orders, returns, parcels, messages and whoever entered a contest that another system kept, thousands at once.

History never triggers an answer, a gift or a case: nothing here asks what should happen next. Only who was brought by whom is judged anew, by one work row. What is learned from it (orders,
complaints, reviews) becomes facts at its own instant, so that standing and policy see it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from makegood.channels.actions import history as channels
from makegood.channels.types import Direction, PastMessage
from makegood.contests import actions as contests
from makegood.contests.types import EntryIn, How
from makegood.flows import meaning, referrals, usual_past
from makegood.flows.usual_past import Past
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.orders.actions import history as orders
from makegood.orders.types import OrderIn, ParcelEventIn, ReturnIn, ReturnKind
from makegood.people.actions import history as people
from makegood.people.actions import noting
from makegood.people.types import Address, Fact, IdentityId, PastPerson, Recognised, Sighting
from makegood.understanding import actions as understanding
from makegood.understanding.types import TextIn

Thing = PastPerson | OrderIn | ReturnIn | ParcelEventIn | PastMessage | EntryIn

_Kind = TypeVar("_Kind", PastPerson, OrderIn, ReturnIn, ParcelEventIn, PastMessage, EntryIn)


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that was told, and its place in whatever told it: what a complaint about it names."""

    place: int
    thing: Thing


@dataclass
class Taken:
    """What became of a batch: how many of what, and what could not be kept, by place."""

    counts: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[int, Refusal]] = field(default_factory=list)


def take(*, told: Sequence[Told], channel_id: UUID | None, read: bool, at: datetime, contest_id: UUID | None = None) -> Taken:
    """Keeps everything that can be kept, in one transaction of the caller's: people, then orders, returns, parcels, messages, entrants. May be
    repeated: what is known changes nothing. Messages go to `channel_id` and are read for what they say where `read` is set;
    entrants and followers belong to `contest_id`."""
    taken = Taken()
    _people(_of(told, PastPerson), taken)
    _orders(_of(told, OrderIn), taken, at)
    _returns(_of(told, ReturnIn), taken, at)
    _parcels(_of(told, ParcelEventIn), taken)
    messages = _of(told, PastMessage)
    if messages and channel_id is not None:
        _messages(messages, channel_id, read, at, taken)
    entries = _of(told, EntryIn)
    if entries and contest_id is not None:
        _entries([one for _, one in entries], contest_id, at, taken)
    return taken


def channel(*, name: str, at: datetime) -> UUID:
    """The channel to which past messages belong, made where there is none. May be repeated."""
    return channels.past_channel(name=name, at=at)


# ---------------------------------------------------------------------------------------------------------------------


def _of(told: Sequence[Told], kind: type[_Kind]) -> list[tuple[int, _Kind]]:
    return [(one.place, one.thing) for one in told if isinstance(one.thing, kind)]


def _people(told: Sequence[tuple[int, PastPerson]], taken: Taken) -> None:
    if not told:
        return
    for (place, _), answer in zip(told, people.take_people(people=[person for _, person in told]), strict=True):
        if isinstance(answer, Refusal):
            taken.refused.append((place, answer))
        else:
            taken.counts["people" if answer else "people known"] += 1


def _orders(told: Sequence[tuple[int, OrderIn]], taken: Taken, at: datetime) -> None:
    if not told:
        return
    answers = orders.take_past_orders(orders=[order for _, order in told])
    _count("orders", [place for place, _ in told], answers, taken)
    new = [order.number for (_, order), answer in zip(told, answers, strict=True) if answer.is_new and order.reason == "sale"]
    referrals.past_told(new, at=at)


def _returns(told: Sequence[tuple[int, ReturnIn]], taken: Taken, at: datetime) -> None:
    if not told:
        return
    answers = orders.take_past_returns(returns=[one for _, one in told])
    _count("returns", [place for place, _ in told], answers, taken)
    back = [one for (_, one), answer in zip(told, answers, strict=True) if answer.is_new and one.kind is ReturnKind.CANCELLATION]
    referrals.past_told([one.order_number for one in back if one.refund and one.order_number], at=at)


def _parcels(told: Sequence[tuple[int, ParcelEventIn]], taken: Taken) -> None:
    if told:
        _count("parcel events", [place for place, _ in told], orders.take_past_parcels(told=[one for _, one in told]), taken)


def _count(what: str, places: Sequence[int], answers: Iterable[orders.Answer], taken: Taken) -> None:
    for place, answer in zip(places, answers, strict=True):
        if answer.refused is not None:
            taken.refused.append((place, answer.refused))
            continue
        taken.counts[what if answer.is_new else f"{what} known"] += 1
        taken.counts["people"] += answer.new_person


def _messages(told: Sequence[tuple[int, PastMessage]], channel_id: UUID, read: bool, at: datetime, taken: Taken) -> None:
    named = _with_authors(told, taken)
    kept = channels.keep_past_messages(channel_id=channel_id, messages=[message for _, message in named])
    fresh: list[tuple[PastMessage, channels.Kept]] = []
    for (place, message), answer in zip(named, kept, strict=True):
        if isinstance(answer, Refusal):
            taken.refused.append((place, answer))
            continue
        taken.counts["messages" if answer.is_new else "messages known"] += 1
        if answer.is_new and message.direction is Direction.IN:
            fresh.append((message, answer))
    noting.note_fact(facts=[fact for message, one in fresh for fact in _review(message, one)])
    if read:
        _read(fresh, at)


def _entries(entries: Sequence[EntryIn], contest_id: UUID, at: datetime, taken: Taken) -> None:
    new = contests.take(contest_id=contest_id, entries=entries, by=SYSTEM, at=at)
    what = "followers" if entries[0].how is How.FOLLOWS else "entrants"
    taken.counts[what] += new
    taken.counts[f"{what} known"] += len(entries) - new


def _with_authors(told: Sequence[tuple[int, PastMessage]], taken: Taken) -> list[tuple[int, PastMessage]]:
    """The messages with the identities of those who are named: the author of one that came in, the recipient of one that we wrote."""
    wanted = [(i, address) for i, (_, message) in enumerate(told) if (address := _person_in(message)) is not None]
    seen = [(Sighting((address,), source="a message"), told[i][1].envelope.sent_at) for i, address in wanted]
    found: dict[int, Recognised | Refusal] = dict(zip((i for i, _ in wanted), people.recognise_past(seen=seen), strict=True))
    named: list[tuple[int, PastMessage]] = []
    for i, (place, message) in enumerate(told):
        who = found.get(i)
        if isinstance(who, Refusal):
            taken.refused.append((place, who))
            continue
        if who is not None:
            taken.counts["people"] += who.is_new
            message = replace(message, identity_id=who.identity_id)
        named.append((place, message))
    return named


def _person_in(message: PastMessage) -> Address | None:
    if message.direction is Direction.IN:
        return message.envelope.author
    return message.envelope.to[0] if message.envelope.to else None


def _review(message: PastMessage, kept: channels.Kept) -> list[Fact]:
    if message.score is None or kept.identity_id is None:
        return []
    value: dict[str, object] = {"score": message.score, "best": message.best, "public": message.envelope.public}
    return [Fact(IdentityId(kept.identity_id), "reviewed", str(kept.message_id), message.envelope.sent_at, value)]


def _read(fresh: Sequence[tuple[PastMessage, channels.Kept]], at: datetime) -> None:
    """What they said is read as live messages are, and a complaint becomes a fact of its own time; what they complain of and ask for teaches the watch what is
    usual. Nothing is opened or proposed."""
    worded = [(message, one) for message, one in fresh if message.envelope.visible.strip() or message.envelope.subject.strip()]
    texts = [TextIn(str(one.message_id), message.envelope.subject, message.envelope.visible) for message, one in worded]
    facts, past = [], []
    for (message, one), reading in zip(worded, understanding.read(texts=texts, at=at), strict=True):
        if one.identity_id is not None and message.envelope.automatic is None:
            past.append(Past(one.message_id, one.identity_id, message.envelope.sent_at, reading))
        if meaning.is_let_down(reading) and one.identity_id is not None:
            value: dict[str, object] = {"public": message.envelope.public, "harm": meaning.harm(reading)}
            facts.append(Fact(IdentityId(one.identity_id), "complained", str(one.message_id), message.envelope.sent_at, value))
    noting.note_fact(facts=facts)
    usual_past.learn(past=past, at=at)
