"""Kind words in public as they come in: whether they count, what they followed, and where their author stands because of it."""

from datetime import datetime
from uuid import UUID

import pytest

from makegood.advocacy import queries as advocacy
from makegood.advocacy.actions import ledger
from makegood.advocacy.types import Entry, LeftOut, Wanted
from makegood.flows import advocacy_pages, advocates, orders_told
from makegood.kernel.actors import SHOP
from makegood.orders.types import CustomerIn, OrderIn
from makegood.outcomes import queries as outcomes
from makegood.outcomes.types import Standing
from makegood.people.actions import noting, recognising
from makegood.people.types import Fact, IdentityId
from makegood.platform import tenancy
from tests import cast
from tests.advocacy.conftest import mara_of
from tests.flows.conftest import House

LATER = cast.later(days=3)


@pytest.fixture
def tom(house: House) -> UUID:
    """He bought here."""
    with tenancy.brand(house.brand_id):
        placed = OrderIn("1001", cast.later(days=-40), CustomerIn(name=cast.TOM_NAME, email=cast.TOM_EMAIL), (cast.torch(),))
        orders_told.take(orders=[placed], by=SHOP, at=cast.AT)
        return recognising.recognise(sightings=[cast.seen(cast.TOM_BY_EMAIL)], at=cast.AT)[0].identity_id


def says(house: House, words: str, *, at: datetime = LATER) -> Entry:
    house.hears(words, at=at, channel=house.posts, public=True, reach=4200, link="https://social.example/tom/1")
    with tenancy.brand(house.brand_id):
        return advocacy.entries(wanted=Wanted(), limit=1)[0]


def stands(house: House, tom: UUID) -> Standing:
    with tenancy.brand(house.brand_id):
        return outcomes.standing(identity_ids=[tom]).standing


def test_praise_that_names_us_counts_and_makes_an_advocate(house: House, tom: UUID) -> None:
    line = says(house, cast.TOM_PRAISE)
    assert (line.left_out, line.unasked, line.reach, line.identity_id) == (LeftOut.NOTHING, True, 4200, tom)
    assert line.because.endswith("and nothing was given for it.")
    assert stands(house, tom) is Standing.ADVOCATE


def test_praise_within_a_contest_s_window_stands_in_the_ledger_and_counts_for_nothing(house: House, tom: UUID) -> None:
    with tenancy.brand(house.brand_id):
        noting.note_fact(facts=[Fact(IdentityId(tom), "contest_entered", "c-1", cast.later(days=-10))])
    line = says(house, cast.TOM_PRAISE)
    assert line.left_out is LeftOut.CONTEST
    assert stands(house, tom) is not Standing.ADVOCATE


def test_of_what_is_not_surely_praise_a_member_decides_and_the_standing_follows(house: House, tom: UUID) -> None:
    line = says(house, "Shout-out to Brightside Lights: my lamp broke on Friday, a new one was here on Saturday morning.")
    assert line.left_out is LeftOut.UNSURE, line.because
    assert stands(house, tom) is Standing.PASSIVE
    with tenancy.brand(house.brand_id):
        advocacy_pages.judge(entry_id=line.id, counts=True, because="", member=mara_of(house), at=LATER)
    assert stands(house, tom) is Standing.ADVOCATE
    again = says(house, cast.TOM_PRAISE, at=cast.later(days=4))
    assert again.id != line.id
    with tenancy.brand(house.brand_id):
        assert advocacy.counts(wanted=Wanted()).praises == 2


def test_praise_of_before_there_was_a_ledger_is_written_into_it_once(house: House, tom: UUID) -> None:
    line = says(house, cast.TOM_PRAISE)
    with tenancy.brand(house.brand_id):
        ledger.forget(sources=[line.source])
        assert advocacy.entries(wanted=Wanted(), limit=5) == ()
        for _ in range(2):
            assert advocates.go_on(after=None, at=LATER) is None
            (again,) = advocacy.entries(wanted=Wanted(), limit=5)
            assert (again.source, again.left_out, again.at) == (line.source, LeftOut.NOTHING, line.at)
