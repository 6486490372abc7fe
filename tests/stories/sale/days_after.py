"""The days after the evening: what people say under the statement, who takes a coupon, and what becomes of it at the till. Pure and seeded.

The truth of what is *used* is counted here by the simplest rule there is, one checkout after the other, so that the product's count has something to
be compared with that shares nothing with it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from tests.stories.sale import calendar, written
from tests.stories.sale.evening import Evening
from tests.stories.sale.people import Visitor

WORTH, LEAST = 500, 5_000  # cents: $5 on orders of $50 or more
REFUNDS_UNTIL = calendar.here(24, 0)  # whoever sends something back does so in the first days
HOLD = timedelta(minutes=30)  # a reservation lasts so long at least in every shop


class Ending(StrEnum):
    PAID = "paid"
    LEFT = "left"  # said so: the reservation is released
    VANISHED = "vanished"  # said nothing: it runs out


@dataclass(frozen=True, slots=True)
class After:
    """How large the days after are."""

    replies: int
    claims: int
    coupons: int


FULL = After(replies=240, claims=8_000, coupons=5_000)
SMALL = After(replies=60, claims=220, coupons=100)


@dataclass(frozen=True, slots=True)
class Reply:
    key: str
    at: datetime
    visitor: Visitor
    text: str
    mood: str


@dataclass(frozen=True, slots=True)
class Claim:
    at: datetime
    visitor: Visitor


@dataclass(frozen=True, slots=True)
class Checkout:
    """Somebody at the till with the code. `address` is as they typed it: the same person may write it otherwise the second time."""

    key: str
    at: datetime
    visitor: Visitor
    address: str
    cents: int
    ending: Ending
    refunded_at: datetime | None


@dataclass(frozen=True, slots=True)
class DaysAfter:
    size: After
    replies: tuple[Reply, ...]
    claims: tuple[Claim, ...]
    checkouts: tuple[Checkout, ...]


@dataclass(frozen=True, slots=True)
class Used:
    """By the simplest count: what stands used at the end, and how often the till had to say no, and why."""

    used: int
    given_back: int
    too_small: int
    second_time: int
    sold_out: int


def days_after(evening: Evening, size: After, *, seed: int = 2008) -> DaysAfter:
    claims = tuple(sorted(_claims(evening, size, Random(f"{seed}:claims")), key=lambda one: one.at))
    return DaysAfter(
        size=size,
        replies=tuple(sorted(_replies(evening, size, Random(f"{seed}:replies")), key=lambda one: one.at)),
        claims=claims,
        checkouts=tuple(sorted(_checkouts(claims, Random(f"{seed}:checkouts")), key=lambda one: one.at)),
    )


def truly_used(checkouts: Sequence[Checkout], *, coupons: int) -> Used:
    """One after the other, as if the world stood still between them; who leaves or vanishes holds nothing for longer than the next one needs."""
    steps = [(one.at, 1, one) for one in checkouts] + [(one.refunded_at, 0, one) for one in checkouts if one.refunded_at]
    holders: dict[str, str] = {}
    counts = {"given_back": 0, "too_small": 0, "second_time": 0, "sold_out": 0}
    for _, is_checkout, one in sorted(steps, key=lambda step: (step[0], step[1], step[2].key)):
        person = one.visitor.email
        if not is_checkout:
            if holders.get(person) == one.key:
                del holders[person]
                counts["given_back"] += 1
        elif one.cents < LEAST:
            counts["too_small"] += 1
        elif person in holders:
            counts["second_time"] += 1
        elif len(holders) >= coupons:
            counts["sold_out"] += 1
        elif one.ending is Ending.PAID:
            holders[person] = one.key
    return Used(used=len(holders), **counts)


def _replies(evening: Evening, size: After, chance: Random) -> Iterator[Reply]:
    """Most come in the first hours; only who has an account speaks in public."""
    wrote = {one.visitor.number for one in evening.complaints}
    speakers = [one for one in evening.visitors if one.handle]
    chance.shuffle(speakers)
    speakers.sort(key=lambda one: one.number not in wrote)
    for count, visitor in enumerate(speakers[: size.replies]):
        mood, text = written.afterwards(chance)
        at = calendar.STATEMENT_AT + timedelta(minutes=20 + chance.expovariate(1 / 300))
        yield Reply(f"reply-{count}", at, visitor, text, mood)


def _claims(evening: Evening, size: After, chance: Random) -> Iterator[Claim]:
    span = (calendar.LATER_END - calendar.STATEMENT_AT).total_seconds()
    for visitor in chance.sample(evening.visitors, size.claims):
        yield Claim(calendar.STATEMENT_AT + timedelta(hours=1, seconds=min(chance.expovariate(3 / span), span * 0.9)), visitor)


def _checkouts(claims: Sequence[Claim], chance: Random) -> Iterator[Checkout]:
    """Four of five come to the till; some of them twice, one in twelve with too little, and some before the hour is over leave again."""
    for count, claim in enumerate(claims):
        if chance.random() >= 0.8:
            continue
        at = min(
            claim.at + timedelta(hours=chance.expovariate(1 / 5)), calendar.LATER_END - timedelta(minutes=chance.randint(5, 90))
        )
        first = _checkout(f"till-{count}", at, claim.visitor, claim.visitor.email, chance)
        yield first
        if chance.random() < 0.05:
            again = min(at + timedelta(hours=2), calendar.LATER_END - timedelta(minutes=2))
            yield _checkout(f"till-{count}-again", again, claim.visitor, claim.visitor.email.title(), chance)


def _checkout(key: str, at: datetime, visitor: Visitor, address: str, chance: Random) -> Checkout:
    cents = chance.randint(2_000, 4_999) if chance.random() < 0.08 else chance.randint(LEAST, 13_900)
    ending = chance.choices((Ending.PAID, Ending.LEFT, Ending.VANISHED), weights=(92, 4, 4))[0]
    back = ending is Ending.PAID and chance.random() < 0.04
    refunded_at = at + timedelta(hours=chance.randint(3, 20)) if back else None
    if refunded_at is not None and refunded_at >= REFUNDS_UNTIL:
        refunded_at = None
    return Checkout(key, at, visitor, address, cents, ending, refunded_at)
