"""Carries what was said out of the house: load, send outside any transaction, write down that it left.

Killed between sending and writing down, it sends again with the same Message-ID, so that the other side sees one message.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from makegood.channels import queries as channels
from makegood.channels import registry
from makegood.channels.actions import outbox
from makegood.channels.types import SendReceipt
from makegood.flows import open_pages
from makegood.kernel.refusals import Refusal, Trouble
from makegood.platform import live, tenancy, work
from makegood.platform.work import Taken

_WAITING = ("queued", "held")


def deliver(items: Sequence[Taken], at: datetime) -> None:
    """Sends one message. Passing trouble is tried again with growing pauses; lasting trouble is shown to a person."""
    (item,) = items
    with tenancy.brand(item.brand_id):
        departure = channels.departure(outgoing_id=UUID(item.key))
        if departure is None or departure.state not in _WAITING:
            work.finish([item])
            return
        if departure.send_after > at:
            work.postpone(item, due_at=departure.send_after)
            return
    try:
        receipt = _send(departure)
    except (Refusal, Trouble) as trouble:
        if isinstance(trouble, Trouble) and not trouble.lasting and item.attempts < work.TROUBLE_TRIES:
            raise
        _give_up(item, trouble.sentence, at)
        return
    with tenancy.brand(item.brand_id):
        outbox.mark_sent(outgoing_id=UUID(item.key), external_id=receipt.external_id, at=at)
        live.announce("inbox")
        open_pages.of_conversation(departure.conversation_id)
        work.finish([item])


def _send(departure: channels.Departure) -> SendReceipt:
    return registry.adapter(departure.channel.kind).send(departure.letter, channel=departure.channel)


def _give_up(item: Taken, reason: str, at: datetime) -> None:
    with tenancy.brand(item.brand_id):
        outbox.mark_failed(outgoing_id=UUID(item.key), reason=reason, at=at)
        work.finish([item])
