"""What is remembered of the crowd while its weeks are told: who is who, what they bought, what they were given, where they stand. Values only."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from makegood.commands.demo.crowd.people import Customer
from makegood.commands.demo.crowd.trade import GOODS, Purchase
from makegood.gestures.types import PastGesture
from makegood.kernel.money import Money
from makegood.orders.types import Line, OrderId, RecentLine
from makegood.outcomes.rules import because_of, before_praise, standing_of
from makegood.outcomes.types import PersonEvidence, Standing

HALF_YEAR = timedelta(days=180)
LOOK_BACK = timedelta(days=400)
_NO_ORDER = OrderId(UUID(int=0))
CURRENCY = "GBP"


@dataclass
class Known:
    """One customer. `identity_id` is their mail address, `account_id` where they post, None until they did."""

    who: Customer
    identity_id: UUID
    account_id: UUID | None = None
    account_is_theirs: bool = False
    bought: list[Purchase] = field(default_factory=list)
    given: list[PastGesture] = field(default_factory=list)
    failures: list[datetime] = field(default_factory=list)
    standing: Standing = Standing.UNKNOWN
    public_praises: int = 0
    private_thanks: int = 0

    def spent(self, at: datetime) -> Money:
        """In the twelve months before."""
        year = [one for one in self._sales(at) if one.placed_at > at - timedelta(days=365)]
        return Money(sum(one.total for one in year), CURRENCY)

    def orders(self, at: datetime) -> int:
        return len(self._sales(at))

    def failures_until(self, at: datetime) -> int:
        """How often we failed them in half a year, up to and with this time."""
        return sum(1 for one in self.failures if at - HALF_YEAR < one <= at)

    def lines(self, at: datetime) -> list[RecentLine]:
        """What they may speak of, the latest first."""
        recent = [one for one in self.bought if at - LOOK_BACK < one.placed_at <= at]
        return [line for one in sorted(recent, key=lambda one: one.placed_at, reverse=True) for line in _lines(one, self, at)]

    def settle(self, at: datetime, *, open_complaints: int) -> list[tuple[Standing, Standing, datetime, str]]:
        """The steps of standing that follow from what is known now: (was, now, since, because)."""
        evidence = self._evidence(at, open_complaints)
        steps = []
        if self.standing is Standing.UNKNOWN and evidence.first_order_at is not None:
            quiet = before_praise(evidence)
            steps.append((Standing.UNKNOWN, standing_of(quiet), evidence.first_order_at, because_of(quiet)))
            self.standing = standing_of(quiet)
        now = standing_of(evidence)
        if now is not self.standing:
            steps.append((self.standing, now, at, because_of(evidence)))
            self.standing = now
        return steps

    def _sales(self, at: datetime) -> list[Purchase]:
        return [one for one in self.bought if one.placed_at <= at and not one.command_key]

    def _evidence(self, at: datetime, open_complaints: int) -> PersonEvidence:
        return PersonEvidence(
            orders=self.orders(at),
            first_order_at=min((one.placed_at for one in self._sales(at)), default=None),
            public_praises=self.public_praises,
            public_complaints=0,
            open_complaints=open_complaints,
            private_thanks=self.private_thanks,
            referrals=0,
        )


class Memory:
    """Everybody of the crowd who has an address here by now."""

    def __init__(self) -> None:
        self.people: dict[str, Known] = {}

    def learn(self, found: Iterable[tuple[Customer, UUID]]) -> None:
        """These addresses are known now."""
        for who, identity_id in found:
            self.people.setdefault(who.email, Known(who, identity_id))

    def of(self, who: Customer) -> Known:
        return self.people[who.email]


def _lines(one: Purchase, known: Known, at: datetime) -> list[RecentLine]:
    came = one.delivered_at if one.delivered_at and one.delivered_at <= at else None
    return [
        RecentLine(
            order_id=_NO_ORDER,
            order_number=one.number,
            identity_id=known.identity_id,
            placed_at=one.placed_at,
            service=one.service,
            reason="replacement" if one.command_key else "sale",
            line=Line(sku, GOODS[sku].title, quantity, Money(0 if one.command_key else GOODS[sku].price_minor, CURRENCY)),
            delivered_at=came,
        )
        for sku, quantity in one.items
    ]
