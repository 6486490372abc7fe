"""Facts about surveys. Names are the brand's; what somebody wrote with an answer is a message. A score is on the scale of the survey's kind."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class _OfSurvey(Event):
    sentence = "Something became of a survey."
    survey_id: UUID
    name: str

    def work_key(self) -> str:
        return str(self.survey_id)


@dataclass(frozen=True, kw_only=True)
class SurveyMade(_OfSurvey):
    sentence = "{by} made the survey “{name}”."


@dataclass(frozen=True, kw_only=True)
class SurveyChanged(_OfSurvey):
    sentence = "{by} changed the survey “{name}”."


@dataclass(frozen=True, kw_only=True)
class SurveyPaused(_OfSurvey):
    sentence = "{by} let the survey “{name}” rest."


@dataclass(frozen=True, kw_only=True)
class SurveyResumed(_OfSurvey):
    sentence = "{by} let the survey “{name}” go on."


@dataclass(frozen=True, kw_only=True)
class SurveyRulesSet(Event):
    sentence = "{by} set that nobody is asked again within {quiet_days} days, whatever the survey."
    quiet_days: int


@dataclass(frozen=True, kw_only=True)
class _OfInvitation(_OfSurvey):
    invitation_id: UUID
    survey_kind: str  # SurveyKind
    touchpoint: str  # its key, '' where it is about none

    def work_key(self) -> str:
        return str(self.invitation_id)


@dataclass(frozen=True, kw_only=True)
class SurveyAsked(_OfInvitation):
    sentence = "We asked {person}: “{name}”."


@dataclass(frozen=True, kw_only=True)
class SurveyReminded(_OfInvitation):
    sentence = "We reminded {person} once of “{name}”."


@dataclass(frozen=True, kw_only=True)
class SurveyAnswered(_OfInvitation):
    """`score` None for an open question. Of a changed answer `was` is what it was before, and `answered_at` stays the first time (ISO 8601), so
    that whoever counts by day takes one away there and adds one."""

    sentence = "{person} answered “{name}”: {answer}."
    answer: str
    score: int | None
    was: int | None
    changed: bool
    answered_at: str


@dataclass(frozen=True, kw_only=True)
class SurveyUnanswered(_OfInvitation):
    sentence = "{person} did not answer “{name}”."


@dataclass(frozen=True, kw_only=True)
class SurveyNotAsked(_OfInvitation):
    sentence = "We did not ask {person} “{name}”: {because}"
    because: str


@dataclass(frozen=True, kw_only=True)
class SurveySpared(Event):
    sentence = "{person} does not want to be asked by surveys."
