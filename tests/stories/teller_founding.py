"""Founds Corner Bank in a fresh database: run by its story as a process of its own.

Reads what it is told as JSON from stdin and writes what it made as JSON: `python -m tests.stories.teller_founding < told.json`.
"""

import json
import sys
from datetime import UTC, datetime
from typing import Any

import django

HELP_EMAIL, NAME, SLUG = "care@cornerbank.example", "Corner Bank", "cornerbank"
RUTH, EDWIN, IVY = (
    ("Ruth Okoye", "ruth.okoye@example.net"),
    ("Edwin Marsh", "edwin.marsh@example.net"),
    ("Ivy Lang", "ivy.lang@example.net"),
)
BORN = {RUTH: (3, 16), EDWIN: (3, 20)}
STREET = ["7 Quay Street", "Cornerport CP1 4QA"]
CARDS, CARD = 12, "Birthday card"


def main() -> None:
    django.setup()
    told = json.load(sys.stdin)
    json.dump(found(told), sys.stdout)


def found(told: dict[str, Any]) -> dict[str, Any]:
    """The bank with its team, a mailbox, a drawer with twelve cards, and three customers: two told their birthday, one of them where he gets post."""
    from tests import cast
    from tests.stories import founding

    at = cast.later(days=-500)

    def then() -> None:
        _the_drawer(at)
        _customers()

    return founding.a_house_with_mail(told, slug=SLUG, name=NAME, address=HELP_EMAIL, at=at, then=then)


def _the_drawer(at: datetime) -> None:
    from makegood.gestures.actions import shelf
    from makegood.gestures.types import GestureKind
    from makegood.kernel.actors import SYSTEM
    from makegood.kernel.money import Money

    shelf.add_item(
        code="birthday-card",
        kind=GestureKind.SURPRISE,
        name=CARD,
        face_value=Money(200, "GBP"),
        real_cost=Money(90, "GBP"),
        stock=CARDS,
        by=SYSTEM,
        at=at,
    )


def _customers() -> None:
    """Each opened an account, agreed to be written to, and told what they told."""
    from makegood.kernel.actors import SYSTEM
    from makegood.letters import actions as letters
    from makegood.letters.types import Postal
    from makegood.people.actions import noting, recognising
    from makegood.people.types import Address, Consent, Fact, IdentityKind, Purpose, Sighting

    joined = datetime(2025, 2, 3, 10, tzinfo=UTC)
    for number, who in enumerate((RUTH, EDWIN, IVY), start=101):
        address = Address(IdentityKind.EMAIL, who[1], who[0])
        (known,) = recognising.recognise(sightings=[Sighting((address,), strong=True, source="account")], at=joined)
        facts = [Fact(known.identity_id, "order_placed", f"account-{number}", joined)]
        if who in BORN:
            month, day = BORN[who]
            facts.append(Fact(known.identity_id, "told.birthday", "own", joined, {"month": month, "day": day}))
        noting.note_fact(facts=facts)
        for channel in ("email", "post"):
            said = Consent(known.identity_id, channel, Purpose.RELATIONSHIP, True, "account form", "account-2025", joined)
            noting.note_consent(consent=said, by=SYSTEM)
        if who is EDWIN:
            postal = Postal(tuple(STREET), "GB")
            letters.note_address(identity_id=known.identity_id, postal=postal, source="account form", by=SYSTEM, at=joined)


if __name__ == "__main__":
    main()
