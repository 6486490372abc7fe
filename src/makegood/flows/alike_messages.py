"""Makes the vectors of messages, in the background and after everything that somebody waits for. Nothing waits for them; nothing is decided here.

What cases were opened and joined with leaves one work row per message. When the embedder is another than before, or the brand has none yet, the
past is gone through as well, the latest cases first, some at a time; `makegood alike rebuild` does the same at once.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from makegood.alike import actions as alike
from makegood.alike import queries as known
from makegood.alike.rules import worth
from makegood.cases import queries as cases
from makegood.channels import kept_out
from makegood.channels import queries as channels
from makegood.channels.messages import Message
from makegood.channels.rules import form_fields
from makegood.channels.types import Direction
from makegood.flows import speaking
from makegood.platform import work
from makegood.platform.work import Item, Taken
from makegood.understanding import queries as understanding

WORK = "alike"
PAST = "alike_past"
BATCH = 16  # messages; a transformer takes a hundredth of a second for each, and then whoever writes now has their turn
CASES = 25  # of the past at a time
PAUSE = timedelta(seconds=1)  # then others have their turn: the next look for what is due takes it up


def learn(items: Sequence[Taken], at: datetime) -> None:
    """Makes the vectors of these messages. With the first one of an embedder, the brand's past is gone through as well."""
    begin_with_the_past(at)
    opened = {UUID(item.key): "number" in item.payload for item in items}
    there = known.known(message_ids=list(opened), version=alike.version())  # whoever notices bursts could not wait
    _learn({message_id: first for message_id, first in opened.items() if message_id not in there})


def begin_with_the_past(at: datetime) -> None:
    """Where the brand has no vector of this embedder yet, its past is gone through. Whoever is about to make the first one says so."""
    if not known.has_any(version=alike.version()):
        work.leave(PAST, [Item(key=PAST, due_at=at + PAUSE)])


def go_through_past(items: Sequence[Taken], at: datetime) -> None:
    """A stretch of the past, and a work row for the next one; what other embedders made is thrown away at the end."""
    for item in items:
        place = go_on(before=UUID(item.payload["before"]) if "before" in item.payload else None)
        if place is not None:
            work.leave(PAST, [Item(key=item.key, due_at=at + PAUSE, payload={"before": str(place)})])


def go_on(*, before: UUID | None) -> UUID | None:
    """Makes what is missing in a stretch of cases, from before a place on, and returns where the next begins; None at the end, where what other
    embedders made is thrown away. May be repeated from any place."""
    found = cases.page(before=before, since=None, limit=CASES)
    if not found:
        alike.forget_other_versions(than=alike.version())
        return None
    placed = cases.messages_of_cases(case_ids=[case.id for case in found])
    opened = {message_id: not number for ids in placed.values() for number, message_id in enumerate(ids)}
    there = known.known(message_ids=list(opened), version=alike.version())
    _learn({message_id: first for message_id, first in opened.items() if message_id not in there})
    return found[-1].id


def words(message: Message) -> str:
    """What is compared of a message: its fresh words, and the subject where it was written for them."""
    subject = "" if speaking.is_answer(message.subject) else message.subject.strip()
    said = form_fields.to_compare(message).strip()
    return said if not subject or said.startswith(subject) else f"{subject}\n\n{said}"


def _learn(opened: Mapping[UUID, bool]) -> None:
    """`opened` says of each message whether a case began with it."""
    if not opened:
        return
    ids = list(opened)
    hidden, readings = kept_out.hidden(message_ids=ids), understanding.readings(message_ids=ids)
    said = [one for one in channels.messages(message_ids=ids) if one.direction is Direction.IN and one.id not in hidden]
    alike.learn(
        texts={
            one.id: words(one)
            for one in said
            if words(one) and worth.is_worth(readings.get(one.id), opened_a_case=opened[one.id])
        }
    )
