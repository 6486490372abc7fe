"""What is alike: values. A vector says what a message is about in numbers; it is as personal as the words and goes when they go."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Degree(StrEnum):
    """How alike two texts are, for people. Which likeness is which degree depends on the embedder: `rules.degrees`."""

    SAME = "same"  # nearly word for word
    VERY = "very"
    SOMEWHAT = "somewhat"


@dataclass(frozen=True, slots=True)
class Near:
    """A message near to what was asked for: `likeness` is the cosine of the two vectors, 1 for the same; `degree` None where it is too low for a word."""

    message_id: UUID
    likeness: float
    degree: Degree | None


@dataclass(frozen=True, slots=True)
class Vector:
    """One message's vector as it is kept: `codes` are 384 signed bytes; vectors of another version mean nothing to it."""

    message_id: UUID
    version: str
    codes: bytes
