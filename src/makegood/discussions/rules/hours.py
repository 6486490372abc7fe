"""Where a discussion stands at an instant, what may be planned, and how its questions are put in order. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from makegood.discussions.types import AnswererIn, Discussion, Order, Phase, Question
from makegood.kernel.refusals import Refusal

LONGEST = timedelta(days=7)
LONGEST_TITLE, LONGEST_INTRO, LONGEST_NAME, MOST_ANSWERERS = 160, 2_000, 80, 12


def phase(discussion: Discussion, *, at: datetime) -> Phase:
    """From its start (included) to its end (excluded) it is open, unless a member closed it."""
    if discussion.closed_at is not None and discussion.closed_at <= at:
        return Phase.CLOSED
    if at < discussion.starts_at:
        return Phase.PLANNED
    return Phase.OPEN if at < discussion.ends_at else Phase.OVER


def refuse_unless_open(discussion: Discussion, *, at: datetime) -> None:
    """Refuses ("not_open_yet", "discussion_over") what comes outside its hours."""
    now = phase(discussion, at=at)
    if now is Phase.PLANNED:
        raise Refusal("not_open_yet", "The discussion has not begun. Come back when it opens.", {"at": "too early"})
    if now is not Phase.OPEN:
        raise Refusal(
            "discussion_over", "The discussion is over. What was asked and answered stays here to read.", {"at": "too late"}
        )


def check(*, title: str, intro: str, starts_at: datetime, ends_at: datetime, zone: str, answerers: Sequence[AnswererIn]) -> None:
    """Refuses ("discussion_malformed") a plan that lacks a title, hours or somebody who answers, naming the field."""
    wrong = _wrong(title=title, intro=intro, starts_at=starts_at, ends_at=ends_at, zone=zone, answerers=answerers)
    if wrong:
        field, what = next(iter(wrong.items()))
        raise Refusal("discussion_malformed", f"{field}: {what}", wrong)


def slug(title: str, *, taken: frozenset[str]) -> str:
    """The title as it can stand in an address, with a number behind it where somebody else has it: "why-we-were-down-2"."""
    plain = unicodedata.normalize("NFKD", title.casefold().replace("ß", "ss")).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "discussion"
    number, found = 1, stem
    while found in taken:
        number += 1
        found = f"{stem}-{number}"
    return found


def ordered(questions: Sequence[Question], order: Order) -> tuple[Question, ...]:
    """By votes (the older of two with as many first), the newest first, or those with an answer first and of these the latest answered."""
    if order is Order.NEWEST:
        return tuple(sorted(questions, key=lambda one: -one.number))
    if order is Order.ANSWERED:
        return tuple(sorted(questions, key=lambda one: (not one.answers, -_last_answered(one), one.number)))
    return tuple(sorted(questions, key=lambda one: (-one.votes, one.number)))


def _last_answered(one: Question) -> float:
    return max((answer.at.timestamp() for answer in one.answers), default=0.0)


def _wrong(
    *, title: str, intro: str, starts_at: datetime, ends_at: datetime, zone: str, answerers: Sequence[AnswererIn]
) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not title.strip() or len(title) > LONGEST_TITLE:
        wrong["title"] = f"say in at most {LONGEST_TITLE} characters what it is about."
    if len(intro) > LONGEST_INTRO:
        wrong["intro"] = f"at most {LONGEST_INTRO:,} characters."
    if not _is_zone(zone):
        wrong["zone"] = "name a time zone such as Europe/London."
    if ends_at <= starts_at:
        wrong["ends_at"] = "it ends after it begins."
    elif ends_at - starts_at > LONGEST:
        wrong["ends_at"] = f"at most {LONGEST.days} days."
    if not answerers or any(
        not one.name.strip() or len(one.name) > LONGEST_NAME or len(one.role) > LONGEST_NAME for one in answerers
    ):
        wrong["host"] = f"name who answers, in at most {LONGEST_NAME} characters."
    elif len(answerers) > MOST_ANSWERERS:
        wrong["answerers"] = f"at most {MOST_ANSWERERS} people."
    elif len({one.member_id for one in answerers}) < len(answerers):
        wrong["answerers"] = "each person once."
    return wrong


def _is_zone(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
