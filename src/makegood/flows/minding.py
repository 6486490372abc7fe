"""What somebody needs, where it matters: on the list of whoever packs a parcel, and before somebody calls. Shows each audience what it may see,
and notes that it was handed on. Decides nothing about the needs themselves."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from makegood.brands import queries as brands
from makegood.brands import rules as business
from makegood.kernel.actors import SYSTEM
from makegood.makegoods.types import Makegood, Step
from makegood.needs import actions as noting
from makegood.needs import queries as needs
from makegood.needs.rules import meanings
from makegood.needs.types import PICK_LIST, How, Need
from makegood.people import queries as people

MOST = 20  # of one parcel's list


def for_the_pick_list(makegood: Makegood, *, at: datetime) -> tuple[Need, ...]:
    """What whoever packs a parcel of this plan should know of the person. Two queries."""
    ids = _identities(makegood.identity_id)
    return needs.for_audience(identity_ids=ids, audience=PICK_LIST, at=at)[:MOST]


def handed_on(step: Step, minded: Sequence[Need], *, at: datetime) -> None:
    """It stood on the list that the shop took. May be repeated: once for each step."""
    noting.note_acted(
        need_ids=[one.id for one in minded],
        how=How.HANDED_ON,
        audience=PICK_LIST,
        occasion_kind="step",
        occasion_id=step.id,
        by=SYSTEM,
        at=at,
    )


def when_to_call(identity_id: UUID, *, due_at: datetime, at: datetime) -> datetime:
    """When somebody may be rung who is due to be at `due_at`: not before the hour that they asked for, and while we are there."""
    labels = tuple(label for _, label in needs.labels(identity_ids=_identities(identity_id), at=at))
    brand = brands.current()
    allowed = meanings.earliest_call(labels, at=due_at, zone=brand.zone)
    return due_at if allowed == due_at else business.next_opening(hours=brand.hours, at=allowed)


def _identities(identity_id: UUID) -> list[UUID]:
    person = people.persons_of(identity_ids=[identity_id])[identity_id]
    return [UUID(str(one.id)) for one in person.identities]
