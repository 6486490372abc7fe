"""Lays the schema of a campaign against the outbox, founds its brand and queues its answers. Run by `chaos.Product.set_up`: JSON in, JSON out."""

import json
import sys
from datetime import UTC, datetime


def main() -> None:
    from makegood.api import doors
    from makegood.brands import actions as brands
    from makegood.channels.actions import connecting, outbox
    from makegood.channels.messages import Speech
    from makegood.commands import ground
    from makegood.flows import when
    from makegood.kernel.actors import SYSTEM
    from makegood.people.actions import recognising
    from makegood.people.types import Address, IdentityKind, Purpose, Sighting
    from makegood.platform import tenancy
    from tests import cast

    told, at = json.load(sys.stdin), datetime.now(UTC)
    ground.migrate()
    when.connect()
    brand_id = brands.found(**cast.BRIGHTSIDE, at=cast.AT)
    to = {
        "email": lambda n: Address(IdentityKind.EMAIL, f"person{n}@example.org"),
        "webhook": lambda n: Address(IdentityKind.EMAIL, f"hooked{n}@example.org"),
        "mastodon": lambda n: Address(IdentityKind.HANDLE, f"mastodon:person{n}@lamps.example"),
        "sms": lambda n: Address(IdentityKind.PHONE, f"+4477009{n:05}"),
        "whatsapp": lambda n: Address(IdentityKind.PHONE, f"+4477008{n:05}"),
    }
    with tenancy.brand(brand_id):
        ids = {
            kind: connecting.add_channel(kind=kind, name=kind, address=address, settings=settings, by=SYSTEM, at=at)
            for kind, (address, settings) in told["channels"].items()
        }
        path, _ = doors.open_door(kind=doors.CALLS, channel_id=ids["whatsapp"], by=SYSTEM, at=at)
    for n in range(told["answers"]):
        kind = told["places"][n % len(told["places"])]
        with tenancy.brand(brand_id):
            (who,) = recognising.recognise(sightings=[Sighting((to[kind](n),), source="test")], at=at)
            words = f"We are looking into it, token-{kind}-{n}-end"
            speech = Speech(f"answer-{n}", ids[kind], who.identity_id, Purpose.SERVICE, "Your torch", words)
            outbox.queue(speech=speech, by=SYSTEM, at=at)
    ground.let_go()
    print(json.dumps({"brand": str(brand_id), "path": path}))
