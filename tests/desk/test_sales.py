"""Sales on the desk: announced, moved with a reason, widened, ended; where they are promised and who knows the old; for those who set policy."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from makegood.brands import queries as brands
from makegood.coupons import queries as coupons
from makegood.incidents import actions as incidents
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.people.actions import recognising
from makegood.platform import clock, tenancy
from makegood.sales import queries
from makegood.sales.actions import telling
from makegood.sales.types import PlaceKind, SaleState
from makegood.signals.actions import hearing
from makegood.signals.types import SignalState, Word
from makegood.statements import queries as statements
from makegood.statements.actions import writing
from tests import cast
from tests.desk.conftest import VERA, Door


@pytest.fixture
def mara(door: Door) -> Client:
    return door.signed_in(cast.MARA["user_id"])


def day(days: int) -> str:
    return f"{clock.now() + timedelta(days=days):%Y-%m-%d}"


def form(**other: str) -> dict[str, str]:
    return {
        "name": "Spring Cleaning", "words": "all bulbs", "starts_at": f"{day(-1)}T09:00:00", "ends": f"{day(2)}T23:59:59", "zone": "CST",
    } | other  # fmt: skip


def announced(door: Door, mara: Client) -> UUID:
    answer = mara.post(door.at("sales/"), form())
    assert answer.status_code == 303
    return UUID(answer.headers["Location"].rstrip("/").rpartition("/")[2])


def text(answer: object) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())  # type: ignore[attr-defined]


def test_a_sale_is_announced_and_its_page_explains_its_end(door: Door, mara: Client) -> None:
    sale_id = announced(door, mara)
    page = text(mara.get(door.at(f"sales/{sale_id}/")))
    assert "11:59:59 pm CST on" in page
    assert "by the clocks in" in page
    assert "Spring Cleaning" in text(mara.get(door.at("sales/")))


def test_what_is_typed_is_read_aloud_before_it_is_sent(door: Door, mara: Client) -> None:
    said = mara.get(door.at("sales/reading/"), {"ends": "2008-03-26T23:59:59", "zone": "CST"})
    assert "“CST” is said in several countries" in text(said)  # to London, all of them
    assert "is no day of the calendar" in text(mara.get(door.at("sales/reading/"), {"ends": "2026-02-30T10:00", "zone": "CST"}))
    assert "is no time zone" in text(mara.get(door.at("sales/reading/"), {"ends": "2026-02-28T10:00", "zone": "XYZ"}))
    assert text(mara.get(door.at("sales/reading/"), {"ends": "", "zone": ""})) == ""


def test_a_moved_end_says_who_and_what_still_name_the_old(door: Door, mara: Client) -> None:
    sale_id = announced(door, mara)
    with tenancy.brand(door.brand_id):
        tom = recognising.recognise(sightings=[cast.seen(cast.TOM_BY_EMAIL)], at=cast.AT)[0].identity_id
        telling.note_told(sale_id=sale_id, identity_ids=[tom], where=PlaceKind.NEWSLETTER, by=SYSTEM, at=clock.now())
    assert mara.post(door.at(f"sales/{sale_id}/places/"), {"kind": "banner", "name": "Front page"}).status_code == 303
    moved = mara.post(
        door.at(f"sales/{sale_id}/end/"), {"ends": f"{day(5)}T23:59:59", "zone": "CST", "because": "The shop was down."}
    )
    assert moved.status_code == 303
    page = text(mara.get(door.at(f"sales/{sale_id}/")))
    assert "1 person was told; 0 knows what counts now." in page
    assert "says terms 1" in page
    assert "Tom" in page
    assert "The shop was down." in page
    with tenancy.brand(door.brand_id):
        (place,) = queries.places_of(sale_ids=[sale_id])
    assert mara.post(door.at(f"sales/{sale_id}/places/{place.id}/")).status_code == 303
    assert "says terms 1" not in text(mara.get(door.at(f"sales/{sale_id}/")))


def test_coupons_that_are_tied_to_a_sale_are_good_as_long_as_it_goes_on(door: Door, mara: Client) -> None:
    sale_id = announced(door, mara)
    told = {
        "name": "Spring coupons",
        "kind": "amount",
        "worth": "5.00",
        "until": f"{day(1)}T23:59:59",
        "zone": "UTC-6",
        "share": "100",
    }
    opened = mara.post(door.at("coupons/new/"), told | {"after_refund": "given back", "cap_uses": "40"})
    pool_id = UUID(opened.headers["Location"].rstrip("/").rpartition("/")[2])
    assert "Spring coupons” move with it" not in text(mara.get(door.at(f"sales/{sale_id}/")))

    assert mara.post(door.at(f"sales/{sale_id}/pools/"), {"pool": "the other one"}).status_code == 422
    assert mara.post(door.at(f"sales/{sale_id}/pools/"), {"pool": str(cast.NOBODY)}).status_code in (404, 422)
    for _ in range(2):
        assert mara.post(door.at(f"sales/{sale_id}/pools/"), {"pool": str(pool_id)}).status_code == 303
    with tenancy.brand(door.brand_id):
        sale, pool = queries.sale(sale_id=sale_id), coupons.pool_of(pool_id=pool_id)
        assert [place.name for place in queries.places_of(sale_ids=[sale_id])] == ["Spring coupons"]
    assert pool.terms.valid_until == sale.ends_at  # it went on longer than they did
    page = text(mara.get(door.at(f"sales/{sale_id}/")))
    assert "Coupons “Spring coupons” move with it" in page
    assert "They move with it" not in page  # there are no others


@pytest.mark.parametrize(
    ("where", "told", "sentence"),
    [
        (
            "end",
            {"ends": "2026-02-30T10:00", "zone": "CST", "because": "x"},
            "ends: “2026-02-30T10:00” is no day of the calendar",
        ),
        ("end", {"ends": "2099-01-01T10:00", "zone": "XYZ", "because": "x"}, "zone: “XYZ” is no time zone"),
        ("end", {"ends": "2020-01-01T10:00", "zone": "UTC", "because": "x"}, "ends: that instant has passed"),
        ("end", {"ends": "2099-01-01T10:00", "zone": "UTC", "because": " "}, "because: it is missing"),
        ("end", {"ends": "2099-01-01T10:00", "zone": "UTC", "because": "x", "incident": "seven"}, "incident: write its number"),
        ("scope", {"words": "", "because": "x"}, "scope: it is missing"),
        ("ended", {"ended_at": "2099-01-01T10:00"}, "ended_at: that instant has not come yet"),
        ("places", {"kind": "moon", "name": "x"}, "kind: choose one of the list"),
    ],
)
def test_what_cannot_be_is_refused_at_the_form_and_changes_nothing(
    door: Door, mara: Client, where: str, told: dict[str, str], sentence: str
) -> None:
    sale_id = announced(door, mara)
    with tenancy.brand(door.brand_id):
        before = queries.sale(sale_id=sale_id)
    answer = mara.post(door.at(f"sales/{sale_id}/{where}/"), told)
    assert answer.status_code == 422
    assert sentence in text(answer)
    with tenancy.brand(door.brand_id):
        assert queries.sale(sale_id=sale_id) == before


def test_it_is_widened_and_its_end_is_the_shops_word(door: Door, mara: Client) -> None:
    sale_id = announced(door, mara)
    wider = {"words": "all bulbs and Monday's lamps", "skus": "lamp-1\nlamp-2", "because": "Monday's new lamps too"}
    assert mara.post(door.at(f"sales/{sale_id}/scope/"), wider).status_code == 303
    ended = mara.post(door.at(f"sales/{sale_id}/ended/"), {"ended_at": f"{day(-1)}T10:00:00"})
    assert ended.status_code == 303
    with tenancy.brand(door.brand_id):
        sale = queries.sale(sale_id=sale_id)
    assert (sale.scope.skus, sale.state(clock.now())) == (("lamp-1", "lamp-2"), SaleState.BROKEN)


def test_who_may_not_set_policy_looks_only(door: Door, mara: Client) -> None:
    sale_id = announced(door, mara)
    vera = door.signed_in(VERA["user_id"])
    assert "Move it everywhere" not in vera.get(door.at(f"sales/{sale_id}/")).content.decode()
    assert vera.post(door.at("sales/"), form()).status_code in (403, 422)
    with tenancy.brand(door.brand_id):
        assert len(queries.page(limit=9)) == 1


def test_an_incidents_page_says_what_machines_say_and_extends_the_sale_because_of_it(door: Door, mara: Client) -> None:
    sale_id = announced(door, mara)
    now = clock.now()
    with tenancy.brand(door.brand_id):
        began = now - timedelta(hours=2)
        incident_id = incidents.open_candidate(
            burst_id=None, topic_ids=(), facets=(), title="The checkout does not open", began_at=began, by=SYSTEM, at=now
        )
        incidents.confirm(incident_id=incident_id, by=SYSTEM, at=now)
        words = [Word("Pingdom", "12345", True, began, "Checkout"), Word("Pingdom", "12345", False, now - timedelta(minutes=30))]
        (signal,) = hearing.hear(words=words, by=SYSTEM, at=now)
    page = text(mara.get(door.at("incidents/1/")))
    assert "Of the same time, and put to nothing" in page
    assert "“Spring Cleaning” runs until" in page
    assert mara.post(door.at(f"incidents/1/signals/{signal.id}/")).status_code == 303
    assert "Take it as its start and end" in text(mara.get(door.at("incidents/1/")))
    assert mara.post(door.at("incidents/1/signals/span/")).status_code == 303
    assert '<option value="1" selected>1. ' in mara.get(door.at(f"sales/{sale_id}/?incident=1")).content.decode()
    assert '<option value="1" selected>1. ' in mara.get(door.at("coupons/new/?incident=1")).content.decode()
    moved = {"ends": f"{day(5)}T23:59:59", "zone": "CST", "because": "The checkout was down.", "incident": "1"}
    assert mara.post(door.at(f"sales/{sale_id}/end/"), moved).status_code == 303
    page = text(mara.get(door.at("incidents/1/")))
    assert "Take it as its start and end" not in page
    assert "“Spring Cleaning” runs until" not in page  # it is this incident's now
    assert mara.post(door.at(f"incidents/1/signals/{signal.id}/"), {"_method": "DELETE"}).status_code == 303
    with tenancy.brand(door.brand_id):
        from makegood.signals import queries as signals

        assert signals.signal(signal_id=signal.id).state is SignalState.SET_ASIDE


def test_who_knows_the_old_end_is_told_by_a_statement_once_it_is_published(door: Door, mara: Client) -> None:
    sale_id = announced(door, mara)
    with tenancy.brand(door.brand_id):
        tom = recognising.recognise(sightings=[cast.seen(cast.TOM_BY_EMAIL)], at=cast.AT)[0].identity_id
        telling.note_told(sale_id=sale_id, identity_ids=[tom], where=PlaceKind.NEWSLETTER, by=SYSTEM, at=clock.now())
    moved = {"ends": f"{day(5)}T23:59:59", "zone": "CST", "because": "The shop was down."}
    assert mara.post(door.at(f"sales/{sale_id}/end/"), moved).status_code == 303
    early = mara.post(door.at(f"sales/{sale_id}/telling/"))
    assert (early.status_code, "Publish a statement about this sale first" in text(early)) == (422, True)
    drafted = mara.post(door.at(f"sales/{sale_id}/statement/"))
    assert (drafted.status_code, drafted.headers["Location"]) == (303, door.at("statements/1/"))
    assert mara.post(door.at(f"sales/{sale_id}/statement/")).headers["Location"] == door.at("statements/1/")  # the one that waits
    assert "“Spring Cleaning” now ends later." in text(mara.get(door.at("statements/1/")))
    with tenancy.brand(door.brand_id):
        (statement,) = statements.statements()
        by = actors.member(next(one.id for one in brands.members() if one.email == cast.MARA["email"]))
        writing.approve(statement_id=statement.id, version=statement.version, by=by, at=clock.now())
        writing.publish(statement_id=statement.id, by=by, at=clock.now())
    assert "Tell the 1 who knows the old" in text(mara.get(door.at(f"sales/{sale_id}/")))
    assert mara.post(door.at(f"sales/{sale_id}/telling/")).status_code == 303
    with tenancy.brand(door.brand_id):
        (row,) = statements.told_rows(statement_id=statement.id, state=None, after=None, limit=9)
        assert row.identity_id == tom
