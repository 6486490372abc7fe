"""How people speak about something that we said in public: values, never rows. It is worked out from readings whenever somebody looks, so that it
follows every correction of a reading and every tie between two addresses; nothing of it is stored."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from makegood.touchpoints.rules.rates import Difference, Share


class Feeling(StrEnum):
    """One of these for each word of somebody. *Unsure* is an answer: the reader could not tell, or told two things that do not go together."""

    KIND = "kind"
    ANGRY = "angry"
    CALM = "calm"
    UNSURE = "unsure"


class Source(StrEnum):
    """Where it was said."""

    BEFORE = "before"  # a message that belongs to the matter
    THREAD = "thread"  # in public, under what we said
    LETTER = "letter"  # in answer to our letter
    DISCUSSION = "discussion"  # a question in the live discussion
    LATER = "later"  # somebody whom it concerned wrote again


@dataclass(frozen=True, slots=True)
class Heard:
    """What one text says of a mood."""

    feeling: Feeling
    wishes_to_buy: bool


@dataclass(frozen=True, slots=True)
class Voice:
    """A text of somebody. `speaker` is the person, or where nobody knows who it is, the address or browser it came from."""

    said_at: datetime
    speaker: UUID
    feeling: Feeling
    wishes_to_buy: bool
    source: Source


@dataclass(frozen=True, slots=True)
class Shares:
    """Of `n` people who spoke, by the last word of each: how many were kind, angry, calm, unsure to the reader; and how many wish to buy, which
    goes with any of these."""

    n: int
    kind: Share
    angry: Share
    calm: Share
    unsure: Share
    buying: Share


@dataclass(frozen=True, slots=True)
class Step:
    """The people who spoke from `begins_at` (included) to `ends_at` (excluded)."""

    begins_at: datetime
    ends_at: datetime
    shares: Shares


@dataclass(frozen=True, slots=True)
class Turn:
    """Before we said it against after; each difference is None where either side says too little."""

    before: Shares
    after: Shares
    kind: Difference | None
    angry: Difference | None
    buying: Difference | None


@dataclass(frozen=True, slots=True)
class Mood:
    """The whole picture. `said_at` is when we said it, None before we did: then all is `before`. `step_hours` is how long each step is."""

    said_at: datetime | None
    steps: tuple[Step, ...]
    step_hours: int
    turn: Turn
    by_source: tuple[tuple[Source, int], ...]
    wished: int = 0  # people who said, after it, that they would buy
    bought: int = 0  # of these, who ordered after they had said so
