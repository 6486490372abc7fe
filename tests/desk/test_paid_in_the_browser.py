"""“Did it pay?” and what people do for us, in a browser: light, dark, on a phone; axe finds nothing; whether a kind word is praise is answered with one key."""

import pytest
from playwright.sync_api import expect

from makegood.advocacy import queries as advocacy
from makegood.advocacy.types import LeftOut
from makegood.platform import tenancy
from tests import cast
from tests.browser import chromium
from tests.desk.conftest import Door
from tests.desk.test_advocacy import deed
from tests.desk.test_in_the_browser import Desk
from tests.desk.test_in_the_browser import desk as desk
from tests.desk.test_paid import by_lot, tried
from tests.desk.test_surveys_in_the_browser import looks
from tests.flows.conftest import house as house

pytestmark = [pytest.mark.browser, pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine")]


def test_what_may_be_said_is_read_and_doubtful_praise_is_told_with_one_key(desk: Desk) -> None:
    page, door = desk.page, Door(desk.house.brand_id, desk.slug)
    tried(door, treated=500, held_out=50, won=250)
    by_lot(door)
    desk.go("did-it-pay/")
    expect(page.locator("#which")).to_have_text("Which thing is given")
    expect(page.locator("#main")).to_contain_text("More would have come back.")
    page.locator("#which").scroll_into_view_if_needed()
    looks(desk, "did-it-pay")
    with tenancy.brand(desk.house.brand_id):
        doubtful = [
            deed(
                n,
                who,
                left_out=LeftOut.UNSURE,
                because=f"It was read as praise with 0.{60 + n}; 0.90 is needed, or a member’s word.",
            )
            for n, who in enumerate((cast.TOM_BY_EMAIL, cast.ANA_BY_EMAIL))
        ]
    desk.go("advocacy/")
    looks(desk, "is-it-praise")
    for key, left in (("1", 1), ("2", 0)):
        page.keyboard.press(key)
        expect(page.get_by_role("button", name="It is none")).to_have_count(left)
    with tenancy.brand(desk.house.brand_id):
        assert [advocacy.entry(entry_id=one).left_out for one in reversed(doubtful)] == [LeftOut.NOTHING, LeftOut.MEMBER]
    assert desk.complaints == []
