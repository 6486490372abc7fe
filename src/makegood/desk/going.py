"""How a message of ours stands on its way out, in the words and with the buttons that its line in the talk shows. Looks, and decides nothing that
is not about what to show."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from makegood.channels.messages import Failure, Message
from makegood.channels.rules import failures
from makegood.desk.door import DeskRequest
from makegood.flows import outgoing_work
from makegood.flows.outgoing_work import OtherWay
from makegood.flows.types import CasePage, Said

_SHORT_S = 90  # what leaves within so many seconds is counted down, not dated


@dataclass(frozen=True, slots=True)
class Going:
    """What the line of one message shows. `kind` is one of: undo, planned, asks, held, paused, trying, turn, leaving, failed, let_be."""

    kind: str
    seconds: int = 0  # of an undo: what is left of it
    leaves_at: datetime | None = None
    because: str = ""
    what: str = ""  # of a failure: what happened, in our words
    way_out: str = ""
    said: str = ""  # and in the other side's
    ways: tuple[OtherWay, ...] = field(default=())

    @property
    def can_be_taken_back(self) -> bool:
        return self.kind not in ("leaving", "failed", "let_be")

    @property
    def can_be_put_off(self) -> bool:
        return self.kind in ("planned", "asks")


def context(request: DeskRequest, page: CasePage) -> dict[str, Any]:
    """`going`: message id → how it stands, for those that are not simply out; and what was taken back, to go on from."""
    going = {
        line.message.id: found
        for line in page.said
        if line.message and (found := _standing(line.message, page, request.at)) is not None
    }
    again = _taken_back(request, page.case.number)
    return {"going": going, "again_words": again.text if again else "", "again_files": again.attachments if again else ()}


def _standing(message: Message, page: CasePage, at: datetime) -> Going | None:
    going = message.going
    if going is None or message.state in ("sent", "withdrawn", ""):
        return None
    if message.state == "failed":
        return _failed(message, page)
    if message.state == "leaving":
        return Going("leaving")
    if going.until_told or (going.scheduled and _wrote_since(message, page.said)):
        return Going("asks", leaves_at=going.leaves_at)
    if going.channel_paused:
        return Going("paused")
    if going.tries or going.retry_at:
        return Going("trying", leaves_at=going.retry_at, because=going.because)
    if message.state == "held":
        return Going("held", leaves_at=going.leaves_at, because=going.because)
    left = (going.leaves_at - at).total_seconds()
    if going.scheduled:
        return Going("planned", leaves_at=going.leaves_at)
    return Going("undo", seconds=max(round(left), 0)) if left <= _SHORT_S else Going("held", leaves_at=going.leaves_at)


def _failed(message: Message, page: CasePage) -> Going:
    assert message.going is not None  # noqa: S101 - for the types: it failed on its way out
    if message.going.let_be:
        return Going("let_be")
    failure = message.going.failure or Failure.OTHER
    return Going(
        "failed",
        what=failures.what_failed(failure) or message.going.failed_because,
        way_out=failures.way_out(failure),
        said=message.going.failed_because if failures.what_failed(failure) else "",
        ways=outgoing_work.other_ways(page.case, message),
    )


def _wrote_since(ours: Message, said: Sequence[Said]) -> bool:
    return any(line.party == "person" and line.message and not line.message.automatic and line.at > ours.at for line in said)


def _taken_back(request: DeskRequest, number: int) -> Message | None:
    """The words that a member just took back, named by the address that they were sent to."""
    try:
        wanted = UUID(request.GET.get("again", ""))
    except ValueError:
        return None
    return outgoing_work.taken_back(number=number, message_id=wanted)
