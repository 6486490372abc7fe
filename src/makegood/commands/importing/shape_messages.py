"""Rows into messages, either way: one row one message, or one row a whole conversation whose turns stand between marks.

Where a file has no times, its rows are spread evenly over the stated period in their order.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from makegood.channels.types import Direction, Envelope, PastMessage
from makegood.commands.importing.mapping import Mapping, Turns
from makegood.commands.importing.shaping import Row, Shaped, addresses
from makegood.commands.importing.told import Fields
from makegood.commands.importing.values import BadValue
from makegood.flows.history import Told
from makegood.people.types import Address, IdentityKind

_MENTION = re.compile(r"\W*@(\w{1,50})")
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Spread:
    """A period over which `rows` rows are spread evenly, in their order."""

    begin: datetime
    end: datetime
    rows: int

    def at(self, index: int) -> datetime:
        """When the row of this number (from 0) happened: in the middle of its share."""
        share = min(1.0, (index + 0.5) / max(1, self.rows))
        return (self.begin + (self.end - self.begin) * share).astimezone(UTC).replace(microsecond=0)


def shape(
    fields: Fields, places: Sequence[int], index: Sequence[int], mapping: Mapping, *, spread: Spread | None, brand: str
) -> Shaped:
    """Messages; `brand` is who wrote ours where the file does not say."""
    shaped = Shaped()
    for i, place in enumerate(places):
        row = Row(fields, i)
        try:
            at = spread.at(index[i]) if spread else row.required_instant("at", mapping.times)
            found = _turns(row, mapping.turns, at, brand) if mapping.turns else [_message(row, mapping, at, brand)]
            shaped.told += [Told(place, message) for message in found]
        except BadValue as wrong:
            shaped.refuse([place], wrong, row.text("id", 100))
    return shaped


def _message(row: Row, mapping: Mapping, at: datetime, brand: str) -> PastMessage:
    key = row.required("id", _LONGEST)
    direction = _direction(row, mapping)
    text, parent, thread = row.text("text"), row.text("in_reply_to", _LONGEST), row.text("thread", _LONGEST - 7)
    author, to = _sides(row, mapping, direction, text, brand)
    envelope = Envelope(
        external_id=key,
        author=author,
        text=text,
        visible=text,
        sent_at=at,
        subject=row.text("subject", 500),
        to=to,
        thread_key=key,
        thread_keys=tuple(one for one in (parent, f"thread {thread}" if thread else "") if one),
        public=row.yes("public") if row.text("public") else False,
        link=_link(row.text("link", 2000)),
    )
    return PastMessage(envelope, direction, score=_score(row, mapping.best), best=mapping.best)


def _direction(row: Row, mapping: Mapping) -> Direction:
    word = row.text("direction")
    if not word:
        return Direction.IN
    way = mapping.directions.get(word, word.casefold())
    if way not in ("in", "out"):
        raise BadValue("direction", f"“{word[:40]}” is not in [directions]")
    return Direction(way)


def _sides(row: Row, mapping: Mapping, direction: Direction, text: str, brand: str) -> tuple[Address, tuple[Address, ...]]:
    """Who wrote it, and to whom we wrote. What came in must name its author."""
    named = addresses(row)
    if direction is Direction.IN:
        if not named:
            raise BadValue("email", "nobody is named who wrote it")
        return named[0], ()
    ours = Address(IdentityKind.HANDLE, brand, row.text("name", 200) if mapping.author == "author" else "")
    if mapping.author == "customer":
        return ours, named[:1]
    mention = _MENTION.match(text) if mapping.mentions else None
    return ours, (Address(IdentityKind.HANDLE, f"{mapping.mentions}:{mention[1]}"),) if mention else ()


def _score(row: Row, best: int) -> int | None:
    if not row.text("score"):
        return None
    score = row.whole("score", 0)
    if not 0 <= score <= best:
        raise BadValue("score", f"must be from 0 to {best}")
    return score


def _link(text: str) -> str:
    return text if text.startswith(("https://", "http://")) else ""


def _turns(row: Row, turns: Turns, at: datetime, brand: str) -> list[PastMessage]:
    """The turns of a conversation in their order, `seconds_apart` of each other."""
    key, named = row.required("id", _LONGEST - 8), addresses(row)
    if not named:
        raise BadValue("email", "nobody is named who wrote it")
    said = " ".join(row.text(f"turns {name}") for name in turns.columns)
    pattern = _pattern(turns)
    found = [
        (Direction.IN if match[1] is not None else Direction.OUT, match[1] or match[2] or "") for match in pattern.finditer(said)
    ]
    if not found:
        raise BadValue(turns.columns[0], "no turn stands between the marks")
    public = row.yes("public") if row.text("public") else False
    ours = Address(IdentityKind.HANDLE, brand)
    messages = []
    for i, (direction, words) in enumerate(found):
        text = words.strip()
        envelope = Envelope(
            external_id=f"{key}/{i + 1}",
            author=named[0] if direction is Direction.IN else ours,
            text=text,
            visible=text,
            sent_at=at + timedelta(seconds=turns.seconds_apart * i),
            to=named[:1] if direction is Direction.OUT else (),
            thread_key=f"{key}/{i + 1}",
            thread_keys=(f"thread {key}",),
            public=public,
        )
        if text:
            messages.append(PastMessage(envelope, direction))
    return messages


def _pattern(turns: Turns) -> re.Pattern[str]:
    (a, b), (c, d) = turns.theirs, turns.ours
    return re.compile(f"{re.escape(a)}(.*?){re.escape(b)}|{re.escape(c)}(.*?){re.escape(d)}", re.DOTALL)
