"""A discussion as its page shows it: hours in words, questions with their answers, and what the page's script must know. Presentation only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from makegood.discussions.types import Answer, Discussion, Order, Page, Phase, Question, QuestionState
from makegood.portal import opening
from makegood.portal import words as portal_words
from makegood.portal.words import Words

POLL_S = 15
_CLOCK = {"en": "{:%H:%M}", "de": "{:%H:%M} Uhr"}


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    answer: Answer
    when: str


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question for the template: `votes_word` goes with the number, `note` says why its author alone sees it."""

    question: Question
    when: str
    votes_word: str
    also: str
    voted: bool
    answers: tuple[ShownAnswer, ...]
    note: str = ""


def questions(page: Page, told: Words, *, at: datetime) -> list[ShownQuestion]:
    """Those that everybody sees, in their order."""
    return [_shown(one, page.discussion, told, at=at, voted=one.number in page.voted) for one in page.questions]


def mine(page: Page, told: Words, *, at: datetime) -> list[ShownQuestion]:
    """Those that only their author sees, each with the reason."""
    return [_shown(one, page.discussion, told, at=at, note=_note(one, told)) for one in page.mine]


def all_of(found: Iterable[Question], discussion: Discussion, told: Words, *, at: datetime) -> list[ShownQuestion]:
    """The transcript's."""
    return [_shown(one, discussion, told, at=at) for one in found]


def standing(phase: Phase, discussion: Discussion, told: Words, *, at: datetime) -> str:
    """ "Open until today at 11:00"."""
    until = discussion.starts_at if phase is Phase.PLANNED else discussion.ends_at
    return told[phase.value].format(when=moment(until, discussion, told, at=at))


def hours(discussion: Discussion, told: Words, *, at: datetime) -> str:
    """ "today at 10:00 to 11:00 (London time)"."""
    start = moment(discussion.starts_at, discussion, told, at=at)
    zone = ZoneInfo(discussion.zone)
    same_day = discussion.starts_at.astimezone(zone).date() == discussion.ends_at.astimezone(zone).date()
    end = _clock(discussion.ends_at, zone, told) if same_day else moment(discussion.ends_at, discussion, told, at=at)
    return f"{told['hours'].format(start=start, end=end)} ({told['zone'].format(zone=discussion.zone.rpartition('/')[2].replace('_', ' '))})"


def moment(instant: datetime, discussion: Discussion, told: Words, *, at: datetime) -> str:
    """ "today at 10:05", in the discussion's zone."""
    return opening.day_and_time(instant, now=at, zone=discussion.zone, words=portal_words.choose(told["language"]))


def sorts(order: Order, told: Words) -> list[tuple[str, str, bool]]:
    """(value, word, is it this one)."""
    return [(one.value, told[f"by_{one.value}"], one is order) for one in Order]


def for_script(told: Words) -> dict[str, Any]:
    """The words that the page's script fills in by itself."""
    names = (
        "somebody",
        "short_number",
        "votes_one",
        "votes_many",
        "also_one",
        "also_many",
        "vote",
        "voted",
        "host",
        "told_question",
        "told_answer",
        "live",
        "not_live",
    )
    return {name: told[name] for name in names}


def _shown(one: Question, of: Discussion, told: Words, *, at: datetime, voted: bool = False, note: str = "") -> ShownQuestion:
    also = "" if not one.also else told["also_one"] if one.also == 1 else told["also_many"].format(n=one.also)
    return ShownQuestion(
        question=one,
        when=moment(one.asked_at, of, told, at=at),
        votes_word=told["votes_one" if one.votes == 1 else "votes_many"],
        also=also,
        voted=voted,
        answers=tuple(ShownAnswer(each, moment(each.at, of, told, at=at)) for each in one.answers),
        note=note,
    )


def _note(one: Question, told: Words) -> str:
    return told["mine_waiting" if one.state is QuestionState.WAITING else f"mine_{one.why}"]


def _clock(instant: datetime, zone: ZoneInfo, told: Words) -> str:
    return _CLOCK[told["language"]].format(instant.astimezone(zone))
