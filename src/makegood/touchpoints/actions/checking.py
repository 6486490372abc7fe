"""What changed, with the check that is planned for it, and what the check said. Works inside an open brand transaction.

There is no other way to close a finding: the figure of a check that was planned before says whether it worked, by the rules; nobody says so.
"""

from datetime import date, datetime
from uuid import UUID

from makegood.kernel.actors import SYSTEM, Actor
from makegood.kernel.refusals import Refusal
from makegood.platform import journal
from makegood.touchpoints import events, models, raised
from makegood.touchpoints.actions import finding_out
from makegood.touchpoints.rules import finding as rules
from makegood.touchpoints.rules import planning, rates
from makegood.touchpoints.types import Check, CheckResult, Figure, FindingState, Watched

_SAID = {
    CheckResult.WORKED: "it worked",
    CheckResult.DID_NOT: "it did not work",
    CheckResult.CANNOT: "it cannot be said",
}


def changed(
    *,
    finding_id: UUID,
    change: str,
    on: date,
    check_on: date,
    watched: Watched,
    before: Figure,
    aim: float,
    least: int,
    today: date,
    by: Actor,
    at: datetime,
) -> None:
    """What changed, since when, and the check: its day, of how many at least, and the share that is hoped for. `before` is the figure it is measured
    against. A repeat changes nothing.

    Refuses no words, a change that is still to come or older than the finding allows (two years), and a plan that `rules.planning` refuses.
    """
    row = finding_out.held(finding_id)
    words = rules.some_words(change, field="change", way_out="say what is otherwise now, as you would tell those who raised it.")
    if on > today:
        raise Refusal("to_come", "on: this day is still to come. Say that it is being changed until then.", {"on": "is to come"})
    if today - on > rules.LONGEST_AHEAD:
        raise Refusal("long_ago", "on: this is more than two years ago. Choose a later day.", {"on": "is too long ago"})
    _check_plan(check_on, aim, least, before, today)
    if not finding_out.move(row, FindingState.CHANGED, words, by, at):
        return
    row.change, row.changed_at, row.check_on, row.watched = words, before.until, check_on, watched
    row.before, row.after, row.worked = raised.kept(before), None, None
    row.save()
    _plan(row, before, before.until, check_on, aim, least, by, at)


def plan_again(*, finding_id: UUID, check_on: date, aim: float, least: int, today: date, by: Actor, at: datetime) -> None:
    """Another check of the same change, against the same figure before it, where the last one could not say. Refuses a finding of which nothing changed,
    one whose check is still to come, and a plan that `rules.planning` refuses."""
    row = finding_out.held(finding_id)
    before = raised.as_value(row).before
    if FindingState(row.state) is not FindingState.CHANGED or before is None or row.changed_at is None:
        raise Refusal("finding_step", "Nothing was changed here yet, so that nothing can be checked.", {"state": "not changed"})
    if models.Check.objects.filter(finding_id=row.id, result="").exists():
        raise Refusal(
            "check_to_come", "A check is planned already: what was planned is not moved once it runs.", {"check_on": "is planned"}
        )
    _check_plan(check_on, aim, least, before, today)
    row.check_on = check_on
    row.save(update_fields=["check_on"])
    _plan(row, before, row.changed_at, check_on, aim, least, by, at)


def conclude(*, check_id: UUID, after: Figure, at: datetime) -> CheckResult:
    """Its day has come: what the figure says by the rules is kept, and the finding goes on by it: closed where it worked, back to being changed where it did
    not; where it cannot be said, it waits for another check. A repeat changes nothing and gives the same."""
    found = models.Check.objects.select_for_update().get(id=check_id)
    if found.result:
        return CheckResult(found.result)
    one = raised.check_as_value(found)
    result = planning.says(one.before, after, aim=one.aim, least=one.least)
    more = rates.difference(rates.share(after.hits, after.n), rates.share(one.before.hits, one.before.n))
    found.result, found.result_at, found.after = result, at, raised.kept(after)
    found.low, found.high = (more.low, more.high) if more else (None, None)
    found.save()
    row = finding_out.held(found.finding_id)
    came_out = events.CheckCameOut(**finding_out.about(row.id, row.key), check_id=found.id, result=_SAID[result])
    journal.record(came_out, by=SYSTEM, at=at)
    _go_on(row, result, after, at)
    return result


def overtake(*, finding_id: UUID, after: Figure, at: datetime) -> None:
    """It is changed again before the check's day: what was planned is not moved, it cannot be said any more. Nothing where none is to come."""
    found = models.Check.objects.select_for_update().filter(finding_id=finding_id, result="").first()
    if found is None:
        return
    found.result, found.result_at, found.after = CheckResult.CANNOT, at, raised.kept(after)
    found.save()
    row = finding_out.held(finding_id)
    said = events.CheckCameOut(**finding_out.about(row.id, row.key), check_id=found.id, result=_SAID[CheckResult.CANNOT])
    journal.record(said, by=SYSTEM, at=at)


def to_come(*, finding_id: UUID) -> Check | None:
    """The check of a finding that is still to come, held to the end of the transaction."""
    found = models.Check.objects.select_for_update().filter(finding_id=finding_id, result="").first()
    return raised.check_as_value(found) if found else None


def _go_on(row: models.Finding, result: CheckResult, after: Figure, at: datetime) -> None:
    if FindingState(row.state) is not FindingState.CHANGED or result is CheckResult.CANNOT:
        return
    row.after, row.worked = raised.kept(after), result is CheckResult.WORKED
    row.save(update_fields=["after", "worked"])
    finding_out.move(row, FindingState.CHECKED if row.worked else FindingState.CHANGING, "", SYSTEM, at)


def _check_plan(check_on: date, aim: float, least: int, before: Figure, today: date) -> None:
    rules.check_day(check_on, field="check_on", today=today)
    planning.check_plan(aim=aim, least=least, before=before)


def _plan(
    row: models.Finding, before: Figure, since: datetime, check_on: date, aim: float, least: int, by: Actor, at: datetime
) -> None:
    planned = models.Check(
        finding_id=row.id,
        number=models.Check.objects.filter(finding_id=row.id).count() + 1,
        watched=row.watched,
        before=raised.kept(before),
        since=since,
        check_on=check_on,
        least=least,
        aim=aim,
        power=planning.power(before, aim=aim, n=least),
        planned_at=at,
        by_member_id=finding_out.member(by),
    )
    planned.save(force_insert=True)
    said = events.CheckPlanned(**finding_out.about(row.id, row.key), check_id=planned.id, check_on=check_on.isoformat())
    journal.record(said, by=by, at=at)
