"""How a command is found again in the shop: a private note on the order, and the same words on what it caused. Pure.

The words are the record: they hold the command's key, a fingerprint of the command, and what came of it.
"""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime

from makegood.orders.adapters.vendure import answers
from makegood.orders.adapters.vendure.answers import Node
from makegood.orders.types import ShopCommand

_NOTE = re.compile(
    r"^Makegood (?P<key>\S.*?) \[(?P<print>[0-9a-f]{12})(?: [0-9a-f]{8})?\]: (?P<words>.*?)(?: \(draft (?P<draft>[^)\s]+)\))?$",
    re.DOTALL,
)
_REPLACES = re.compile(r"^Makegood (?P<key>\S.*?): replaces order (?P<number>\S+)$")


@dataclass(frozen=True, slots=True)
class Mark:
    """The note of one command on an order. `draft` is the id of the replacement order that it began, or ''."""

    id: str
    key: str
    fingerprint: str
    draft: str
    at: datetime


def fingerprint(command: ShopCommand) -> str:
    """Tells commands of one key apart. What whoever packs should know is no part of it: it may have changed since."""
    return hashlib.sha256(repr(replace(command, needs=())).encode()).hexdigest()[:12]


def note(command: ShopCommand, words: str, *, attempt: str = "", draft: str = "") -> str:
    """The words of the note. `attempt` (eight hexadecimal digits) tells two tries of one moment apart."""
    which = " ".join(part for part in (fingerprint(command), attempt) if part)
    return f"Makegood {command.key} [{which}]: {words}" + (f" (draft {draft})" if draft else "")


def found(order: Node, key: str) -> Mark | None:
    """The first note of the command of this key on an order: whoever wrote it goes on, and nobody else."""
    marks = [mark for entry in answers.many(order, "history", "items") if (mark := _mark(entry)) is not None and mark.key == key]
    return min(marks, key=lambda mark: (mark.at, len(mark.id), mark.id), default=None)


def reason(command: ShopCommand) -> str:
    """Why a refund was made, by which it is found again."""
    return f"Makegood {command.key}"


def gift(command: ShopCommand) -> str:
    """What describes the promotion of a code."""
    return f"Makegood {command.key}: code for order {command.order_number}"


def replacement(command: ShopCommand) -> str:
    """What describes the promotion that makes a replacement free."""
    return f"Makegood {command.key}: replaces order {command.order_number}"


def replaced_by(description: str) -> tuple[str, str] | None:
    """The key and the order number in the description of a promotion that makes a replacement free; None for any other."""
    match = _REPLACES.match(description)
    return (match["key"], match["number"]) if match else None


def _mark(entry: Node) -> Mark | None:
    match = _NOTE.match(answers.text(entry, "data", "note", longest=2_000))
    if match is None:
        return None
    return Mark(
        answers.needed(entry, "id"), match["key"], match["print"], match["draft"] or "", answers.instant(entry, "createdAt")
    )
