"""Who is asked, when, how often, and what a survey may say of itself. Pure: values in, verdict out.

The one order of reasons: what the person would say first ("you may not ask me at all") stands before what the survey's own rules say.
"""

import hashlib
import hmac
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from makegood.kernel.refusals import Refusal
from makegood.surveys.rules import scales
from makegood.surveys.types import After, Invitation, InvitationState, Seen, SurveyIn, Verdict

GOOD_FOR = timedelta(
    days=7
)  # whoever could not be asked so long after the hour is not asked any more: they would have to remember
CHANGE_FOR = timedelta(hours=24)  # an answer may be changed so long
QUIET_DAYS = 30  # over all surveys, until the brand says otherwise: a figure of our own
NAME_LENGTH, QUESTION_LENGTH, ABOUT_LENGTH = 120, 300, 100
LANGUAGES = ("en", "de")
_RANGES = {
    "wait_hours": (1, 24 * 90),
    "again_days": (1, 730),
    "share": (1, 10_000),
    "remind_days": (0, 30),
    "open_days": (1, 90),
}
_ALL = 2**64


def check(told: SurveyIn) -> SurveyIn:
    """The survey, tidied. Refuses ("bad_survey"), naming each: no name, figures out of range, a reminder after its end, a low answer that is none
    of the scale, an open question that opens cases by a score, and one that is asked once without saying of whom."""
    name = " ".join(told.name.split())
    question = {one: words for one in LANGUAGES if (words := " ".join(told.question.get(one, "").split()))}
    wrong: dict[str, str] = {}
    if not name or len(name) > NAME_LENGTH:
        wrong["name"] = f"1 to {NAME_LENGTH} letters"
    if any(len(words) > QUESTION_LENGTH for words in question.values()):
        wrong["question"] = f"at most {QUESTION_LENGTH} letters"
    for field, (least, most) in _RANGES.items():
        if not least <= getattr(told, field) <= most:
            wrong[field] = f"{least} to {most:,}"
    if told.remind_days >= told.open_days > 0:
        wrong["remind_days"] = "sooner than its end"
    if told.low is not None and not scales.is_on(told.kind, told.low):
        wrong["low"] = "an answer of its scale" if scales.of(told.kind) else "an open question has no score"
    if told.after is After.ONCE and told.segment_id is None:
        wrong["segment_id"] = "choose whom it is for"
    if wrong:
        sentences = " ".join(f"{field}: {why}." for field, why in wrong.items())
        raise Refusal("bad_survey", sentences, wrong)
    return replace(told, name=name, question=question)


def check_change(before: SurveyIn, now: SurveyIn, *, asked: int) -> None:
    """Refuses ("survey_asked") another kind or another occasion once somebody was asked: their answers would be compared with others'."""
    changed = [field for field in ("kind", "after") if getattr(before, field) != getattr(now, field)]
    if asked and changed:
        sentence = f"{changed[0]}: people were asked already, and answers to another question are no answers to this one. Make a new survey."
        raise Refusal("survey_asked", sentence, dict.fromkeys(changed, "people were asked already"))


def check_quiet(days: int) -> int:
    """Refuses ("bad_quiet") a quiet period that is none."""
    if not 1 <= days <= 365:
        raise Refusal("bad_quiet", "quiet_days: 1 to 365.", {"quiet_days": "out of range"})
    return days


def is_drawn(person: UUID, key: str, *, salt: bytes, share: int) -> bool:
    """Whether the lot falls on this asking: by a keyed hash of the person and of what it is about, so that nobody chooses, and the same asking
    always has the same lot. `share` in basis points."""
    digest = hmac.digest(salt, person.bytes + b"\x00" + key.encode(), hashlib.sha256)
    return int.from_bytes(digest[:8], "big") < share * _ALL // 10_000


def may_ask(told: SurveyIn, seen: Seen, *, due_at: datetime, quiet_days: int, at: datetime) -> Verdict:
    """Whether somebody is asked now."""
    no = _no(told, seen, due_at, quiet_days, at)
    return Verdict(False, *no) if no else Verdict(True)


def _no(told: SurveyIn, seen: Seen, due_at: datetime, quiet_days: int, at: datetime) -> tuple[str, str] | None:
    if seen.guest:
        return "guest", "They are no customer: candidates, visitors and callers are never asked."
    if seen.spared:
        return "spared", "They do not want to be asked."
    if seen.held:
        return "held", seen.held
    if not seen.active:
        return "resting", "The survey rests."
    if not seen.fits:
        return "not_meant", "They are not among those whom it is for."
    if at - due_at > GOOD_FOR:
        return "too_late", f"Their hour was more than {GOOD_FOR.days} days ago."
    if seen.this_asked_at is not None and at - seen.this_asked_at < timedelta(days=told.again_days):
        return "again", f"This survey asked them within the last {told.again_days} days."
    if seen.any_asked_at is not None and at - seen.any_asked_at < timedelta(days=quiet_days):
        return "quiet", f"They were asked something within the last {quiet_days} days."
    return None


def may_answer(invitation: Invitation, *, at: datetime) -> bool:
    """Whether it can be answered for the first time now."""
    return invitation.state is InvitationState.ASKED and invitation.closes_at is not None and at < invitation.closes_at


def may_change(invitation: Invitation, *, at: datetime) -> bool:
    """Whether an answer that is there may still be changed."""
    return invitation.answered_at is not None and at - invitation.answered_at < CHANGE_FOR
