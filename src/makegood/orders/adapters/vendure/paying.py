"""Money back: a refund of any amount, and a delivery that becomes free. Each is found again by the reason that the shop keeps with a refund.

Never gives back more than was paid: that is the shop's own rule too.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from makegood.orders.adapters.vendure import answers, documents, doing, marks
from makegood.orders.adapters.vendure.answers import Node
from makegood.orders.adapters.vendure.doing import Matter, no
from makegood.orders.types import CommandKind, Quote, Receipt

_FREE = ": delivery free"
_UNUSED = {"shipping": 0, "adjustment": 0}  # of before 2.2: the amount counts, and the columns must not be empty


@dataclass(frozen=True, slots=True)
class _Back:
    """What is to go back in all, and from which payments: (payment id, how much), as the shop counts."""

    whole: int
    parts: tuple[tuple[str, int], ...]


def quote(matter: Matter) -> Quote:
    """What it would cost: exactly what goes back."""
    back = _back(matter)
    words = "Goes back the way it was paid." if matter.command.kind is CommandKind.REFUND else "The delivery charge goes back."
    return Quote(True, matter.money(back.whole), words)


def carry_out(matter: Matter) -> Receipt:
    """Pays it back, once: what an earlier try paid is found, and only the rest is paid."""
    done = list(_done(matter))
    back = _back(matter)
    if not back.parts:
        return _receipt(matter, done)
    with doing.marked(matter, f"{_title(matter)}, {matter.money(back.whole)}"):
        for payment_id, part in back.parts:
            given = {"paymentId": payment_id, "amount": part, "reason": _reason(matter), "lines": _lines(matter), **_UNUSED}
            done.append(matter.server.do(documents.REFUND, "refundOrder", input=given))
            if answers.text(done[-1], "state") == "Failed":
                raise no("refund_failed", "The payment provider did not take the refund. Pay it by hand, and say here how.")
    return _receipt(matter, done)


# ---------------------------------------------------------------------------------------------------------------------


def _back(matter: Matter) -> _Back:
    """Refuses (`shop_too_much`) where less is left than is asked for, and where there is nothing to give back."""
    whole = _wanted(matter)
    rest = whole - sum(answers.whole(one, "total") for one in _done(matter))
    if rest < 0:
        raise no("key_reused", "This key was used for another amount.")
    left = _left(matter)
    if rest > sum(left.values()):
        sentence = f"Order {matter.command.order_number} has {matter.money(sum(left.values()))} left to refund."
        raise no("too_much", sentence)
    alone = [one for one, amount in left.items() if amount >= rest > 0][:1]
    parts: list[tuple[str, int]] = []
    for payment_id in alone or left:
        part = min(left[payment_id], rest)
        if part > 0:
            parts.append((payment_id, part))
            rest -= part
    return _Back(whole, tuple(parts))


def _wanted(matter: Matter) -> int:
    command, order = matter.command, matter.order
    if command.kind is CommandKind.REFUND:
        wanted = matter.counted(command.amount) if command.amount is not None else 0
        if wanted <= 0:
            raise no("malformed", "A refund names an amount above nothing.")
        return wanted
    if any(_is_free(one, matter) for one in _refunds(order)):
        raise no("already_waived", f"The delivery of order {command.order_number} is free already.")
    charged = answers.whole(order, "shippingWithTax")
    if charged <= 0:
        raise no("nothing_to_waive", f"Nothing was charged for the delivery of order {command.order_number}.")
    return charged


def _is_free(refund: Node, matter: Matter) -> bool:
    said = answers.text(refund, "reason")
    return said.startswith("Makegood ") and said.endswith(_FREE) and said != _reason(matter)


def _left(matter: Matter) -> dict[str, int]:
    """What each settled payment still holds, the largest first."""
    held: dict[str, int] = {}
    for payment in answers.many(matter.order, "payments"):
        if answers.text(payment, "state") == "Settled":
            gone = sum(answers.whole(one, "total") for one in answers.many(payment, "refunds") if _stands(one))
            held[answers.needed(payment, "id")] = answers.whole(payment, "amount") - gone
    return dict(sorted(((one, left) for one, left in held.items() if left > 0), key=lambda pair: -pair[1]))


def _done(matter: Matter) -> Iterator[Node]:
    return (one for one in _refunds(matter.order) if answers.text(one, "reason") == _reason(matter))


def _refunds(order: Node) -> Iterator[Node]:
    return (one for payment in answers.many(order, "payments") for one in answers.many(payment, "refunds") if _stands(one))


def _stands(refund: Node) -> bool:
    return answers.text(refund, "state") != "Failed"


def _lines(matter: Matter) -> list[dict[str, object]]:
    """The lines that the money is for, so that the shop's own pages say so; the amount counts."""
    wanted = dict(matter.command.items)
    return [
        {"orderLineId": answers.needed(line, "id"), "quantity": min(wanted[sku], answers.whole(line, "orderPlacedQuantity"))}
        for line in answers.many(matter.order, "lines")
        if (sku := answers.text(line, "productVariant", "sku")) in wanted
    ]


def _reason(matter: Matter) -> str:
    return marks.reason(matter.command) + (_FREE if matter.command.kind is CommandKind.WAIVE_SHIPPING else "")


def _title(matter: Matter) -> str:
    return "money back" if matter.command.kind is CommandKind.REFUND else "delivery free"


def _receipt(matter: Matter, done: list[Node]) -> Receipt:
    amount = matter.money(sum(answers.whole(one, "total") for one in done))
    waits = any(answers.text(one, "state") == "Pending" for one in done)
    state = "waits in the shop until somebody pays it" if waits else "paid back"
    number = f"{matter.command.order_number}/refund-{answers.needed(done[0], 'id')}"
    return Receipt(matter.command.key, number, answers.instant(done[0], "createdAt"), {"amount": str(amount), "state": state})
