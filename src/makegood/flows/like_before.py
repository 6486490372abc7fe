"""What was like this before, and what helped then: evidence beside a proposal. Looks only; nothing is decided by it, and no amount depends on it.

Only closed cases that lists show, only messages in sight, only this brand. What a case's first words are like is looked up; what was done and how
it ended is read from the makegood, the case and the praise.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from makegood.alike import queries as alike
from makegood.alike.rules import shared
from makegood.alike.types import Degree, Near, Vector
from makegood.cases import queries as cases
from makegood.cases.types import Case, CaseId, CaseState
from makegood.channels import kept_out
from makegood.channels import queries as channels
from makegood.flows import alike_messages
from makegood.flows.guest_pages import EVERYBODY_SEEN, OutOfSight
from makegood.kernel.money import Money
from makegood.makegoods import queries as makegoods
from makegood.makegoods.types import Makegood, Step, StepKind, StepState
from makegood.outcomes import queries as outcomes
from makegood.views import queries as views
from makegood.views.types import InboxRow

SHOWN = 3
COUNTED = 20  # closed cases over which is counted what helped
SOON = timedelta(days=30)  # after it was closed: another case of theirs like it says that it was not put right
TOO_EARLY = timedelta(days=3)  # after which somebody who is not helped has usually come back
_NEAR = 80  # messages; several of them may be of one case
_DEEDS = (StepKind.FIX, StepKind.GIVE)


class Ended(StrEnum):
    """How a closed case went on."""

    THANKED = "thanked"  # kind words were credited to it
    STAYED = "stayed"  # it was not opened again
    ASKED = "asked"  # likewise, and we had asked whether it is right now
    CAME_BACK = "came_back"  # it had to be opened again, or they soon wrote of something alike
    EARLY = "early"  # closed too lately to say


@dataclass(frozen=True, slots=True)
class Before:
    """A closed case like the one at hand. `done` are the titles of what was done, `what` its kind: "replace", "refund", …, "give" or "words"."""

    number: int
    title: str
    at: datetime
    degree: Degree
    words: tuple[str, ...]  # in common
    what: str
    done: tuple[str, ...]
    cost: Money | None
    ended: Ended


@dataclass(frozen=True, slots=True)
class Helped:
    """Of `of` closed cases in which this was done, and of which it can be said, `helped` stayed closed."""

    what: str
    helped: int
    of: int


@dataclass(frozen=True, slots=True)
class LikeBefore:
    """`known` is False while the case's words have no vector yet. `all_seen` False where only the brand's latest messages were looked at."""

    known: bool
    cases: tuple[Before, ...] = ()
    helped: tuple[Helped, ...] = ()
    all_seen: bool = True


def like_before(*, number: int, away: OutOfSight = EVERYBODY_SEEN, at: datetime) -> LikeBefore:
    """Up to three closed cases whose words are like the first words of this one, the most alike first, and what helped in those like it;
    without cases of people who are `away` for whoever looks.
    A fixed number of queries. Refuses a number that the brand does not have."""
    case = cases.by_number(number=number)
    own = cases.messages_of_cases(case_ids=[case.id]).get(case.id, ())
    vectors = alike.vectors(message_ids=own)
    vector = next((vectors[one] for one in own if one in vectors), None)
    if vector is None:
        return LikeBefore(known=False)
    near, all_seen = alike.nearest(codes=vector.codes, version=vector.version, most=_NEAR, besides=own)
    best = _best_of_each_case(near, case.id)
    listed = views.rows(case_ids=[case.id, *best])
    alike_ones = {
        one.id: one
        for one in away.without(
            cases.cases(case_ids=[case.id, *(one for one in best if one in listed)]), lambda one: one.identity_id
        )
    }
    closed = [alike_ones[one] for one in best if one in alike_ones and alike_ones[one].state is CaseState.RESOLVED][:COUNTED]
    came_back = {one.id for one in closed if _came_back(one, alike_ones.values(), listed)}
    told = _told(vector, closed, best, came_back, at)
    counted = _counted(told, makegoods.for_occasions(kind="case", ids=[case.id]).get(case.id))
    return LikeBefore(known=True, cases=told[:SHOWN], helped=counted, all_seen=all_seen)


# ---------------------------------------------------------------------------------------------------------------------


def _best_of_each_case(near: Sequence[Near], but: CaseId) -> dict[CaseId, Near]:
    """The most alike message of each other case, the most alike first; nothing that is out of sight."""
    ids = [one.message_id for one in near]
    hidden, placed = kept_out.hidden(message_ids=ids), cases.cases_of_messages(message_ids=ids)
    best: dict[CaseId, Near] = {}
    for one in near:
        case_id = placed.get(one.message_id)
        if case_id is not None and case_id != but and one.message_id not in hidden:
            best.setdefault(case_id, one)
    return best


def _came_back(case: Case, others: Iterable[Case], listed: Mapping[UUID, InboxRow]) -> bool:
    """It was opened again, or the same person soon wrote of something alike in another conversation."""
    if len(case.segments) > 1:
        return True
    whose = {one.id: listed[one.id].person_id for one in (case, *others) if one.id in listed}
    closed_at = case.resolved_at or case.opened_at
    return any(
        other.id != case.id and whose.get(other.id) == whose.get(case.id) and closed_at < other.opened_at <= closed_at + SOON
        for other in others
    )


def _told(
    vector: Vector, closed: Sequence[Case], best: Mapping[CaseId, Near], came_back: Set[UUID], at: datetime
) -> tuple[Before, ...]:
    ids = [case.id for case in closed]
    shown = [best[case_id].message_id for case_id in ids[:SHOWN]]
    said: dict[UUID, str] = {
        one.id: alike_messages.words(one) for one in channels.messages(message_ids=[vector.message_id, *shown])
    }
    plans, praised = makegoods.for_occasions(kind="case", ids=ids), outcomes.praised_cases(case_ids=ids)
    own = said.get(vector.message_id, "")
    return tuple(
        _before(
            case,
            best[case.id],
            plans.get(case.id),
            ended=Ended.CAME_BACK if case.id in came_back else _ended(case, plans.get(case.id), case.id in praised, at),
            words=shared.words_in_common(own, said.get(best[case.id].message_id, "")),
        )
        for case in closed
    )


def _before(case: Case, near: Near, plan: Makegood | None, *, ended: Ended, words: tuple[str, ...]) -> Before:
    deeds = [step for step in plan.steps if step.kind in _DEEDS and step.state is StepState.DONE] if plan else []
    return Before(
        number=case.number,
        title=case.title,
        at=case.resolved_at or case.opened_at,
        degree=near.degree or Degree.SOMEWHAT,
        words=words,
        what=_what(deeds),
        done=tuple(step.title for step in deeds),
        cost=_cost(deeds),
        ended=ended,
    )


def _what(deeds: Sequence[Step]) -> str:
    fix = next((step for step in deeds if step.kind is StepKind.FIX), None)
    return (fix.params.get("command") or "fix") if fix else "give" if deeds else "words"


def _cost(deeds: Sequence[Step]) -> Money | None:
    total: Money | None = None
    for step in deeds:
        total = step.cost if total is None else total + step.cost if total.currency == step.cost.currency else total
    return total


def _ended(case: Case, plan: Makegood | None, praised: bool, at: datetime) -> Ended:
    if praised:
        return Ended.THANKED
    if case.resolved_at is None or at - case.resolved_at < TOO_EARLY:
        return Ended.EARLY
    asked = plan is not None and any(step.kind is StepKind.FOLLOW_UP and step.reference for step in plan.steps)
    return Ended.ASKED if asked else Ended.STAYED


def _counted(told: Sequence[Before], plan: Makegood | None) -> tuple[Helped, ...]:
    """What helped how often: first what is proposed now, then what was done most; two at most, and never over fewer than two cases."""
    said = [one for one in told if one.ended is not Ended.EARLY]
    of, helped = Counter(one.what for one in said), Counter(one.what for one in said if one.ended is not Ended.CAME_BACK)
    proposed = _what([step for step in plan.steps if step.kind in _DEEDS]) if plan else ""
    order = sorted((what for what in of if of[what] > 1), key=lambda what: (what != proposed, -of[what], what))
    return tuple(Helped(what, helped[what], of[what]) for what in order[:2])
