"""Asking by a survey: two days after the parcel came, by a letter with a link of their own, through the gate, not too often, and never whoever waits."""


from makegood.surveys.types import InvitationState
from tests import cast
from tests.surveys.conftest import Asking


def test_two_days_after_the_parcel_came_one_letter_asks(asks: Asking) -> None:
    asks.makes()
    asks.delivers(at=cast.later(hours=1))
    assert asks.turn(cast.later(hours=48)) == []
    (letter,) = asks.turn(cast.later(hours=49))
    assert "How satisfied are you with your order 1007?" in letter
    assert letter.count("/asked/") == 1
    (one,) = asks.invitations()
    assert (one.state, one.medium, one.touchpoint, one.about) == (InvitationState.ASKED, "email", "delivery", "1007")
    assert asks.turn(cast.later(days=4)) == []
