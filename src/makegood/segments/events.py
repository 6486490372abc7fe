"""Facts about saved segments."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class SegmentSaved(Event):
    sentence = "{by} saved the segment “{name}”."
    segment_id: UUID
    name: str

    def work_key(self) -> str:
        return str(self.segment_id)


@dataclass(frozen=True, kw_only=True)
class SegmentGone(Event):
    sentence = "{by} took the segment “{name}” away."
    segment_id: UUID
    name: str
