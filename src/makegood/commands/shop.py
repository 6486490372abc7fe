"""`makegood shop`: says where a brand's shop takes commands (docs/shop-seam.md), and tries whether it answers."""

import argparse

from makegood.commands import asking
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal
from makegood.orders.types import CommandKind, ShopCommand, ShopConnection


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    connect = parts.add_parser("connect", help="say where the shop takes commands; may be repeated with others")
    connect.add_argument("--url", required=True, help="the shop's one address for commands")
    connect.add_argument("--secret-file", default="", metavar="FILE", help="holds the secret whsec_…; asked for where not given")
    connect.add_argument("--courier-address", default="", metavar="EMAIL", help="where thanks to couriers go, if anywhere")
    connect.add_argument("--untried", action="store_true", help="keep it without asking the shop whether it answers")
    asking.brand_option(connect)


def run(arguments: argparse.Namespace) -> int:
    secret = asking.secret("secret", file=arguments.secret_file)
    with asking.database_and_brand(arguments.brand) as brand_id:
        from makegood.kernel.actors import SYSTEM
        from makegood.orders.actions import connecting
        from makegood.platform import clock, signatures, tenancy

        signatures.checked_secret(secret)
        if not arguments.untried:
            print(_tried(ShopConnection(arguments.url, (secret,))))
        with tenancy.brand(brand_id):
            connecting.connect_shop(
                url=arguments.url,
                secrets=[secret],
                courier_address=arguments.courier_address,
                by=SYSTEM,
                at=clock.now(),
            )
    print("The shop is connected. Open its door next, so that it can tell of orders: makegood door open shop")
    return 0


def _tried(connection: ShopConnection) -> str:
    """Rehearses a refund for an order that no shop has: whoever says no to that in our language is a shop that knows us."""
    from makegood.orders.adapters.signed_http import SignedHttpShop

    command = ShopCommand(key="makegood-shop-connect", kind=CommandKind.REFUND, order_number="makegood-0", amount=Money(1, "GBP"))
    try:
        said = SignedHttpShop(connection).dry_run(command).words
    except Refusal as no:
        if not no.code.startswith("shop_"):
            raise
        said = no.sentence
    return f"The shop answers and accepts our signature. To a question about an order that does not exist it says: “{said}”"
