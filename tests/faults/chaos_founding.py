"""Lays the schema of a chaos campaign and founds its brand: a mailbox, and a door for posts. Run by `chaos.Product.set_up`: JSON in, JSON out."""

import json
import sys


def main() -> None:
    from makegood.api import doors
    from makegood.brands import actions as brands
    from makegood.channels.actions import connecting
    from makegood.commands import ground
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import tenancy
    from tests import cast

    told = json.load(sys.stdin)
    ground.migrate()
    brand_id = brands.found(**cast.BRIGHTSIDE, at=cast.AT)
    with tenancy.brand(brand_id):
        connecting.add_channel(
            kind="email", name="Mail", address=told["address"], settings=told["settings"], by=SYSTEM, at=cast.AT
        )
        chat = connecting.add_channel(kind="webhook", name="Chat", address="chat", settings={}, by=SYSTEM, at=cast.AT)
        path, secret = doors.open_door(kind="messages", channel_id=chat, by=SYSTEM, at=cast.AT)
    ground.let_go()
    print(json.dumps({"brand": str(brand_id), "path": path, "secret": secret}))
