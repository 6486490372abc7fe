"""People: found and made by their addresses, with what ties those together, and what they said about being written to."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router

from makegood.api.v1 import cursors, naming
from makegood.api.v1.entry import ApiRequest, route
from makegood.api.v1.shapes import people as shapes
from makegood.api.v1.shapes.people import (
    AddressIn,
    ConsentIn,
    ConsentsOut,
    IdentityAdded,
    IdentityIn,
    InTheNameOf,
    LinkOut,
    LinksOut,
    LoyaltyOut,
    PageLinkOut,
    PersonIn,
    PersonOut,
    PersonPatch,
    PersonWhole,
    StandingOut,
)
from makegood.api.v1.shapes.values import Cursor, CustomerNumber, Email, Handle, Limit, Page, Phone, Since
from makegood.api.v1.shapes.webhooks import NothingIn
from makegood.flows import machine_work, own_page_links
from makegood.kernel.ids import first_id_at
from makegood.kernel.refusals import Refusal
from makegood.outcomes import queries as outcomes
from makegood.outcomes.types import StandingStep
from makegood.own_pages.types import Given
from makegood.people import linked
from makegood.people import queries as people
from makegood.people.actions import linking, noting, recognising
from makegood.people.rules import addresses
from makegood.people.types import Address, Consent, IdentityId, IdentityKind, Person, Sighting
from makegood.platform import asking, strict_json
from makegood.views import lifeline

router = Router(tags=["People"])
_FACTS = 100


@route(
    router,
    "GET",
    "/people",
    scope="people:read",
    answers={200: Page[PersonOut]},
    summary="List people, or find one by an address",
)
def list_people(
    request: ApiRequest,
    email: Annotated[Email | None, Query()] = None,
    phone: Annotated[Phone | None, Query()] = None,
    handle: Annotated[Handle | None, Query()] = None,
    customer_number: Annotated[CustomerNumber | None, Query()] = None,
    since: Since = None,
    cursor: Cursor = None,
    limit: Limit = cursors.USUAL,
) -> Page[PersonOut]:
    """Newest first. With an address: the one person who has it, or nobody; the other filters do not go with it. One that is none is refused."""
    given = {"email": email, "phone": phone, "handle": handle, "customer_number": customer_number}
    asked = [Address(IdentityKind(kind), value) for kind, value in given.items() if value]
    if asked:
        _check([("", one) for one in asked])
        return Page(data=_persons(request.away.without(_at(asked), lambda one: one.id)), next_cursor=None)
    before = cursors.read("people", cursor)
    found = people.page(before=before, since=first_id_at(since) if since else None, limit=limit + 1)
    data = _persons(naming.shown(request, found, limit, lambda one: one.id))
    return Page(data=data, next_cursor=naming.next_cursor("people", found, limit))


@route(
    router, "POST", "/people", scope="people:write", answers={200: PersonWhole, 201: PersonWhole}, summary="Find or make a person"
)
def put_person(request: ApiRequest, body: PersonIn) -> tuple[int, PersonWhole]:
    """The person at this address; 201 where nobody had it and a person was made. A name is taken where none better is known."""
    check_addresses({"": body})
    (who,) = recognising.recognise(sightings=[Sighting((body.address(),), source=_source(request))], at=request.at)
    request.away.refuse(who.person_id)
    return 201 if who.is_new else 200, whole(people.person(person_id=who.person_id), request.at)


@route(
    router,
    "GET",
    "/people/{person_id}",
    scope="people:read",
    answers={200: PersonWhole},
    summary="One person",
    ahead=people.ask_person,
)
def get_person(request: ApiRequest, person_id: UUID) -> PersonWhole:  # noqa: ARG001 - who it is was asked ahead
    """A person with addresses, standing and the latest facts. An id whose addresses went to another person leads there."""
    return whole(request.ahead, request.at)


@route(
    router,
    "PATCH",
    "/people/{person_id}",
    scope="people:write",
    answers={200: PersonWhole},
    summary="Say what somebody is called",
)
def name_person(request: ApiRequest, person_id: UUID, body: PersonPatch) -> PersonWhole:
    """A member's word, which wins over what orders and accounts say."""
    person = people.person(person_id=person_id)
    by = naming.in_the_name_of(request, body.member, "named somebody", identity_id=person.identities[0].id)
    noting.note_name(identity_id=person.identities[0].id, name=body.name, by=by, at=request.at)
    return whole(people.person(person_id=person_id), request.at)


@route(
    router,
    "POST",
    "/people/{person_id}/identities",
    scope="people:write",
    answers={200: IdentityAdded},
    summary="Add an address to a person",
)
def add_identity(request: ApiRequest, person_id: UUID, body: IdentityIn) -> IdentityAdded:
    """Ties one more address to somebody, or has a member asked, by the evidence. Never merges on weak evidence."""
    check_addresses({"": body})
    person = people.person(person_id=person_id)
    identity = machine_work.add_address(
        person=person, address=body.address(), known=body.evidence == "known", source=body.source, at=request.at
    )
    after = people.person(person_id=person_id)
    if any(one.id == identity.id for one in after.identities):
        return IdentityAdded(outcome="linked", person=whole(after, request.at))
    asked = any(
        identity.id in (one.unknown.id, one.known.id)
        for one in linked.suggestions_for(identity_ids=[i.id for i in after.identities])
    )
    return IdentityAdded(outcome="asked" if asked else "apart", person=whole(after, request.at))


@route(
    router,
    "GET",
    "/people/{person_id}/links",
    scope="people:read",
    answers={200: LinksOut},
    summary="What ties a person together",
)
def list_links(request: ApiRequest, person_id: UUID) -> LinksOut:  # noqa: ARG001 - the shape of a route
    """Every link of the person: live ones, questions that await a member (`suggested`), refused and undone ones."""
    person = people.person(person_id=person_id)
    return LinksOut(data=[shapes.link(one) for one in linked.links_of(person_id=person.id)])


@route(
    router,
    "GET",
    "/links",
    scope="people:read",
    answers={200: Page[LinkOut]},
    summary="List the links that await a member's word",
)
def list_questions(
    request: ApiRequest,
    since: Since = None,
    cursor: Cursor = None,
    limit: Limit = cursors.USUAL,
) -> Page[LinkOut]:
    """Of everybody, the one asked about last first. `/people/{person_id}/links` shows all links of one person, decided ones too."""
    before = cursors.read("links", cursor)
    found = linked.page_of_questions(before=before, since=first_id_at(since) if since else None, limit=limit + 1)
    known = naming.shown(request, found, limit, lambda one: one.identity_id)
    data = [shapes.link(one) for one in request.away.without(known, lambda one: one.other_identity_id)]
    return Page(data=data, next_cursor=naming.next_cursor("links", found, limit))


@route(
    router,
    "POST",
    "/links/{link_id}/confirmation",
    scope="people:write",
    answers={200: LinkOut},
    summary="Say that a link is right",
)
def confirm_link(request: ApiRequest, link_id: UUID, body: InTheNameOf) -> LinkOut:
    """Both addresses are one person's from now on. It takes a member who may say who somebody is."""
    by = naming.in_the_name_of(request, body.member, "confirmed a link")
    linking.confirm_link(link_id=link_id, by=by, at=request.at)
    return shapes.link(linked.link(link_id=link_id))


@route(
    router, "POST", "/links/{link_id}/refusal", scope="people:write", answers={200: LinkOut}, summary="Say that a link is wrong"
)
def refuse_link(request: ApiRequest, link_id: UUID, body: InTheNameOf) -> LinkOut:
    """They are two people, and are never asked about again. It takes a member who may say who somebody is."""
    by = naming.in_the_name_of(request, body.member, "refused a link")
    linking.refuse_link(link_id=link_id, by=by, at=request.at)
    return shapes.link(linked.link(link_id=link_id))


@route(
    router,
    "GET",
    "/people/{person_id}/consent",
    scope="people:read",
    answers={200: ConsentsOut},
    summary="What somebody agreed to",
)
def list_consent(request: ApiRequest, person_id: UUID) -> ConsentsOut:  # noqa: ARG001 - the shape of a route
    """The latest word of each of their addresses about each channel and purpose."""
    return _consents(people.person(person_id=person_id))


@route(
    router, "POST", "/people/{person_id}/consent", scope="people:write", answers={200: ConsentsOut}, summary="Note a yes or a no"
)
def note_consent(request: ApiRequest, person_id: UUID, body: ConsentIn) -> ConsentsOut:
    """Keeps what somebody said about being written to. A withdrawal counts at once; telling it again changes nothing."""
    person = people.person(person_id=person_id)
    if all(one.id != body.identity_id for one in person.identities):
        raise Refusal("not_theirs", "identity_id: this is no address of theirs.", {"identity_id": "not one of this person's"})
    said = Consent(
        identity_id=IdentityId(body.identity_id),
        channel=body.channel,
        purpose=body.purpose,
        granted=body.granted,
        source=body.source,
        text_version=body.text_version,
        at=body.at,
    )
    noting.note_consent(consent=said, by=request.by)
    return _consents(person)


@route(
    router,
    "POST",
    "/people/{person_id}/page-links",
    scope="people:write",
    answers={201: PageLinkOut},
    summary="Make a link to somebody's own page",
)
def make_page_link(request: ApiRequest, person_id: UUID, body: NothingIn) -> tuple[int, PageLinkOut]:  # noqa: ARG001 - the shape of a route
    """A fresh link, for a page on which you know who is signed in: your shop's account page. Refused (`no_own_pages`) where the brand has no
    own pages, and (`no_mail_address`) for a person without a mail address."""
    person = people.person(person_id=person_id)
    made = own_page_links.show(person=person, by=request.by, how=Given.MACHINE, at=request.at)
    return 201, shapes.page_link(made, url=own_page_links.address(made.token))


def check_addresses(told: Mapping[str, AddressIn]) -> None:
    """Refuses ("invalid") addresses that are none, naming each by its path ("events[3].who.") and field."""
    _check([(path, one.address()) for path, one in told.items()])


def _check(given: Sequence[tuple[str, Address]]) -> None:
    region = people.region_for({one.kind for _, one in given})
    found = strict_json.Problems()
    for path, one in given:
        try:
            addresses.normalise(one.kind, one.value, region=region)
        except Refusal as malformed:
            found.add(f"{path}{one.kind}", f"is {malformed.fields[one.kind]}")
    found.refuse()


def whole(person: Person, at: datetime) -> PersonWhole:
    """A person with the latest facts, and their last words of staying and to others. One query."""
    ids = [one.id for one in person.identities]
    latest = people.ask_latest_facts(identity_ids=ids, limit=_FACTS)
    told, step = people.ask_facts(identity_ids=ids, kinds=list(lifeline.LOYALTY)), outcomes.ask_standing(identity_ids=ids)
    asking.together(latest, told, step, often=True)
    facts = [shapes.fact(one) for one in latest.answer]
    said = {
        one.kind: LoyaltyOut(answer=one.answer, percent=one.percent, at=one.at) for one in lifeline.loyalty(told.answer, at=at)
    }
    return PersonWhole(**_fields(person, step.answer), facts=facts, leaving=said.get("leaving"), advocacy=said.get("advocacy"))


def _persons(found: Sequence[Person]) -> list[PersonOut]:
    steps = outcomes.latest_steps(groups=[[one.id for one in person.identities] for person in found])
    return [PersonOut(**_fields(person, step)) for person, step in zip(found, steps, strict=True)]


def _fields(person: Person, step: StandingStep) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "first_seen_at": person.first_seen_at,
        "identities": [shapes.identity(one) for one in person.identities],
        "standing": StandingOut(standing=step.standing, since=step.since, because=step.because),
    }


def _at(asked: Sequence[Address]) -> list[Person]:
    """The person who has all of these addresses."""
    found = [people.find_identity(address=address) for address in asked]
    ids = [one.id for one in found if one is not None]
    persons = people.persons_of(identity_ids=ids)
    same = {person.id: person for person in persons.values()}
    return list(same.values()) if len(ids) == len(asked) and len(same) == 1 else []


def _consents(person: Person) -> ConsentsOut:
    said = people.consents_of(identity_ids=[one.id for one in person.identities])
    return ConsentsOut(data=[shapes.consent(one) for one in said])


def _source(request: ApiRequest) -> str:
    return f"api {request.caller.machine_id}"
