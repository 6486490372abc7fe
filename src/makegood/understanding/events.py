"""Facts about readings."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ReadingCorrected(Event):
    sentence = "{by} corrected how a message was understood: {field} is {now}, not {was}."
    message_id: UUID
    field: str
    was: str
    now: str
