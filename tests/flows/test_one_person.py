"""Somebody complains in public from an account that nobody has seen, of what we had promised somebody: is it they? One loss is one case."""

from datetime import UTC, datetime

import pytest

from makegood.cases import queries as cases
from makegood.cases.types import Case, CaseState
from makegood.channels.actions import connecting
from makegood.flows import desk_pages
from makegood.gestures.types import Occasion
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.makegoods import queries as makegoods
from makegood.makegoods.types import MakegoodState
from makegood.orders.actions import parcels
from makegood.orders.types import ParcelEventIn, ParcelState
from makegood.people import linked
from makegood.people.actions import linking
from makegood.people.types import Suggestion
from makegood.platform import journal, tenancy
from makegood.promises import queries as promises
from makegood.promises.types import PromiseState
from reference_shop.shop import Customer
from tests import cast
from tests.channels.bluesky.conftest import US
from tests.channels.bluesky.conftest import network as network
from tests.channels.bluesky.standin import PASSWORD, StandIn
from tests.flows.conftest import House
from tests.flows.test_message_arrived import mara

ADA, AUTHOR, STRANGER = "adaquill.example", "rowanhale.example", "benhale.example"
PLACED, DAY_ENDS = cast.AT, datetime(2026, 3, 11, tzinfo=UTC)
AT_FIVE, AT_EIGHT = datetime(2026, 3, 10, 16, 40, tzinfo=UTC), datetime(2026, 3, 10, 20, 0, tzinfo=UTC)
COMPLAINT = (
    "@rowanhale.example You asked about the dimmer. I pre-ordered it for launch day, today, and it did not come. "
    "Now it says delayed indefinitely. I am so disappointed."
)


@pytest.fixture
def town(house: House, network: StandIn, monkeypatch: pytest.MonkeyPatch) -> House:
    """Ada ordered a dimmer switch for its launch day by mail; nobody here knows what she is called elsewhere."""
    import dataclasses

    from makegood.config import environment

    hosts = frozenset({network.host, house.shop.url.removeprefix("http://")})
    both = dataclasses.replace(environment.settings(), http_allow=hosts)
    monkeypatch.setattr(environment, "settings", lambda: both)
    settings = {"handle": US, "app_password": PASSWORD, "service": network.url, "private_messages": "yes"}
    with tenancy.brand(house.brand_id):
        connecting.add_channel(kind="bluesky", name="Bluesky", address=US, settings=settings, by=SYSTEM, at=cast.AT)
    network.join(ADA, name="Ada Quill")
    network.join(AUTHOR, name="Rowan Hale")
    network.join(STRANGER, name="Ben Hale")
    house.shop.place_order(
        customer=Customer("Ada Quill", "ada.quill@example.org"),
        items=[("DIM-04", 1)],
        at=PLACED,
        number="2001",
        service="pre-order, launch day",
        promised_until=DAY_ENDS,
    )
    house.turn_to(PLACED)
    delayed(house)
    return house


def delayed(house: House) -> None:
    told = ParcelEventIn("2001", "SW-2001", "Swiftline", ParcelState.EXCEPTION, "DLY", AT_FIVE, kind="delayed")
    with tenancy.brand(house.brand_id):
        parcels.take_parcel_events(events=[told], at=AT_FIVE)
    house.turn_to(AT_FIVE)


def speaks(town: House, network: StandIn, who: str, text: str, at: datetime) -> str:

    post = network.post(who, text)
    answer = f"@{who} I am sorry to hear that. @{US} will know more."
    network.post(AUTHOR, answer, answers=post, mentions=(US,))
    town.turn_to(at)
    return post


def all_cases(town: House) -> list[Case]:
    with tenancy.brand(town.brand_id):
        return list(reversed(cases.page(before=None, since=None, limit=50)))


def questions(town: House) -> list[Suggestion]:
    with tenancy.brand(town.brand_id):
        return list(linked.suggestions())


def confirmed(town: House, network: StandIn) -> Case:
    speaks(town, network, ADA, COMPLAINT, AT_EIGHT)
    (asked,) = questions(town)
    with tenancy.brand(town.brand_id):
        linking.confirm_link(link_id=asked.id, by=actors.member(mara().id), at=AT_EIGHT)
    town.turn_to(AT_EIGHT)
    return all_cases(town)[1]


def test_a_member_is_asked_with_the_reasons_and_nothing_is_linked(town: House, network: StandIn) -> None:
    speaks(town, network, ADA, COMPLAINT, AT_EIGHT)
    (asked,) = questions(town)
    assert (asked.unknown.shown, asked.known.value) == (f"bluesky:{ADA}", "ada.quill@example.org")
    assert [piece.words for piece in asked.evidence] == [
        "Both are called Ada Quill.",
        "It speaks of dimmer, and that is what Ada Quill waits for.",
        "It was written when what we had promised Ada Quill did not come.",
    ]
    foretold, theirs = all_cases(town)
    assert (foretold.identity_id == theirs.identity_id, theirs.order_number) == (False, "")


def test_a_stranger_who_complains_of_something_else_is_nobodys_question(town: House, network: StandIn) -> None:
    speaks(town, network, STRANGER, "@rowanhale.example My lamp never came, I have waited for weeks. So angry!", AT_EIGHT)
    assert (questions(town), len(all_cases(town))) == ([], 2)


def test_once_it_is_she_one_loss_is_one_case_with_the_order_and_the_promise(town: House, network: StandIn) -> None:
    theirs = confirmed(town, network)
    foretold = all_cases(town)[0]
    assert (foretold.state, foretold.harm) == (CaseState.RESOLVED, "")
    assert (theirs.title, theirs.order_number, theirs.state) == (
        "Ada is waiting for the rotary dimmer switch",
        "2001",
        CaseState.OPEN,
    )
    with tenancy.brand(town.brand_id):
        ids = [theirs.identity_id, foretold.identity_id]
        assert sum(cases.failures(identity_ids=ids, since=PLACED).values()) == 1
        (promise,) = promises.page(before=None, state=None, identity_ids=None, since=None, limit=9)
        assert (promise.case_id, promise.complained_at) == (theirs.id, AT_EIGHT)
        told = [entry.sentence for entry in journal.of_case(case_id=foretold.id, limit=20)]
        assert "{person} wrote about it from another address: it goes on in case {other}." in told
        (open_one,) = makegoods.in_state(state=MakegoodState.PROPOSED)
        assert open_one.occasion == Occasion("case", theirs.id)


def test_when_the_day_that_mattered_is_over_what_is_owed_is_more(town: House, network: StandIn) -> None:
    theirs = confirmed(town, network)
    with tenancy.brand(town.brand_id):
        before = makegoods.for_occasion(occasion=Occasion("case", theirs.id))
    town.turn_to(DAY_ENDS)
    with tenancy.brand(town.brand_id):
        (promise,) = promises.page(before=None, state=None, identity_ids=None, since=None, limit=9)
        after = makegoods.for_occasion(occasion=Occasion("case", theirs.id))
        page = desk_pages.case_page(number=theirs.number, at=DAY_ENDS)
    assert promise.state is PromiseState.BROKEN
    assert before is not None
    assert after is not None
    assert (before.cost.minor, after.cost.minor) == (
        0,
        490,
    )  # a fifth of £24.50, the shipped policy's rung for a day that mattered
    assert after.title == "Own the delay and find the parcel, and £4.90 back"
    assert page.makegood is not None
    assert len(all_cases(town)) == 2
