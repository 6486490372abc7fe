"""The report of an incident beside the records that it counts: what it cost and who paid, what was ordered since, what was found; and the same as a
file for a spreadsheet."""

import csv
import html
import re
from dataclasses import replace
from datetime import datetime, timedelta
from io import StringIO
from uuid import UUID

import pytest
from django.test import Client

from makegood.coupons import queries as coupons
from makegood.coupons.actions import pools, reserving
from makegood.coupons.types import AfterRefund, Basket, Sponsor, Terms
from makegood.coupons.types import Occasion as CouponOccasion
from makegood.desk import spreadsheets
from makegood.incidents import actions, queries
from makegood.incidents.types import Gives, MemberIn, Part, PartKind, Rule
from makegood.kernel import actors
from makegood.kernel.money import Money
from makegood.orders.actions import ordering
from makegood.orders.types import CustomerIn
from makegood.people import queries as people
from makegood.platform import clock, tenancy
from makegood.touchpoints.actions import finding_out
from makegood.touchpoints.types import VoiceIn
from tests import cast
from tests.desk.conftest import Door
from tests.desk.test_incidents import felt, lead, page

ENDED = cast.later(minutes=-10)
SENTENCE = "Keep a second certificate at hand."


@pytest.fixture
def mara(door: Door) -> Client:
    return door.signed_in(cast.MARA["user_id"])


def address_of(one: MemberIn) -> str:
    return people.identity(identity_id=one.identity_id).value


def it_was_put_right(door: Door) -> UUID:
    """Three people wrote, it was settled whom it affected and is over; two used a coupon that a sponsor pays three quarters of, one ordered again, and what
    one of them wrote is a finding. → the pool."""
    made, some = felt(door, count=3)
    with tenancy.brand(door.brand_id):
        by = actors.member(lead().id)
        one = queries.incident(incident_id=made)
        rule = Rule(any_of=(Part(PartKind.MEMBER, one.began_at, cast.AT),))
        actions.freeze(incident_id=made, rule=rule, gives=Gives("5.00 off"), by=by, at=cast.AT)
        actions.over(incident_id=made, by=by, at=cast.AT, ended_at=ENDED)
        pool_id = a_pool(made)
        for member in some[:2]:
            uses(address_of(member))
        mail = address_of(some[0])
        orders(("9001", mail, ENDED - timedelta(minutes=5)), ("9002", mail, ENDED + timedelta(minutes=5)))
        orders(("9003", cast.ANA_EMAIL, ENDED + timedelta(minutes=5)), ("9004", mail, cast.later(minutes=5)))
        found_out(some[0])
    return pool_id


def a_pool(incident_id: UUID) -> UUID:
    terms = Terms(
        worth=Money(500, "GBP"), percent_bps=None, most=None, minimum_order=None, on_sale_prices=True,
        valid_until=clock.now() + timedelta(days=30), zone="UTC", until_words="", one_per_person=True, cap_uses=10, cap_money=None,
        one_code="spring08", after_refund=AfterRefund.GIVEN_BACK, hold_minutes=15,
    )  # fmt: skip
    return pools.open_pool(
        name="Spring coupons",
        terms=terms,
        sponsor=Sponsor("Northrack Hosting", 7_500, ""),
        occasion=CouponOccasion("incident", incident_id),
        by=actors.member(lead().id),
        at=clock.now(),
    )


def uses(email: str) -> None:
    held = reserving.reserve(code="spring08", who=email, basket=Basket(Money(6_400, "GBP")), key=email, at=clock.now())
    reserving.confirm(reservation_id=held.id, order_reference=f"S-{email}", at=clock.now())


def orders(*told: tuple[str, str, datetime]) -> None:
    ordering.take_orders(
        orders=[
            replace(
                cast.torch_order(), number=number, customer=CustomerIn(email=email), placed_at=placed_at, promised_from=None, promised_until=None,
                lines=(cast.dimmers(1),),
            )
            for number, email, placed_at in told
        ],
        at=clock.now(),
    )  # fmt: skip


def found_out(one: MemberIn) -> None:
    assert one.case_id is not None
    voice = VoiceIn(one.case_id, one.identity_id, one.message_id, start=0, length=8, said_at=cast.AT)
    at = clock.now()
    finding_out.file(
        key="goods", sentence=SENTENCE, voices=[voice], owner_id=None, due_on=at.date() + timedelta(days=7), today=at.date(),
        by=actors.member(lead().id), at=at,
    )  # fmt: skip


def figures_of(said: str) -> list[tuple[str, str]]:
    found = re.findall(r"<dt>(.*?)</dt><dd><strong>(.*?)</strong>", said)
    return [(html.unescape(name), html.unescape(value)) for name, value in found]


def test_it_says_what_it_cost_who_paid_what_followed_and_what_was_found(door: Door, mara: Client) -> None:
    pool_id = it_was_put_right(door)
    said = page(mara, door.at("incidents/1/report/"))
    with tenancy.brand(door.brand_id):
        counts = coupons.pool(pool_id=pool_id, at=clock.now()).counts
        [cohort] = queries.cohorts(incident_id=queries.by_number(number=1).id)
    figures = dict(figures_of(said))
    assert (counts.used, str(counts.sponsor), str(counts.brand)) == (2, "£7.50", "£2.50")
    assert (figures["… used"], figures["… taken off in all"]) == ("2", "£10.00")
    assert (figures["Paid by Northrack Hosting"], figures["Paid by Brightside Lights"]) == ("£7.50", "£2.50")
    assert (figures["People affected"], cohort.people) == ("3", 3)
    assert figures["Orders that followed"] == "1 by 1 of 3 people"  # not before it was over, nobody else's, none that is to come
    assert figures["… worth"] == str(cast.DIMMER_PRICE)
    assert SENTENCE in said
    assert "1 voice" in said


def test_the_file_says_what_the_screen_says(door: Door, mara: Client) -> None:
    it_was_put_right(door)
    said = page(mara, door.at("incidents/1/report/"))
    answer = mara.get(door.at("incidents/1/report.csv"))
    assert answer["Content-Disposition"] == 'attachment; filename="incident-1-report.csv"'
    rows = list(csv.reader(StringIO(answer.content.decode())))
    assert rows[0] == ["what", "when", "name", "value"]
    assert [(name, value) for what, _when, name, value in rows if what == "figure"] == figures_of(said)
    line = re.search(r'<ol class="report__line">(.*?)</ol>', said, re.DOTALL)
    assert line is not None
    sentences = [html.unescape(" ".join(one.split())) for one in re.findall(r"</time>(.*?)</li>", line[1], re.DOTALL)]
    assert [" ".join(name.split()) for what, _when, name, _value in rows if what == "moment"] == sentences
    assert [name for what, _when, name, _value in rows if what == "finding"] == [SENTENCE]
    assert [when for what, when, _name, _value in rows if what == "over"] == ["2026-03-02T09:50:00Z"]


def test_no_spreadsheet_takes_a_field_for_a_formula() -> None:
    assert spreadsheets.as_csv(("a",), [("=1+1",), ("a, b",)]) == 'a\r\n\'=1+1\r\n"a, b"\r\n'
