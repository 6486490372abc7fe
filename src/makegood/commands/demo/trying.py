"""Lets the demonstration try its surprises by lot, as a brand would: one in ten of everybody gets none, by the product's own lots, chances and counts.

The people of the story are its customers from the beginning, and the brand's key is drawn until none of them is held out: their story is told with a
surprise. Everybody else falls as the key lets them.
"""

import hashlib
from datetime import datetime
from uuid import UUID

from makegood.commands.demo.people import PEOPLE
from makegood.experiments import actions as experiments
from makegood.experiments.rules import assigning
from makegood.experiments.types import SURPRISE
from makegood.gestures import queries as gestures
from makegood.people import queries as people
from makegood.people.actions import recognising
from makegood.people.types import PersonId, Sighting
from makegood.platform import tenancy

_STRANGERS = ("agency", "supplier", "edith")  # who only advertises, or is nobody


def begin(brand_id: UUID, at: datetime) -> None:
    """The story's customers are known, and the key is laid. Once, before anything is proposed."""
    with tenancy.brand(brand_id):
        known = [one for key, one in PEOPLE.items() if one.email and key not in _STRANGERS]
        seen = recognising.recognise(sightings=[Sighting((one.by_mail,), source="order") for one in known], at=at)
        persons = people.person_ids_of(identity_ids=[one.identity_id for one in seen])
        share = gestures.policy().without_share / 10_000
        experiments.lay_salt(salt=_key(f"{brand_id}", set(persons.values()), share, at))


def _key(seed: str, persons: set[PersonId], share: float, at: datetime) -> bytes:
    for nth in range(100_000):
        key = hashlib.sha256(f"{seed} {nth}".encode()).digest()
        lots = (
            assigning.assign(one, key=key, experiment=SURPRISE, shares={SURPRISE: 1.0}, held_out=share, at=at) for one in persons
        )
        if all(lot.arm == SURPRISE for lot in lots):
            return key
    raise LookupError("no key leaves the story's people alone")
