"""What somebody says on their own page about being written to. Their word is kept at the address to which their link belongs, so that it goes
with that address should the person turn out to be two; and a no at any address of theirs wins over every yes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from makegood.kernel import actors
from makegood.people import queries as people
from makegood.people.actions import noting
from makegood.people.types import Consent, Identity, Person, Purpose

SOURCE, TEXT_VERSION = "their own page", "own-page-1"
MAIL = "email"
_ASKED = (Purpose.RELATIONSHIP, Purpose.MARKETING)


@dataclass(frozen=True, slots=True)
class Saying:
    """What counts on a channel for a purpose: `granted` None where they never said. `elsewhere`: a no that stands at another address of theirs."""

    channel: str
    purpose: Purpose
    granted: bool | None
    elsewhere: bool = False

    @property
    def field(self) -> str:
        """What its field is called in a form."""
        return f"{self.purpose.value}-{self.channel}"


def said(*, identity: Identity, person: Person) -> tuple[Saying, ...]:
    """Greetings and offers by e-mail, and whatever else they ever said something about, e-mail first. One query."""
    latest = people.consents_of(identity_ids=[one.id for one in person.identities])
    asked = {(MAIL, purpose) for purpose in _ASKED} | {(one.channel, one.purpose) for one in latest}
    order = sorted(asked, key=lambda pair: (pair[0] != MAIL, pair[0], list(Purpose).index(pair[1])))
    return tuple(_saying(channel, purpose, latest, identity) for channel, purpose in order)


def say(*, identity: Identity, person: Person, wishes: Mapping[tuple[str, Purpose], bool], at: datetime) -> int:
    """Keeps those of these that differ from what they said at this address. → how many. May be repeated."""
    own = {(one.channel, one.purpose): one.granted for one in people.consents_of(identity_ids=[identity.id])}
    counts = {(one.channel, one.purpose): one.granted for one in said(identity=identity, person=person)}
    changed = {
        pair: granted
        for pair, granted in wishes.items()
        if own.get(pair) is not granted and not (own.get(pair) is None and counts.get(pair) is granted)
    }
    for (channel, purpose), granted in changed.items():
        consent = Consent(identity.id, channel, purpose, granted, SOURCE, TEXT_VERSION, at)
        noting.note_consent(consent=consent, by=actors.person(identity.id))
    return len(changed)


def _saying(channel: str, purpose: Purpose, latest: tuple[Consent, ...], identity: Identity) -> Saying:
    """As `people.queries.consent` has it: a withdrawal at any identity wins over every grant at others."""
    words = [one for one in latest if (one.channel, one.purpose) == (channel, purpose)]
    refused = [one for one in words if not one.granted]
    if refused:
        return Saying(channel, purpose, False, all(one.identity_id != identity.id for one in refused))
    return Saying(channel, purpose, True if words else None)
