"""How tests let people speak: messages stored by the real packages, their vectors made, and each placed as the flow does."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import uuid4

from makegood.alike import actions as alike
from makegood.alike import queries as vectors
from makegood.bursts import actions as bursts
from makegood.bursts.types import Burst, Said, TopicId
from makegood.channels.actions import intake
from makegood.channels.types import Envelope, MessageId
from makegood.people.actions import recognising
from makegood.people.types import Address, IdentityKind
from tests import cast
from tests.bursts.causes import LOOKED_AT
from tests.cases import telling

A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Words:
    """Somebody (a number) says something."""

    at: datetime
    text: str
    who: int
    facets: dict[str, str] = field(default_factory=dict)


def speak(words: Iterable[Words], *, at: datetime | None = None, vectors_too: bool = True) -> dict[MessageId, TopicId]:
    """These are stored, and placed at the time of the last of them or at `at`. → where each was put."""
    said = told(words, vectors_too=vectors_too)
    return bursts.place(said=said, at=at or max(one.said_at for one in said))


def told(words: Iterable[Words], *, vectors_too: bool = True) -> list[Said]:
    """These, stored."""
    some = list(words)
    channel_id = telling.web_channel(uuid4().hex[:12])
    at = max(one.at for one in some)
    envelopes = [
        Envelope(external_id=uuid4().hex, author=_who(one.who), text=one.text, visible=one.text, sent_at=one.at) for one in some
    ]
    ids = intake.store_messages(channel_id=channel_id, envelopes=envelopes, at=at)
    seen = recognising.recognise(sightings=[cast.seen(_who(one.who)) for one in some], at=at)
    if vectors_too:
        alike.learn(texts={message_id: one.text for message_id, one in zip(ids, some, strict=True)})
    made = vectors.vectors(message_ids=ids)
    return [
        Said(message_id, who.identity_id, one.at, made.get(message_id), one.facets)
        for message_id, who, one in zip(ids, seen, some, strict=True)
    ]


def weeks(
    chance: Random, *, until: datetime, days: int = 28, a_day: int = 12, kinds: Sequence[str] = ("life", "carrier")
) -> list[Words]:
    """Everyday complaints, more of them by day than by night."""
    found = []
    for day in range(days):
        for _ in range(a_day):
            hour = min(max(chance.gauss(13, 4), 0), 23.9)
            midnight = (until - timedelta(days=days - day)).replace(hour=0, minute=0)
            kind = chance.choices(kinds, weights=[4, 1][: len(kinds)])[0]
            found.append(Words(midnight + timedelta(hours=hour), chance.choice(LOOKED_AT[kind]), chance.randrange(100_000)))
    return sorted((one for one in found if one.at < until), key=lambda one: one.at)


def burst(
    chance: Random, texts: Sequence[str], *, begins: datetime, minutes: int, people: int, first: int = 200_000, **facets: str
) -> list[Words]:
    """So many people say one of these within so many minutes."""
    return sorted(
        (
            Words(begins + timedelta(minutes=chance.uniform(0, minutes)), chance.choice(texts), first + n, facets)
            for n in range(people)
        ),
        key=lambda one: one.at,
    )


def minute_by_minute(words: Sequence[Words], *, until: datetime) -> list[Burst]:
    """As a worker would: what was said in a minute is placed, and the minute watched when it is over. → what was raised."""
    said = told(words)
    found: list[Burst] = []
    now = min(one.said_at for one in said).replace(second=0, microsecond=0)
    while now < until:
        now += A_MINUTE
        some = [one for one in said if now - A_MINUTE <= one.said_at < now]
        bursts.place(said=some, at=now)
        found += bursts.tick(at=now)
    return found


def _who(number: int) -> Address:
    return Address(IdentityKind.EMAIL, f"person{number}@example.org", f"Person {number}")
