"""How questions are shown: what was asked, and what became of it, in words and a mark. Presentation only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from makegood.questions import rules
from makegood.questions.types import Ended, Question, QuestionKind, Responses

_WHAT = {QuestionKind.PUT_RIGHT: gettext_lazy("Was it put right?")}
_ANSWERS = {"yes": gettext_lazy("yes"), "not_yet": gettext_lazy("not yet")}
_ENDS = {
    None: (gettext_lazy("waits for an answer"), "state--rest"),
    Ended.UNANSWERED: (gettext_lazy("not answered"), "state--rest"),
    Ended.OVERTAKEN: (gettext_lazy("opened again before they answered"), "state--rest"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One question for a template. `until` is by when it can be answered, while it can."""

    what: str
    state: str
    mark: str
    asked_at: datetime
    ended_at: datetime | None
    until: datetime | None


def shown(questions: Iterable[Question]) -> list[Shown]:
    """In their order."""
    return [one(question) for question in questions]


def told(found: Responses | None) -> str:
    """What became of what was asked within 90 days, those who did not answer among them; '' where nobody was asked."""
    if found is None or not found.asked:
        return ""
    words = _(
        "Of %(asked)d whom we asked within 90 days whether it was put right, %(yes)d said yes and %(not_yet)d not yet; %(none)d did not answer, and %(open)d still may."
    ) % {
        "asked": found.asked,
        "yes": found.answers.get("yes", 0),
        "not_yet": found.answers.get("not_yet", 0),
        "none": found.unanswered,
        "open": found.open,
    }
    gone = _("Of %(n)d the case was opened again before they answered.") % {"n": found.overtaken}
    return f"{words} {gone}" if found.overtaken else words


def one(question: Question) -> Shown:
    if question.ended is Ended.ANSWERED:
        state, mark = _ANSWERS[question.answer], "state--risk" if rules.wants_somebody(question) else "state--kept"
    else:
        state, mark = _ENDS[question.ended]
    until = question.closes_at if question.ended is None else None
    return Shown(str(_WHAT[question.kind]), str(state), mark, question.asked_at, question.ended_at, until)
