"""`makegood catalogue`: what can be given on top, what it costs, and how many there are. Never gives anything."""

import argparse

from makegood.commands import asking
from makegood.gestures.types import GestureKind, Payer
from makegood.kernel import money
from makegood.kernel.refusals import Refusal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    put = parts.add_parser("add", help="put something into the catalogue; the same again changes nothing")
    put.add_argument("code", help="small letters, digits, hyphens: sweets-small")
    put.add_argument("--name", required=True, help="as people read it: “A small bag of sweets”")
    put.add_argument("--kind", required=True, choices=[one.value for one in GestureKind])
    put.add_argument("--worth", required=True, metavar="AMOUNT", help="to the person, in the brand's currency")
    put.add_argument("--cost", required=True, metavar="AMOUNT", help="to you, in the brand's currency")
    put.add_argument("--payer", default="brand", choices=[one.value for one in Payer])
    put.add_argument("--stock", type=int, metavar="NUMBER", help="how many there are; without it they are not counted")
    put.add_argument("--sku", default="", help="the shop's number, where the shop must know it")
    put.add_argument(
        "--fits", action="append", default=[], metavar="LOSS", help="money, product, time or attention; may be repeated"
    )
    put.add_argument("--unfit-for", action="append", default=[], metavar="NEED", help="like no_sugar; may be repeated")
    stock = parts.add_parser("stock", help="so many more of something (or fewer: -3)")
    stock.add_argument("code")
    stock.add_argument("by", type=int, metavar="NUMBER")
    listed = parts.add_parser("list", help="what can be given")
    for part in (put, stock, listed):
        asking.brand_option(part)


def run(arguments: argparse.Namespace) -> int:
    with asking.open_brand(arguments.brand):
        return {"add": _add, "stock": _stock, "list": _list}[arguments.part](arguments)


def _add(told: argparse.Namespace) -> int:
    from makegood.brands import queries as brands
    from makegood.gestures.actions import shelf
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import clock

    currency = brands.current().currency
    item = shelf.add_item(
        code=told.code,
        kind=GestureKind(told.kind),
        name=told.name,
        face_value=money.parse(told.worth, currency, field="worth"),
        real_cost=money.parse(told.cost, currency, field="cost"),
        payer=Payer(told.payer),
        stock=told.stock,
        sku=told.sku,
        fits=tuple(told.fits),
        unfit_for=tuple(told.unfit_for),
        by=SYSTEM,
        at=clock.now(),
    )
    print(f"{item.name} can be given: it costs {item.real_cost}{_counted(item.stock)}.")
    return 0


def _stock(told: argparse.Namespace) -> int:
    from makegood.gestures import queries as gestures
    from makegood.gestures.actions import shelf
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import clock

    item = next((one for one in gestures.catalogue() if one.code == told.code), None)
    if item is None:
        raise Refusal("no_such_item", f"code: there is no “{told.code}” in the catalogue.", {"code": "unknown"})
    now = shelf.change_stock(item_id=item.id, by_how_many=told.by, by=SYSTEM, at=clock.now())
    print(f"{item.name}{_counted(now)}.")
    return 0


def _list(_: argparse.Namespace) -> int:
    from makegood.gestures import queries as gestures

    there = gestures.catalogue()
    for one in there:
        print(f"{one.code}  {one.name}: worth {one.face_value}, costs {one.real_cost}{_counted(one.stock)}")
    if not there:
        print("Nothing can be given yet: makegood catalogue add. A small bag of sweets is a good first one.")
    return 0


def _counted(stock: int | None) -> str:
    return "" if stock is None else f", {stock} in stock"
