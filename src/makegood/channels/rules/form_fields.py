"""What a form asked for beside the words stands below them as it was typed. It is shown with them, and it is no part of what somebody said. Pure."""

import re

from makegood.channels.messages import Message

FORM = "contact_form"  # the kind of channel whose messages bear such lines
ORDER_NUMBER, REFERENCE = "Order number", "Reference"


def below(text: str, *, order_number: str, reference: str) -> str:
    """The words, and below them what the fields hold; what is empty is left out."""
    fields = ((ORDER_NUMBER, order_number), (REFERENCE, reference))
    told = "\n".join(f"{name}: {value}" for name, value in fields if value)
    return f"{text}\n\n{told}" if told else text


def to_read(message: Message) -> str:
    """What is read of a message: its fresh words. The order's number stays, by which their order is found; a reference says nothing. Places in it are
    places in the whole."""
    return _without(message, REFERENCE)


def to_compare(message: Message) -> str:
    """What is compared with what others said: the words alone."""
    return _without(message, ORDER_NUMBER, REFERENCE)


def _without(message: Message, *names: str) -> str:
    text = message.said
    if message.channel_kind != FORM:
        return text
    lines = "|".join(map(re.escape, names))
    return re.sub(rf"(?:\n+(?:{lines}): [^\n]*)+\Z", "", text)
