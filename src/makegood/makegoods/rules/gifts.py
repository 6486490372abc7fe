"""Chooses what comes on top of a fix: compensation in kind, and the one small unexpected thing. Binds extras only, never what is owed.

Each thing that was looked at and not taken leaves a sentence why.
"""

from bisect import bisect
from dataclasses import dataclass, field, replace
from itertools import accumulate
from uuid import UUID

from makegood.gestures.rules import fits
from makegood.gestures.rules.conditions import holds
from makegood.gestures.types import Ask, CatalogueItem, GestureKind, ItemId, MakeUp, PayAs, Payer, Verdict
from makegood.kernel.money import Money, zero
from makegood.makegoods.rules import losses
from makegood.makegoods.rules.courses import BY_HAND, Course
from makegood.makegoods.types import Fault, Forbidden, Situation, Which

AMOUNT = "amount"  # the code of money that stands in no catalogue
_NOBODY = ItemId(UUID(int=0))
_HELD_OUT = (
    "This person is one of those without surprises, so that we can tell whether surprises do good. The fix and the apology stay."
)
_NOTHING_SMALL = "The catalogue holds nothing for a small surprise yet."
_NAMES = {PayAs.REFUND: "{amount} back", PayAs.CREDIT: "{amount} for the next order", PayAs.CODE: "A code over {amount}"}


@dataclass(frozen=True, slots=True)
class Gift:
    """A thing of the catalogue that the policy allows here."""

    item: CatalogueItem
    verdict: Verdict
    with_fix: bool  # it travels in the fix's parcel
    because: str = ""  # which rung of the policy it answers


@dataclass(frozen=True, slots=True)
class Chosen:
    gifts: tuple[Gift, ...] = ()
    forbidden: tuple[Forbidden, ...] = ()
    drawn: str = ""  # the code of the surprise that the lot decided about, given or not; '' where there was nothing to decide
    among: tuple[tuple[str, float], ...] = ()  # where the lot chose which of them: what fitted, and the chance of each


@dataclass(frozen=True, slots=True)
class Room:
    """What a course leaves for extras: `left` of the budget after the fix (None: no budget), and whether a parcel goes out."""

    left: Money | None
    parcel: bool
    taken: tuple[Gift, ...] = field(default=())

    def after(self, gifts: tuple[Gift, ...]) -> "Room":
        cost = sum((gift.item.real_cost.minor for gift in gifts), 0)
        left = self.left - Money(cost, self.left.currency) if self.left is not None else None
        return replace(self, left=left, taken=(*self.taken, *gifts))


def compensation(situation: Situation, course: Course, room: Room) -> Chosen:
    """What makes up for the loss beyond the fix: as much of the price as the policy's largest rung says, of the kind that was lost.

    A thing of the catalogue that answers in kind goes before money; a rung that names things brings its money and the things. What must be
    done again costs time, so that time comes first there. Money that comes to less than the policy gives is not given: an apology does more
    than a little cash (Abeler et al. 2010). Whoever's claims a person should look at gets things and time, no money.
    """
    if why := losses.why_no_more(situation):
        return Chosen(forbidden=(Forbidden("Money or a gift on top", why),) if _would_expect(situation, course) else ())
    if (
        course.command == BY_HAND
        and (spared := _first(situation, room, _of_kind(situation, frozenset({"time"}), times_only=True))).gifts
    ):
        return spared
    rung = _rung(situation, course)
    if rung is None:
        return _unmeasured(situation, room) if course.kept and situation.hours_late is None else Chosen()
    price = losses.price(situation) or zero(situation.currency)
    amount = price.share(rung.share).share(situation.policy.many_share if situation.many else 10_000)
    if rung.also:
        named = [item for item in situation.catalogue if item.code in rung.also and item.active]
        money = _money(situation, room, amount, rung)
        more = [_first(situation, room.after(money.gifts), [item]) for item in named]
        return Chosen(
            (*money.gifts, *(gift for one in more for gift in one.gifts)),
            (*money.forbidden, *(no for one in more for no in one.forbidden)),
        )
    in_kind = _first(situation, room, _fitting(situation, course, price, rung.share))
    if in_kind.gifts:
        return replace(in_kind, gifts=tuple(replace(gift, because=rung.name) for gift in in_kind.gifts))
    money = _money(situation, room, amount, rung)
    return Chosen(money.gifts, (*in_kind.forbidden, *money.forbidden))


def _would_expect(situation: Situation, course: Course) -> bool:
    """Whether somebody might wonder why there is nothing: not where only an explanation or a question goes out, nor for a first fault that
    the fix makes whole."""
    return course.kept or (course.fix is not None and situation.failures_180_days > 1)


def _rung(situation: Situation, course: Course) -> MakeUp | None:
    """The largest rung of the policy that fits, the earlier of two alike; nothing while it is still being looked for, unless the day is over."""
    waiting = course.fix is None and not course.kept and not course.owed
    if waiting and not (course.name == "find-the-parcel" and situation.day_missed):
        return None
    known = losses.circumstances(situation, all_back=course.all_back)
    fitting = [rung for rung in situation.policy.make_ups if all(holds(one, known) for one in rung.conditions)]
    return max(fitting, key=lambda rung: rung.share, default=None)


def _fitting(situation: Situation, course: Course, price: Money, share: int) -> list[CatalogueItem]:
    """What answers in kind and is worth from half of the share to the larger of it and the first rung's end, the most valuable first."""
    policy = situation.policy
    least = price.share(max(policy.kept_from_share, share // 2))
    most = price.share(max(policy.kept_to_share, share))
    kinds = losses.kinds_lost(situation, done_again=course.command == BY_HAND)
    fitting = [item for item in _of_kind(situation, kinds) if least <= item.face_value <= most]
    return sorted(fitting, key=lambda item: -item.face_value.minor)


def _of_kind(situation: Situation, kinds: frozenset[str], *, times_only: bool = False) -> list[CatalogueItem]:
    allowed = {GestureKind.TIME, GestureKind.PRODUCT} | (set() if situation.claims else {GestureKind.MONEY})
    allowed = {GestureKind.TIME} if times_only else allowed
    return [item for item in situation.catalogue if item.kind in allowed and kinds & set(item.fits)]


def _unmeasured(situation: Situation, room: Room) -> Chosen:
    """Kept although late, and nobody knows how late: only a thing of the catalogue worth a first rung of the price (policy, default 5 to 20 %;
    Gelbrich, Gathke & Grégoire 2015: after an accepted service the first amounts do most). The most valuable one that fits."""
    price = losses.price(situation) or zero(situation.currency)
    least, most = price.share(situation.policy.kept_from_share), price.share(situation.policy.kept_to_share)
    candidates = [
        one for one in _of_kind(situation, losses.kinds_lost(situation, done_again=False)) if least <= one.face_value <= most
    ]
    chosen = _first(situation, room, sorted(candidates, key=lambda item: -item.face_value.minor))
    if chosen.gifts or chosen.forbidden:
        return chosen
    why = (
        f"For this, something worth {least} to {most} would be in proportion; the catalogue holds nothing of that size and kind."
    )
    return Chosen(forbidden=(Forbidden("A compensation in kind", why),))


def _money(situation: Situation, room: Room, amount: Money, rung: MakeUp) -> Chosen:
    """The amount itself, as far as the policy goes, to the penny: half a minor unit goes up, as at a till."""
    least = situation.policy.least_worth
    if situation.claims:
        return Chosen(forbidden=(Forbidden(f"{amount} in money", situation.claims.why),))
    if not amount or (least is not None and amount < least):
        why = f"“{rung.name}” would come to {amount}; less than {least} is not given, a good sentence does more."
        return Chosen(forbidden=(Forbidden("Money on top", why),) if amount else ())
    forbidden: tuple[Forbidden, ...] = ()
    others = _cost_of(room, situation.currency)
    most = fits.most(ask_for(situation, amount_item(amount, situation.policy.pay_as), others=others), situation.policy)
    if most is not None and most < amount:
        why = f"“{rung.name}” would come to {amount}; no rule of the policy goes above {most} here."
        forbidden, amount = (Forbidden(str(amount), why),), most
        if not amount or (least is not None and amount < least):
            return Chosen(forbidden=forbidden)
    chosen = _first(situation, room, [amount_item(amount, situation.policy.pay_as)])
    gifts = tuple(replace(gift, because=rung.name) for gift in chosen.gifts)
    return Chosen(gifts, (*forbidden, *chosen.forbidden))


def amount_item(amount: Money, pay_as: PayAs) -> CatalogueItem:
    """Money that stands in no catalogue: worth what it costs, and never counted."""
    name = _NAMES[pay_as].format(amount=amount)
    return CatalogueItem(_NOBODY, AMOUNT, GestureKind.MONEY, name, amount, amount, Payer.BRAND, None)


def surprise(situation: Situation, room: Room) -> Chosen:
    """At most one small unexpected thing, unless this person belongs to those without (the holdout). The catalogue's order is the
    brand's own preference; the first thing that fits is taken, or, where the brand lets the lot choose, one of those that fit without another yes.
    What the lot decided about is told for both groups alike: only those who could have had one may be compared with those who had."""
    if why := _no_surprise_for(situation):
        return Chosen(forbidden=(Forbidden("A surprise", why),))
    loss = losses.KINDS.get(situation.harm, losses.ATTENTION)
    candidates = [i for i in situation.catalogue if i.kind is GestureKind.SURPRISE and (not i.fits or loss in i.fits)]
    chosen = _first(situation, room, candidates)
    if not chosen.gifts:
        return chosen if chosen.forbidden else Chosen(forbidden=(Forbidden("A surprise", _NOTHING_SMALL),))
    if situation.which is not None:
        chosen = _by_lot(situation, room, candidates, situation.which) or chosen
    drawn = chosen.gifts[0].item.code
    if situation.arm == "no_surprise":
        return replace(chosen, gifts=(), forbidden=(Forbidden("A surprise", _HELD_OUT),), drawn=drawn)
    return replace(chosen, drawn=drawn)


def _by_lot(situation: Situation, room: Room, candidates: list[CatalogueItem], which: Which) -> Chosen | None:
    """One of the things that fit without another yes, each with its share among them; None where none does. Each is judged as if it stood alone, so that
    nothing is given that the policy would not let be given first."""
    each = [_first(situation, room, [item]) for item in candidates]
    fitting = [one for one in each if one.gifts and not one.gifts[0].verdict.needs_approval]
    if not fitting:
        return None
    codes = [one.gifts[0].item.code for one in fitting]
    shares = [which.shares.get(code, 0.0) for code in codes]
    known = shares if all(shares) else [1.0] * len(codes)
    chances = [share / sum(known) for share in known]
    nth = min(bisect(list(accumulate(chances)), which.place), len(fitting) - 1)
    return replace(fitting[nth], forbidden=(), among=tuple(zip(codes, chances, strict=True)))


def _no_surprise_for(situation: Situation) -> str:
    if situation.claims:
        return situation.claims.why
    if situation.whose is Fault.THEIRS:
        return "It was not our mistake: to send it all the same is kindness enough."
    if situation.line and not situation.line.unit_price:
        return "They paid nothing for it: a present on a present is too much."
    return ""


def ask_for(situation: Situation, item: CatalogueItem, *, quantity: int = 1, others: Money | None = None) -> Ask:
    """The question to the policy, with all that it may know."""
    line = situation.line
    return Ask(
        item=item,
        quantity=quantity,
        role=situation.role,
        harm=situation.harm,
        price=line.unit_price * line.quantity if line else None,
        past=situation.past,
        needs=situation.needs,
        margin_12_months=fits.margin(situation.policy, known=situation.margin_12_months, spent=situation.spent_12_months),
        others=others,
    )


def _first(situation: Situation, room: Room, candidates: list[CatalogueItem]) -> Chosen:
    """The first candidate that may go without another yes, else the first that may go at all; and why those before it may not."""
    forbidden: list[Forbidden] = []
    waiting: Gift | None = None
    for item in candidates:
        if not item.active:
            continue
        if why := _out_of_reach(item, room):
            forbidden.append(Forbidden(item.name, why))
            continue
        verdict = fits.fits_policy(
            ask_for(situation, item, others=_cost_of(room, situation.currency)), situation.policy, situation.at
        )
        gift = Gift(item, verdict, with_fix=bool(item.sku))
        if verdict.allowed and not verdict.needs_approval:
            return Chosen((gift,), tuple(forbidden))
        waiting = waiting or (gift if verdict.allowed else None)
        forbidden += [] if verdict.allowed else [Forbidden(item.name, verdict.why)]
    return Chosen((waiting,) if waiting else (), tuple(forbidden))


def _out_of_reach(item: CatalogueItem, room: Room) -> str:
    """Why the item cannot be had here, whatever the policy says; '' when it can."""
    if item.stock is not None and item.stock < 1:
        return f"“{item.name}” is out of stock."
    if item.sku and not room.parcel:
        return f"“{item.name}” needs a parcel to travel in, and none goes out."
    if not item.real_cost:
        return ""
    if room.left is None:
        return "No budget has been opened yet."
    if item.real_cost > room.left:
        return f"“{item.name}” costs {item.real_cost}; the budget has {room.left} left after the fix."
    return ""


def _cost_of(room: Room, currency: str) -> Money:
    return sum((gift.item.real_cost for gift in room.taken), zero(currency))
