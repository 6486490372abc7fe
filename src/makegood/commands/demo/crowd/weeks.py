"""The weeks of the crowd beside the story: day by day into the brand's books and the shop's, and the last letters as life brings them.

Older letters are written down as past (`keeping`); the last ones come in through the channels' intake and the worker's consumers, and what
the team did about them goes through the desk, so that what is open now is open in every respect.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from itertools import accumulate

from django.db import connections

from makegood.brands import queries as brands
from makegood.brands import rules as brand_rules
from makegood.commands.demo import house
from makegood.commands.demo.crowd import keeping, letters, plan, team, trade
from makegood.commands.demo.crowd.ahead import Words
from makegood.commands.demo.crowd.keeping import Keeper
from makegood.commands.demo.crowd.plan import Contact
from makegood.commands.demo.crowd.trade import Purchase
from makegood.commands.demo.days import ZONE
from makegood.commands.demo.scenes import Scene
from makegood.commands.demo.stage import Stage
from makegood.flows import desk_work
from makegood.gestures import queries as gestures
from makegood.gestures.actions import purses
from makegood.kernel import actors
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal
from makegood.platform import tenancy
from makegood.views import actions as views
from reference_shop import past as shop_past
from reference_shop.past import PastOrder
from reference_shop.shop import Customer

LIVE = 46  # letters that come in as life brings them
REFILL, LOW = (
    Money(500_000, "GBP"),
    Money(220_000, "GBP"),
)  # into the purse on a morning on which less than that is left, at full size
_ORDERS_AT_ONCE = 600
_BEFORE, _ROOM = 1_000, 20  # the shop's first order has the number after; so many of a day, or a week long ago, are the story's
_COUNTED_AFTER = (1, 4, 20)  # days written: then the database counts anew what it has, or it would plan as for empty tables
_HANDLED, _WAITED = 0.42, 0.8  # of the live letters that were there in time; of those that lay there from before the morning


class Weeks:
    """The crowd's weeks on a stage. Make it before the first scene, and call `day` for each day in turn."""

    def __init__(self, stage: Stage, *, now: datetime, scale: float, live: int = LIVE) -> None:
        self.stage, self.now, self.scale = stage, now, scale
        with tenancy.brand(stage.brand_id):
            self.hours = brands.current().hours
            mail, posts = keeping.place_of(house.MAIL), keeping.place_of(house.POSTS)
        self.plan = plan.plan(now=now, holidays=self.hours.holidays, scale=scale, live=round(live * min(scale * 2, 1)))
        self.keeper = Keeper(mail=mail, posts=posts, members=stage.team, now=now)
        self._contacts = self.plan.by_day()
        self._purchases = self._by_day()
        self._numbers = self._first_numbers()
        self._written = 0

    def scenes(self) -> list[Scene]:
        """A scene at the first minute of each day, and the last letters with what was done about them."""
        days = sorted({*self._contacts, *self._purchases})
        first = [Scene(datetime.combine(day, time(0, 1), ZONE), self._keeping(day)) for day in days]
        return [*first, *(scene for contact in self.plan.live for scene in self._live(contact))]

    def foreseen(self) -> list[Words]:
        """The first letters of the weeks as they will come, in their order: what they say can be read ahead. Should the story sell more in a
        day than it has room for, the numbers in later letters will differ from these."""
        numbered = keeping.Numbered()
        for day, purchases in self._purchases.items():
            numbered.learn(trade.with_numbers(purchases, self._numbers[day]))
        told = (numbered.told(contact)[1] for day in sorted(self._contacts) for contact in self._contacts[day])
        return [(envelope.subject, envelope.visible) for envelope in told]

    def finish(self) -> None:
        """The desk's lists know what was written down."""
        with tenancy.brand(self.stage.brand_id):
            views.refresh_cases(case_ids=self.keeper.case_ids)

    def _by_day(self) -> dict[date, list[Purchase]]:
        """What was bought, by the day on which it was placed; what is older than the letters, by the week."""
        found: dict[date, list[Purchase]] = {}
        about = [one.purchase for one in (*self.plan.contacts, *self.plan.live) if one.purchase]
        begins = (self.now - timedelta(days=plan.DAYS)).astimezone(ZONE).date()
        for purchase in (*about, *self.plan.quiet):
            day = purchase.placed_at.astimezone(ZONE).date()
            found.setdefault(day if day >= begins else day - timedelta(days=day.weekday()), []).append(purchase)
        return found

    def _first_numbers(self) -> dict[date, int]:
        """The number of each day's first order. Between two days there is room for what the story sells."""
        days = sorted(self._purchases)
        sizes = [len(self._purchases[day]) + _ROOM for day in days]
        return dict(zip(days, accumulate([_BEFORE + _ROOM + 1, *sizes]), strict=False))

    def _keeping(self, day: date) -> "_Keeping":
        return _Keeping(self, day)

    def keep(self, day: date, stage: Stage) -> None:
        """Writes one day down."""
        with tenancy.brand(stage.brand_id):
            if day.weekday() < 5 and day in self._contacts:
                self._refill(datetime.combine(day, time(9, 2), ZONE))
            number = self._numbers.get(day, 0)
            for some in _portions(self._purchases.get(day, [])):
                number = max(number, shop_past.highest_number(stage.shop.store) + 1)
                self._remember(stage, self.keeper.keep_orders(some, first_number=number))
                number += len(some)
            if day in self._contacts:
                self._remember(stage, self.keeper.keep_day(self._contacts[day]))
        self._written += 1
        if self._written in _COUNTED_AFTER:
            _count_anew()

    def _refill(self, at: datetime) -> None:
        """The owner fills the purse where it runs low."""
        budget = gestures.budget()
        low, amount = (Money(max(round(one.minor * self.scale), 40_000), one.currency) for one in (LOW, REFILL))
        if budget is not None and budget.left < low:
            by = actors.member(self.stage.team["priya"].id)
            purses.refill(budget_id=budget.id, amount=amount, key=f"crowd {at:%Y-%m-%d}", by=by, at=at)

    def _remember(self, stage: Stage, purchases: Sequence[Purchase]) -> None:
        shop_past.remember(stage.shop.store, [_as_shop_has_it(one) for one in purchases])

    def _live(self, contact: Contact) -> Iterator[Scene]:
        chance = letters.chance_of(contact)
        yield Scene(contact.at, lambda stage: self._comes_in(stage, contact))
        wanted = team.minutes(14, contact.at, chance)
        later = brand_rules.add_business_time(start=contact.at, minutes=wanted, hours=self.hours)
        looked_at = team.a_little_later(later, chance)
        if looked_at < self.now - timedelta(minutes=2) and chance.random() < self._share(contact):
            member = team.who_answers(looked_at, contact.who.language, chance).who
            yield Scene(looked_at, lambda stage: self._handle(stage, contact, member))

    def _share(self, contact: Contact) -> float:
        """How likely somebody has taken it up by now."""
        waited = brand_rules.business_seconds_between(start=contact.at, end=self.now, hours=self.hours)
        return _WAITED if waited > 50 * 60 else _HANDLED

    def _comes_in(self, stage: Stage, contact: Contact) -> None:
        _, envelope = self.keeper.numbered.told(contact)
        stage.hears(house.POSTS if envelope.public else house.MAIL, envelope)

    def _handle(self, stage: Stage, contact: Contact, who: str) -> None:
        """A member takes it up: puts it right where that is proposed, answers, or only takes it for now."""
        told, envelope = self.keeper.numbered.told(contact)
        chance = letters.chance_of(contact)
        member = stage.team[who]
        with tenancy.brand(stage.brand_id), suppress(Refusal):  # what a member may not do alone is left for the visitor
            found = stage.case_of(envelope.author)
            if found is None:
                return
            case, makegood = found
            if chance.random() < 0.2:
                desk_work.assign(number=case.number, member_id=member.id, member=member, at=stage.now)
            elif makegood is not None and not envelope.public:
                desk_work.approve(number=case.number, makegood_id=makegood.id, member=member, at=stage.now)
            else:
                order = told.purchase.number if told.purchase else ""
                text = letters.answer(told, order, member.name, chance)
                desk_work.answer(
                    number=case.number,
                    text=text,
                    member=member,
                    at=stage.now,
                    resolve=not envelope.public,
                    key=f"{contact.number}",
                )


class _Keeping:
    """The scene of one day."""

    def __init__(self, weeks: Weeks, day: date) -> None:
        self._weeks, self._day = weeks, day

    def __call__(self, stage: Stage) -> None:
        self._weeks.keep(self._day, stage)


def _count_anew() -> None:
    """The owner's work; without the owner's address the database does it by itself, a minute later."""
    if "owner" in connections.databases:
        with connections["owner"].cursor() as cursor:
            cursor.execute("ANALYZE")
        connections["owner"].close()


def _portions(purchases: Sequence[Purchase]) -> Iterable[Sequence[Purchase]]:
    placed = sorted(purchases, key=lambda one: one.placed_at)
    return [placed[start : start + _ORDERS_AT_ONCE] for start in range(0, len(placed), _ORDERS_AT_ONCE)]


def _as_shop_has_it(one: Purchase) -> PastOrder:
    who = one.who
    return PastOrder(
        number=one.number,
        customer=Customer(who.name, who.email, who.phone, who.number),
        items=one.items,
        placed_at=one.placed_at,
        service=one.service,
        moves=[(move.state.value, move.at, move.courier) for move in one.moves],
        promised_from=one.promised_from,
        promised_until=one.promised_until,
        extras=one.extras,
        replaces=one.replaces,
        command_key=one.command_key,
        card=one.card,
    )
