"""When a finding's change is checked, of how many, and what the check says: the figure of its touchpoint before and since. Makegood looks at its day by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from makegood.brands import queries as brands
from makegood.brands import rules as business
from makegood.brands.types import Member, Permission
from makegood.flows import touchpoint_pages
from makegood.kernel import actors
from makegood.platform import work
from makegood.platform.work import Item, Taken
from makegood.touchpoints import raised
from makegood.touchpoints.actions import checking
from makegood.touchpoints.rules import finding as rules
from makegood.touchpoints.rules import planning
from makegood.touchpoints.types import Check, Figure, Finding, FindingState, Watched

CHECK = "finding_check"
NEAR = timedelta(days=7)  # of a check that is due, or came out
BEFORE = timedelta(days=90)  # what a change is measured against


@dataclass(frozen=True, slots=True)
class Outlook:
    """What can be said of a check before it is planned. `there`: so many will have been there by its day, at the pace of before. `needed`: so many it takes
    to find it four times in five, None where no number does; `enough_on`: the day by which they will have been there. `power`: how likely it finds, with
    `least`, that it worked, if what is hoped for is so."""

    before: Figure
    aim: float
    check_on: date
    least: int
    there: int
    needed: int | None
    enough_on: date | None
    power: float


def changed(
    *,
    finding_id: UUID,
    change: str,
    on: date,
    check_on: date | None,
    watched: Watched,
    aim: float | None = None,
    least: int | None = None,
    member: Member,
    at: datetime,
) -> None:
    """It is otherwise since that day: the figure of the ninety days before is kept, and the check is planned (`outlook` says what is usual of it)."""
    business.require(member.role, Permission.ANSWER)
    seen = outlook(finding=raised.finding(finding_id=finding_id), on=on, watched=watched, check_on=check_on, aim=aim, at=at)
    checking.changed(
        finding_id=finding_id,
        change=change,
        on=on,
        check_on=seen.check_on,
        watched=watched,
        before=seen.before,
        aim=seen.aim,
        least=seen.least if least is None else least,
        today=brands.local_day(at),
        by=actors.member(member.id),
        at=at,
    )
    work.leave(CHECK, [Item(key=str(finding_id), due_at=_morning(seen.check_on, at))])


def plan_again(
    *, finding_id: UUID, check_on: date, aim: float | None = None, least: int | None = None, member: Member, at: datetime
) -> None:
    """Another check of the same change, where the last one could not say."""
    business.require(member.role, Permission.ANSWER)
    finding = raised.finding(finding_id=finding_id)
    seen = outlook(finding=finding, on=None, watched=finding.watched, check_on=check_on, aim=aim, at=at)
    checking.plan_again(
        finding_id=finding_id,
        check_on=check_on,
        aim=seen.aim,
        least=seen.least if least is None else least,
        today=brands.local_day(at),
        by=actors.member(member.id),
        at=at,
    )
    work.leave(CHECK, [Item(key=str(finding_id), due_at=_morning(check_on, at))])


def outlook(
    *, finding: Finding, on: date | None, watched: Watched, check_on: date | None = None, aim: float | None = None, at: datetime
) -> Outlook:
    """What can be said of a check before it is planned: the figure it is held against, what is hoped for, of how many, and how likely it says something.
    `on`: the day of the change, None for the one that stands."""
    zone = ZoneInfo(brands.current().zone)
    if on is None and finding.before is not None:
        before = finding.before
    else:
        began = min(datetime.combine(on or brands.local_day(at), time(), zone), at)
        before = touchpoint_pages.figure(key=finding.key, watched=watched, since=began - BEFORE, until=began)
    hoped = planning.usual_aim(before) if aim is None else aim
    day = check_on or brands.local_day(at) + rules.USUAL_CHECK
    needed = planning.needed(before, aim=hoped)
    there = planning.expected(before, days=(day - before.until.astimezone(zone).date()).days)
    least = min(max(planning.LEAST, there if needed is None else min(needed, there)), planning.MOST)
    enough_on = planning.day_for(before, needed, since=before.until.astimezone(zone).date()) if needed else None
    return Outlook(before, hoped, day, least, there, needed, enough_on, planning.power(before, aim=hoped, n=least))


def check_due(items: Sequence[Taken], at: datetime) -> None:
    """The day of these checks has come: their figure is looked up once, and the rules say what it says. What changed before checks were planned gets its
    plan first. May be repeated; whose day is still to come is put off until then."""
    for item in items:
        finding = raised.finding(finding_id=UUID(item.key))
        one = checking.to_come(finding_id=finding.id) or _planned_late(finding, at)
        if one is None:
            continue
        due = _morning(one.check_on, at)
        if due > at:
            work.postpone(item, due_at=due)
            continue
        after = touchpoint_pages.figure(key=finding.key, watched=one.watched, since=one.since, until=at)
        checking.conclude(check_id=one.id, after=after, at=at)


def since_change(finding: Finding, *, at: datetime) -> Figure | None:
    """The figure of a finding's touchpoint since the change, as it is now; None where nothing was changed."""
    if finding.changed_at is None:
        return None
    return touchpoint_pages.figure(key=finding.key, watched=finding.watched, since=finding.changed_at, until=at)


def checks_about(*, member: Member, at: datetime) -> tuple[tuple[Finding, Check], ...]:
    """The checks of this member's findings that come within a week, and those that came out within the last. One query where there is none, else two."""
    return raised.checks_about(member_id=member.id, until=brands.local_day(at) + NEAR, since=at - NEAR)


def usual_check(at: datetime) -> date:
    """The day on which a change of today is usually checked."""
    return brands.local_day(at) + rules.USUAL_CHECK


def overtake(*, finding_id: UUID, at: datetime) -> None:
    """A change that is followed by another before its check: what is known of it by now is kept."""
    after = since_change(raised.finding(finding_id=finding_id), at=at)
    if after is not None:
        checking.overtake(finding_id=finding_id, after=after, at=at)


def _planned_late(finding: Finding, at: datetime) -> Check | None:
    """The check of a change that was written down before checks were planned, by the figure and for the day that were kept; None where there is none to
    plan."""
    if finding.state is not FindingState.CHANGED or finding.check_on is None or raised.checks(finding_id=finding.id):
        return None
    day = max(finding.check_on, brands.local_day(at))
    seen = outlook(finding=finding, on=None, watched=finding.watched, check_on=day, at=at)
    checking.plan_again(
        finding_id=finding.id, check_on=day, aim=seen.aim, least=seen.least, today=brands.local_day(at), by=actors.SYSTEM, at=at
    )
    return checking.to_come(finding_id=finding.id)


def _morning(day: date, at: datetime) -> datetime:
    """When the check of a day is looked at: at six in the morning where the brand is, and not before now."""
    return max(datetime.combine(day, time(6), ZoneInfo(brands.current().zone)), at)
