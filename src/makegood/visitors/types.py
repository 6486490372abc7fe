"""Who talks to us in a chat window, and how much somebody may write: values, never rows."""

from dataclasses import dataclass
from typing import NewType
from uuid import UUID

VisitorId = NewType("VisitorId", UUID)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who talks in a chat window. What they come in with is a secret of their browser; here only its hash is kept.

    `handle` names them for the team ("visitor-7k3fq2x9mw") and opens nothing. `vouched`: the brand's own signed word says who they are
    (`subject` is its name for them); otherwise `name` and `email` are their own claim. `seen` are our messages that were shown to them,
    `mailed` those that went by e-mail instead, in the conversation `mail_conversation_id`.
    """

    id: VisitorId
    channel_id: UUID
    handle: str
    conversation_id: UUID | None
    name: str = ""
    email: str = ""
    subject: str = ""
    vouched: bool = False
    language: str = "en"
    seen: tuple[UUID, ...] = ()
    mailed: tuple[UUID, ...] = ()
    mail_conversation_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """How often something may happen: `most` at once, and as many again within `seconds`."""

    most: int
    seconds: int
