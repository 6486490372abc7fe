"""What happens at the checkout, from the shop's word to facts about people: guests become people by the address that they type. Nobody is
written to because of it; what is counted is watched by `counts_watched`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from makegood.kernel.actors import Actor
from makegood.people.actions import recognising
from makegood.people.types import Address, Sighting
from makegood.signals.actions import checkout
from makegood.signals.types import CheckoutIn, CheckoutTaken


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing at the checkout as the shop tells it, with the address that was typed there; None where none was."""

    told: CheckoutIn
    who: Address | None = None


def take(*, happened: Sequence[Happened], source: str, by: Actor, at: datetime) -> CheckoutTaken:
    """Keeps each thing once. Addresses that nobody knew become people. May be repeated; a fixed number of statements whatever the number.
    Refuses malformed addresses ("nobody_named") and what `checkout.take` refuses; then nothing is kept."""
    addresses = list(dict.fromkeys(one.who for one in happened if one.who is not None))
    seen = recognising.recognise(sightings=[Sighting((one,), source=source) for one in addresses], at=at)
    ids = dict(zip(addresses, (one.identity_id for one in seen), strict=True))
    told = [replace(one.told, identity_id=ids[one.who]) if one.who is not None else one.told for one in happened]
    return checkout.take(told=told, by=by, at=at)
