"""Where somebody wants to be told what concerns them: the private ways that there are to them, and their word for one of them, on their own page.

Their word is a yes to answers and news on that channel, kept at the address to which their link belongs. It opens nothing that was closed: where they
refused a channel, it is none of the ways, and the gate decides as before.
"""

from dataclasses import dataclass
from datetime import datetime

from makegood.channels import registry
from makegood.flows import reaching
from makegood.kernel import actors
from makegood.kernel.refusals import Refusal
from makegood.people import queries as people
from makegood.people.actions import noting
from makegood.people.types import Consent, Identity, Person, Purpose

TEXT_VERSION = "own-page-where-1"


@dataclass(frozen=True, slots=True)
class Way:
    """A channel on which they can be told in private. `chosen`: they said so last."""

    channel: str
    chosen: bool


def of(*, person: Person) -> tuple[Way, ...]:
    """The ways to them, each channel once, in the order of the alphabet. Ten queries."""
    known = reaching.of(persons=[person])[person.id]
    wished = _wished(person)
    names = {registry.consented_as(way.kind) for way in known.ways() if not way.public}
    return tuple(Way(name, name == wished) for name in sorted(names))


def choose(*, identity: Identity, person: Person, channel: str, at: datetime) -> bool:
    """From now on they are told there first. → whether that is new; may be repeated. Refuses ("no_such_way") what is none of the ways to them."""
    if channel not in {way.channel for way in of(person=person)}:
        raise Refusal("no_such_way", "channel: there is no such way to them.", {"channel": "unknown"})
    if channel == _wished(person):
        return False
    wish = Consent(identity.id, channel, Purpose.SERVICE, True, reaching.CHOSEN, TEXT_VERSION, at)
    noting.note_consent(consent=wish, by=actors.person(identity.id))
    return True


def _wished(person: Person) -> str:
    """The channel that they chose last, '' where they never did."""
    said = people.consents_of(identity_ids=[one.id for one in person.identities])
    wishes = [one for one in said if one.source == reaching.CHOSEN and one.purpose is Purpose.SERVICE and one.granted]
    return max(wishes, key=lambda one: one.at).channel if wishes else ""
