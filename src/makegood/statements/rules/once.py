"""Of several addresses of one person, at which they are told: at one. Pure, and the same whoever asks, so that two workers who ask at once agree."""

from collections.abc import Sequence
from uuid import UUID

from makegood.statements.types import Told, ToldState


def who_tells(rows: Sequence[Told]) -> UUID:
    """Which of these rows of one person and one round carries the words: one that did already, else the oldest of
    those that wait. There must be one."""
    told = [one for one in rows if one.state is ToldState.TOLD]
    waiting = [one for one in rows if one.state is ToldState.WAITING]
    return min(one.id for one in told or waiting or rows)


def too_many(rows: Sequence[Told]) -> list[Told]:
    """Of rows that turned out to be one person's: those whose words should not leave as well, the first one's excepted."""
    told = sorted((one for one in rows if one.state is ToldState.TOLD), key=lambda one: one.id)
    return told[1:]
