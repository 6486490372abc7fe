"""How a message of ours stands on its way out, in words for whoever asks: a machine by the API, or a page. Pure; decides nothing."""

from dataclasses import dataclass
from datetime import datetime

from makegood.channels.messages import Failure, GoingOut, Message, OutgoingState
from makegood.channels.rules import failures

_WAITS = (OutgoingState.QUEUED, OutgoingState.HELD)


@dataclass(frozen=True, slots=True)
class Standing:
    """`leaves_at`: when it leaves at the earliest, None where no time is set for that (it waits for a member, or is out). `because`: why it
    waits, or why it did not arrive, in a sentence; '' where there is nothing to say. `way_out`: what a person can do about a failure."""

    leaves_at: datetime | None = None
    because: str = ""
    way_out: str = ""


def of(message: Message) -> Standing:
    """How it stands. One that came in, is out or was taken back has nothing to say."""
    going = message.going
    if going is None:
        return Standing()
    if message.state == OutgoingState.FAILED:
        return _failed(going)
    if message.state == OutgoingState.LEAVING:
        return Standing(because="It is just leaving.")
    return _waiting(going) if message.state in _WAITS else Standing()


def _waiting(going: GoingOut) -> Standing:
    if going.until_told:
        return Standing(because=f"It waits for a member’s word. {going.because}".rstrip())
    leaves_at = max(going.leaves_at, going.retry_at) if going.retry_at else going.leaves_at
    if going.channel_paused:
        return Standing(leaves_at, "The channel is paused. It leaves when the channel goes on.")
    if going.because:
        return Standing(leaves_at, going.because)
    return Standing(leaves_at, "A member chose this time." if going.scheduled else "")


def _failed(going: GoingOut) -> Standing:
    failure = going.failure or Failure.OTHER
    return Standing(because=failures.what_failed(failure) or going.failed_because, way_out=failures.way_out(failure))
