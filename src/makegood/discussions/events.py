"""Facts about live discussions. Never the words of a question."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class _AboutDiscussion(Event):
    sentence = "Something happened in a live discussion."
    discussion_id: UUID

    def work_key(self) -> str:
        return str(self.discussion_id)


@dataclass(frozen=True, kw_only=True)
class DiscussionOpened(_AboutDiscussion):
    sentence = "{by} invited everybody to a live discussion."
    starts_at: str
    ends_at: str
    occasion_kind: str = ""
    occasion_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class DiscussionChanged(_AboutDiscussion):
    sentence = "{by} changed a live discussion: its hours, its words, or who answers."
    starts_at: str
    ends_at: str


@dataclass(frozen=True, kw_only=True)
class DiscussionClosed(_AboutDiscussion):
    sentence = "{by} closed a live discussion after {asked} questions; {answered} of them have an answer."
    asked: int
    answered: int


@dataclass(frozen=True, kw_only=True)
class _AboutQuestion(_AboutDiscussion):
    sentence = "Something became of a question in a live discussion."
    talk_question_id: UUID
    number: int

    def work_key(self) -> str:
        return str(self.talk_question_id)


@dataclass(frozen=True, kw_only=True)
class AskedInPublic(_AboutQuestion):
    sentence = "{person} asked question {number} in a live discussion."


@dataclass(frozen=True, kw_only=True)
class AskerKnown(_AboutQuestion):
    """Written when somebody says later who they are; the question itself stands in the journal at its own time, of nobody."""

    sentence = "Question {number} of a live discussion was {person}’s."


@dataclass(frozen=True, kw_only=True)
class AnsweredInPublic(_AboutQuestion):
    sentence = "{by} answered question {number}, which {person} had asked in a live discussion."


@dataclass(frozen=True, kw_only=True)
class QuestionLetStand(_AboutQuestion):
    sentence = "{by} looked at question {number} of a live discussion and let it stand."


@dataclass(frozen=True, kw_only=True)
class QuestionHidden(_AboutQuestion):
    sentence = "{by} took question {number} out of sight ({why})."
    why: str


@dataclass(frozen=True, kw_only=True)
class QuestionsJoined(_AboutQuestion):
    sentence = "{by} put question {number} behind question {into}, which asks the same."
    into: int


@dataclass(frozen=True, kw_only=True)
class AskerBanned(_AboutDiscussion):
    sentence = "{by} let somebody ask and vote no more in live discussions."
    participant_id: UUID


@dataclass(frozen=True, kw_only=True)
class AskerLetBack(_AboutDiscussion):
    sentence = "{by} let somebody ask and vote in live discussions again."
    participant_id: UUID
