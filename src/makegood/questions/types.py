"""A question that we put to somebody, with rules of its own kind, and what became of it. Values, never rows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

QuestionId = NewType("QuestionId", UUID)


class QuestionKind(StrEnum):
    """What is asked. Each has its rules in `rules.KINDS`."""

    PUT_RIGHT = "put_right"


class Ended(StrEnum):
    """How a question came to its end."""

    ANSWERED = "answered"
    UNANSWERED = "unanswered"  # its time is over, and they did not say
    OVERTAKEN = "overtaken"  # the case was opened again before they answered: nobody asks that any more


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the rule looks at before somebody is asked, once for a case. `due_at` None while the follow-up has no hour yet. `last_asked_at` is
    when the person was last asked anything of this kind, about whatever."""

    harm: str
    resolved_at: datetime | None
    due_at: datetime | None
    asked_before: bool
    other_open: bool
    reachable: bool
    last_asked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether to ask now; `later` where that is to be seen again, at this time; else `because` says why nobody is asked."""

    ask: bool
    because: str = ""
    later: datetime | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Open while asked_at ≤ now < closes_at and `ended` is None. `answer` is one of its kind's, or ''; `message_id` is what they wrote with it."""

    id: QuestionId
    kind: QuestionKind
    identity_id: UUID
    case_id: UUID | None
    asked_at: datetime
    closes_at: datetime
    ended: Ended | None
    ended_at: datetime | None
    answer: str
    message_id: UUID | None


@dataclass(frozen=True, slots=True)
class Responses:
    """Of those asked within a stretch of time: how many gave each answer, how many said nothing until it was over, how many are still being
    asked. What was overtaken is in none of them but `asked`."""

    asked: int
    answers: dict[str, int]
    unanswered: int
    open: int
    overtaken: int

    @property
    def answered(self) -> int:
        return sum(self.answers.values())

    @property
    def rate(self) -> float | None:
        """Answered, of all whose question has come to its end by an answer or by its time; None where there is none yet."""
        over = self.answered + self.unanswered
        return self.answered / over if over else None
