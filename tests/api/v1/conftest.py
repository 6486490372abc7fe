"""Two committed brands with a life of their own, and machines that come in with tokens."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from makegood.api import tokens
from makegood.api.v1 import limits, urls
from makegood.brands import queries as brands
from makegood.brands.types import Role
from makegood.cases import queries as cases
from makegood.channels import queries as channels
from makegood.channels.actions import connecting
from makegood.gestures.types import Occasion
from makegood.incidents import actions as incidents
from makegood.incidents.types import MemberIn, Reason
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.kernel.ids import new_id
from makegood.kernel.money import Money
from makegood.platform import clock, jobs, tenancy
from makegood.statements.actions import writing as statements
from makegood.statements.types import FactsForDraft
from tests import cast

FAST = 1_000_000  # requests a minute: these tests measure other things
DOCUMENT: dict[str, Any] = json.loads(urls._document())


@dataclass(frozen=True)
class Answer:
    status: int
    json: Any
    headers: dict[str, str] = field(repr=False)

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong, by where."""
        return {
            str(one.get("pointer") or one.get("parameter") or one.get("header")): one["detail"] for one in self.json["errors"]
        }


@dataclass(frozen=True)
class Machine:
    """A program with a token of one brand. `name` is what the journal calls it."""

    brand_id: UUID
    token: str = field(repr=False)
    machine_id: UUID
    name: str

    def get(self, path: str, **query: Any) -> Answer:
        return self.ask("GET", path, query=query)

    def post(self, path: str, body: object, *, key: str = "", **headers: Any) -> Answer:
        more = {"HTTP_IDEMPOTENCY_KEY": key} if key else {}
        return self.ask("POST", path, body, **more, **headers)

    def ask(self, method: str, path: str, body: object = None, *, query: dict[str, Any] | None = None, **headers: Any) -> Answer:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
        told = {"HTTP_AUTHORIZATION": f"Bearer {self.token}", "content_type": "application/json"} | headers
        content_type = told.pop("content_type")
        answer = Client(raise_request_exception=False).generic(
            method, f"/api/v1{path}", raw, content_type=content_type, query_params=query or {}, **told
        )
        read = json.loads(answer.content) if answer.content else None
        return Answer(answer.status_code, read, dict(answer.headers))


Let = Callable[..., Machine]


@dataclass
class World:
    """Brightside after a morning: Tom's order and its parcel, his complaint, the case and the makegood that was proposed; a question about
    who somebody is. Ids for every place that a path can have."""

    machine: Machine
    person: UUID
    order: str
    channel: UUID
    message: UUID
    case: int
    makegood: UUID
    link: UUID
    identity: UUID
    webhook: UUID
    delivery: UUID
    sale: UUID
    sale_place: UUID
    pool: UUID
    reservation: UUID
    incident: UUID
    statement: UUID
    segment: UUID
    survey: UUID
    finding: UUID
    programme: UUID
    resource: UUID
    visit: UUID
    call: UUID

    @property
    def places(self) -> dict[str, object]:
        """What stands in paths, by the parameter's name and the path's first part."""
        return {
            "person_id": self.person,
            "link_id": self.link,
            "webhook_id": self.webhook,
            "delivery_id": self.delivery,
            "sale_id": self.sale,
            "place_id": self.sale_place,
            "pool_id": self.pool,
            "incident_id": self.incident,
            "statement_id": self.statement,
            "segment_id": self.segment,
            "survey_id": self.survey,
            "finding_id": self.finding,
            "programme_id": self.programme,
            "visit_id": self.visit,
            "call_id": self.call,
            "reservation_id": self.reservation,
            "channel_id": self.channel,
            "message_id": self.message,
            "makegood_id": self.makegood,
            "/api/v1/orders/{number}": self.order,
            "number": self.case,
        }


@pytest.fixture
def let_in(db: None, homes: "Homes") -> Let:
    """Makes a token: of the brand that is named, else of Brightside. Taken back after the test, like everything that it does."""
    limits._seen_on.clear()
    return homes.let_in


@pytest.fixture
def world(db: None, homes: "Homes") -> World:
    """Brightside's morning; whatever a test does to it is rolled back."""
    limits._seen_on.clear()
    return replace(homes.brightside)


@pytest.fixture
def other_world(db: None, homes: "Homes") -> World:
    """The same morning in another brand."""
    return replace(homes.pageturner)


@pytest.fixture
def till(world: World) -> Machine:
    """A machine of Brightside that may do everything."""
    return world.machine


@dataclass
class Homes:
    """Two brands that lived the same morning, made once and committed."""

    brightside: World
    pageturner: World

    def let_in(
        self, *scopes: str, brand_id: UUID | None = None, per_minute: int = FAST, expires_at: datetime | None = None
    ) -> Machine:
        return token_of(brand_id or self.brightside.machine.brand_id, *scopes, per_minute=per_minute, expires_at=expires_at)


@pytest.fixture(scope="session")
def homes(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Homes:
    from tests.conftest import _found, _staff

    with django_db_blocker.unblock():
        made = []
        for founding in (cast.BRIGHTSIDE, cast.PAGETURNER):
            brand_id = _found({**founding, "slug": f"{founding['slug']}-{uuid4().hex[:10]}"})
            with tenancy.brand(brand_id):
                _staff()
            made.append(found_world(token_of(brand_id)))
        connection.close()
    return Homes(*made)


def token_of(brand_id: UUID, *scopes: str, per_minute: int = FAST, expires_at: datetime | None = None) -> Machine:
    name = f"Till {uuid4().hex[:6]}"
    with tenancy.brand(brand_id):
        made = tokens.make(
            name=name, scopes=scopes or tokens.SCOPES, per_minute=per_minute, expires_at=expires_at, by=SYSTEM, at=clock.now()
        )
    return Machine(brand_id, made.token, made.machine_id, name)


def found_world(machine: Machine) -> World:
    now = clock.now()
    with tenancy.brand(machine.brand_id):
        _stock()
        chat = connecting.add_channel(kind="webhook", name="Chat", address="chat", settings={}, by=SYSTEM, at=now)
        connecting.add_channel(kind="own_page", name="Own pages", address="mine", settings={}, by=SYSTEM, at=now)
    assert machine.post("/orders", {"orders": [order(now, promised_until=in_two_days(now))]}).status == 200
    assert machine.post("/parcel-events", {"events": [parcel_event(now)]}).status == 200
    told = machine.post(f"/channels/{chat}/messages", {"messages": [complaint(now)]})
    assert told.status == 202, told.json
    jobs.do_all_due(machine.brand_id, at=clock.now())
    person = machine.get("/people", email=cast.TOM_EMAIL).json["data"][0]
    added = {"handle": cast.TOM_HANDLE, "evidence": "seen_together", "source": "till 4"}
    assert machine.post(f"/people/{person['id']}/identities", added).json["outcome"] == "asked"
    (makegood,) = machine.get("/makegoods").json["data"]
    links = machine.get(f"/people/{person['id']}/links").json["data"]
    webhook, delivery = _told_elsewhere(machine)
    sale, sale_place = _on_sale(machine, now)
    pool, reservation = _with_coupons(machine, now)
    return World(
        machine=machine,
        person=UUID(person["id"]),
        order="1007",
        channel=chat,
        message=UUID(told.json["ids"][0]),
        case=machine.get("/cases").json["data"][0]["number"],
        makegood=UUID(makegood["id"]),
        link=UUID(next(one["id"] for one in links if one["state"] == "suggested")),
        identity=UUID(person["identities"][0]["id"]),
        webhook=webhook,
        delivery=delivery,
        sale=sale,
        sale_place=sale_place,
        pool=pool,
        reservation=reservation,
        incident=_with_an_incident(machine, now, UUID(told.json["ids"][0])),
        statement=a_statement(machine, now),
        segment=_with_a_segment(machine, now),
        survey=_with_a_survey(machine, now),
        finding=_with_a_finding(machine, now),
        **_with_rhythms(machine, now, UUID(person["id"])),
    )


def _with_rhythms(machine: Machine, now: datetime, person: UUID) -> dict[str, UUID]:
    """A programme of birthdays, Sam who drives to people, a visit to Tom in two days, and a call after it."""
    from makegood.calls import actions as calls
    from makegood.calls.types import CallIn
    from makegood.people import queries as people
    from makegood.people.actions import recognising
    from makegood.people.types import PersonId
    from makegood.relationships.actions import programmes
    from makegood.relationships.types import ProgrammeIn, Rhythm, Step, StepKind
    from makegood.relationships.types import Rule as RhythmRule
    from tests.visits import given

    with tenancy.brand(machine.brand_id):
        lead = actors.member(next(one.id for one in brands.members() if one.role is Role.OWNER))
        wish = Step(StepKind.MESSAGE, {"en": "Happy birthday"}, {"en": "All the best, {name}."})
        programme = programmes.make(told=ProgrammeIn("Birthdays", RhythmRule(Rhythm.BIRTHDAY), (wish,)), by=lead, at=now)
        sam = given.sam()
        tom = people.person(person_id=PersonId(person)).identities[0].id
        recognising.recognise(sightings=[cast.seen(cast.TOM_BY_EMAIL, cast.TOM_BY_PHONE)], at=now)
        call = calls.plan(call=CallIn(tom, "Three days after the visit", now, "visit 1"), by=SYSTEM, at=now)
    told = {"reference": "v-1", "person_id": str(person), "resource_id": str(sam.id), "from_at": a_visit_at(now, days=9).isoformat(),
            "about": "The radiator", "where": "theirs", "address": given.HOME}  # fmt: skip
    booked = machine.post("/visits", told)
    assert booked.status == 201, booked.json
    return {"programme": programme.id, "resource": sam.id, "visit": UUID(booked.json["id"]), "call": call.id}


def a_visit_at(now: datetime, *, days: int) -> datetime:
    """At noon so many days on: whether somebody is free is the rule's, not the booking's."""
    return (now + timedelta(days=days)).replace(hour=12, minute=0, second=0, microsecond=0)


def _with_a_segment(machine: Machine, now: datetime) -> UUID:
    """Whoever ordered something, which Tom did."""
    from makegood.kernel import actors
    from makegood.segments import actions as segments
    from makegood.segments.types import Line, Rule

    with tenancy.brand(machine.brand_id):
        by = actors.member(next(one.id for one in brands.members() if one.name == "Mara Lindqvist"))
        return segments.save(name="Customers", rule=Rule((Line("order_placed"),)), by=by, at=now)


def _with_a_finding(machine: Machine, now: datetime) -> UUID:
    """One that was changed, with a check to come."""
    from makegood.flows import finding_checks, findings
    from makegood.touchpoints.types import Watched

    with tenancy.brand(machine.brand_id):
        lead = next(one for one in brands.members() if one.role is Role.OWNER)
        day = brands.local_day(now)
        told = {"quotes": (), "owner_id": lead.id, "due_on": day, "watched": Watched.COMPLAINTS}
        made = findings.file(key="answering", sentence="Greet people.", by=SYSTEM, at=now, **told)  # type: ignore[arg-type]
        finding_checks.changed(
            finding_id=made, change="We do.", on=day, check_on=None, watched=Watched.COMPLAINTS, member=lead, at=now
        )
        return made


def _with_a_survey(machine: Machine, now: datetime) -> UUID:
    """One for which another system says when."""
    from makegood.surveys.actions import making
    from makegood.surveys.types import After, SurveyIn, SurveyKind

    with tenancy.brand(machine.brand_id):
        return making.make(told=SurveyIn(name="After the lease", kind=SurveyKind.CSAT, after=After.TOLD), by=SYSTEM, at=now).id


def _with_an_incident(machine: Machine, now: datetime, message_id: UUID) -> UUID:
    """One that a member wrote down, with what Tom wrote."""
    with tenancy.brand(machine.brand_id):
        made = incidents.open_by_hand(title="Torches stay dark", began_at=now - timedelta(hours=1), by=SYSTEM, at=now)
        [said] = channels.messages(message_ids=[message_id])
        held = cases.cases_of_messages(message_ids=[message_id]).get(said.id)
        assert said.identity_id is not None
        belongs = MemberIn(said.id, held, said.identity_id, Reason.HAND)
        incidents.join(incident_id=made, members=[belongs], by=SYSTEM, at=now)
    return made


def a_statement(machine: Machine, now: datetime) -> UUID:
    """What the owner said to everybody."""
    with tenancy.brand(machine.brand_id):
        facts = FactsForDraft(what="Torches stay dark", began_at=now - timedelta(hours=1), zone="Europe/London")
        made = statements.draft(occasion=Occasion("incident", new_id()), facts=facts, by=SYSTEM, at=now)
        owner = next(one for one in brands.members() if one.role is Role.OWNER)
        statements.approve(statement_id=made, version=1, by=actors.member(owner.id), at=now)
        statements.publish(statement_id=made, by=actors.member(owner.id), at=now)
    return made


def _told_elsewhere(machine: Machine) -> tuple[UUID, UUID]:
    """A webhook for what never happens here, and a delivery of its that failed."""
    told = {"name": "Warehouse", "url": "https://127.0.0.1:1/hook", "kinds": ["brands.MachineRetired"]}
    made = machine.post("/webhooks", told)
    assert made.status == 201, made.json
    webhook = made.json["id"]
    tested = machine.post(f"/webhooks/{webhook}/test", {})
    assert tested.status == 202, tested.json
    delivery = tested.json["id"]
    for active in (False, True):
        assert machine.ask("PATCH", f"/webhooks/{webhook}", {"active": active}).status == 200
    return UUID(webhook), UUID(delivery)


def _on_sale(machine: Machine, now: datetime) -> tuple[UUID, UUID]:
    """A sale of which Tom was told, and a place where it is promised."""
    made = machine.post("/sales", sale(now))
    assert made.status == 201, made.json
    place = machine.post(f"/sales/{made.json['id']}/places", {"kind": "banner", "name": "Front page", "reference": "front"})
    assert place.status == 200, place.json
    told = machine.post(f"/sales/{made.json['id']}/told", {"people": [{"email": cast.TOM_EMAIL}], "where": "newsletter"})
    assert told.json == {"taken": 1, "new": 1}
    return UUID(made.json["id"]), UUID(place.json["id"])


def _with_coupons(machine: Machine, now: datetime) -> tuple[UUID, UUID]:
    """A pool of coupons, of which Tom has one set aside at the till."""
    made = machine.post("/coupon-pools", coupon_pool(now))
    assert made.status == 201, made.json
    held = machine.post("/coupons/reservations", at_the_till())
    assert held.status == 201, held.json
    return UUID(made.json["id"]), UUID(held.json["id"])


def coupon_pool(now: datetime, **other: Any) -> dict[str, Any]:
    worth = {"name": "Spring coupons", "currency": "GBP", "worth_minor": 500, "minimum_order_minor": 5_000, "cap_uses": 5_000}
    until = {"valid_until": in_two_days(now), "zone": "Europe/London", "one_code": "spring08"}
    return worth | until | {"sponsor": {"name": "Hearth Hosting"}} | other


def at_the_till(**other: Any) -> dict[str, Any]:
    return {"code": "spring08", "email": cast.TOM_EMAIL, "basket": {"amount_minor": 6_000, "currency": "GBP"}} | other


def sale(now: datetime, **other: Any) -> dict[str, Any]:
    ends = {"local": f"{now + timedelta(days=3):%Y-%m-%dT23:59:59}", "zone": "Europe/London"}
    begun = (now - timedelta(hours=1)).isoformat()
    return {
        "name": "Spring Cleaning",
        "scope": {"words": "all bulbs", "skus": ["bulb-1"]},
        "starts_at": begun,
        "ends": ends,
    } | other


def in_two_days(now: datetime) -> str:
    return (now + timedelta(days=2)).isoformat()


def order(now: datetime, number: str = "1007", **other: Any) -> dict[str, Any]:
    return {
        "number": number,
        "placed_at": (now - timedelta(days=2)).isoformat(),
        "currency": "GBP",
        "customer": {"name": cast.TOM_NAME, "email": cast.TOM_EMAIL, "phone": cast.TOM_PHONE},
        "lines": [{"sku": cast.TORCH_SKU, "title": "Pocket torch", "quantity": 1, "unit_price_minor": 199}],
    } | other


def parcel_event(now: datetime, **other: Any) -> dict[str, Any]:
    return {
        "order_number": "1007",
        "tracking": cast.TRACKING,
        "carrier": cast.CARRIER,
        "state": "delivered",
        "raw_code": "D1",
        "at": (now - timedelta(hours=3)).isoformat(),
        "courier": cast.COURIER,
    } | other


def complaint(now: datetime, name: str = "m-1", **other: Any) -> dict[str, Any]:
    return {
        "id": name,
        "author": {"email": cast.TOM_EMAIL, "name": cast.TOM_NAME},
        "sent_at": now.isoformat(),
        "text": cast.TOM_WORDS,
        "subject": cast.TOM_SUBJECT,
    } | other


def _stock() -> None:
    from makegood.gestures.actions import purses, shelf
    from makegood.gestures.types import GestureKind, Payer

    purses.open_budget(name="Kindness", limit=Money(5_000, "GBP"), by=SYSTEM, at=cast.AT)
    shelf.add_item(
        code=cast.SWEETS_CODE,
        kind=GestureKind.SURPRISE,
        name="A small bag of sweets",
        face_value=Money(150, "GBP"),
        real_cost=Money(60, "GBP"),
        payer=Payer.BRAND,
        stock=20,
        sku=cast.SWEETS_SKU,
        by=SYSTEM,
        at=cast.AT,
    )
