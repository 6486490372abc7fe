"""What a brand brings along of its past teaches its watch what is usual: how many complain and ask at which hour of the week, and of what.

History raises nothing, joins nothing and opens nothing: only what lies before the minutes that are watched is taken, and it is counted where it was said.
How many spoke in all is known when the import is; of what, when there was time to make vectors.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from makegood.alike import actions as alike
from makegood.alike import queries as vectors
from makegood.bursts import actions as bursts
from makegood.bursts.rules import teaching
from makegood.bursts.types import Said
from makegood.channels import kept_out
from makegood.channels import queries as channels
from makegood.channels.types import MessageId
from makegood.flows import alike_messages, meaning, noticing
from makegood.platform import work
from makegood.platform.work import Item, Taken
from makegood.understanding.types import Reading

WORK, BATCH = "usual_past", 50
LOOKS_BACK = timedelta(days=teaching.LOOKS_BACK_DAYS)
OF_WHAT = timedelta(days=28)  # so far back it is compared with what is usual of a cause


@dataclass(frozen=True, slots=True)
class Past:
    """One message that came in, of another system, as it was read."""

    message_id: UUID
    identity_id: UUID
    said_at: datetime
    reading: Reading


def learn(*, past: Sequence[Past], at: datetime) -> None:
    """What these complained of or asked for counts towards what is usual, if it is of the last eight weeks; of the last four also towards its topic, as soon
    as there is time. May be repeated."""
    worth = [one for one in past if at - LOOKS_BACK <= one.said_at < at and noticing.is_worth(one.reading)]
    if not worth:
        return
    kept = bursts.remember(said=[_said(one) for one in worth], at=at)
    later = [one for one in worth if one.message_id in kept and one.said_at >= at - OF_WHAT]
    work.leave(WORK, [Item(key=str(one.message_id), due_at=at, payload=_told(one)) for one in later])


def put(items: Sequence[Taken], at: datetime) -> None:
    """Puts these to their topics, with vectors made now. What was taken out of sight meanwhile is left. May be repeated."""
    told = {UUID(item.key): item.payload for item in items}
    hidden = kept_out.hidden(message_ids=list(told))
    messages = [one for one in channels.messages(message_ids=list(told)) if one.id not in hidden and one.identity_id]
    there = vectors.known(message_ids=[one.id for one in messages], version=alike.version())
    alike.learn(texts={one.id: words for one in messages if one.id not in there and (words := alike_messages.words(one))})
    made = vectors.vectors(message_ids=[one.id for one in messages])
    said = [
        Said(one.id, one.identity_id, one.at, made.get(one.id), told[one.id]) for one in messages if one.identity_id is not None
    ]
    bursts.remember(said=said, at=at)


def _said(one: Past) -> Said:
    return Said(MessageId(one.message_id), one.identity_id, one.said_at, None, _told(one))


def _told(one: Past) -> dict[str, str]:
    harm = meaning.harm(one.reading)
    return {"harm": harm} if harm else {}
