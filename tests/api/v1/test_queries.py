"""How many questions each look asks of the database: exactly so many, for three rows and for sixty."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from makegood.platform import clock, jobs
from tests import cast
from tests.api.v1.conftest import Machine, World, a_statement, complaint, in_two_days, order
from tests.api.v1.operations import MEMBER, READING

FEW, LOTS = 3, 60
OWN = ("SAVEPOINT", "RELEASE SAVEPOINT")  # the test's own transaction lies around that of the request
LEAVING = "SELECT set_config('makegood.brand', '', true)"  # likewise: a transaction that ends needs not forget its brand

# Two for the way in: token and bucket, then the brand. The rest is the look's own.
EXPECTED = {
    "list_people": 5,
    "get_person": 3,
    "list_links": 5,
    "list_questions": 4,
    "list_consent": 4,
    "list_guests": 4,
    "list_needs": 5,
    "list_orders": 4,
    "get_order": 4,
    "list_promises": 3,
    "list_channels": 3,
    "list_touchpoints": 14,
    "list_sales": 3,
    "get_sale": 5,
    "list_sale_told": 4,
    "list_segments": 4,
    "get_segment": 4,
    "list_people_of_segment": 5,
    "list_surveys": 3,
    "get_survey": 10,
    "list_survey_answers": 4,
    "list_advocacy": 3,
    "list_programmes": 3,
    "get_programme": 3,
    "list_occasions": 3,
    "list_visit_resources": 3,
    "list_visit_slots": 6,
    "list_visits": 3,
    "get_visit": 3,
    "list_calls": 3,
    "get_call": 3,
    "list_signals": 3,
    "list_incidents": 3,
    "get_incident": 5,
    "list_incident_members": 5,
    "list_statements": 7,
    "get_statement": 8,
    "list_coupon_pools": 7,
    "get_coupon_pool": 7,
    "get_settlement": 4,
    "get_reservation": 5,
    "list_findings": 4,
    "list_finding_checks": 5,
    "touchpoint_health": 7,
    "list_messages": 4,
    "get_message": 4,
    "list_cases": 4,
    "get_case": 9,
    "list_makegoods": 4,
    "get_makegood": 4,
    "follow_events": 4,
    "list_webhooks": 4,
    "get_webhook": 4,
    "list_deliveries": 5,
    "get_delivery": 4,
}


def live(world: World, count: int, name: str) -> None:
    """So many more of everything: people with an order, a complaint, a case and a makegood each; and for Tom messages in his case, facts,
    notes, addresses that may be his, and parcel events and lines of his order."""
    ask, now = world.machine, clock.now()
    numbers = [f"{name}{i}" for i in range(count)]
    lines = [{"sku": f"S-{i}", "title": "Torch", "quantity": 1, "unit_price_minor": 199} for i in range(count)]
    until = in_two_days(now)
    orders = [order(now, n, customer={"email": f"{n}@example.org"}, promised_until=until) for n in numbers]
    orders.append(order(now, "1007", lines=lines))
    good(ask, "/orders", {"orders": orders})
    events = [parcel_of(n, now) for n in numbers]
    good(ask, "/parcel-events", {"events": events})
    theirs = [complaint(now, f"m-{n}", author={"email": f"{n}@example.org"}) for n in numbers]
    his = [complaint(now, f"tom-{n}", in_reply_to="m-1") for n in numbers]
    good(ask, f"/channels/{world.channel}/messages", {"messages": theirs + his})
    told = [{"id": n, "who": {"email": cast.TOM_EMAIL}, "kind": "visited", "at": now.isoformat()} for n in numbers]
    good(ask, "/events", {"events": told})
    jobs.do_all_due(ask.brand_id, at=clock.now())
    for n in numbers:
        good(ask, f"/cases/{world.case}/notes", {"text": f"Note {n}", "member": MEMBER})
        asked = {"handle": f"bluesky:{n}.example", "evidence": "seen_together", "source": "till 4"}
        good(ask, f"/people/{world.person}/identities", asked)
        consent = {"channel": n, "purpose": "marketing", "granted": True, "source": "form", "at": now.isoformat()}
        good(ask, f"/people/{world.person}/consent", consent | {"identity_id": str(world.identity)})
        a_statement(ask, now)


def parcel_of(number: str, now: object) -> dict[str, object]:
    moved = {"order_number": "1007", "tracking": f"T-{number}", "carrier": cast.CARRIER, "state": "delivered", "raw_code": "D1"}
    return moved | {"at": str(now).replace(" ", "T")}


def good(ask: Machine, path: str, body: object) -> None:
    answer = ask.post(path, body)
    assert answer.status < 300, answer


def asked(world: World) -> dict[str, int]:
    """How many statements each reading operation takes, once it is warm."""
    found = {}
    for operation in READING:
        query = {"limit": 200} if operation.name.startswith("list_") and operation.path.count("/") == 1 else {}
        query = (
            {}
            if operation.name
            in ("list_channels", "list_touchpoints", "list_webhooks", "list_visit_resources", "list_visit_slots")
            else query
        )
        world.machine.ask("GET", operation.at(world), query=query)
        with CaptureQueriesContext(connection) as seen:
            assert world.machine.ask("GET", operation.at(world), query=query).status == 200
        found[operation.name] = sum(not (one["sql"].startswith(OWN) or one["sql"] == LEAVING) for one in seen)
    return found


def test_each_look_asks_exactly_as_often_for_sixty_rows_as_for_three(world: World) -> None:
    live(world, FEW, "f")
    few = asked(world)
    assert len(world.machine.get("/cases").json["data"]) == 1 + FEW
    live(world, LOTS - FEW, "l")
    lots = asked(world)
    for path in ("/people", "/orders", "/cases", "/makegoods", "/links"):
        assert len(world.machine.get(path, limit=200).json["data"]) >= LOTS, path
    assert len(world.machine.get(f"/cases/{world.case}").json["messages"]) == 1 + LOTS
    assert (few, lots) == (EXPECTED, EXPECTED)
