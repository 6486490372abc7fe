"""Orders, returns and parcels come in from rows: grouped, signed, priced to the penny, once."""

from datetime import UTC, datetime

from makegood.kernel.money import Money
from makegood.orders import queries as orders
from makegood.orders.types import LineKind, ParcelState, ReturnKind
from makegood.people import queries as people
from makegood.people.types import Address, IdentityKind
from makegood.platform import tenancy
from makegood.views import queries as views
from tests.commands.importing.conftest import Desk

HEADER = "Order No,Order Date,Email,SKU,Description,Qty,Price\n"
TOM = "tom.arden@example.org"
AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
MAPPING = """what = "orders"
[columns]
number = "no"
placed_at = "day"
customer_number = "who"
sku = "code"
quantity = "n"
unit_price = "price"
status = "state"
promised_until = "promised"
shipped_at = "sent"
delivered_at = "there"
[money]
currency = "GBP"
[times]
zone = "Europe/London"
whole_days = ["promised_until"]
[returns]
numbers = ["C*"]
[codes]
POST = "postage"
D = "discount"
"gift_*" = "voucher"
[status]
gone = "cancelled"
"*" = "placed"
[[skip]]
because = "they sell nothing"
where = { price = "=0", who = "" }
"""
ROWS = "no,day,who,code,n,price,state,promised,sent,there\n"


def test_lines_of_one_number_are_one_order_of_one_person(desk: Desk) -> None:
    file = desk.file(
        "orders.csv",
        HEADER
        + f"1001,2024-05-01 10:00:00,{TOM},TORCH-01,Pocket torch,1,1.99\n"
        + f"1001,2024-05-01 10:00:00,{TOM},BULB-04,Bulb,2,3.50\n"
        + "1002,2024-05-02 09:30:00,ana@example.org,BULB-04,Bulb,1,3.50\n",
    )
    assert desk.takes_in("orders", file, "--yes", "--currency", "GBP") == 0
    assert "3 rows: 2 people and 2 orders taken in.\nNo bad rows.\n" in desk.says
    with tenancy.brand(desk.brand_id):
        order = orders.order_by_number(number="1001")
        assert order is not None
        assert [(line.sku, line.quantity, str(line.unit_price)) for line in order.lines] == [
            ("TORCH-01", 1, "£1.99"),
            ("BULB-04", 2, "£3.50"),
        ]
        assert (order.total, order.placed_at) == (Money(899, "GBP"), datetime(2024, 5, 1, 9, tzinfo=UTC))
        tom = people.find_identity(address=Address(IdentityKind.EMAIL, TOM))
        assert tom is not None
        assert tom.first_seen_at == datetime(2024, 5, 1, 9, tzinfo=UTC)
        (fact,) = people.facts_of(identity_ids=[tom.id], kinds=["order_placed"])
        assert (fact.subject, fact.at, fact.value) == ("1001", order.placed_at, {"total_minor": 899, "currency": "GBP"})


def test_what_comes_back_is_a_return_on_the_timeline_and_never_a_negative_order(desk: Desk) -> None:
    file = desk.file(
        "orders.csv",
        ROWS
        + "1,2024-05-01,C-7,LAMP,2,10.00,ok,,,\n1,2024-05-01,C-7,POST,1,2.50,ok,,,\n1,2024-05-01,C-7,D,1,-1.50,ok,,,\n"
        + "C9,2024-05-03,C-7,LAMP,-1,10.00,ok,,,\nC9,2024-05-03,C-7,D,-1,0.50,ok,,,\n"
        + "2,2024-05-04,C-7,LAMP,3,10.00,ok,,,\n2,2024-05-04,C-7,VASE,-1,4.00,ok,,,\n"
        + "3,2024-05-05,C-7,LAMP,1,10.00,gone,,,\n"
        + "4,2024-05-06,,LAMP,-5,0.00,ok,,,\n",
    )
    assert desk.takes_in("orders", file, "--mapping", str(desk.file("m.toml", MAPPING))) == 0
    assert "9 rows: 1 person, 3 orders and 3 returns taken in. Left out, because they sell nothing: 1." in desk.says
    with tenancy.brand(desk.brand_id):
        who = people.find_identity(address=Address(IdentityKind.CUSTOMER_NUMBER, "C-7"))
        assert who is not None
        kept = orders.orders_of(identity_ids=[who.id], limit=9)
        assert [(one.number, one.total.minor) for one in kept] == [("3", 1000), ("2", 3000), ("1", 2100)]
        assert [line.kind for line in kept[2].lines] == [LineKind.GOODS, LineKind.POSTAGE, LineKind.DISCOUNT]
        back = orders.returns_of(identity_ids=[who.id], limit=9)
        assert [(one.number, one.order_number, one.kind, one.refund.minor) for one in back] == [
            ("3", "3", ReturnKind.CANCELLATION, 1000),
            ("2", "2", ReturnKind.RETURN, 400),
            ("C9", "", ReturnKind.RETURN, 1050),
        ]
        page = views.person_page(person_id=who.person_id, at=AT)
        assert page.spent == "£36.50"
        assert [mark.label for mark in page.marks if mark.kind == "return"] == [
            "Return C9, £10.50",
            "Return 2, £4.00",
            "Cancelled 3, £10.00",
        ]
        said = [entry.sentence for entry in page.timeline]
        assert "C-7 sent back LAMP and got £10.50 back (C9)." in said
        assert "The order of C-7 was cancelled and £10.00 paid back: LAMP (3)." in said
        assert not [
            line
            for line in orders.recent_lines(identity_ids=[who.id], since=datetime(2024, 1, 1, tzinfo=UTC))
            if line.line.sku == "POST"
        ]


def test_a_promise_is_kept_until_the_end_of_its_day_and_a_delivery_stands_at_its_own_instant(desk: Desk) -> None:
    file = desk.file("orders.csv", ROWS + "1,2024-05-01,C-7,LAMP,2,10.00,ok,2024-05-04,2024-05-02 08:00:00,2024-05-05 12:30:00\n")
    assert desk.takes_in("orders", file, "--mapping", str(desk.file("m.toml", MAPPING))) == 0
    with tenancy.brand(desk.brand_id):
        order = orders.order_by_number(number="1")
        assert order is not None
        (parcel,) = order.parcels
        assert (parcel.state, parcel.delivered_at) == (ParcelState.DELIVERED, datetime(2024, 5, 5, 11, 30, tzinfo=UTC))
        entries, _ = views.timeline(identity_ids=[order.identity_id])
        assert [(entry.at.day, entry.sentence) for entry in entries] == [
            (5, "Order 1 was delivered to C-7."),
            (2, "The parcel of order 1 is now: with the carrier."),
            (30, "C-7 ordered 2 × LAMP for £20.00 (order 1)."),
            (30, "C-7 was first seen here."),
        ]


def test_lines_of_one_order_may_lie_apart_also_over_batches(desk: Desk) -> None:
    rows = [f"{number},2024-05-01,C-{number},LAMP,1,1.00,,,,\n" for number in range(12_000)]
    file = desk.file(
        "orders.csv", ROWS + "".join(rows) + "5,2024-05-01,C-5,VASE,1,2.00,,,,\n11999,2024-05-01,C-11999,VASE,1,2.00,,,,\n"
    )
    assert desk.takes_in("orders", file, "--mapping", str(desk.file("m.toml", MAPPING))) == 0
    assert "12,002 rows: 12,000 people and 12,000 orders taken in." in desk.says
    with tenancy.brand(desk.brand_id):
        totals = [order.total.minor for number in ("5", "11999") if (order := orders.order_by_number(number=number))]
    assert totals == [300, 300]


def test_bad_rows_are_named_with_their_line_and_reason_and_the_good_ones_stay(desk: Desk) -> None:
    file = desk.file(
        "orders.csv",
        ROWS
        + "1,2024-05-01,C-7,LAMP,1,1.005,,,,\n1,2024-05-01,C-7,VASE,1,2.00,,,,\n"
        + "2,yesterday,C-7,LAMP,1,1.00,,,,\n"
        + "3,2024-05-01,,LAMP,1,1.00,,,,\n"
        + "4,2024-05-01,C-7,LAMP,many,1.00,,,,\n"
        + "5,2024-05-01,C-7\n"
        + "=6,2024-05-01,C-7,LAMP,0,1.00,,,,\n"
        + "7,2024-05-01,C-7,LAMP,99999999999999,1.00,,,,\n"
        + "8,2024-05-01,C-7,LAMP\x00,1,1.00,,,,\n",
    )
    assert desk.takes_in("orders", file, "--mapping", str(desk.file("m.toml", MAPPING))) == 3
    bad = desk.bad()
    assert bad[:6] == [
        "orders.csv,2,unit_price,“1.005” is finer than the smallest coin of GBP,1",
        "orders.csv,4,placed_at,“yesterday” is no instant: it is not ISO 8601,2",
        'orders.csv,5,customer,"needs an email, a phone or a customer_number",3',
        "orders.csv,6,quantity,“many” is no whole number,4",
        'orders.csv,7,,"has 3 fields, and the header has 10",',
        "orders.csv,8,quantity,is nothing,'=6",
    ]
    assert [line.split(",")[1] for line in bad[6:]] == ["9", "10"]
    assert "8 bad rows, with the reasons in" in desk.says
    with tenancy.brand(desk.brand_id):
        order = orders.order_by_number(number="1")
        assert order is not None
        assert [line.sku for line in order.lines] == ["VASE"]
        assert orders.order_by_number(number="8") is None


def test_parcels_and_people_come_in_by_themselves(desk: Desk) -> None:
    parcels = desk.file(
        "parcels.csv",
        "order;tracking;carrier;status;timestamp;driver\n77;SW-1;Swiftline;out for delivery;2024-05-02T08:00:00Z;\n"
        "77;SW-1;Swiftline;delivered;2024-05-02T09:40:00Z;Sam Petrov\n",
    )
    assert desk.takes_in("parcels", parcels, "--yes") == 0
    assert "2 rows: 2 parcel events taken in." in desk.says
    order = desk.file("o.csv", HEADER + f"77,2024-05-01 10:00:00,{TOM},T,Torch,1,1.99\n")
    assert desk.takes_in("orders", order, "--yes", "--currency", "GBP") == 0
    folk = desk.file(
        "people.csv",
        "Customer ID,Full Name,E-mail,Phone,Customer since,Newsletter\n"
        "C-2041,Tom Arden,TOM.ARDEN@example.org,+447700900123,2019-02-03,yes\nC-2042,Ana Ruiz,ana@,,2020-01-01,\n,,,,,\n",
    )
    mapping = desk.file(
        "p.toml",
        'what = "people"\n[columns]\ncustomer_number = "Customer ID"\nname = "Full Name"\nemail = "E-mail"\nphone = "Phone"\n'
        'since = "Customer since"\n[[consent]]\ncolumn = "Newsletter"\n',
    )
    assert desk.takes_in("people", folk, "--mapping", str(mapping)) == 3
    assert "3 rows: 1 person taken in. Known already: 1 person." in desk.says
    with tenancy.brand(desk.brand_id):
        tom = people.find_identity(address=Address(IdentityKind.EMAIL, TOM))
        assert tom is not None
        page = views.person_page(person_id=tom.person_id, at=AT)
        assert (page.name, page.first_seen_at) == ("Tom Arden", datetime(2019, 2, 3, tzinfo=UTC))
        assert {shown for _, shown in page.identities} == {"tom.arden@example.org", "C-2041", "+447700900123"}
        assert "Order 77 was delivered to Tom Arden." in [entry.sentence for entry in page.timeline]
        from makegood.people.types import Purpose

        said = people.consent(identity_id=tom.id, channel="email", purpose=Purpose.MARKETING)
        assert said is not None
        assert said.granted
