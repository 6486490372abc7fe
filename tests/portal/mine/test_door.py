"""The way in to somebody's own page: a link opens one person's page until an instant, and everything else is as if it were not there."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from makegood.platform import tenancy
from tests import cast
from tests.flows.conftest import House
from tests.portal.mine.conftest import Page, connect, link, person, readable


def test_a_link_opens_the_page_of_whom_it_was_given_to(open_house: House) -> None:
    answer = link(open_house).open()
    assert answer.status_code == 200
    assert "<h1>Hello Tom Arden</h1>" in answer.content.decode()
    assert "whoever reads the mail of t…@example.org" in readable(answer)
    assert cast.TOM_EMAIL not in answer.content.decode()


def test_its_address_is_told_to_nobody_and_kept_by_nobody(open_house: House) -> None:
    answer = link(open_house).open()
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self' 'nonce-")
    assert "script-src" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "<script" not in answer.content.decode()
    assert answer.cookies == {}
    assert '<meta name="robots" content="noindex, nofollow">' in answer.content.decode()


def test_only_the_hash_of_its_token_is_kept(open_house: House) -> None:
    from django.db import connection

    token = link(open_house).token
    assert len(token) == 26
    with tenancy.brand(open_house.brand_id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT row_to_json(k)::text FROM own_pages_pagekey k UNION ALL SELECT row_to_json(l)::text FROM own_pages_pagelink l"
        )
        kept = " ".join(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT string_agg(data::text, ' ') FROM platform_journal")
        told = cursor.fetchone()[0]
    assert token not in kept + told


def test_it_is_good_until_an_instant_and_not_at_it(open_house: House) -> None:
    page = link(open_house)
    open_house.now = cast.AT + timedelta(days=30) - timedelta(microseconds=1)
    assert page.open().status_code == 200
    open_house.now = cast.AT + timedelta(days=30)
    over = page.open()
    assert over.status_code == 410
    assert "This link has ended." in readable(over)
    assert "Tom" not in re.findall(r"\w+", over.content.decode())  # a random token may hold three letters


def test_a_member_ends_every_link_at_once(open_house: House) -> None:
    from makegood.flows import own_page_links
    from makegood.kernel.actors import SYSTEM

    first, second = link(open_house), link(open_house)
    whose = person(open_house)
    with tenancy.brand(open_house.brand_id):
        assert own_page_links.end(person=whose, by=SYSTEM, at=open_house.now) == 2
        assert own_page_links.end(person=whose, by=SYSTEM, at=open_house.now) == 0
    assert [one.open().status_code for one in (first, second)] == [410, 410]


@pytest.mark.parametrize("token", ["x", "2" * 26, "2" * 25, "2" * 27, "A" * 26, "../" * 8, "%00" * 9, "2" * 5000])
def test_a_token_that_we_never_gave_leads_nowhere(token: str, open_house: House) -> None:
    link(open_house)
    answer = Client().get(f"/mine/{token}/")
    assert answer.status_code == 404
    assert "Tom" not in re.findall(r"\w+", answer.content.decode())


def test_without_the_channel_and_while_it_rests_no_link_leads_anywhere(now: House) -> None:
    from makegood.channels.actions import connecting
    from makegood.kernel.actors import SYSTEM

    channel_id = connect(now)
    page = link(now)
    with tenancy.brand(now.brand_id):
        connecting.pause(channel_id=channel_id, by=SYSTEM, at=now.now)
    assert page.open().status_code == 404
    with tenancy.brand(now.brand_id):
        connecting.resume(channel_id=channel_id, by=SYSTEM, at=now.now)
    assert page.open().status_code == 200


def test_the_page_speaks_german_to_who_does(open_house: House) -> None:
    page = link(open_house)
    assert "Guten Tag, Tom Arden" in Page(page.token, language="de-AT,de;q=0.9").text()


def test_an_action_that_no_part_has_is_not_there_and_a_look_at_one_leads_home(open_house: House) -> None:
    page = link(open_house)
    assert page.post("letters", "burn").status_code == 404
    assert page.post("cellar", "say").status_code == 404
    looked = page.browser.get(f"{page.path}letters/say/")
    assert (looked.status_code, looked.headers["Location"]) == (303, page.path)
