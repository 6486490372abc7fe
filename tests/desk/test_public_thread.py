"""A public thread of several parties at the desk: who is who, who is a company, and the way from public to private. In a real browser."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, expect

from makegood.brands import queries as brands
from makegood.desk import entry
from makegood.platform import tenancy
from tests import cast
from tests.browser import chromium
from tests.browser.member import signed_in
from tests.browser.serving import Pages
from tests.channels.bluesky.conftest import network as network
from tests.channels.bluesky.standin import StandIn
from tests.desk.conftest import account
from tests.flows.conftest import House
from tests.flows.conftest import house as house
from tests.flows.test_public_talks import bluesky as bluesky
from tests.flows.test_public_talks import thread

pytestmark = [pytest.mark.browser, pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine")]


def test_who_is_who_and_the_way_to_private_are_seen_and_used(
    house: House, network: StandIn, bluesky: object, pages: Pages, chrome: Browser
) -> None:
    thread(house, network)
    with tenancy.brand(house.brand_id):
        slug = brands.current().slug
    pages.turn_to(cast.later(hours=1))
    account(cast.MARA["user_id"])
    link = entry.make_link(user_id=cast.MARA["user_id"], at=datetime.now(UTC))
    shots = chromium.SCREENSHOTS / "public-thread"
    with signed_in(chrome, url=pages.url, link=link, shots=shots) as mara:
        page = mara.goes_to(f"/b/{slug}/cases/1/")
        expect(page.locator(".line--other .line__party")).to_have_text(["also there", "also there", "also there"])
        expect(page.locator(".line--person")).to_have_count(1)
        page.get_by_text("Invite them to write in private").click()
        expect(page.locator("#invitation")).to_have_value(
            "Thank you for telling us, Tom. So that nothing private stands here, please send us a direct message. "
            "We will see to it there."
        )
        mara.looks("thread")
        page.get_by_role("button", name="Swift Van is a company").click()
        expect(page.locator(".line--other .line__party").nth(1)).to_have_text("a company")
        page.get_by_text("Invite them to write in private").click()
        page.get_by_role("button", name="Invite", exact=True).click()
        expect(page.locator("#said")).to_have_text("Asked. What they write in private comes to this case.")
        mara.looks("invited")
        assert mara.wrong == []
    house.turn_to(cast.later(hours=2))
    assert [post["record"]["text"] for uri, post in network.posts.items() if "brightside" in uri.split("/")[2]] == [
        "Thank you for telling us, Tom. So that nothing private stands here, please send us a direct message. We will see to it there."
    ]
