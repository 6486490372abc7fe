"""What would be good here: fix, own it, compensate in kind, one small unexpected touch, ask nothing. In this order, never skipping.

Pure: values in, proposals out. It cannot see reach, loudness, address or demographics (`Situation` has no such field), and
language and name choose words only. The rules and their sources are told in docs/policy.md, how they agree with a care team in
docs/proposer.md.
"""

from dataclasses import replace

from makegood.kernel.money import Money, zero
from makegood.makegoods.rules import courses, gifts, losses, reasons, steps
from makegood.makegoods.rules.courses import Course
from makegood.makegoods.types import Forbidden, Proposal, Situation, StepKind

THREE = 3
_SENIORITY = ("agent", "lead", "owner")
LOOKS_AT_CLAIMS = ("lead", "owner")


def propose(situation: Situation) -> list[Proposal]:
    """Up to three proposals, the recommended one first and exactly one of them plain. Equal situations get equal proposals.

    The first carries what the policy allows on top of the fix; the plain one never does. Where the first has something on top,
    the same course without it follows. Where there are fewer than three, to ring them first is one more way, unless they cannot be rung.
    """
    found = courses.courses(situation)
    best, others = found[0], found[1:]
    first = _with_extras(best, situation)
    proposals = [_build(course, situation, gifts.Chosen()) for course in others]
    if any(step.kind is StepKind.GIVE for step in first.steps):
        proposals = [replace(first, plain=False), *proposals, _build(best, situation, gifts.Chosen())]
    else:
        proposals = [first, *proposals]
    if len(proposals) < THREE and not best.call and courses.NO_PHONE not in situation.needs:
        proposals.append(_build(_rung_first(best), situation, gifts.Chosen()))
    return proposals[:THREE]


def a_person_writes(situation: Situation) -> bool:
    """From the third failure in 180 days on (policy), for grave harm and for neglect, nobody gets a ready-made letter."""
    return courses.a_person_writes(situation)


def _rung_first(course: Course) -> Course:
    return replace(course, name=f"{course.name}-and-call", title=f"{course.title}, and call them", call=True, plain=False)


# From a course to a proposal --------------------------------------------------------------------------------------------


def _with_extras(course: Course, situation: Situation) -> Proposal:
    """On top of a fix (or of what was kept): compensation in kind first, then the surprise. Never before a fix is scheduled."""
    room = gifts.Room(left=left_after_fix(course, situation), parcel=course.parcel)
    kind = gifts.compensation(situation, course, room)
    if not course.again:
        touch = gifts.Chosen()
    elif courses.no_surprise(situation):
        touch = gifts.Chosen(forbidden=(Forbidden("A surprise", reasons.no_touch(situation)),))
    else:
        touch = gifts.surprise(situation, room.after(kind.gifts))
    return _build(
        course, situation, replace(touch, gifts=(*kind.gifts, *touch.gifts), forbidden=(*kind.forbidden, *touch.forbidden))
    )


def _build(course: Course, situation: Situation, chosen: gifts.Chosen) -> Proposal:
    planned = steps.lay(course, situation, chosen.gifts)
    left = left_after_fix(course, situation)
    on_top = sum((gift.item.real_cost for gift in chosen.gifts), zero(situation.currency))
    needs, by = _approval(course, situation, chosen.gifts)
    by_hand = a_person_writes(situation)
    return Proposal(
        name="-with-".join([course.name, *(gift.item.code for gift in chosen.gifts)]),
        title=reasons.title(course.title, [gift.item.name for gift in chosen.gifts]),
        steps=planned,
        cost=sum((step.cost for step in planned), zero(situation.currency)),
        budget_left_after=left - on_top if left is not None else None,
        why=reasons.why(situation, course, gifts=chosen.gifts, by_hand=by_hand),
        plain=course.plain,
        forbidden=(*course.forbidden, *chosen.forbidden, *reasons.no_template(situation, by_hand)),
        needs_approval=needs,
        approved_by=by,
        arm=situation.arm,
        propensity=situation.propensity,
        drawn=chosen.drawn,
        among=chosen.among,
        automatic=not needs and not by_hand and _runs_by_itself(course, situation, chosen.gifts),
    )


def _owed(course: Course, currency: str) -> Money:
    """What the fix and everything else that is owed cost together."""
    fix = [course.fix.cost] if course.fix else []
    return sum((*fix, *(step.cost for step in course.owed)), zero(currency))


def left_after_fix(course: Course, situation: Situation) -> Money | None:
    """What the budget holds after what is owed. What does not fit in is owed all the same and leaves the budget as it is."""
    if situation.budget is None:
        return None
    left = situation.budget.left
    for step in (*([course.fix] if course.fix else []), *course.owed):
        left = left - step.cost if step.cost <= left else left
    return left


def _approval(course: Course, situation: Situation, extras: tuple[gifts.Gift, ...]) -> tuple[bool, tuple[str, ...]]:
    """Whether somebody else must say yes, and who can say it to everything at once."""
    asked = [set(gift.verdict.approved_by) for gift in extras if gift.verdict.needs_approval]
    policy = situation.policy
    above = policy.fix_approval_above
    if above is not None and _owed(course, situation.currency) > above and situation.role not in policy.fix_approved_by:
        asked.append(set(policy.fix_approved_by))
    if situation.claims and situation.role not in LOOKS_AT_CLAIMS:
        asked.append(set(LOOKS_AT_CLAIMS))
    together = set.intersection(*asked) if asked else set()
    return bool(asked), tuple(role for role in _SENIORITY if role in (together or ({"owner"} if asked else set())))


def _runs_by_itself(course: Course, situation: Situation, extras: tuple[gifts.Gift, ...]) -> bool:
    """Never what a person must do or look at, whatever it costs."""
    most = situation.policy.automatic_fix_up_to
    if (
        most is None
        or course.call
        or course.command == courses.BY_HAND
        or course.owed
        or _owed(course, situation.currency) > most
    ):
        return False
    return (
        all(gift.verdict.automatic and gift.item.code != gifts.AMOUNT for gift in extras)
        and losses.leading(situation.happened) != ""
    )
