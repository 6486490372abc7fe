"""Facts about how channels are."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ChannelFellSilent(Event):
    sentence = "{name} has been silent for unusually long: {expected} messages would usually have come."
    channel_id: UUID
    name: str
    expected: int


@dataclass(frozen=True, kw_only=True)
class ChannelSpokeAgain(Event):
    sentence = "{name} speaks again after its silence."
    channel_id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class GapNoted(Event):
    """A place no longer gives what was said there while we could not look."""

    sentence = "Something may have been missed on {name}: {what}"
    channel_id: UUID
    name: str
    what: str
