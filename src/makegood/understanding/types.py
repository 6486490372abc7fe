"""What a message says, how sure we are, and which words carried it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]


class Feeling(StrEnum):
    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class Act(StrEnum):
    COMPLAINT = "complaint"
    PRAISE = "praise"
    QUESTION = "question"
    REQUEST = "request"
    INFORMATION = "information"
    LEAVING = "leaving"  # a complaint, or a farewell, of somebody who goes or threatens to
    BUYING = "buying"  # wishes to buy, or asks what one asks before


LET_DOWN = (Act.COMPLAINT, Act.LEAVING)  # the acts of somebody to whom something is owed
WANTING = (*LET_DOWN, Act.QUESTION, Act.REQUEST, Act.BUYING)  # the acts that wait for an answer


class Happened(StrEnum):
    LATE = "late"
    LOST = "lost"
    FAULTY = "faulty"  # damaged or not working
    WRONG_ITEM = "wrong_item"
    BILLING = "billing"
    STAFF = "staff"
    OUTAGE = "outage"
    QUALITY = "quality"
    PRIVACY = "privacy"
    SAFETY = "safety"
    OTHER = "other"


class Asked(StrEnum):
    REFUND = "refund"
    REPLACEMENT = "replacement"
    INFORMATION = "information"
    CALL = "call"
    APOLOGY = "apology"
    CANCEL = "cancel"


class Urgency(StrEnum):
    """From most to least urgent."""

    SAFETY = "safety"
    LEGAL = "legal"
    STRANDED = "stranded"
    DEADLINE = "deadline"
    NORMAL = "normal"


class Leaving(StrEnum):
    """Whether the writer will stay a customer."""

    NO = "no"
    RISK = "risk"
    YES = "yes"


class Advocacy(StrEnum):
    """What the writer tells others to do."""

    WARNS = "warns"
    NONE = "none"
    RECOMMENDS = "recommends"


UNSURE = "unsure"  # the label of a finding whose probability is below its threshold


@dataclass(frozen=True, slots=True)
class Finding:
    """One label with its probability (0 to 1) and the words that carried it. `label` may be UNSURE; `best` is the likeliest label all the same."""

    label: str
    best: str
    probability: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """Something named in the text: kind is 'order_number', 'amount', 'date', 'product', 'place', 'link'."""

    kind: str
    value: str


NOT_ASKED = Finding(UNSURE, UNSURE, 0.0)  # of a question that the reader of those days did not ask


@dataclass(frozen=True, slots=True)
class Reading:
    """One message as read. `acts`, `happened` and `asked` hold only labels above their thresholds, likeliest first;
    an empty tuple means that nothing was said about it, and `unsure_about` names the questions left open."""

    feeling: Finding
    act: Finding
    happened: tuple[Finding, ...]
    asked: tuple[Finding, ...]
    urgency: Finding
    language: str  # "en", "de", "" when unknown
    named: tuple[Named, ...]
    spam: float  # probability 0 to 1
    version: str
    strength: float = 0.0  # of the feeling, 0 calm to 1 furious or overjoyed
    unsure_about: tuple[str, ...] = field(default_factory=tuple)
    leaving: Finding = NOT_ASKED
    advocacy: Finding = NOT_ASKED
    tier: str = "first"  # which step of the cascade had the last word: "first", "glance" (to be read again), "small", "large"; "member": set right by one
    complains: float | None = None  # the probability, 0 to 1, that the writer is let down; None where the reader did not say


@dataclass(frozen=True, slots=True)
class TextIn:
    key: str  # the message id as text
    subject: str
    text: str  # the visible words


class Reader(Protocol):
    """A way to read. Pure: same texts, same readings; order kept; never raises on any text."""

    version: str

    def read(self, texts: "list[TextIn]") -> "list[Reading]": ...


VECTOR_WIDTH = 384  # numbers of a text's vector


class Embedder(Protocol):
    """Turns texts into vectors that stand near each other where the texts are alike. Pure: the same text has the same vector, whatever
    stands beside it; never raises on any text. Vectors of two versions are never compared."""

    version: str

    def vectors(self, texts: "Sequence[str]") -> "Floats":
        """(texts × VECTOR_WIDTH) of float32, each row of length 1."""
        ...
