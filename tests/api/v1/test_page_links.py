"""A link to somebody's own page, for the shop's account page: it opens their page, once asked for it is the same on a repeat."""

from django.test import Client

from makegood.platform import tenancy
from tests.api.v1.conftest import Machine, World


def test_a_link_opens_their_page_and_a_repeat_under_the_key_is_the_same(till: Machine, world: World) -> None:
    first = till.post(f"/people/{world.person}/page-links", {}, HTTP_IDEMPOTENCY_KEY="account-1")
    again = till.post(f"/people/{world.person}/page-links", {}, HTTP_IDEMPOTENCY_KEY="account-1")
    other = till.post(f"/people/{world.person}/page-links", {})
    assert (first.status, again.status, other.status) == (201, 201, 201)
    assert first.json == again.json
    assert first.json["url"] != other.json["url"]
    page = Client().get("/mine/" + first.json["url"].partition("/mine/")[2])
    assert page.status_code == 200
    assert "Tom Arden" in page.content.decode()


def test_without_own_pages_and_without_a_mail_address_it_is_refused_in_words(till: Machine, world: World) -> None:
    from makegood.channels import queries as channels
    from makegood.channels.actions import connecting
    from makegood.kernel.actors import SYSTEM
    from makegood.platform import clock

    handle = till.post("/people", {"handle": "bluesky:nobody.example"}).json["id"]
    no = till.post(f"/people/{handle}/page-links", {})
    assert (no.status, no.json["type"]) == (409, "urn:makegood:problem:no_mail_address")
    with tenancy.brand(till.brand_id):
        own = next(one for one in channels.channels() if one.kind == "own_page")
        connecting.pause(channel_id=own.id, by=SYSTEM, at=clock.now())
    no = till.post(f"/people/{world.person}/page-links", {})
    assert (no.status, no.json["type"]) == (409, "urn:makegood:problem:no_own_pages")
