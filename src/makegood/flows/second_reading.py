"""Reads again, when there is time, what was only glanced at while very much came in. Where it means something else after all, everything that was
concluded from it is concluded again (`rereading`); where it means the same, only the reading is kept. May be repeated. Takes nothing back that
left the house.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from makegood.channels import queries as channels
from makegood.flows import meaning, message_arrived, rereading
from makegood.kernel.actors import SYSTEM
from makegood.platform.work import Taken
from makegood.understanding import actions as understanding
from makegood.understanding import queries as readings
from makegood.understanding.rules import guards
from makegood.understanding.types import Reading

BATCH = 12  # messages; a hundredth of a second each, what follows is done for all of them together, and then whoever writes now has their turn


def read(items: Sequence[Taken], at: datetime) -> None:
    """Those of them that still stand as they were glanced at; what a member set right, or nobody has any more, is let be."""
    ids = [UUID(item.key) for item in items]
    before = {key: one for key, one in readings.readings(message_ids=ids).items() if one.tier == guards.BY_GLANCE}
    messages = [message for message in channels.messages(message_ids=ids) if message.id in before]
    read_whole = understanding.judge(texts=message_arrived.as_texts(messages))
    after = understanding.keep(readings=dict(zip((message.id for message in messages), read_whole, strict=True)), at=at)
    otherwise: dict[UUID, Reading] = {
        one.id: before[one.id] for one in messages if not meaning.is_same(before[one.id], after[one.id])
    }
    rereading.follow_all(before=otherwise, by=SYSTEM, at=at)
    message_arrived.ask_large_model(after, at)
