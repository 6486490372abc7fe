"""Takes in what other systems say happened to somebody: a fact that rules can use, and a line on the timeline. It triggers nothing.

Such facts lie in a room of their own ("told.visited"), so that nobody can tell us a fact that only our own packages may know.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from makegood.kernel.actors import Actor
from makegood.kernel.ids import new_id
from makegood.people import events
from makegood.people.types import Fact
from makegood.platform import bulk, journal, tenancy

ROOM = "told."
_COLUMNS = {
    "id": "uuid",
    "brand_id": "uuid",
    "identity_id": "uuid",
    "kind": "text",
    "subject": "text",
    "at": "timestamptz",
    "value": "jsonb",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened once. `key` is the teller's own name for it: told again, it changes nothing."""

    identity_id: UUID
    what: str  # "visited", "km_reading"
    key: str
    at: datetime
    value: dict[str, object]

    def as_fact(self) -> Fact:
        return Fact(self.identity_id, f"{ROOM}{self.what}", self.key, self.at, self.value)  # type: ignore[arg-type]


def tell(*, happenings: Sequence[Happening], by: Actor) -> int:
    """Keeps each happening once (identity, what, key), and says each new one on the timeline at its own instant. → how many were new.
    May be repeated; two statements whatever the number."""
    brand_id = tenancy.current_brand()
    facts = {(one.identity_id, one.what, one.key): one for one in happenings}
    rows = [
        (new_id(), brand_id, one.identity_id, one.as_fact().kind, one.key, one.at, json.dumps(one.value))
        for _, one in sorted(facts.items())
    ]
    new = bulk.insert(
        "people_fact",
        _COLUMNS,
        rows,
        conflict="ON CONFLICT (brand_id, identity_id, kind, subject) DO NOTHING",
        returning="identity_id, kind, subject",
    )
    told = [facts[identity_id, kind.removeprefix(ROOM), key] for identity_id, kind, key in new]
    journal.record_past([(events.SomethingHappened(identity_id=one.identity_id, what=one.what), one.at) for one in told], by=by)
    return len(told)
