"""How a message of ours stands on its way out, in words."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from makegood.channels.messages import Failure, GoingOut, Message
from makegood.channels.rules import standing
from makegood.channels.rules.standing import Standing
from makegood.channels.types import ChannelId, ConversationId, Direction, MessageId
from makegood.people.types import Address, IdentityKind
from tests import cast

ONE = UUID(int=1)
GOING = GoingOut(leaves_at=cast.AT)
OURS = Message(
    id=MessageId(ONE), conversation_id=ConversationId(ONE), channel_id=ChannelId(ONE), channel_kind="email", direction=Direction.OUT,
    identity_id=ONE, author=Address(IdentityKind.EMAIL, "help@brightside.example"), subject="", text="Hello.", visible="Hello.", html="",
    at=cast.AT, automatic=None, bounce=None, public=False, link="", reach=None, spam_likely=False, state="queued", going=GOING,
)  # fmt: skip
LATER = cast.AT + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("state", "going", "stands"),
    [
        ("queued", GOING, Standing(cast.AT)),
        ("queued", replace(GOING, scheduled=True), Standing(cast.AT, "A member chose this time.")),
        ("queued", replace(GOING, channel_paused=True), Standing(cast.AT, "The channel is paused. It leaves when the channel goes on.")),
        ("queued", replace(GOING, tries=2, retry_at=LATER, because="The server is busy."), Standing(LATER, "The server is busy.")),
        ("held", replace(GOING, because="It is night where they are."), Standing(cast.AT, "It is night where they are.")),
        ("held", replace(GOING, until_told=True), Standing(None, "It waits for a member’s word.")),
        ("leaving", GOING, Standing(None, "It is just leaving.")),
        ("sent", GOING, Standing()),
        ("withdrawn", GOING, Standing()),
        ("failed", replace(GOING, failure=Failure.FULL), Standing(None, "Their mailbox is full.", "Try again tomorrow, or reach them another way.")),
    ],
)  # fmt: skip
def test_each_state_has_its_words(state: str, going: GoingOut, stands: Standing) -> None:
    assert standing.of(replace(OURS, state=state, going=going)) == stands


def test_a_failure_that_we_have_no_words_for_is_told_in_those_of_the_other_side() -> None:
    failed = replace(OURS, state="failed", going=replace(GOING, failure=Failure.OTHER, failed_because="554 go away"))
    assert standing.of(failed).because == "554 go away"
    assert standing.of(failed).way_out == "Read what the other side says, then try again or find another way to reach them."


def test_what_came_in_has_nothing_to_say() -> None:
    assert standing.of(replace(OURS, direction=Direction.IN, state="", going=None)) == Standing()
