"""Who can be visited in these tests: Sam drives on weekdays from 8 to 20, an hour each, with half an hour's way; and Tom, who is visited."""

from datetime import datetime, time
from uuid import UUID

from makegood.brands.types import Opening
from makegood.kernel.actors import SYSTEM
from makegood.people.actions import recognising
from makegood.visits.actions import booking
from makegood.visits.types import Resource, ResourceIn, ResourceKind, VisitIn, Where
from tests import cast

HOME = "12 Harbour Lane, London"
WEEKDAYS = tuple(Opening(day, time(8), time(20)) for day in range(5))
SAM = ResourceIn(ResourceKind.PERSON, "Sam Petrov", WEEKDAYS, minutes=60, between=30)
BAY = ResourceIn(ResourceKind.PLACE, "Bay 2", WEEKDAYS, minutes=60, place="1 Works Road, London")


def sam(told: ResourceIn = SAM) -> Resource:
    return booking.set_resource(told=told, by=SYSTEM, at=cast.AT)


def tom() -> UUID:
    (who,) = recognising.recognise(sightings=[cast.seen(cast.TOM_BY_EMAIL)], at=cast.AT)
    return who.identity_id


def wish(identity_id: UUID, resource: Resource, from_at: datetime, key: str = "one", **more: object) -> VisitIn:
    told = {"about": "The radiator", "where": Where.THEIRS, "address": HOME, "wanted": "after work, at home", **more}
    return VisitIn(key=key, identity_id=identity_id, resource_id=resource.id, from_at=from_at, **told)  # type: ignore[arg-type]
