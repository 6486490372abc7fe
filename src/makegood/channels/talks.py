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


def _read(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """The driver brings JSON as it is written."""
    return tuple(json.loads(value) if place in _JSON and value is not None else value for place, value in enumerate(row))


_LATEST = f"""
SELECT m.at, m.id, {", ".join(f"m.{name}" for name in message_rows.OF_MESSAGE)} FROM channels_message m
WHERE m.conversation_id = ANY(%s::uuid[]) {{place}}
    AND NOT EXISTS (SELECT FROM channels_messageaway a WHERE a.message_id = m.id)
ORDER BY m.at DESC, m.id DESC LIMIT %s
"""
