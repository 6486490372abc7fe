"""Facts about questions. `what` is the question in plain words ("whether it was put right"), `answer` one of its kind's answers; what they wrote
with it is a message."""

from dataclasses import dataclass
from uuid import UUID

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class _OfQuestion(Event):
    sentence = "Something became of a question."
    question_id: UUID
    question: str  # QuestionKind
    what: str

    def work_key(self) -> str:
        return str(self.question_id)


@dataclass(frozen=True, kw_only=True)
class QuestionAsked(_OfQuestion):
    sentence = "We asked {person} {what}."


@dataclass(frozen=True, kw_only=True)
class QuestionAnswered(_OfQuestion):
    sentence = "{person} told us {what}: {answer}."
    answer: str


@dataclass(frozen=True, kw_only=True)
class QuestionUnanswered(_OfQuestion):
    sentence = "{person} did not say {what}."


@dataclass(frozen=True, kw_only=True)
class QuestionOvertaken(_OfQuestion):
    sentence = "{person} need not say any more {what}."
