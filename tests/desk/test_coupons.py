"""Coupons at the desk: a pool is opened, moved, closed and settled, and the bill is the ledger to the penny."""

import csv
from io import StringIO
from uuid import UUID

import pytest
from django.test import Client

from makegood.coupons import queries
from makegood.coupons.actions import giving_back
from makegood.kernel.money import Money
from makegood.platform import tenancy
from tests import cast
from tests.coupons.given import HOST, TENTH, guest, pool, pounds, use
from tests.desk.conftest import VERA, Door

FORM = {
    "name": "Spring Cleaning", "kind": "amount", "worth": "5.00", "minimum_order": "50", "cap_uses": "5,000", "until": "2026-03-26T23:59:59",
    "zone": "UTC-6", "until_words": "11:59:59 pm CST", "one_code": "spring08", "one_per_person": "yes", "on_sale_prices": "yes",
    "after_refund": "given back", "hold_minutes": "15", "sponsor": "Hearth Hosting", "share": "100", "sponsor_address": "1 Server Lane",
}  # fmt: skip


@pytest.fixture
def mara(door: Door) -> Client:
    return door.signed_in(cast.MARA["user_id"])


def only(door: Door) -> UUID:
    with tenancy.brand(door.brand_id):
        (told,) = queries.pools(at=cast.AT)
    return told.pool.id


def test_a_pool_is_opened_as_it_was_typed(door: Door, mara: Client) -> None:
    assert "No coupons yet." in mara.get(door.at("coupons/")).content.decode()
    answer = mara.post(door.at("coupons/new/"), FORM)
    assert (answer.status_code, answer.headers["Location"]) == (303, door.at(f"coupons/{only(door)}/"))
    with tenancy.brand(door.brand_id):
        told = queries.pool(pool_id=only(door), at=cast.AT).pool
    assert (told.terms.worth, told.terms.minimum_order, told.terms.cap_uses) == (pounds(500), pounds(5_000), 5_000)
    assert told.terms.valid_until.isoformat() == "2026-03-27T05:59:59+00:00"
    page = mara.get(door.at(f"coupons/{told.id}/")).content.decode()
    assert "Good until 11:59:59 pm CST." in page
    assert f"/coupons/{door.slug}/spring-cleaning/" in page
    assert "paid by Hearth Hosting" in mara.get(door.at("coupons/")).content.decode()


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"worth": ""}, "worth", "worth: an amount above nothing."),
        ({"worth": "5,0,0"}, "worth", "is not an amount of GBP"),
        ({"kind": "percent", "percent": "110", "most": "20"}, "percent", "percent: a percentage above 0"),
        ({"until": "soon"}, "until", "until: a day and a time."),
        ({"until": "2026-03-01T10:00"}, "until", "valid_until: lies in the past."),
        ({"zone": "CST"}, "zone", "zone: a zone such as Europe/London or UTC-6."),
        ({"cap_uses": "many"}, "cap_uses", "cap_uses: a whole number."),
        ({"incident": "77"}, "incident", "There is no such incident here."),
    ],
)
def test_what_is_wrong_is_named_and_whatever_was_typed_stays(
    door: Door, mara: Client, changed: dict[str, str], field: str, said: str
) -> None:
    answer = mara.post(door.at("coupons/new/"), FORM | changed)
    page = answer.content.decode()
    assert answer.status_code in (422, 404)
    if answer.status_code == 422:
        assert said in page
        assert 'value="Spring Cleaning"' in page
        assert 'aria-invalid="true"' in page.partition(f'id="{field}"')[2].partition(">")[0]
    with tenancy.brand(door.brand_id):
        assert queries.pools(at=cast.AT) == ()


def test_its_end_moves_to_later_it_is_closed_and_settled(door: Door, mara: Client) -> None:
    mara.post(door.at("coupons/new/"), FORM)
    here = door.at(f"coupons/{only(door)}/")
    earlier = mara.post(f"{here}end/", {"until": "2026-03-20T00:00:00", "zone": "UTC-6"})
    assert earlier.status_code == 422
    assert "people were told that “Spring Cleaning” lasts longer" in earlier.content.decode()
    assert mara.post(f"{here}end/", {"until": "2026-03-31T23:59:59", "zone": "Europe/London"}).status_code == 303
    assert "Good until Tuesday 31 March 2026, 23:59:59 (Europe/London)." in mara.get(here).content.decode()
    assert mara.post(f"{here}settling/").status_code == 422
    assert mara.post(f"{here}closing/").status_code == 303
    assert mara.post(f"{here}settling/").headers["Location"] == f"{here}settlement/"
    assert "Final." in mara.get(f"{here}settlement/").content.decode()


def test_the_bill_to_print_and_the_file_are_the_ledger_to_the_penny(door: Door, mara: Client) -> None:
    with tenancy.brand(door.brand_id):
        pool_id = pool(TENTH, sponsor=HOST)
        for n, pence in enumerate((1_005, 3_335, 99_999)):
            use(guest(n), pence=pence, order="=1+1" if n == 0 else f"o{n}")
        giving_back.give_back(order_reference="o1", amount=pounds(3_335), at=cast.AT)
        bill = queries.settlement(pool_id=pool_id)
    page = mara.get(door.at(f"coupons/{pool_id}/settlement/")).content.decode()
    assert "£21.01" in page
    assert "−£3.34" in page
    answer = mara.get(door.at(f"coupons/{pool_id}/settlement.csv"))
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    head, *rows, total = csv.reader(StringIO(answer.content.decode()))
    assert head == ["at", "what", "order", "coupon", "currency", "amount", "sponsor", "brand"]
    assert [row[2] for row in rows if row[1] == "used"] == ["'=1+1", "o1", "o2"], "no spreadsheet takes a word for a formula"
    assert sum(round(float(row[6]) * 100) for row in rows) == bill.sponsor.minor == 2_101
    assert total == ["", "total", "", "2", "GBP", "21.01", "21.01", "0.00"]
    assert bill.amount == Money(2_101, "GBP")


def test_who_may_not_set_policy_looks_and_changes_nothing(door: Door) -> None:
    with tenancy.brand(door.brand_id):
        pool_id = pool()
    vera = door.signed_in(VERA["user_id"])
    here = door.at(f"coupons/{pool_id}/")
    page = vera.get(here).content.decode()
    assert "Move its end" not in page
    assert vera.get(f"{here}settlement/").status_code == 200
    for address in (door.at("coupons/new/"), f"{here}end/", f"{here}closing/", f"{here}settling/"):
        assert vera.post(address, FORM).status_code in (403, 422)
    with tenancy.brand(door.brand_id):
        assert queries.pool_of(pool_id=pool_id).state == "open"
