"""Asks a brand's large model what the house's own reader left open in a message, after the message took its usual way: never in it.

Nothing leaves but the message's words with what is personal taken out. Asked outside any transaction; what came back replaces what was open in
the reading, and the conclusions follow. Where it fails or may not be asked, everything stays as it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from makegood.brands import queries as brands
from makegood.channels import queries as channels
from makegood.channels.messages import Message
from makegood.channels.rules import form_fields
from makegood.flows import rereading
from makegood.kernel.actors import SYSTEM
from makegood.orders import queries as orders
from makegood.people import queries as people
from makegood.platform import tenancy, work
from makegood.platform.work import Taken
from makegood.understanding import actions as understanding
from makegood.understanding import large_model
from makegood.understanding import queries as readings
from makegood.understanding.large_model import Held
from makegood.understanding.readers.large import answers, asking
from makegood.understanding.readers.large.asking import Outcome
from makegood.understanding.rules import redaction
from makegood.understanding.rules.redaction import Redacted

AGAIN = timedelta(minutes=1)  # after a failure, before the next try of a message
NOT_AFTER = timedelta(hours=6)  # an answer that late helps nobody: by then a person has read it
_ORDERS = 50  # of the writer, whose numbers are taken out


@dataclass(frozen=True, slots=True)
class _Next:
    """What to ask now; or when to come back; or neither."""

    held: Held | None = None
    later: datetime | None = None


def read(items: Sequence[Taken], at: datetime) -> None:
    """One message: asked, or put off while the large model rests, or let be."""
    (item,) = items
    message_id = UUID(item.key)
    with tenancy.brand(item.brand_id):
        following = _following(message_id, at)
        if following.held is None:
            _put_back(item, following.later)
            return
    outcome = asking.ask(following.held.asking)
    with tenancy.brand(item.brand_id):
        _take_in(message_id, following.held, outcome, at)
        _put_back(item, at + AGAIN if outcome.answer is None and not outcome.lasting else None)


def redacted(message: Message) -> Redacted:
    """The message's words without who wrote it and what leads to them: their names and addresses as we know them, the numbers of their orders,
    and whatever has such a shape."""
    person = people.persons_of(identity_ids=[message.identity_id])[message.identity_id] if message.identity_id else None
    names = [message.author.name, person.name, *(one.name for one in person.identities)] if person else [message.author.name]
    ids = [identity.id for identity in person.identities] if person else []
    numbers = [order.number for order in orders.orders_of(identity_ids=ids, limit=_ORDERS)] if ids else []
    shown = [words for one in person.identities for words in (one.value, one.shown)] if person else []
    text = f"{message.subject}\n\n{form_fields.to_read(message)}".strip()
    return redaction.redact(text, names=[name for name in names if "@" not in name], numbers=[*numbers, *shown])


# ---------------------------------------------------------------------------------------------------------------------


def _following(message_id: UUID, at: datetime) -> _Next:
    found = channels.messages(message_ids=[message_id])
    reading = readings.readings(message_ids=[message_id]).get(message_id)
    if not found or reading is None or not reading.unsure_about or at - found[0].at > NOT_AFTER or not large_model.is_on():
        return _Next()
    later = large_model.rests_until(at=at)
    if later is not None:
        return _Next(later=later)
    on = brands.local_day(at)
    return _Next(
        held=large_model.hold(message_id=message_id, questions=reading.unsure_about, sent=redacted(found[0]), at=at, on=on)
    )


def _take_in(message_id: UUID, held: Held, outcome: Outcome, at: datetime) -> None:
    large_model.settle(call_id=held.call_id, outcome=outcome, at=at)
    before = readings.readings(message_ids=[message_id]).get(message_id)
    if outcome.answer is None or before is None:
        return
    after = answers.merged(before, outcome.answer.findings, model=held.asking.model)
    if after == before:
        return
    understanding.keep(readings={message_id: after}, at=at)
    answered = tuple(one for one in before.unsure_about if one not in after.unsure_about)
    large_model.tell_answered(message_id=message_id, answered=answered, at=at)
    rereading.follow(message_id=message_id, before=before, by=SYSTEM, at=at)


def _put_back(item: Taken, later: datetime | None) -> None:
    if later is None:
        work.finish([item])
    else:
        work.postpone(item, due_at=later)
