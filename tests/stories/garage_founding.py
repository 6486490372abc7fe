"""Founds Fieldgate Garage in a fresh database: run by its story as a process of its own.

Reads what it is told as JSON from stdin and writes what it made as JSON: `python -m tests.stories.garage_founding < told.json`.
"""

import json
import sys
from datetime import UTC, datetime
from typing import Any

import django

HELP_EMAIL, NAME, SLUG = "care@fieldgate.example", "Fieldgate Garage", "fieldgate"
HER_NAME, HER_EMAIL, HER_PHONE = "Ana Duarte", "ana.duarte@example.net", "+442079460123"
READ = (
    (datetime(2025, 1, 10, 10, tzinfo=UTC), 40_000),
    (datetime(2025, 9, 5, 10, tzinfo=UTC), 50_000),
)  # services, at their odometer


def main() -> None:
    django.setup()
    told = json.load(sys.stdin)
    json.dump(found(told), sys.stdout)


def found(told: dict[str, Any]) -> dict[str, Any]:
    """The house with its team, a mailbox, own pages, somebody who drives out, and a customer of two services who agreed to be written to and called."""
    from tests import cast
    from tests.stories import founding

    at, also = cast.later(days=-500), ["own_page", "counter"]
    return founding.a_house_with_mail(told, slug=SLUG, name=NAME, address=HELP_EMAIL, at=at, also=also, then=_her_past)


def _her_past() -> None:
    """Two services of 10,000 km each, at which she said that she may be written to and called."""
    from makegood.kernel.actors import SYSTEM
    from makegood.people.actions import noting, recognising, telling
    from makegood.people.actions.telling import Happening
    from makegood.people.types import Address, Consent, IdentityKind, Purpose, Sighting

    first, _ = READ[0]
    both = (Address(IdentityKind.EMAIL, HER_EMAIL, HER_NAME), Address(IdentityKind.PHONE, HER_PHONE, HER_NAME))
    (known,) = recognising.recognise(sightings=[Sighting(both, strong=True, source="service")], at=first)
    for channel in ("email", "phone"):
        said = Consent(known.identity_id, channel, Purpose.RELATIONSHIP, True, "service desk", "service-2025", first)
        noting.note_consent(consent=said, by=SYSTEM)
    told = [Happening(known.identity_id, "km_reading", f"service-{km}", at, {"km": km, "service": True}) for at, km in READ]
    telling.tell(happenings=told, by=SYSTEM)


if __name__ == "__main__":
    main()
