"""Looks at findings: what people found wrong, how far each has got, who raised it and who was told. Looks only, beside `queries`."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q

from makegood.kernel.refusals import Refusal
from makegood.platform import asking, places
from makegood.touchpoints import models
from makegood.touchpoints.types import (
    UNFINISHED,
    Check,
    CheckResult,
    Figure,
    Finding,
    FindingId,
    FindingState,
    Step,
    Telling,
    ToldState,
    Voice,
    Watched,
)

_TO_DO = (FindingState.OPEN, FindingState.ACCEPTED, FindingState.CHANGING)


def finding(*, finding_id: UUID) -> Finding:
    """One of them. Refuses `no_such_finding`."""
    row = models.Finding.objects.filter(id=finding_id).first()
    if row is None:
        raise no_such_finding()
    return as_value(row, voices=models.Voice.objects.filter(finding_id=finding_id).count())


def findings(*, key: str = "", unfinished: bool | None = None, limit: int) -> tuple[Finding, ...]:
    """Findings, of one touchpoint where it is named, the unfinished or the finished ones alone where that is asked for; what is due first in
    front, of the finished the latest. Two queries."""
    rows = models.Finding.objects.all()
    if key:
        rows = rows.filter(key=key)
    if unfinished is not None:
        rows = rows.filter(state__in=UNFINISHED) if unfinished else rows.exclude(state__in=UNFINISHED)
    order = ("due_on", "id") if unfinished else ("-state_at", "-id")
    return _with_voices(list(rows.order_by(*order)[:limit]))


def page(*, before: UUID | None, since: UUID | None, key: str, state: FindingState | None, limit: int) -> tuple[Finding, ...]:
    """The brand's findings, the one filed last first: `limit` of them from before a place on. Two queries."""
    rows = places.latest_first(models.Finding.objects.all(), before=before, since=since)
    if key:
        rows = rows.filter(key=key)
    if state is not None:
        rows = rows.filter(state=state)
    return _with_voices(list(rows[:limit]))


def due(*, member_id: UUID, until: date, limit: int = 20) -> tuple[Finding, ...]:
    """What this member owns and should have seen to: past its date, or past the day on which the change was to be checked. What should
    have been first in front."""
    late = Q(state__in=_TO_DO, due_on__lte=until) | Q(state=FindingState.CHANGED, check_on__lte=until)
    rows = models.Finding.objects.filter(late, owner_id=member_id).order_by("due_on", "id")[:limit]
    return tuple(as_value(row) for row in rows)


def unfinished_counts() -> dict[str, int]:
    """Key → how many findings there are that have not come to an end."""
    rows = models.Finding.objects.filter(state__in=UNFINISHED)
    return dict(rows.values_list("key").annotate(count=Count("id")).order_by())


def ask_of_case(*, case_id: UUID) -> asking.Question[tuple[Finding, ...]]:
    """The findings in which this case's words stand, to be asked together with others."""
    raised = models.Voice.objects.filter(case_id=case_id).values("finding_id")
    rows = models.Finding.objects.filter(id__in=raised).order_by("filed_at", "id")
    return asking.Question(lambda found: tuple(as_value(row) for row in found), rows)


def of_cases(*, case_ids: Sequence[UUID]) -> tuple[Finding, ...]:
    """The findings in which words of any of these cases stand, the one filed first in front. Two queries."""
    raised = models.Voice.objects.filter(case_id__in=case_ids).values("finding_id")
    return _with_voices(list(models.Finding.objects.filter(id__in=raised).order_by("filed_at", "id")))


def voices(*, finding_id: UUID, limit: int = 500) -> tuple[Voice, ...]:
    """Who raised it, the first who said so in front."""
    rows = models.Voice.objects.filter(finding_id=finding_id).order_by("said_at", "id")[:limit]
    return tuple(
        Voice(FindingId(row.finding_id), row.case_id, row.identity_id, row.message_id, row.start, row.length, row.said_at)
        for row in rows
    )


def steps(*, finding_id: UUID) -> tuple[Step, ...]:
    """How it went, from the beginning."""
    rows = models.FindingStep.objects.filter(finding_id=finding_id).order_by("at", "id")
    return tuple(Step(FindingState(row.state), row.at, row.by_member_id, row.words) for row in rows)


def checks(*, finding_id: UUID) -> tuple[Check, ...]:
    """The checks that were planned of a finding's changes, the first first. One query."""
    return tuple(map(check_as_value, models.Check.objects.filter(finding_id=finding_id).order_by("number")))


def checks_of(*, finding_ids: Sequence[UUID]) -> dict[UUID, Check]:
    """The latest check of each of these findings. One query."""
    rows = models.Check.objects.filter(finding_id__in=list(finding_ids)).order_by("number")
    return {row.finding_id: check_as_value(row) for row in rows}


def checks_about(*, member_id: UUID, until: date, since: datetime) -> tuple[tuple[Finding, Check], ...]:
    """The checks of what this member sees to: those to come by a day, and those that came out from an instant on; what is next in front. One query where
    there is none, else two."""
    theirs = models.Finding.objects.filter(owner_id=member_id)
    rows = models.Check.objects.filter(
        Q(result="", check_on__lte=until) | Q(result_at__gte=since), finding_id__in=theirs.values("id")
    )
    planned = list(rows.order_by("check_on", "id"))
    found = theirs.in_bulk([row.finding_id for row in planned]) if planned else {}
    return tuple((as_value(found[row.finding_id]), check_as_value(row)) for row in planned if row.finding_id in found)


def tellings(*, finding_id: UUID) -> tuple[Telling, ...]:
    """Who was told what became of it, and who was not."""
    return tuple(map(_telling, models.Telling.objects.filter(finding_id=finding_id).order_by("at", "id")))


def telling(*, telling_id: UUID) -> Telling | None:
    """One of them by its own id, or None."""
    row = models.Telling.objects.filter(id=telling_id).first()
    return _telling(row) if row else None


def figure(*, key: str, since: datetime, until: datetime) -> Figure:
    """Complaints among those who turned to us about a touchpoint, or came in, within a stretch. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_COMPLAINTS, {"key": key, "since": since, "until": until})
        hits, n = cursor.fetchone()
    return Figure(hits, n, since, until)


def as_value(row: models.Finding, *, voices: int = 0) -> Finding:
    """A row as others may hold it."""
    return Finding(
        id=FindingId(row.id),
        key=row.key,
        sentence=row.sentence,
        state=FindingState(row.state),
        state_at=row.state_at,
        filed_at=row.filed_at,
        due_on=row.due_on,
        by_member_id=row.by_member_id,
        owner_id=row.owner_id,
        change=row.change,
        changed_at=row.changed_at,
        watched=Watched(row.watched),
        check_on=row.check_on,
        before=_figure(row.before),
        after=_figure(row.after),
        worked=row.worked,
        voices=voices,
    )


def check_as_value(row: models.Check) -> Check:
    """A check as others may hold it."""
    before = _figure(row.before)
    if before is None:  # the column cannot be empty
        raise AssertionError(row.id)
    return Check(
        id=row.id,
        finding_id=FindingId(row.finding_id),
        number=row.number,
        watched=Watched(row.watched),
        before=before,
        since=row.since,
        check_on=row.check_on,
        least=row.least,
        aim=row.aim,
        power=row.power,
        planned_at=row.planned_at,
        by_member_id=row.by_member_id,
        result=CheckResult(row.result) if row.result else None,
        result_at=row.result_at,
        after=_figure(row.after),
        low=row.low,
        high=row.high,
    )


def kept(figure: Figure) -> dict[str, Any]:
    """A figure as a row holds it."""
    return {"hits": figure.hits, "n": figure.n, "since": figure.since.isoformat(), "until": figure.until.isoformat()}


def no_such_finding() -> Refusal:
    return Refusal("no_such_finding", "There is no such finding here. It may belong to another brand.", {"finding_id": "unknown"})


_COMPLAINTS = """
SELECT coalesce(sum(complained), 0)::int, count(*)::int FROM (
    SELECT complaint::int AS complained FROM touchpoints_contact WHERE key = %(key)s AND at > %(since)s AND at <= %(until)s
    UNION ALL SELECT 0 FROM touchpoints_presence WHERE case_id IS NULL AND key = %(key)s AND at > %(since)s AND at <= %(until)s
) AS there
"""


def _with_voices(rows: Sequence[models.Finding]) -> tuple[Finding, ...]:
    found = models.Voice.objects.filter(finding_id__in=[row.id for row in rows])
    many = dict(found.values_list("finding_id").annotate(count=Count("id")).order_by())
    return tuple(as_value(row, voices=many.get(row.id, 0)) for row in rows)


def _figure(kept: dict[str, Any] | None) -> Figure | None:
    if kept is None:
        return None
    since, until = datetime.fromisoformat(kept["since"]), datetime.fromisoformat(kept["until"])
    return Figure(int(kept["hits"]), int(kept["n"]), since, until)


def _telling(row: models.Telling) -> Telling:
    return Telling(
        finding_id=FindingId(row.finding_id),
        identity_id=row.identity_id,
        case_id=row.case_id,
        state=ToldState(row.state),
        text=row.text,
        because=row.because,
        by_member_id=row.by_member_id,
        at=row.at,
        outgoing_id=row.outgoing_id,
    )
