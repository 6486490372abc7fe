"""Coupons as people use them: a member opens a pool and prints the bill, a customer takes the code; axe finds nothing in any look."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from playwright.sync_api import Browser, expect

from makegood.brands import queries as brands
from makegood.coupons import queries
from makegood.desk import entry
from makegood.platform import clock, tenancy
from tests import cast
from tests.browser import chromium
from tests.browser.member import signed_in
from tests.browser.serving import Pages
from tests.coupons.given import guest, reserve, use
from tests.desk.conftest import account

pytestmark = [pytest.mark.browser, pytest.mark.skipif(chromium.path() is None, reason="no Chromium on this machine")]


def test_from_the_form_to_the_bill_and_to_whoever_takes_the_code(
    pages: Pages, committed_brightside: UUID, chrome: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = pages.turn_to(cast.AT)
    monkeypatch.setattr(clock, "offset", lambda: ahead)
    with tenancy.brand(committed_brightside):
        slug = brands.current().slug
    account(cast.MARA["user_id"])
    link = entry.make_link(user_id=cast.MARA["user_id"], at=datetime.now(UTC))
    shots = chromium.SCREENSHOTS / "coupons"
    with signed_in(chrome, url=pages.url, link=link, shots=shots) as mara:
        page = mara.goes_to(f"/b/{slug}/coupons/new/")
        mara.looks("form")
        page.get_by_label("What it is called").fill("Spring Cleaning")
        page.get_by_label("Amount", exact=True).fill("5.00")
        page.get_by_label("For orders from").fill("50")
        page.get_by_label("How many there are").fill("20")
        page.get_by_label("It ends, by the clocks of that zone").fill("2026-03-26T23:59:59")
        page.get_by_label("Zone", exact=True).fill("UTC-6")
        page.get_by_label("One code for everybody").fill("spring08")
        page.get_by_label("Sponsor", exact=True).fill("Hearth Hosting")
        page.get_by_label("Where the bill goes").fill("1 Server Lane\nLondon")
        page.get_by_role("button", name="Open it").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Spring Cleaning")
        with tenancy.brand(committed_brightside):
            for n in range(7):
                use(guest(n), order=f"10{n:02}")
            reserve(guest(8))
            (told,) = queries.pools(at=cast.AT)
        page.reload()
        expect(page.get_by_text("Good until Thursday 26 March 2026, 23:59:59 (UTC-6).")).to_be_visible()
        mara.looks("pool")
        mara.goes_to(f"/b/{slug}/coupons/{told.pool.id}/settlement/")
        expect(page.get_by_text("7 coupons were used and not given back.")).to_be_visible()
        mara.looks("settlement")
        mara.goes_to(f"/coupons/{slug}/spring-cleaning/")
        mara.looks("claim")
        page.get_by_label("Your e-mail address").fill("ana@example.org")
        page.get_by_role("button", name="Get my code").click()
        expect(page.get_by_text("spring08")).to_be_visible()
        assert mara.wrong == []
