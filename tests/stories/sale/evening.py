"""The sale as it happens to everybody: four weeks of life, an evening without a shop, what people write, and what became of their baskets. Pure: a
size and a seed in, everything that is said and done out, each with the truth of why. The product never sees the truth; the story's figures do.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from tests.stories.sale import calendar, people, written
from tests.stories.sale.people import Visitor

DOORS = {"mail": 45, "posts": 33, "form": 22}  # in a hundred
SECOND_TIME, ALSO, NEXT_MORNING = 0.08, 0.05, 0.03
LAG_MIN = 9.0  # from the refusal to the words, on average
BASKET, TRIES, NAMED = 0.30, 0.62, 0.72  # of visitors; of baskets; of baskets whose owner gave an address
HICCUPS = 0.02  # of ordinary life: somebody once could not pay, for a reason of their own


class Cause(StrEnum):
    """Why somebody wrote. Only the simulator knows."""

    OUTAGE = "outage"
    OLD_CODE = "old code"
    ORDINARY = "ordinary"


class Did(StrEnum):
    BASKET = "basket held"
    REFUSED = "checkout refused"
    ORDERED = "order placed"


@dataclass(frozen=True, slots=True)
class Size:
    """How large an evening: people who come, complaints of the outage, of the old code, what comes on a usual day."""

    visitors: int
    complaints: int
    lookalikes: int
    life_a_day: int


FULL = Size(visitors=20_000, complaints=600, lookalikes=60, life_a_day=30)
STORY = Size(visitors=900, complaints=70, lookalikes=10, life_a_day=6)  # what a browser can be asked to wait for
SMALL = Size(visitors=2_000, complaints=150, lookalikes=18, life_a_day=10)


@dataclass(frozen=True, slots=True)
class Said:
    """One message; `also` where it complains of something else besides, `kind` of ordinary life only."""

    key: str
    at: datetime
    visitor: Visitor
    door: str
    words: written.Words
    cause: Cause
    also: bool = False
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Shopping:
    """What the shop's own pages saw. Without an address nobody knows whose basket it is."""

    key: str
    at: datetime
    visitor: Visitor
    did: Did
    cents: int
    named: bool


@dataclass(frozen=True, slots=True)
class Evening:
    size: Size
    visitors: tuple[Visitor, ...]
    life: tuple[Said, ...]  # the four weeks before, and what is ordinary on the evening itself
    complaints: tuple[Said, ...]
    lookalikes: tuple[Said, ...]
    shopping: tuple[Shopping, ...]

    @property
    def said(self) -> tuple[Said, ...]:
        """Everything that is said, in order of time."""
        return tuple(sorted((*self.life, *self.complaints, *self.lookalikes), key=lambda one: (one.at, one.key)))

    def stood_before_it(self) -> frozenset[int]:
        """Numbers of those whom it kept from buying and of whom the shop knows the address."""
        span = (calendar.OUTAGE_FROM, calendar.OUTAGE_UNTIL)
        return frozenset(one.visitor.number for one in self.shopping if one.named and span[0] <= one.at < span[1])


def evening(size: Size, *, seed: int = 2008) -> Evening:
    visitors = people.visitors(count=size.visitors, seed=seed)
    shopping = tuple(_shopping(visitors, Random(f"{seed}:shopping")))
    return Evening(
        size=size,
        visitors=visitors,
        life=tuple(_life(visitors, size, Random(f"{seed}:life"))),
        complaints=tuple(_complaints(visitors, shopping, size, Random(f"{seed}:complaints"))),
        lookalikes=tuple(_lookalikes(visitors, size, Random(f"{seed}:lookalikes"))),
        shopping=shopping,
    )


def is_down(at: datetime) -> bool:
    return calendar.OUTAGE_FROM <= at < calendar.OUTAGE_UNTIL


def _shopping(visitors: tuple[Visitor, ...], chance: Random) -> Iterator[Shopping]:
    """Everybody comes once on the sale's day. Before and after the outage who tries to pay has bought."""
    for visitor in visitors:
        at = calendar.when_shopping(calendar.SALE_DAY, chance)
        if chance.random() >= BASKET:
            continue
        cents, named = chance.randint(1_900, 14_900), chance.random() < NAMED
        yield Shopping(f"{visitor.number}-0", at, visitor, Did.BASKET, cents, named)
        if chance.random() >= TRIES:
            continue
        for number in range(1, chance.randint(2, 5)):
            at += timedelta(seconds=chance.randint(25, 240))
            did = Did.REFUSED if is_down(at) else Did.ORDERED
            yield Shopping(f"{visitor.number}-{number}", at, visitor, did, cents, named)
            if did is Did.ORDERED:
                break


def _complaints(visitors: tuple[Visitor, ...], shopping: tuple[Shopping, ...], size: Size, chance: Random) -> Iterator[Said]:
    """Most who complain were refused or had a basket; some only wanted to look. Some write twice, through another door."""
    met = {one.visitor.number: one for one in shopping if is_down(one.at)}
    stood = list(met.values())
    chance.shuffle(stood)
    once = round(size.complaints / (1 + SECOND_TIME))
    with_baskets = stood[: round(once * 0.85)]
    taken = {one.visitor.number for one in with_baskets}
    others = chance.sample(
        [one for one in visitors if one.number not in taken and one.number not in met], once - len(with_baskets)
    )
    came = [(one.visitor, one.at) for one in with_baskets] + [(one, _during(chance)) for one in others]
    for count, (visitor, at) in enumerate(came):
        yield _complaint(f"out-{count}", visitor, _later(at, chance), chance)
    for count, (visitor, at) in enumerate(chance.sample(came, size.complaints - once)):
        yield _complaint(f"again-{count}", visitor, _later(at, chance) + timedelta(minutes=chance.randint(5, 40)), chance)


def _complaint(key: str, visitor: Visitor, at: datetime, chance: Random) -> Said:
    door, also = _door(visitor, chance), chance.random() < ALSO
    words = written.about_the_outage(chance, language=visitor.language, public=door == "posts", also=also)
    return Said(key, at, visitor, door, words, Cause.OUTAGE, also=also and door != "posts")


def _lookalikes(visitors: tuple[Visitor, ...], size: Size, chance: Random) -> Iterator[Said]:
    """The code fails from Monday on; most try it when most come, on the evening of the outage too."""
    days = [calendar.SALE_DAY - timedelta(days=2), calendar.SALE_DAY - timedelta(days=1), calendar.SALE_DAY, calendar.SALE_DAY]
    for count, visitor in enumerate(chance.sample(visitors, size.lookalikes)):
        at = calendar.when_shopping(chance.choice(days), chance)
        words = written.about_the_old_code(chance, language=visitor.language)
        yield Said(f"code-{count}", at, visitor, chance.choice(("mail", "form")), words, Cause.OLD_CODE)


def _life(visitors: tuple[Visitor, ...], size: Size, chance: Random) -> Iterator[Said]:
    day, count = calendar.LIFE_FROM, 0
    while day < calendar.SALE_DAY + timedelta(days=1):
        for _ in range(_about(size.life_a_day * calendar.busyness(day) / 100, chance)):
            count += 1
            at, visitor = calendar.when_writing(day, chance), chance.choice(visitors)
            kind, _, words = written.of_any_week(chance)
            if chance.random() < HICCUPS and not is_down(at):
                kind, words = "hiccup", written.about_the_outage(chance, language="en", public=False, also=False)
            yield Said(f"life-{count}", at, visitor, chance.choice(("mail", "mail", "form")), words, Cause.ORDINARY, kind=kind)
        day += timedelta(days=1)


def _about(mean: float, chance: Random) -> int:
    """Around so many, as days differ: a normal of the Poisson's width and half as much again."""
    return max(0, round(chance.gauss(mean, 1.5 * mean**0.5)))


def _door(visitor: Visitor, chance: Random) -> str:
    door = chance.choices(list(DOORS), weights=list(DOORS.values()))[0]
    return "mail" if door == "posts" and not visitor.handle else door


def _during(chance: Random) -> datetime:
    return calendar.OUTAGE_FROM + timedelta(seconds=chance.randrange(90 * 60))


def _later(at: datetime, chance: Random) -> datetime:
    if chance.random() < NEXT_MORNING:
        return at + timedelta(hours=chance.uniform(10, 14))
    return at + timedelta(minutes=chance.expovariate(1 / LAG_MIN))
