"""A code: a promotion of the shop with a coupon code of its own, for one order, once per person, until a day. Found again by its description."""

import secrets
from datetime import timedelta

from makegood.orders.adapters.vendure import answers, documents, doing, marks
from makegood.orders.adapters.vendure.answers import Node
from makegood.orders.adapters.vendure.doing import Matter, no
from makegood.orders.types import Quote, Receipt

NAME = "Gift code"  # as customers see it in their basket
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that looks like another


def quote(matter: Matter, *, days: int) -> Quote:
    """It costs its amount, once it is used."""
    counted = _counted(matter)
    return Quote(True, matter.money(counted), f"A code for one order, good for {days} days.")


def carry_out(matter: Matter, *, days: int) -> Receipt:
    """Makes the code, or finds the one that an earlier try made."""
    counted = _counted(matter)
    made = known(matter, marks.gift(matter.command))
    if made is None:
        with doing.marked(matter, f"a code over {matter.money(counted)}"):
            made = create(
                matter,
                code=f"GOOD-{'-'.join(''.join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))}",
                name=NAME,
                description=marks.gift(matter.command),
                days=days,
                actions=[{"code": "order_fixed_discount", "arguments": [{"name": "discount", "value": str(counted)}]}],
            )
    ends_at = answers.instant(made, "endsAt")
    detail = {
        "code": answers.needed(made, "couponCode"),
        "amount": str(matter.money(counted)),
        "good_until": ends_at.date().isoformat(),
    }
    return Receipt(matter.command.key, detail["code"], answers.instant(made, "createdAt"), detail)


def known(matter: Matter, description: str) -> Node | None:
    """The first promotion that is described so."""
    said = matter.server.ask(documents.PROMOTIONS, description=description)
    return next(answers.many(said, "promotions", "items"), None)


def create(matter: Matter, *, code: str, name: str, description: str, days: int, actions: list[dict[str, object]]) -> Node:
    """A promotion that needs a code, works for one order in all and ends after so many days by the shop's clock."""
    given = {
        "enabled": True,
        "couponCode": code,
        "usageLimit": 1,
        "perCustomerUsageLimit": 1,
        "endsAt": (matter.server.said_at + timedelta(days=days)).isoformat(),
        "conditions": [],
        "actions": actions,
        "translations": [{"languageCode": "en", "name": name, "description": description}],
    }
    return matter.server.do(documents.CREATE_PROMOTION, "createPromotion", input=given)


def _counted(matter: Matter) -> int:
    """Refuses what this shop's codes cannot say to the penny: an amount in a channel of several currencies, or of prices without tax."""
    ground, amount = matter.ground, matter.command.amount
    if amount is None or amount.minor <= 0:
        raise no("malformed", "A code names an amount above nothing.")
    if ground.currencies - {ground.currency}:
        raise no(
            "many_currencies", "A code of this channel would take the same number off in every currency; give money back instead."
        )
    if not ground.gross:
        raise no(
            "net_prices",
            "The prices of this channel are without tax, and so would be the code's amount; give money back instead.",
        )
    return matter.counted(amount)
