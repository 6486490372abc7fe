"""A stretch of what was said in several conversations together, in two looks that a page asks together with others: which messages, and all of
each. Looks only, beside `queries`."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from makegood.channels import message_rows
from makegood.channels.messages import Message
from makegood.channels.types import Direction
from makegood.platform import asking
from makegood.platform.arrays import array

_JSON = tuple(2 + message_rows.OF_MESSAGE.index(name) for name in ("bounce", "cc"))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Messages that were found, before their files and ways out are known. `rows` are for this package alone."""

    rows: tuple[tuple[Any, ...], ...]

    @property
    def heard_ids(self) -> list[UUID]:
        """The ids of those that came in."""
        return [row[1] for row in self.rows if row[4] == Direction.IN]

    @property
    def identity_ids(self) -> set[UUID]:
        """Whose those are that came in, as far as that is known."""
        return {row[5] for row in self.rows if row[4] == Direction.IN and row[5]}


def ask_latest(
    *, conversation_ids: Sequence[UUID], limit: int, before: tuple[datetime, UUID] | None = None
) -> asking.Question[Stretch]:
    """The latest messages of several conversations together, or the latest `before` one (at, id); none that was put away."""
    place = "AND (m.at, m.id) < (%s::timestamptz, %s::uuid)" if before else ""
    values = [array(conversation_ids), *(before or ()), limit]
    return asking.Question(lambda found: Stretch(tuple(map(_read, found))), (_LATEST.format(place=place), values))


def ask_whole(stretch: Stretch) -> asking.Question[tuple[Message, ...]]:
    """The messages of a stretch, oldest first."""
    return message_rows.ask_whole(stretch.rows)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a member said to somebody, or is about to: `waits` where it has not left. `own_at`: when the asker's own words were first said."""

    id: UUID
    by_member_id: UUID
    at: datetime
    waits: bool = False
    own_at: datetime | None = None


def ask_last_answer(
    *, conversation_ids: Sequence[UUID], identity_ids: Sequence[UUID], not_by: UUID | None = None, own: UUID | None = None
) -> asking.Question[Answer | None]:
    """The latest words that a member wrote or approved in these conversations (in public: to these identities), not those of `not_by`, nor what
    was taken back, nor what a machine said. By the order of the ids."""
    values = [own, array(conversation_ids), array(identity_ids), not_by]
    return asking.Question(
        lambda found: Answer(found[0][0], found[0][1], found[0][2], found[0][3] in _WAITS, found[0][4]) if found else None,
        (_LAST_ANSWER, values),
    )


def _read(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """The driver brings JSON as it is written."""
    return tuple(json.loads(value) if place in _JSON and value is not None else value for place, value in enumerate(row))


_LATEST = f"""
SELECT m.at, m.id, {", ".join(f"m.{name}" for name in message_rows.OF_MESSAGE)} FROM channels_message m
WHERE m.conversation_id = ANY(%s::uuid[]) {{place}}
    AND NOT EXISTS (SELECT FROM channels_messageaway a WHERE a.message_id = m.id)
ORDER BY m.at DESC, m.id DESC LIMIT %s
"""
_WAITS = ("queued", "held")
_LAST_ANSWER = """
SELECT m.id, o.by_member_id, o.queued_at, CASE WHEN o.scheduled OR o.until_told THEN o.state ELSE '' END,
    (SELECT own.queued_at FROM channels_outgoing own WHERE own.id = %s::uuid)
FROM channels_message m JOIN channels_outgoing o ON o.brand_id = m.brand_id AND o.id = m.id
WHERE m.conversation_id = ANY(%s::uuid[]) AND m.direction = 'out' AND (NOT m.public OR m.identity_id = ANY(%s::uuid[]))
    AND o.by_member_id <> coalesce(%s::uuid, '00000000-0000-0000-0000-000000000000') AND NOT o.automatic AND o.state <> 'withdrawn'
ORDER BY m.id DESC LIMIT 1
"""
