"""Events: what other systems say happened to somebody, and the journal as a feed that others can follow."""

from typing import Annotated

from ninja import Query, Router

from makegood.api.v1 import cursors
from makegood.api.v1.entry import ApiRequest, route
from makegood.api.v1.people import check_addresses
from makegood.api.v1.shapes import events as shapes
from makegood.api.v1.shapes.events import EventsIn, EventsTold, Feed
from makegood.api.v1.shapes.values import Cursor, Instant, Limit
from makegood.flows import guest_pages, rhythms
from makegood.people.actions import recognising, telling
from makegood.people.actions.telling import Happening
from makegood.people.types import Sighting
from makegood.platform import feed

router = Router(tags=["Events"])
_KINDS = r"^([a-z_]+\.[A-Za-z]+(,[a-z_]+\.[A-Za-z]+)*)?$"


@route(
    router, "POST", "/events", scope="events:write", answers={200: EventsTold}, summary="Tell of 1 to 500 things that happened"
)
def tell_events(request: ApiRequest, body: EventsIn) -> EventsTold:
    """Each becomes a fact about the person (`told.<kind>`) and a line on their timeline, once per person, kind and `id`. All or none.
    People whom nobody knew yet are made. No message and no gift follows from it but what a programme of the brand goes by: `birthday`
    (`month`, `day`), `feast` (`feast`, `greet`), `country` (`country`), `km_reading` (`km`, and `service` where it was read at one), `visited`,
    `delivered`."""
    check_addresses({f"events[{i}].who.": one.who for i, one in enumerate(body.events)})
    source = f"api {request.caller.machine_id}"
    who = recognising.recognise(sightings=[Sighting((one.who.address(),), source=source) for one in body.events], at=request.at)
    happenings = [
        Happening(identity_id=person.identity_id, what=one.kind, key=one.id, at=one.at, value=dict(one.values))
        for one, person in zip(body.events, who, strict=True)
    ]
    new = telling.tell(happenings=happenings, by=request.by)
    rhythms.told(happenings=[(one.identity_id, one.as_fact().kind) for one in happenings], at=request.at)
    return EventsTold(taken=len(happenings), new=new, identity_ids=[one.identity_id for one in happenings])


@route(router, "GET", "/events", scope="events:read", answers={200: Feed}, summary="Follow the journal")
def follow_events(
    request: ApiRequest,
    kinds: Annotated[
        str, Query(max_length=500, pattern=_KINDS, description="Only these, by commas: `cases.CaseOpened,people.NameNoted`.")
    ] = "",
    since: Annotated[Instant | None, Query(description="Where to begin, without a cursor; else at the beginning.")] = None,
    cursor: Cursor = None,
    limit: Limit = cursors.USUAL,
) -> Feed:
    """What happened, in the order in which it was written, oldest first. Nothing is missed and nothing comes twice however many write at
    once; the feed is a second behind. Keep `next_cursor` and ask again."""
    after = cursors.read("events", cursor)
    page = feed.page(after=after, since=since, kinds=tuple(kinds.split(",")) if kinds else (), limit=limit)
    place = cursors.write("events", page.place) if page.place else None
    seen = guest_pages.entries_shown(page.entries, away=request.away)
    return Feed(data=[shapes.entry(one) for one in seen], next_cursor=place, more=page.more)
