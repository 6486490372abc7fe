"""The public page of a pool, and the coupons on somebody's own page."""

from dataclasses import replace
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client

from makegood.channels import queries as channels
from makegood.coupons import queries
from makegood.coupons.actions import claiming
from makegood.coupons.types import Terms
from makegood.flows import own_page_links
from makegood.kernel.actors import SYSTEM
from makegood.people import queries as people
from makegood.platform import clock, tenancy
from tests import cast
from tests.coupons.given import FIVE, OWN_CODES, guest, pool, use
from tests.flows.conftest import House
from tests.portal.mine.conftest import Page, connect, readable
from tests.portal.mine.conftest import house as house


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch, house: House) -> House:
    monkeypatch.setattr(clock, "now", lambda: cast.AT)
    return house


def opened(house: House, terms: Terms = FIVE) -> tuple[UUID, str]:
    from makegood.brands import queries as brands

    with tenancy.brand(house.brand_id):
        return pool(terms), f"/coupons/{brands.current().slug}/spring-sale/"


def ask(address: str, email: str = "", language: str = "en") -> HttpResponse:
    told = {"accept-language": language}
    if not email:
        looked: HttpResponse = Client().get(address, headers=told)
        return looked
    answer: HttpResponse = Client().post(address, {"email": email}, headers=told)
    return answer


def test_the_page_says_what_it_is_and_one_code_for_everybody_is_shown_at_once(now: House) -> None:
    pool_id, address = opened(now)
    page = readable(ask(address))
    for said in (
        "£5.00 off",
        "On orders of £50.00 or more.",
        "5 are left.",
        "With the help of Hearth Hosting.",
        "One for each person.",
    ):
        assert said in page
    assert "spring08" not in page
    assert "spring08" in readable(ask(address, cast.TOM_EMAIL))
    with tenancy.brand(now.brand_id):
        assert queries.pool(pool_id=pool_id, at=cast.AT).counts.claimed == 1
    german = readable(ask(address, language="de"))
    assert "Auf Bestellungen ab £50.00." in german
    assert "Gültig bis Montag, 9. März 2026, 10:00 Uhr (Europe/London)." in german


def test_a_code_of_ones_own_is_mailed_once_and_never_shown(now: House) -> None:
    pool_id, address = opened(now, OWN_CODES)
    for _ in range(3):
        page = readable(ask(address, cast.TOM_EMAIL))
        assert "Your code is on its way." in page
    with tenancy.brand(now.brand_id):
        code = claiming.claim(pool_id=pool_id, address=cast.TOM_EMAIL, at=cast.AT).code
        tom = people.find_identity(address=cast.TOM_BY_EMAIL)
        assert tom is not None
        letters = [
            one
            for one in channels.page(before=None, since=None, conversation_ids=None, identity_ids=[tom.id], limit=20)
            if code in one.text
        ]
    assert code not in page
    assert [one.subject for one in letters] == ["Your code: Spring sale"]
    assert "£5.00. Type it in when you order. It is good until Monday 9 March 2026" in letters[0].text


def test_what_was_typed_wrongly_is_said_and_stays(now: House) -> None:
    _, address = opened(now)
    answer = ask(address, "tom at home")
    assert answer.status_code == 422
    assert "Give an address like tom@example.org." in readable(answer)
    assert 'value="tom at home"' in answer.content.decode()


def test_after_the_last_and_after_the_end_it_says_so(now: House, monkeypatch: pytest.MonkeyPatch) -> None:
    _, address = opened(now, replace(FIVE, cap_uses=1))
    with tenancy.brand(now.brand_id):
        use(guest(1))
    page = readable(ask(address, cast.TOM_EMAIL))
    assert "These coupons are over." in page
    assert "spring08" not in page


def test_many_askings_from_one_place_are_slowed(now: House) -> None:
    _, address = opened(now)
    said = [ask(address, guest(n)).status_code for n in range(14)]
    assert said == [200] * 12 + [429] * 2


def test_the_page_needs_no_script_and_sets_no_cookie(now: House) -> None:
    _, address = opened(now)
    answer = ask(address)
    assert not answer.cookies
    assert "<script" not in answer.content.decode()
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert ask(address.replace("spring", "autumn")).status_code == 404


def test_somebodys_own_page_shows_their_code_and_what_became_of_it(now: House) -> None:
    connect(now)
    pool_id, _ = opened(now, OWN_CODES)
    with tenancy.brand(now.brand_id):
        code = claiming.claim(pool_id=pool_id, address=cast.TOM_EMAIL, at=cast.AT).code
        tom = people.find_identity(address=cast.TOM_BY_EMAIL)
        assert tom is not None
        token = own_page_links.show(person=people.person(person_id=tom.person_id), by=SYSTEM, at=cast.AT).token
    page = Page(token)
    before = page.text()
    assert "Your coupons" in before
    assert code in before
    with tenancy.brand(now.brand_id):
        use(code=code, order="1007")
    after = page.text()
    assert code not in after
    assert "for order 1007: £5.00 off" in after
