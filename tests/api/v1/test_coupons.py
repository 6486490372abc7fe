"""Coupons through the API, as a shop's checkout asks for them: docs/coupons.md is followed word for word."""

import re
from pathlib import Path

from makegood.coupons.rules import codes
from makegood.platform import clock, tenancy
from tests.api.v1.conftest import Machine, World, at_the_till, coupon_pool

PAGE = Path(__file__).parents[3] / "docs" / "coupons.md"


def test_from_the_pool_to_the_bill(till: Machine, world: World) -> None:
    used = till.post(f"/coupons/reservations/{world.reservation}/confirmation", {"order_reference": "1007"})
    assert (used.status, used.json["state"], used.json["worth"]) == (200, "used", {"minor": 500, "currency": "GBP"})
    bill = till.get(f"/coupon-pools/{world.pool}/settlement").json
    assert (bill["used"], bill["sponsor_pays"], bill["brand_pays"]["minor"]) == (1, {"minor": 500, "currency": "GBP"}, 0)
    told = till.post("/coupons/refunds", {"order_reference": "1007", "refunded_minor": 6_000, "currency": "GBP"})
    assert told.json == {"used_a_coupon": True, "given_back": {"minor": 500, "currency": "GBP"}}
    assert till.get(f"/coupons/reservations/{world.reservation}").json["state"] == "given_back"
    assert till.get(f"/coupon-pools/{world.pool}").json["counts"]["left"] == 5_000


def test_a_pool_that_is_opened_because_of_an_incident_belongs_to_it(till: Machine, world: World) -> None:
    from makegood.coupons import queries as coupons
    from makegood.coupons.types import Occasion
    from makegood.flows import drafting_statement
    from makegood.incidents import queries as incidents

    number = till.get(f"/incidents/{world.incident}").json["number"]
    because = {"kind": "incident", "number": number}
    made = till.post("/coupon-pools", coupon_pool(clock.now(), name="We are sorry", one_code="sorry5", occasion=because))
    assert (made.status, made.json["occasion"]) == (201, {"kind": "incident", "id": str(world.incident)})
    assert till.get(f"/coupon-pools/{world.pool}").json["occasion"] is None
    with tenancy.brand(till.brand_id):
        found = coupons.pools_for(occasion=Occasion("incident", world.incident), at=clock.now())
        facts = drafting_statement.facts(incident=incidents.incident(incident_id=world.incident), at=clock.now())
    assert [str(one.pool.id) for one in found] == [made.json["id"]]
    assert facts.coupon is not None
    assert facts.coupon.link.endswith("/we-are-sorry/")
    by_id = {"kind": "incident", "id": str(world.incident)}
    assert till.post("/coupon-pools", coupon_pool(clock.now(), one_code="sorry6", occasion=by_id)).status == 201


def test_an_occasion_that_is_none_opens_no_pool_and_says_where(till: Machine, world: World) -> None:
    def asked(**occasion: object) -> tuple[int, dict[str, str]]:
        told = till.post("/coupon-pools", coupon_pool(clock.now(), one_code=None, occasion={"kind": "incident"} | occasion))
        return told.status, told.errors

    before = len(till.get("/coupon-pools").json["data"])
    assert asked(number=4_711) == (404, {"#/occasion/number": "unknown"})
    assert asked() == (422, {"#/occasion/number": "one of both"})
    assert asked(number=1, id=str(world.incident)) == (422, {"#/occasion/number": "one of both"})
    assert asked(kind="sale", number=1)[0] == 422
    assert len(till.get("/coupon-pools").json["data"]) == before


def test_the_same_key_is_the_same_reservation_and_another_basket_under_it_a_conflict(till: Machine) -> None:
    first = till.post("/coupons/reservations", at_the_till(email="ana@example.org"), key="basket-9")
    again = till.post("/coupons/reservations", at_the_till(email="ana@example.org"), key="basket-9")
    assert (first.status, again.json, again.headers["Idempotent-Replayed"]) == (201, first.json, "true")
    other = till.post("/coupons/reservations", at_the_till(email="bob@example.org"), key="basket-9")
    assert (other.status, other.json["type"]) == (409, "urn:makegood:problem:idempotency_key_reused")


def test_what_is_refused_says_where_and_why(till: Machine) -> None:
    small = till.post("/coupons/reservations", at_the_till(basket={"amount_minor": 4_999, "currency": "GBP"}))
    assert (small.status, small.errors) == (409, {"#/basket/amount_minor": "below £50.00"})
    unknown = till.post("/coupons/reservations", at_the_till(code="spring09"))
    assert (unknown.status, unknown.errors) == (404, {"#/code": "unknown"})
    bad = till.post("/coupon-pools", coupon_pool(clock.now(), one_code=None, worth_minor=0, cap_minor=1, zone="CST"))
    assert (bad.status, set(bad.errors)) == (422, {"#/worth_minor", "#/zone"})
    both = till.post("/coupons/claims", {"pool_id": "00000000-0000-7000-8000-000000000000"})
    assert (both.status, both.errors) == (422, {"#/email": "one of both"})


def test_after_twenty_wrong_codes_nobody_is_answered_there_and_others_are(till: Machine) -> None:
    """By address, and by the browser that the shop names; the right code does not help for ten minutes."""
    tried = [till.post("/coupons/reservations", at_the_till(code=f"spring{n}", email="eve@example.org")) for n in range(100, 125)]
    assert [one.status for one in tried] == [404] * 20 + [429] * 5
    assert tried[-1].json["type"] == "urn:makegood:problem:too_many_tries"
    assert till.post("/coupons/reservations", at_the_till(email="eve@example.org")).status == 429
    assert till.post("/coupons/reservations", at_the_till(email="ana@example.org")).status == 201
    for n in range(21):
        last = till.post("/coupons/reservations", at_the_till(code=f"spring{n}", email=f"e{n}@example.org", client="192.0.2.7"))
    assert last.status == 429
    assert till.post("/coupons/reservations", at_the_till(email="bob@example.org", client="192.0.2.8")).status == 201


def test_ten_thousand_guesses_at_codes_of_ones_own_hit_nothing(till: Machine) -> None:
    import secrets

    from makegood.coupons import models

    pool = till.post("/coupon-pools", coupon_pool(clock.now(), one_code=None)).json["id"]
    mine = till.post("/coupons/claims", {"pool_id": pool, "email": "ana@example.org"}).json["code"]
    guesses = [codes.own_code([secrets.randbelow(len(codes.ALPHABET)) for _ in range(codes.LETTERS)]) for _ in range(10_000)]
    with tenancy.brand(till.brand_id):
        hit = models.Claim.objects.filter(typed_code__in=[codes.as_typed(one) for one in guesses]).count()
        assert models.Claim.objects.filter(typed_code=codes.as_typed(mine)).count() == 1
    assert hit == 0


def test_the_written_steps_name_what_is_there() -> None:
    from tests.api.v1.operations import OPERATIONS

    page = PAGE.read_text()
    paths = {one.path for one in OPERATIONS if "Coupons" in str(one.path) or "coupon" in one.path}
    named = {re.sub(r"\$\w+", "{}", path) for path in re.findall(r"\$API(/coupon[^\s?\"]*)", page)}
    assert named <= {re.sub(r"{\w+}", "{}", path) for path in paths}
    assert len(named) >= 8
