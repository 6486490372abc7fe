"""A survey: one question with rules of its own (who, when, how often), and each time that somebody was asked it. Values, never rows.

What somebody answers is what they think of us. It opens a case where it is bad; it never decides what anybody is owed.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

SurveyId = NewType("SurveyId", UUID)
InvitationId = NewType("InvitationId", UUID)

SURVEY = "survey"  # the kind by which words and work know an invitation of this package


class SurveyKind(StrEnum):
    """What is asked."""

    CSAT = "csat"  # how satisfied: 1 to 5
    CES = "ces"  # how easy: 1 to 7
    NPS = "nps"  # would you recommend us: 0 to 10
    OPEN = "open"  # one open question


class After(StrEnum):
    """What somebody is asked about."""

    DELIVERY = "delivery"  # an order that was delivered
    CASE = "case"  # a case that was resolved
    VISIT = "visit"  # a visit that took place
    ONCE = "once"  # nothing of theirs: everybody of a segment, once
    TOLD = "told"  # another system says when


class InvitationState(StrEnum):
    """How one asking stands."""

    WAITING = "waiting"  # its hour has not come
    ASKED = "asked"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"  # its time is over
    NOT_ASKED = "not_asked"  # the rules or the gate said no: `because`


@dataclass(frozen=True, slots=True)
class SurveyIn:
    """A survey as it is made or changed. `question` by language ("en", "de"); where it has none, the usual words of its kind. `wait_hours` after
    what happened, somebody is asked; again by the same survey no earlier than after `again_days`. `share` is how many of them in basis points.
    `remind_days` after asking one reminder goes, 0: none; after `open_days` it can be answered no more. An answer of `low` or less opens a
    case, None: none does. `only_agreed`: only who agreed to hear from us unasked (always so for `After.ONCE`)."""

    name: str
    kind: SurveyKind
    after: After
    question: dict[str, str] = field(default_factory=dict)
    segment_id: UUID | None = None
    wait_hours: int = 48
    again_days: int = 90
    share: int = 10_000
    remind_days: int = 5
    open_days: int = 14
    low: int | None = None
    only_agreed: bool = False

    @property
    def needs_yes(self) -> bool:
        """Whether it goes only to those who agreed."""
        return self.only_agreed or self.after is After.ONCE


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey as it stands; nothing that happened before `made_at` is asked about. `sentence` is its rules read aloud."""

    id: SurveyId
    told: SurveyIn
    made_at: datetime
    paused_at: datetime | None
    sentence: str

    @property
    def name(self) -> str:
        return self.told.name

    @property
    def kind(self) -> SurveyKind:
        return self.told.kind

    @property
    def active(self) -> bool:
        return self.paused_at is None


@dataclass(frozen=True, slots=True)
class InvitationIn:
    """Somebody to be asked: `key` names what about, once for ever by survey ("order …"); `about` is that in a word for the letter ("1007")."""

    survey_id: UUID
    identity_id: UUID
    key: str
    due_at: datetime
    about: str = ""
    case_id: UUID | None = None
    touchpoint: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """One asking, and what came of it. `harm` and `standing` are as they were when somebody was asked, `medium` by what they were. `message_id` is
    what they wrote with their answer."""

    id: InvitationId
    survey_id: SurveyId
    identity_id: UUID
    key: str
    about: str
    case_id: UUID | None
    touchpoint: str
    due_at: datetime
    state: InvitationState
    code: str = ""
    because: str = ""
    medium: str = ""
    language: str = ""
    harm: str = ""
    standing: str = ""
    outgoing_id: UUID | None = None
    asked_at: datetime | None = None
    reminded_at: datetime | None = None
    closes_at: datetime | None = None
    answered_at: datetime | None = None  # the first time
    score: int | None = None
    message_id: UUID | None = None
    low_at: datetime | None = None  # when a low answer opened a case


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of somebody when their hour comes. The instants are the latest at which any of their identities was asked."""

    active: bool = True
    fits: bool = True
    guest: bool = False
    spared: bool = False
    held: str = ""  # why nothing unasked goes to them just now
    this_asked_at: datetime | None = None
    any_asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether somebody is asked now; else why not, as a code and a sentence."""

    ask: bool
    code: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as the figures see it."""

    asked_at: datetime
    score: int | None
