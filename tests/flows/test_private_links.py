"""From a public complaint into a private talk, by the link that stands in our invitation: what it opens, what it shows, and to whom."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from makegood.cases import queries as cases
from makegood.channels.types import Authenticity, Direction
from makegood.flows import desk_pages, desk_work, private_links, public_talks
from makegood.flows.types import CasePage
from makegood.platform import clock, tenancy
from tests import cast
from tests.flows.conftest import House
from tests.flows.conftest import house as house
from tests.flows.test_message_arrived import mara
from tests.portal.conftest import Corner, Window, furnish, told

COMPLAINT = "@brightside my pocket torch arrived broken, it does not switch on. I am really angry."
INSIDE = ("Tom", "torch", "angry", "1007")


@pytest.fixture
def corner(house: House, monkeypatch: pytest.MonkeyPatch) -> Corner:
    """Tom complains where everybody reads it and where nobody can be written to in private. The doors' clock is the house's."""
    corner = furnish(house)
    monkeypatch.setattr(clock, "now", lambda: house.now)
    house.hears(COMPLAINT, by=cast.TOM_BY_HANDLE, at=cast.AT, channel=house.posts, public=True)
    return corner


def page(corner: Corner) -> CasePage:
    with tenancy.brand(corner.brand_id):
        return desk_pages.case_page(number=1, at=corner.house.now)


def link_of(corner: Corner) -> str:
    """As it stands in the words that the composer offers."""
    reply = page(corner).reply
    assert reply is not None
    (found,) = re.findall(r"https?://\S+", reply.invitation)
    return str(found)


def invited(corner: Corner) -> str:
    """Mara invites Tom in public, and the post leaves. Returns the link's token."""
    reply = page(corner).reply
    assert reply is not None
    with tenancy.brand(corner.brand_id):
        public_talks.invite(number=1, text=reply.invitation, member=mara(), at=corner.house.now, key="i")
    corner.house.turn_to(corner.house.now + timedelta(minutes=1))
    return link_of(corner).rstrip("/").rpartition("/")[2]


def path(corner: Corner, token: str) -> str:
    return f"/chat/{corner.slug}/shop/with/{token}/"


def test_an_invitation_names_the_link_and_passes_the_gate(corner: Corner) -> None:
    token = invited(corner)
    assert len(token) == private_links.LENGTH
    (ours,) = [line for line in page(corner).said if line.party == "team"]
    assert ours.message is not None
    assert (ours.message.public, token in ours.message.text) == (True, True)  # the gate let it out


def test_the_link_shows_nothing_of_anybody(corner: Corner) -> None:
    shown = Client().get(path(corner, invited(corner)))
    assert (shown.status_code, shown.headers["Referrer-Policy"], shown.cookies) == (200, "no-referrer", {})
    assert not [word for word in INSIDE if word in shown.content.decode()]


def test_what_is_written_there_comes_to_the_case_and_can_be_answered_there(corner: Corner) -> None:
    token, window = invited(corner), Window(corner.slug)
    first = told(window.says("Here I am. It was order 1007.", **{"with": token}))
    assert [one["text"] for one in first["messages"]] == ["Here I am. It was order 1007."]  # an empty talk, but for these words
    corner.house.turn_to(corner.house.now + timedelta(minutes=1))
    case = page(corner)
    line = case.said[-1]
    assert line.message is not None
    assert (line.party, line.message.authentic, line.message.public) == ("other", Authenticity.CLAIMED, False)
    assert case.reply is not None
    assert (case.reply.channel_kind, case.reply.public, case.reply.unconfirmed) == ("webchat", False, True)
    assert case.reply.to_name.startswith("Visitor ")
    with tenancy.brand(corner.brand_id):
        assert [one.number for one in cases.page(before=None, since=None, limit=9)] == [1]
        desk_work.answer(number=1, text="Thank you. Which colour was it?", member=mara(), at=corner.house.now, key="a")
    corner.house.turn_to(corner.house.now + timedelta(minutes=1))
    assert window.sees(**{"with": token})[-1]["text"] == "Thank you. Which colour was it?"


def test_a_member_is_asked_whether_it_is_them_and_nobody_is_joined_before(corner: Corner) -> None:
    token = invited(corner)
    Window(corner.slug).says("It is me.", **{"with": token})
    corner.house.turn_to(corner.house.now + timedelta(minutes=1))
    (asked,) = page(corner).suggestions
    assert [one.words for one in asked.evidence] == [private_links._OPENED]
    with tenancy.brand(corner.brand_id):
        desk_work.confirm_link(link_id=asked.id, member=mara(), at=corner.house.now)
    assert [line.party for line in page(corner).said if line.message and line.message.direction is Direction.IN] == ["person"] * 2


def test_two_who_open_it_have_two_talks_and_read_nothing_of_each_other(corner: Corner) -> None:
    token, one, other = invited(corner), Window(corner.slug), Window(corner.slug)
    one.says("My street is long.", **{"with": token})
    assert [said["text"] for said in told(other.says("Hello?", **{"with": token}))["messages"]] == ["Hello?"]


def test_a_changed_link_leads_nowhere_and_keeps_nothing(corner: Corner) -> None:
    token, client = invited(corner), Client()
    for place in (0, 10, 30, 49, 50, 53):
        other = "a" if token[place] != "a" else "b"
        changed = token[:place] + other + token[place + 1 :]
        assert client.get(path(corner, changed)).status_code == 404
        window = Window(corner.slug)
        refused = window.says("Let me in", **{"with": changed})
        assert (refused.status_code, told(refused)["code"]) == (422, "no_link")
        assert window.post("talk/").status_code == 404  # nothing was kept
    for malformed in ("", "x", "é" * 54, token + "0", token[:-1], "0" * 54):
        with tenancy.brand(corner.brand_id):
            assert private_links.read(malformed, at=corner.house.now) is None


def test_it_ends_after_two_weeks_and_says_so(corner: Corner) -> None:
    token = invited(corner)
    corner.house.turn_to(corner.house.now + timedelta(days=14))
    assert Client().get(path(corner, token)).status_code == 200
    corner.house.turn_to(corner.house.now + timedelta(days=1))
    ended = Client().get(path(corner, token))
    assert (ended.status_code, "This link has ended." in ended.content.decode()) == (410, True)
    assert told(Window(corner.slug).says("Late", **{"with": token}))["code"] == "link_over"


def test_a_link_of_one_brand_is_unknown_to_another(corner: Corner) -> None:
    token = invited(corner)
    with tenancy.brand(corner.brand_id):
        way = private_links.read(token, at=corner.house.now)
    assert way is not None
    from makegood.brands import actions as brands

    other = brands.found(**{**cast.PAGETURNER, "slug": f"other-{way.case_id.hex[:8]}"}, at=cast.AT)
    with tenancy.brand(UUID(str(other))):
        assert private_links.read(token, at=corner.house.now) is None
