"""What a page says of the pictures in letters: which would load from elsewhere, and for whose letters they load by themselves. Never loads any.

Looks only; a sender who may not be who they say loads nothing by themselves.
"""

from collections.abc import Sequence
from uuid import UUID

from makegood.channels import kept_out
from makegood.channels.messages import Message
from makegood.channels.types import Authenticity, Direction

_BELIEVED = (Authenticity.UNKNOWN, Authenticity.VOUCHED)


def loads_by_itself(message: Message) -> bool:
    """Whether a member said that pictures load in this sender's letters, and the letter is not doubted. One query."""
    return message.id in senders_that_load([message])


def senders_that_load(messages: Sequence[Message]) -> set[UUID]:
    """Of these messages, those in which pictures from elsewhere load by themselves. One query, none where no message has HTML."""
    believed = [
        one
        for one in messages
        if one.html and one.direction is Direction.IN and one.authentic in _BELIEVED and not one.spam_likely
    ]
    if not believed:
        return set()
    allowed = kept_out.under_rule(authors=[one.author for one in believed], rule="pictures")
    return {one.id for one in believed if one.author.value in allowed}
