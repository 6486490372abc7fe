"""When an answer leaves, and with what: a moment to take it back, another day, files. Values only."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from makegood.channels.messages import Speech
from makegood.channels.types import AttachmentIn


@dataclass(frozen=True, slots=True)
class Leaving:
    """At `later`, which a member chose; else after `undo`, in which it can be taken back. `kept` names files that lie here already."""

    later: datetime | None = None
    undo: timedelta = timedelta()
    files: tuple[AttachmentIn, ...] = ()
    kept: tuple[UUID, ...] = ()

    def at_once(self) -> "Leaving":
        """The same without the moment to take it back: they sit in front of it and wait. What a member put off stays so."""
        return replace(self, undo=timedelta())

    def fit(self, speech: Speech, *, at: datetime) -> Speech:
        """The same words, leaving so."""
        after = self.later or at + self.undo
        return replace(
            speech,
            send_after=after,
            scheduled=self.later is not None,
            attachments=self.files,
            files_of=self.kept or speech.files_of,
        )


AT_ONCE = Leaving()
