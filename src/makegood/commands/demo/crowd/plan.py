"""Who writes when about what, in the weeks before today, and what was bought besides. Pure and seeded: the same day and seed give the same weeks."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random

from makegood.commands.demo.crowd import grammar, people, rhythm, trade
from makegood.commands.demo.crowd.people import Customer
from makegood.commands.demo.crowd.trade import Purchase
from makegood.commands.demo.days import ZONE

SEED = 1879  # the year in which somebody lit a lamp
DAYS = 28
BEFORE = timedelta(days=120)  # what was bought goes back further than what was written
FOLK = 3_600  # people of the crowd at full size
QUIET = 1_500  # orders of which nobody ever said a word
APART = timedelta(days=9)  # nobody writes about two matters within this
_AGE = {  # hours between buying and writing, where the parcel has come
    "faulty": (30, 340),
    "broken": (25, 60),
    "wrong": (25, 70),
    "refund": (90, 330),
    "invoice": (26, 260),
    "billing": (40, 120),
    "late": (60, 80),
}


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody writes. `purchase` is what it is about, `thing` and `other` are goods of the shop that may be spoken of."""

    number: int
    at: datetime
    kind: str
    who: Customer
    purchase: Purchase | None
    thing: str
    other: str


@dataclass
class Plan:
    """`contacts` and `quiet` in the order of time; `live` are the last of the contacts, which come in as life does."""

    contacts: list[Contact] = field(default_factory=list)
    quiet: list[Purchase] = field(default_factory=list)
    live: list[Contact] = field(default_factory=list)

    def by_day(self) -> dict[date, list[Contact]]:
        days: dict[date, list[Contact]] = defaultdict(list)
        for contact in self.contacts:
            days[contact.at.astimezone(ZONE).date()].append(contact)
        return days


def plan(*, now: datetime, holidays: frozenset[date], scale: float, live: int) -> Plan:
    """Four weeks up to `now`, the last `live` contacts apart. `scale` 1 is the whole shop."""
    chance = Random(SEED)  # noqa: S311 - a story, no secret
    folk = people.crowd(max(round(FOLK * scale), 40), chance)
    draw = _Draw(folk, chance)
    moments = sorted(_moments(now, holidays, scale, chance))
    made = Plan()
    for number, (at, kind) in enumerate(moments):
        made.contacts.append(_contact(number, at, kind, draw, chance))
    split = max(len(made.contacts) - live, 0)
    made.contacts, made.live = made.contacts[:split], made.contacts[split:]
    made.quiet = sorted(_quiet(now, round(QUIET * scale), draw, chance), key=lambda one: one.placed_at)
    return made


class _Draw:
    """Draws people by their weights; nobody twice within nine days."""

    def __init__(self, folk: Sequence[Customer], chance: Random) -> None:
        self._folk = folk
        self._weights = list(accumulate(one.weight for one in folk))
        self._chance = chance
        self._last: dict[str, datetime] = {}

    def anybody(self) -> Customer:
        return self._chance.choices(self._folk, cum_weights=self._weights)[0]

    def writer(self, kind: str, at: datetime) -> Customer:
        """Somebody who can write such a letter and has not written lately. Posts are written in English here."""
        posts = kind in rhythm.POSTED
        found = self.anybody()
        for _ in range(200):
            fresh = at - self._last.get(found.email, at - 2 * APART) >= APART
            if fresh and grammar.knows(found.language, kind) and not (posts and found.language != "en"):
                break
            found = self.anybody()
        self._last[found.email] = at
        return found


def _moments(now: datetime, holidays: frozenset[date], scale: float, chance: Random) -> list[tuple[datetime, str]]:
    moments = []
    today = now.astimezone(ZONE).date()
    for back in range(DAYS, -1, -1):
        day = today - timedelta(days=back)
        count = rhythm.contacts_on(day, holidays=holidays, scale=scale, chance=chance)
        moments += [(rhythm.instant(day, kind, ZONE, chance), kind) for kind in rhythm.kinds(count, chance)]
    return [(at, kind) for at, kind in moments if at < now - timedelta(minutes=3)]


def _contact(number: int, at: datetime, kind: str, draw: _Draw, chance: Random) -> Contact:
    who = _stranger(chance) if kind == "spam" else draw.writer(kind, at)
    purchase = _purchase(kind, who, at, chance) if kind in rhythm.ABOUT_AN_ORDER else None
    things = list(grammar.names()["things"])
    thing = purchase.items[0][0] if purchase else chance.choice(things)
    other = chance.choice([sku for sku in things if sku != thing])
    return Contact(number, at, kind, who, purchase, thing, other)


def _purchase(kind: str, who: Customer, at: datetime, chance: Random) -> Purchase:
    """What they bought so that they write as they do."""
    if kind == "change":
        placed = at - timedelta(minutes=chance.randint(8, 300))
        return trade.bought(who, placed, chance)
    if kind == "wismo":
        placed = at - timedelta(hours=chance.uniform(30, 80))
        return trade.bought(who, placed, chance, delivered_at=trade.on_the_road(at, chance.choice((4, 20, 22, 44)), chance))
    if kind == "lost":
        return trade.bought(who, at - timedelta(hours=chance.uniform(70, 150)), chance, lost=True)
    placed = at - timedelta(hours=chance.uniform(*_AGE[kind]))
    if kind == "late":
        return trade.bought(who, placed, chance, delivered_at=at - timedelta(hours=chance.uniform(0.5, 6)))
    usual = trade.bought(who, placed, chance)
    came = usual.delivered_at
    if came is not None and came >= at:  # nobody writes of what has not come
        return replace(usual, moves=trade.journey(placed, at - timedelta(minutes=chance.randint(20, 90)), chance))
    return usual


def _quiet(now: datetime, count: int, draw: _Draw, chance: Random) -> list[Purchase]:
    bought = []
    for _ in range(count):
        placed = now - BEFORE * chance.random()
        local = placed.astimezone(ZONE).replace(hour=chance.choice((8, 9, 10, 11, 12, 13, 15, 16, 17, 19, 20, 21, 22)))
        one = trade.bought(draw.anybody(), min(local, now - timedelta(hours=1)).astimezone(now.tzinfo), chance)
        bought.append(one if placed > now - timedelta(days=DAYS) else trade.long_ago(one))
    return bought


def _stranger(chance: Random) -> Customer:
    """Somebody who wants to sell something."""
    names = ("Rank Ladder", "Prime Lumen Export", "Boost Partners", "Top Shelf Digital", "Sunray LED Factory", "Click Harvest")
    name = f"{chance.choice(names)} {chance.randint(2, 99)}"
    hand = grammar.Hand("en", name, True, "", False, False)
    return Customer(name, f"sales@{name.lower().replace(' ', '-')}.example", "", "", "", hand, 0.0)
