"""Live discussions: an hour in which everybody may ask, everybody may say "me too", and named people answer. Values, never rows."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from makegood.gestures.types import Occasion

DiscussionId = NewType("DiscussionId", UUID)
QuestionId = NewType("QuestionId", UUID)
AnswerId = NewType("AnswerId", UUID)
ParticipantId = NewType("ParticipantId", UUID)


class Phase(StrEnum):
    """Where a discussion stands: by its hours, unless a member closed it."""

    PLANNED = "planned"
    OPEN = "open"  # people ask and vote
    OVER = "over"  # its hours have passed: nobody asks any more, what is open is still answered
    CLOSED = "closed"  # a member closed it: what stands, stands


class QuestionState(StrEnum):
    WAITING = "waiting"  # a member looks at it first
    SHOWN = "shown"
    HIDDEN = "hidden"
    MERGED = "merged"  # another question asks the same, and stands for both


class HeldFor(StrEnum):
    """Why a member has to look at a question."""

    NOTHING = ""
    FIRST = "first"  # in this discussion every question is looked at first
    LINK = "link"  # it names an address: shown without it until somebody has looked
    DOUBT = "doubt"  # it looks as if no person had filled in the form


class Why(StrEnum):
    """Why a question is not shown; its author reads it."""

    SPAM = "spam"
    RUDE = "rude"
    PRIVATE = "private"
    ASIDE = "aside"  # it belongs elsewhere
    BANNED = "banned"


class Order(StrEnum):
    VOTES = "votes"
    NEWEST = "newest"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class AnswererIn:
    """Who answers in public: a member, by the name and the role that everybody reads ("Jeff Klein", "chief technology officer")."""

    member_id: UUID
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Answerer:
    id: UUID
    member_id: UUID
    name: str
    role: str
    is_host: bool


@dataclass(frozen=True, slots=True)
class Discussion:
    """`zone` is the one in which its hours are said. `look_first`: no question is seen before a member has seen it."""

    id: DiscussionId
    slug: str
    occasion: Occasion | None
    title: str
    intro: str
    zone: str
    starts_at: datetime
    ends_at: datetime
    look_first: bool
    closed_at: datetime | None
    answerers: tuple[Answerer, ...] = ()

    @property
    def host(self) -> Answerer | None:
        return next((one for one in self.answerers if one.is_host), None)


@dataclass(frozen=True, slots=True)
class Answer:
    id: AnswerId
    question_id: QuestionId
    name: str
    role: str
    is_host: bool
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """A question as everybody may read it: `text` is without its links until a member let them stand. `also` are the questions that ask the
    same and stand behind it. `mood` is how it was read ("kind", "angry", "calm", "unsure"), '' before it was."""

    id: QuestionId
    discussion_id: DiscussionId
    number: int
    name: str
    text: str
    state: QuestionState
    votes: int
    asked_at: datetime
    participant_id: ParticipantId
    identity_id: UUID | None = None
    held_for: HeldFor = HeldFor.NOTHING
    why: str = ""
    because: str = ""
    merged_into: int | None = None
    also: int = 0
    links: tuple[str, ...] = ()
    mood: str = ""
    wishes_to_buy: bool = False
    banned: bool = False
    answers: tuple[Answer, ...] = field(default_factory=tuple)

    @property
    def is_answered(self) -> bool:
        return bool(self.answers)


@dataclass(frozen=True, slots=True)
class Page:
    """What a page of a discussion shows, in the wished order. `mine` are the asker's own that nobody else sees; `voted` are the numbers of
    those with their vote."""

    discussion: Discussion
    phase: Phase
    questions: tuple[Question, ...]
    mine: tuple[Question, ...] = ()
    voted: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Listed:
    """A discussion in a list, with how many questions were asked, how many wait for a member's eyes, and how many are answered."""

    discussion: Discussion
    phase: Phase
    asked: int
    waiting: int
    answered: int
