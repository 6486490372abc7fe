"""Facts about visitors of a chat window."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class VisitorVouched(Event):
    """Said by the brand's own signed token, never by the visitor."""

    sentence = "The shop itself said who {person} is, in the chat."
    visitor_id: UUID


@dataclass(frozen=True, kw_only=True)
class AddressLeft(Event):
    """Their own word: nobody checked it."""

    sentence = "{person} left an e-mail address in the chat, for answers that they do not see there."
    visitor_id: UUID


@dataclass(frozen=True, kw_only=True)
class AnswerMailed(Event):
    sentence = "An answer that {person} did not see in the chat went on by e-mail."
    visitor_id: UUID
    outgoing_id: UUID
