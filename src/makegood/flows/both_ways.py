"""What went both ways between somebody and the brand: what they gave (custom, trust, the effort of complaining) and what they got (promises kept, things
put right, gestures, what a visit spared them, needs that were kept in mind). For the desk and for their own page; looks only.

A list and never a score: nothing is added up over unlike things, and nothing here decides what anybody is owed. Each line is counted by one rule, which
the page says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from makegood.brands import queries as brands
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
    gave: Gave
    got: Got

    @property
    def is_anything(self) -> bool:
        """Whether there is a line to show."""
        gave, got = self.gave, self.got
        return any((gave.orders, gave.effort.times, got.promises.kept, got.put_right, got.gifts, got.spared, got.minded))


def look(*, identity_ids: Sequence[UUID]) -> BothWays:
    """What went both ways, ever. Eight queries."""
    currency = brands.current().currency
    sales = [one for sold in orders.sales_to(identity_ids=identity_ids).values() for one in sold]
    given = gestures.past(identity_ids=identity_ids, since=_EVER)
    went = visits.of_people(identity_ids=identity_ids, limit=_VISITS)
    return BothWays(
        gave=Gave(
            orders=sum(one.orders for one in sales),
            first_order_at=min((one.first_at for one in sales), default=None),
            spent=sum((one.total for one in sales if one.total.currency == currency), zero(currency)),
            effort=cases.effort(identity_ids=identity_ids),
        ),
        got=Got(
            promises=promises.tally(identity_ids=identity_ids),
            put_right=makegoods.how_many_done(identity_ids=identity_ids),
            money=sum(
                (one.real_cost for one in given if one.kind is GestureKind.MONEY and one.real_cost.currency == currency),
                zero(currency),
            ),
            gifts=sum(one.kind not in _UNCOUNTED for one in given),
            spared=tuple(one.spared for one in went if one.spared),
            minded=len(needs.ask_acted(identity_ids=identity_ids, limit=_ACTS).answer),
        ),
    )
