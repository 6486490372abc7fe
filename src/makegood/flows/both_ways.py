"""What went both ways between somebody and the brand: what they gave (custom, trust, the effort of complaining) and what they got (promises kept, things
put right, gestures, what a visit spared them, needs that were kept in mind). For the desk and for their own page; looks only.

A list and never a score: nothing is added up over unlike things, and nothing here decides what anybody is owed. Each line is counted by one rule, which
the page says; which lines there are and how far back they count the team sets (package `both_ways`), and nothing that proposes may import this.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from makegood.both_ways import actions as ways_set
from makegood.both_ways import queries as ways_kept
from makegood.both_ways.types import Line, Version, Ways
from makegood.brands import queries as brands
from makegood.brands.types import Member
from makegood.cases import queries as cases
from makegood.cases.types import Effort
from makegood.gestures import queries as gestures
from makegood.gestures.types import GestureKind
from makegood.kernel.money import Money, zero
from makegood.makegoods import queries as makegoods
from makegood.needs import queries as needs
from makegood.orders import queries as orders
from makegood.promises import queries as promises
from makegood.promises.types import Tally
from makegood.visits import queries as visits
from makegood.visits.types import Spared

_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_VISITS = 200
_ACTS = 1_000
_UNCOUNTED = {GestureKind.WORDS, GestureKind.MONEY}  # money is said as an amount, words are no gift


@dataclass(frozen=True, slots=True)
class Gave:
    """What they gave. `spent` in the brand's currency; orders in other currencies count as orders alone."""

    orders: int
    first_order_at: datetime | None
    spent: Money
    effort: Effort


@dataclass(frozen=True, slots=True)
class Got:
    """What they got. `money` is what was paid to them on top of what they were owed, `gifts` how many things; `spared` what visits spared them."""

    promises: Tally
    put_right: int
    money: Money
    gifts: int
    spared: tuple[Spared, ...]
    minded: int

    @property
    def minutes_spared(self) -> int:
        return sum(one.minutes for one in self.spared)

    def money_spared(self, currency: str) -> Money:
        """Of that currency; what was said in another one is left out."""
        return sum((one.money for one in self.spared if one.money and one.money.currency == currency), zero(currency))


@dataclass(frozen=True, slots=True)
class BothWays:
    """`ways` are the rules by which it was counted, and which lines they show."""

    gave: Gave
    got: Got
    ways: Ways

    @property
    def is_anything(self) -> bool:
        """Whether there is a line to show."""
        gave, got = self.gave, self.got
        return any((gave.orders, gave.effort.times, got.promises.kept, got.put_right, got.gifts, got.spared, got.minded))

    def shows(self, line: Line) -> bool:
        return self.ways.shows(line)


def rules() -> tuple[Ways, tuple[Version, ...]]:
    """The rules that count now, and what was set before. Two queries."""
    return ways_kept.current(), ways_kept.versions()


def set_rules(*, ways: Ways, member: Member, at: datetime) -> bool:
    """These rules count from now on; whether anything changed. Refuses as `both_ways.actions.set_ways`."""
    return ways_set.set_ways(ways=ways, by=member, at=at) is not None


def look(*, identity_ids: Sequence[UUID], at: datetime) -> BothWays:
    """What went both ways, as far back as the rules say. Nine queries."""
    currency, by = brands.current().currency, ways_kept.current()
    since = by.since(at)
    sales = [one for sold in orders.sales_to(identity_ids=identity_ids, since=since).values() for one in sold]
    given = gestures.past(identity_ids=identity_ids, since=since or _EVER)
    went = visits.of_people(identity_ids=identity_ids, limit=_VISITS)
    acted = needs.ask_acted(identity_ids=identity_ids, limit=_ACTS).answer
    return BothWays(
        gave=Gave(
            orders=sum(one.orders for one in sales),
            first_order_at=min((one.first_at for one in sales), default=None),
            spent=sum((one.total for one in sales if one.total.currency == currency), zero(currency)),
            effort=cases.effort(identity_ids=identity_ids, since=since),
        ),
        got=Got(
            promises=promises.tally(identity_ids=identity_ids, since=since),
            put_right=makegoods.how_many_done(identity_ids=identity_ids, since=since),
            money=sum(
                (one.real_cost for one in given if one.kind is GestureKind.MONEY and one.real_cost.currency == currency),
                zero(currency),
            ),
            gifts=sum(one.kind not in _UNCOUNTED for one in given),
            spared=tuple(one.spared for one in went if one.spared and (since is None or one.from_at > since)),
            minded=sum(since is None or one.at > since for one in acted),
        ),
        ways=by,
    )
