"""`makegood shop`: says where a brand's shop takes commands and of which kind it is (docs/shop-seam.md), tries whether it answers, and says how
it stands."""

import argparse

from makegood.commands import asking


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    connect = parts.add_parser("connect", help="say where the shop takes commands; may be repeated with others")
    connect.add_argument("--url", required=True, help="the shop's one address for commands, or its admin API")
    connect.add_argument(
        "--kind", default="signed_http", help="signed_http (docs/shop-seam.md), or vendure (docs/shops/vendure.md)"
    )
    connect.add_argument(
        "--secret-file",
        default="",
        metavar="FILE",
        help="holds the secret (whsec_…, a password, a key); asked for where not given",
    )
    connect.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="a setting of its kind; several are fine"
    )
    connect.add_argument("--courier-address", default="", metavar="EMAIL", help="where thanks to couriers go, if anywhere")
    connect.add_argument("--untried", action="store_true", help="keep it without asking the shop whether it answers")
    asking.brand_option(connect)
    status = parts.add_parser("status", help="what kind of shop it is, when it was last looked into, and what went wrong")
    asking.brand_option(status)


def run(arguments: argparse.Namespace) -> int:
    return _connect(arguments) if arguments.part == "connect" else _status(arguments)


def _connect(arguments: argparse.Namespace) -> int:
    secret, settings = asking.secret("secret", file=arguments.secret_file), asking.pairs(arguments.set, option="--set")
    with asking.database_and_brand(arguments.brand) as brand_id:
        from makegood.kernel.actors import SYSTEM
        from makegood.orders import registry as shops
        from makegood.orders.actions import connecting
        from makegood.orders.types import IsLookedInto, ShopConnection
        from makegood.platform import clock, tenancy

        known = shops.kind(arguments.kind)
        connection = ShopConnection(
            arguments.url,
            (known.check_secret(secret),),
            arguments.courier_address,
            arguments.kind,
            known.check_settings(settings),
        )
        shop = known.open(connection)
        if not arguments.untried:
            print(shop.greet())
        with tenancy.brand(brand_id):
            connecting.connect_shop(
                url=arguments.url,
                secrets=connection.secrets,
                courier_address=arguments.courier_address,
                kind=arguments.kind,
                settings=settings,
                by=SYSTEM,
                at=clock.now(),
            )
    if isinstance(shop, IsLookedInto):
        print("The shop is connected. Its orders and parcels are looked for from now on: makegood shop status")
    else:
        print("The shop is connected. Open its door next, so that it can tell of orders: makegood door open shop")
    return 0


def _status(arguments: argparse.Namespace) -> int:
    with asking.open_brand(arguments.brand):
        from makegood.orders import queries
        from makegood.orders import registry as shops
        from makegood.orders.types import IsLookedInto

        connection, look = queries.shop_connection(), queries.shop_look()
        print(f"{shops.kind(look.kind).name} at {connection.url}")
        if isinstance(shops.shop(connection), IsLookedInto):
            print(f"Last looked into: {look.looked_at:%Y-%m-%d %H:%M:%S} UTC" if look.looked_at else "Not looked into yet.")
        if look.trouble:
            print(f"Trouble: {look.trouble}")
    return 0
