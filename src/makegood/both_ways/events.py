"""Facts about the rules by which it is shown what went both ways."""

from dataclasses import dataclass

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class WaysChanged(Event):
    sentence = "What is shown of what went both ways was changed (version {number}): {rules}"
    number: int
    rules: str
