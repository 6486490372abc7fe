"""Who is asked what, when, how often, and what can be answered: one set of rules per kind. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from makegood.questions.types import Circumstances, Ended, Question, QuestionKind, Verdict


@dataclass(frozen=True, slots=True)
class KindRules:
    """`answers` are all that can be answered, each with its plain words; `not_well` those after which somebody must look. It stays open `open_for`,
    and nobody is asked again within `quiet` of the last time. Not asked at all once `stale` has passed since the case was put right."""

    what: str
    answers: Mapping[str, str]
    not_well: frozenset[str]
    open_for: timedelta
    quiet: timedelta
    stale: timedelta


# Figures of our own: two weeks are a holiday; a month between two questions; and what was put right a month ago is no matter any more.
KINDS: Mapping[QuestionKind, KindRules] = {
    QuestionKind.PUT_RIGHT: KindRules(
        what="whether it was put right",
        answers={"yes": "yes", "not_yet": "not yet"},
        not_well=frozenset({"not_yet"}),
        open_for=timedelta(days=14),
        quiet=timedelta(days=30),
        stale=timedelta(days=30),
    ),
}


def may_ask(kind: QuestionKind, seen: Circumstances, *, at: datetime) -> Verdict:
    """Whether somebody is asked now: once per case, about a case with a harm that is resolved, after its follow-up is due, while no other case of
    theirs is open, not within the quiet period, and only where they can answer."""
    rules = KINDS[kind]
    if seen.asked_before:
        return Verdict(False, "They were asked about this before.")
    if seen.resolved_at is None:
        return Verdict(False, "It is not put right yet.")
    if not seen.harm:
        return Verdict(False, "Nothing had gone wrong.")
    if not seen.reachable:
        return Verdict(False, "They have no page on which they could answer.")
    if at - seen.resolved_at > rules.stale:
        return Verdict(False, "It was put right too long ago.")
    if seen.due_at is None or at < seen.due_at:
        return Verdict(False, later=seen.due_at or at + timedelta(days=1))
    if seen.other_open:
        return Verdict(False, "Another case of theirs is open.")
    if seen.last_asked_at is not None and at - seen.last_asked_at < rules.quiet:
        return Verdict(False, f"They were asked within the last {rules.quiet.days} days.")
    return Verdict(True)


def closes_at(kind: QuestionKind, *, asked_at: datetime) -> datetime:
    """The first instant at which it can be answered no more."""
    return asked_at + KINDS[kind].open_for


def is_open(question: Question, *, at: datetime) -> bool:
    """Whether it can be answered at this instant."""
    return question.ended is None and question.asked_at <= at < question.closes_at


def is_known_answer(kind: QuestionKind, answer: str) -> bool:
    """Whether this can be answered to a question of this kind."""
    return answer in KINDS[kind].answers


def wants_somebody(question: Question) -> bool:
    """Whether their answer says that it is not well."""
    return question.ended is Ended.ANSWERED and question.answer in KINDS[question.kind].not_well
