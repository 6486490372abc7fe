"""Followers, as the networks list them, page after page; and a direct message from one of them is the same person's."""

import json
from uuid import UUID

import pytest

from makegood.channels.adapters.bluesky import posts
from makegood.channels.adapters.bluesky.adapter import BlueskyAdapter
from makegood.channels.adapters.mastodon.adapter import MastodonAdapter
from makegood.channels.types import ChannelConfig
from makegood.contests import actions, queries
from makegood.contests.types import Group
from makegood.flows import contest_following
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.people import queries as people
from makegood.platform import tenancy
from tests import cast
from tests.channels.bluesky.conftest import US
from tests.channels.bluesky.conftest import network as network
from tests.channels.bluesky.standin import PASSWORD, StandIn
from tests.channels.mastodon import payloads
from tests.channels.mastodon.conftest import channel as mastodon_channel
from tests.channels.mastodon.conftest import server as server
from tests.channels.mastodon.server import MastodonServer
from tests.flows.conftest import House
from tests.flows.conftest import house as house
from tests.flows.test_message_arrived import mara

__all__ = ["mastodon_channel"]


def all_of(adapter: BlueskyAdapter | MastodonAdapter, channel: ChannelConfig) -> list[str]:
    found, cursor, pages = list[str](), "", 0
    while pages == 0 or cursor:
        page, cursor = adapter.followers(channel=channel, cursor=cursor)
        found += [one.value for one in page]
        pages += 1
    return found


def test_mastodon_tells_them_by_pages_whose_next_only_the_header_names(
    server: MastodonServer, mastodon_channel: ChannelConfig
) -> None:
    server.followers = [{**payloads.ACCOUNT, "id": str(n), "acct": f"nell{n}@lamps.example"} for n in range(130)]
    found = all_of(MastodonAdapter(), mastodon_channel)
    assert found == [f"mastodon:nell{n}@lamps.example" for n in range(130)]


@pytest.fixture
def town(house: House, network: StandIn, monkeypatch: pytest.MonkeyPatch) -> House:
    """We are on Bluesky, where 120 follow us."""
    from dataclasses import replace

    from makegood.channels.actions import connecting
    from makegood.config import environment

    hosts = frozenset({network.host, house.shop.url.removeprefix("http://")})
    both = replace(environment.settings(), http_allow=hosts)
    monkeypatch.setattr(environment, "settings", lambda: both)
    settings = {"handle": US, "app_password": PASSWORD, "service": network.url, "private_messages": "yes"}
    with tenancy.brand(house.brand_id):
        connecting.add_channel(kind="bluesky", name="Bluesky", address=US, settings=settings, by=SYSTEM, at=cast.AT)
    for n in range(120):
        network.join(f"nell{n}.example", name=f"Nell {n}")
    return house


def test_bluesky_followers_are_taken_in_and_a_direct_message_of_one_is_the_same_persons(town: House, network: StandIn) -> None:
    with tenancy.brand(town.brand_id):
        from makegood.channels import queries as channels

        (channel_id,) = [one for one, config in channels.configs().items() if config.kind == "bluesky"]
        by = actors.member(mara().id)
        contest = actions.open_contest(name="Win a lamp", text="I agree.", text_version="1", by=by, at=cast.AT)
        actions.ask_followers(contest_id=contest, channel_id=channel_id, by=by, at=cast.AT)
    town.turn_to(cast.AT)
    with tenancy.brand(town.brand_id):
        placed = queries.placed(contest_id=contest)
        nells = {one.name: one.person_id for one in placed if one.name.startswith("Nell ")}
        assert len(nells) == 120
        assert {one.group for one in placed} == {Group.FOLLOWED}
    network.tell("nell7.example", US, "My lamp arrived broken. What now?")
    town.turn_to(cast.later(hours=1))
    with tenancy.brand(town.brand_id):
        from makegood.cases import queries as cases

        person = people.person(person_id=nells["Nell 7"])
        assert len(person.identities) == 1
        (case_id,) = cases.case_ids_of(identity_ids=[person.identities[0].id])
        assert isinstance(case_id, UUID)
        by_name = {one.name: one for one in queries.placed(contest_id=contest)}
        assert by_name["Nell 7"].group is Group.ASKED  # first an answer, then anything else


def test_only_networks_that_tell_who_follows_are_asked() -> None:
    assert [contest_following.lists_followers(kind) for kind in ("bluesky", "mastodon", "email", "x")] == [
        True,
        True,
        False,
        False,
    ]
    assert posts.NETWORK == "bluesky"


def test_a_direct_message_from_an_entrants_account_is_the_same_persons_and_is_answered_before_anything_else(house: House) -> None:
    """They entered with their account; the message is the one that the network told us, read by its adapter."""
    from dataclasses import replace
    from datetime import timedelta

    from makegood.channels.actions import connecting, intake
    from makegood.contests.rules import sheet
    from makegood.flows import desk_work
    from tests.channels import stand_in

    adapter = MastodonAdapter()
    told = {**payloads.MENTION, "visibility": "direct"}
    settings = {"base_url": "https://social.example", "access_token": "secret"}
    (asks,) = adapter.parse(json.dumps(payloads.kept(told)).encode(), channel=stand_in.channel(adapter, settings))
    assert asks.public is False
    with tenancy.brand(house.brand_id):
        by = actors.member(mara().id)
        contest = actions.open_contest(name="Win a lamp", text="I agree.", text_version="1", by=by, at=cast.AT)
        rows = "handle,name,date,consent\nmastodon:tomarden@lamps.example,Tom,2026-02-27,yes\n"
        read = sheet.read(rows, name="e.csv", network="mastodon", region="GB", zone="Europe/London", at=cast.AT)
        actions.take(contest_id=contest, entries=read.entries, by=by, at=cast.AT)
        (entrant,) = queries.placed(contest_id=contest)
        assert entrant.group is Group.ENTERED
        channel_id = connecting.add_channel(kind="webhook", name="Lamps", address="lamps", settings={}, by=SYSTEM, at=cast.AT)
        intake.store_messages(channel_id=channel_id, envelopes=[replace(asks, sent_at=cast.AT)], at=cast.AT)
    house.turn_to(cast.AT + timedelta(minutes=1))
    with tenancy.brand(house.brand_id):
        from makegood.cases import queries as cases

        case = cases.by_number(number=1)
        assert people.persons_of(identity_ids=[case.identity_id])[case.identity_id].id == entrant.person_id
        desk_work.answer(number=1, text="A new one is on its way.", member=mara(), at=cast.later(minutes=2), key="a")
        (placed,) = queries.placed(contest_id=contest)
        assert (placed.person_id, placed.group) == (entrant.person_id, Group.ASKED)  # no next step before that
