"""Carries what was said out of the house: load, send outside any transaction, write down that it left.

Killed between sending and writing down, it sends again with the same Message-ID, so that the other side sees one message.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from makegood.cases import queries as cases
from makegood.channels import queries as channels
from makegood.channels import registry
from makegood.channels.actions import outbox
from makegood.channels.types import SendReceipt
from makegood.flows import open_pages, speaking, unseen_answers
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal, Trouble
from makegood.platform import live, tenancy, work
from makegood.platform.work import Taken

log = logging.getLogger("makegood.flows")

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
        if _too_late(departure, item, at):
            return
    try:
        receipt = _send(departure)
    except (Refusal, Trouble) as trouble:
        if isinstance(trouble, Trouble) and not trouble.lasting and item.attempts < work.TROUBLE_TRIES:
            raise
        _give_up(item, trouble.sentence, at)
        return
    except Exception as bug:
        if item.attempts < work.BUG_TRIES:
            raise
        log.error("%s cannot be sent: %s", item.key, work.without_words(bug))
        _give_up(item, f"Our own program failed while it sent this ({type(bug).__name__}).", at)
        return
    with tenancy.brand(item.brand_id):
        outbox.mark_sent(outgoing_id=UUID(item.key), external_id=receipt.external_id, at=at)
        live.announce("inbox")
        unseen_answers.left(departure, UUID(item.key), at=at)
        open_pages.of_conversation(departure.conversation_id)
        work.finish([item])


def _too_late(departure: channels.Departure, item: Taken, at: datetime) -> bool:
    """What waited may not be wanted any more: they withdrew their consent meanwhile, or wrote to us again, so that an automatic word
    would pass by what they wrote. An answer of a member that may not leave is shown to a person."""
    outgoing_id = UUID(item.key)
    if departure.automatic and _wrote_meanwhile(departure, outgoing_id):
        outbox.withdraw(outgoing_id=outgoing_id, by=SYSTEM, at=at)
    elif outbox.is_unwanted(outgoing_id=outgoing_id):
        if departure.automatic:
            outbox.withdraw(outgoing_id=outgoing_id, by=SYSTEM, at=at)
        else:
            outbox.mark_failed(outgoing_id=outgoing_id, reason="They asked us meanwhile not to write to them here.", at=at)
    else:
        return False
    work.finish([item])
    return True


def _wrote_meanwhile(departure: channels.Departure, outgoing_id: UUID) -> bool:
    case = cases.case_of_conversation(conversation_id=departure.conversation_id)
    if case is None or case.resolved_at is not None:
        return False
    (ours,) = channels.messages(message_ids=[outgoing_id])
    return any(theirs.at > ours.at for theirs in speaking.their_messages(case))


def _send(departure: channels.Departure) -> SendReceipt:
    return registry.adapter(departure.channel.kind).send(departure.letter, channel=departure.channel)


def _give_up(item: Taken, reason: str, at: datetime) -> None:
    with tenancy.brand(item.brand_id):
        outbox.mark_failed(outgoing_id=UUID(item.key), reason=reason, at=at)
        work.finish([item])
