"""A replacement: an order of the same goods to the same address by the same service, free of charge, extras in the same parcel.

It is put together as a draft, of which the original order's note holds the id. Whatever broke off goes on with that very draft, so that it is
placed once; it is placed only when it holds exactly what was asked for and costs nothing.
"""

from collections import Counter
from collections.abc import Mapping

from makegood.kernel.money import Money, zero
from makegood.kernel.refusals import Refusal, Trouble
from makegood.orders.adapters.vendure import answers, documents, doing, giving, marks
from makegood.orders.adapters.vendure.answers import Node
from makegood.orders.adapters.vendure.doing import Ground, Matter, no
from makegood.orders.types import Quote, Receipt

_ADDRESS = ("fullName", "company", "streetLine1", "streetLine2", "city", "province", "postalCode", "countryCode", "phoneNumber")
_OPEN = ("Draft", "ArrangingPayment")
_FREE: list[dict[str, object]] = [
    {"code": "order_percentage_discount", "arguments": [{"name": "discount", "value": "100"}]},
    {"code": "free_shipping", "arguments": []},
]
_DAYS = 2  # so long may it take to place a replacement; its code works for no other order


def quote(matter: Matter) -> Quote:
    """What the goods sell for without tax: the shop does not know what they cost. Refuses what cannot be sent."""
    goods = _goods(matter)
    service = _service(matter)
    cost = sum((_price(matter, goods[sku]) * quantity for sku, quantity in _wanted(matter).items()), zero(matter.currency))
    name = answers.text(service, "name")
    return Quote(True, cost, f"In stock; goes out by {name}. The cost is what the goods sell for without tax.")


def carry_out(matter: Matter) -> Receipt:
    """Places it, once. Refuses what cannot be sent, and leaves nothing of it."""
    draft = _draft(matter)
    if draft is not None and answers.text(draft, "state") not in _OPEN:
        return _receipt(matter, draft)
    goods, service = _goods(matter), _service(matter)
    if draft is not None and matter.mark is not None:
        return _place(matter, matter.mark.id, answers.needed(draft, "id"), goods, service)
    with doing.marked(matter, "a replacement") as note_id:
        draft_id = answers.needed(matter.server.ask(documents.CREATE_DRAFT), "createDraftOrder", "id")
        note = marks.note(matter.command, "a replacement", draft=draft_id)
        matter.server.ask(documents.UPDATE_NOTE, id=note_id, note=note)
    return _place(matter, note_id, draft_id, goods, service)


# What is asked for ---------------------------------------------------------------------------------------------------


def _wanted(matter: Matter) -> Counter[str]:
    wanted: Counter[str] = Counter()
    for sku, quantity in (*matter.command.items, *matter.command.extras):
        wanted[sku] += quantity
    return wanted


def _goods(matter: Matter) -> dict[str, Node]:
    """The goods by their article number. Refuses what is not in the order, not sold (any more), or not in stock."""
    bought: Counter[str] = Counter()
    for line in answers.many(matter.order, "lines"):
        quantity = max(answers.whole(line, "quantity"), answers.whole(line, "orderPlacedQuantity"))
        bought[answers.text(line, "productVariant", "sku")] += quantity
    if not matter.command.items:
        raise no("malformed", "A replacement names at least one item of the order.")
    for sku, quantity in matter.command.items:
        if quantity > bought[sku]:
            raise no("not_in_order", f"Order {matter.command.order_number} has {bought[sku]} of {sku}.")
    wanted = _wanted(matter)
    said = matter.server.ask(documents.VARIANTS, skus=sorted(wanted))
    sold = {
        answers.needed(one, "sku"): one for one in answers.many(said, "productVariants", "items") if one.get("enabled") is True
    }
    for sku, quantity in wanted.items():
        if sku not in sold:
            raise no("not_sold", f"{sku} is not sold (any more).")
        left = stock_of(sold[sku], matter.ground)
        if left is not None and left < quantity:
            name = answers.text(sold[sku], "name")
            raise no("out_of_stock", f"{name} ({sku}): {quantity} wanted, {left or 'none'} left.")
    return sold


def stock_of(variant: Node, ground: Ground) -> int | None:
    """How many can still be sold; None where the shop does not count."""
    tracks = answers.text(variant, "trackInventory")
    if tracks == "FALSE" or (tracks != "TRUE" and not ground.tracks_stock):
        return None
    levels = answers.many(variant, "stockLevels")
    there = sum(answers.whole(one, "stockOnHand") - answers.whole(one, "stockAllocated") for one in levels)
    own = variant.get("useGlobalOutOfStockThreshold") is False
    return max(there - (answers.whole(variant, "outOfStockThreshold") if own else ground.threshold), 0)


def _service(matter: Matter) -> Node:
    """The delivery service: the one that is named, or the order's own."""
    own = next((answers.one(one, "shippingMethod") for one in answers.many(matter.order, "shippingLines")), None)
    name = matter.command.service
    if own and name in ("", answers.text(own, "name")):
        return own
    services = list(answers.many(matter.server.ask(documents.SERVICES), "shippingMethods", "items"))
    found = next((one for one in services if name in (answers.text(one, "name"), answers.text(one, "code"))), None)
    if found is None:
        known = ", ".join(answers.text(one, "name") for one in services)
        raise no("unknown_service", f"There is no delivery service “{name}”. There are: {known}.")
    return found


def _price(matter: Matter, variant: Node) -> Money:
    return matter.money(answers.whole(variant, "price"))


# How it is put together ----------------------------------------------------------------------------------------------


def _draft(matter: Matter) -> Node | None:
    """The order that an earlier try began; None where there is none, or where it is gone."""
    if matter.mark is None or not matter.mark.draft:
        return None
    return answers.one(matter.server.ask(documents.DRAFT, id=matter.mark.draft), "order") or None


def _place(matter: Matter, note_id: str, draft_id: str, goods: Mapping[str, Node], service: Node) -> Receipt:
    """Fills the draft and places it. A no takes everything away again: the draft, its promotion, the note."""
    try:
        draft = _reread(matter, draft_id)
        if answers.text(draft, "state") == "Draft":
            _fill(matter, draft, goods, service)
            _check(matter, _reread(matter, draft_id))
            _go_on(matter, draft_id, "ArrangingPayment")
        _check(matter, _reread(matter, draft_id))
        _go_on(matter, draft_id, "PaymentSettled")
    except Refusal:
        _undo(matter, note_id, draft_id)
        raise
    return _receipt(matter, _reread(matter, draft_id))


def _fill(matter: Matter, draft: Node, goods: Mapping[str, Node], service: Node) -> None:
    """Who, where to, what, free of charge, how; may be repeated."""
    server, order, draft_id = matter.server, matter.order, answers.needed(draft, "id")
    who = answers.needed(order, "customer", "id")
    server.do(documents.SET_CUSTOMER, "setCustomerForDraftOrder", id=draft_id, customerId=who)
    address = {name: value for name in _ADDRESS if (value := answers.text(order, "shippingAddress", name))}
    server.ask(documents.SET_ADDRESS, id=draft_id, input=address)
    _fill_lines(matter, draft, goods)
    code = _free_code(matter)
    if code not in (draft.get("couponCodes") or ()):
        server.do(documents.APPLY_CODE, "applyCouponCodeToDraftOrder", id=draft_id, code=code)
    server.do(documents.SET_SERVICE, "setDraftOrderShippingMethod", id=draft_id, serviceId=answers.needed(service, "id"))
    _write_card(matter, draft)


def _fill_lines(matter: Matter, draft: Node, goods: Mapping[str, Node]) -> None:
    """Exactly so many of each, whatever an earlier try put in."""
    draft_id = answers.needed(draft, "id")
    there = {answers.text(one, "productVariant", "sku"): one for one in answers.many(draft, "lines")}
    for sku, quantity in _wanted(matter).items():
        if sku not in there:
            variant = answers.needed(goods[sku], "id")
            matter.server.do(documents.ADD_ITEM, "addItemToDraftOrder", id=draft_id, variantId=variant, quantity=quantity)
        elif answers.whole(there[sku], "quantity") != quantity:
            line = answers.needed(there[sku], "id")
            matter.server.do(documents.ADJUST_LINE, "adjustDraftOrderLine", id=draft_id, lineId=line, quantity=quantity)


def _free_code(matter: Matter) -> str:
    """The code that makes this one order free. Nobody can use it again: it works once."""
    description = marks.replacement(matter.command)
    made = giving.known(matter, description)
    if made is None:
        name = f"Replacement for order {matter.command.order_number}"
        code = f"FREE-{marks.fingerprint(matter.command).upper()}-{answers.needed(matter.order, 'id')}"
        made = giving.create(matter, code=code, name=name, description=description, days=_DAYS, actions=_FREE)
    return answers.needed(made, "couponCode")


def _write_card(matter: Matter, draft: Node) -> None:
    """The words on the card, what whoever packs should know, and whether the faulty goods come back: a private note each."""
    written = {answers.text(one, "data", "note", longest=2_000) for one in answers.many(draft, "history", "items")}
    said = [f"Card in the parcel: {matter.command.note}"] if matter.command.note else []
    said += [f"To know while packing: {need}" for need in matter.command.needs]
    said += ["The faulty goods come back: enclose what is needed for the return."] if matter.command.return_wanted else []
    for words in said:
        if answers.plain(words) not in written:
            matter.server.ask(documents.ADD_NOTE, id=answers.needed(draft, "id"), note=words)


def _check(matter: Matter, draft: Node) -> None:
    """It holds exactly what was asked for, and costs nothing. Refuses to place anything else."""
    there = {answers.text(one, "productVariant", "sku"): answers.whole(one, "quantity") for one in answers.many(draft, "lines")}
    if there != dict(_wanted(matter)):
        raise no("not_as_asked", "The replacement order in the shop holds something else than was asked for.")
    total = answers.whole(draft, "totalWithTax")
    if total != 0:
        sentence = f"The replacement would cost them {matter.money(total)} in this shop, so it was not placed."
        raise no("not_free", sentence)


def _go_on(matter: Matter, draft_id: str, state: str) -> None:
    if answers.text(_reread(matter, draft_id), "state") in _OPEN:
        matter.server.do(documents.TRANSITION, "transitionOrderToState", id=draft_id, state=state)


def _reread(matter: Matter, draft_id: str) -> Node:
    found = answers.one(matter.server.ask(documents.DRAFT, id=draft_id), "order")
    if not found:
        raise Trouble("The replacement's draft is gone from the shop.")
    return found


def _undo(matter: Matter, note_id: str, draft_id: str) -> None:
    matter.server.ask(documents.DELETE_DRAFT, id=draft_id)
    if answers.one(matter.server.ask(documents.DRAFT, id=draft_id), "order"):  # it is no draft any more
        matter.server.ask(documents.TRANSITION, id=draft_id, state="Cancelled")
    made = giving.known(matter, marks.replacement(matter.command))
    if made is not None:
        matter.server.ask(documents.DELETE_PROMOTION, id=answers.needed(made, "id"))
    matter.server.ask(documents.DELETE_NOTE, id=note_id)


def _receipt(matter: Matter, draft: Node) -> Receipt:
    number, placed_at = answers.needed(draft, "code"), answers.instant(draft, "orderPlacedAt")
    return Receipt(matter.command.key, number, placed_at, {"order_number": number})
