"""Chooses what comes on top of a fix: compensation in kind, and the one small unexpected thing. Binds extras only, never what is owed.

Each thing that was looked at and not taken leaves a sentence why.
"""

from dataclasses import dataclass, field, replace

from makegood.gestures.rules import fits
from makegood.gestures.types import Ask, CatalogueItem, GestureKind, Verdict
from makegood.kernel.money import Money, zero
from makegood.makegoods.types import Forbidden, Situation

# What is lost, by harm: the gesture answers in kind (Roschk & Gelbrich 2014: money for money, product for product, attention for neglect).
LOSS = {
    "faulty": "product",
    "wrong_item": "product",
    "lost": "product",
    "quality": "product",
    "late": "time",
    "outage": "time",
    "billing": "money",
    "safety": "product",
}
ATTENTION = "attention"


@dataclass(frozen=True, slots=True)
class Gift:
    """A thing of the catalogue that the policy allows here."""

    item: CatalogueItem
    verdict: Verdict
    with_fix: bool  # it travels in the fix's parcel


@dataclass(frozen=True, slots=True)
class Chosen:
    gifts: tuple[Gift, ...] = ()
    forbidden: tuple[Forbidden, ...] = ()


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


def compensation(situation: Situation, room: Room) -> Chosen:
    """At most one thing in kind for what was late but kept, worth a first rung of the price to the person (policy, default 5 to 20 %;
    Gelbrich, Gathke & Grégoire 2015: after an accepted service the first amounts do most). The most valuable one that fits."""
    if situation.line is None:
        return Chosen()
    price = situation.line.unit_price * situation.line.quantity
    least, most = price.share(situation.policy.kept_from_share), price.share(situation.policy.kept_to_share)
    candidates = [
        item
        for item in situation.catalogue
        if item.kind in (GestureKind.MONEY, GestureKind.TIME, GestureKind.PRODUCT)
        and LOSS.get(situation.harm, ATTENTION) in item.fits
    ]
    fitting = sorted((item for item in candidates if least <= item.face_value <= most), key=lambda item: -item.face_value.minor)
    chosen = _first(situation, room, fitting)
    if chosen.gifts or chosen.forbidden:
        return chosen
    why = (
        f"For this, something worth {least} to {most} would be in proportion; the catalogue holds nothing of that size and kind."
    )
    return Chosen(forbidden=(Forbidden("A compensation in kind", why),))


def surprise(situation: Situation, room: Room) -> Chosen:
    """At most one small unexpected thing, unless this case belongs to those without (the holdout). The catalogue's order is the
    brand's own preference; the first thing that fits is taken."""
    if situation.arm == "no_surprise":
        why = "This case is one of those without a surprise, so that we can tell whether surprises do good. The fix and the apology stay."
        return Chosen(forbidden=(Forbidden("A surprise", why),))
    loss = LOSS.get(situation.harm, ATTENTION)
    candidates = [i for i in situation.catalogue if i.kind is GestureKind.SURPRISE and (not i.fits or loss in i.fits)]
    chosen = _first(situation, room, candidates)
    if chosen.gifts or chosen.forbidden:
        return chosen
    return Chosen(forbidden=(Forbidden("A surprise", "The catalogue holds nothing for a small surprise yet."),))


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
