"""The shape of a fact: what happened, in the past tense, with ids and values and no personal words in it.

A fact holds ids; what is personal (names, addresses, texts) stays in rows that can be erased.
"""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact for the journal.

    `sentence` is what the timeline reads aloud: a whole sentence with named places, filled with the event's own
    fields and with `{by}` (who did it) and `{person}`. It is translated as a whole and never built from pieces.
    `identity_id` puts the fact on a person's timeline, `case_id` on a case's.
    """

    sentence: ClassVar[str]
    identity_id: UUID | None = None
    case_id: UUID | None = None

    @classmethod
    def kind(cls) -> str:
        """The stable name in the journal: `package.EventName`, for example `channels.MessageReceived`."""
        return f"{cls.__module__.split('.')[-2]}.{cls.__name__}"

    def work_key(self) -> str:
        """The natural key of the work that this fact causes. Events that cause work override it."""
        raise NotImplementedError(f"{self.kind()} has no work key")
