"""Looks at what came back: praise, standing and its history, thanks. Never writes."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from makegood.kernel.refusals import Refusal
from makegood.kernel.windows import WINDOWS, Window, columns
from makegood.outcomes import models
from makegood.outcomes.types import Praise, Standing, StandingStep, StoodAt, Thanks
from makegood.platform import bulk
from makegood.platform.arrays import array
from makegood.platform.asking import Question

NOTHING_KNOWN = StandingStep(Standing.UNKNOWN, None, "Nothing is known yet.")


def standing(*, identity_ids: Sequence[UUID]) -> StandingStep:
    """Where the person with these identities stands now; `Standing.UNKNOWN` without `since` where nothing is known."""
    return ask_standing(identity_ids=identity_ids).answer


def ask_standing(*, identity_ids: Sequence[UUID]) -> Question[StandingStep]:
    """`standing`, to be asked together with others."""
    rows = models.StandingStep.objects.filter(identity_id__in=identity_ids).order_by("-since", "-id")[:1]
    return Question(lambda found: _step(found[0]) if found else NOTHING_KNOWN, rows)


def latest_steps(*, groups: Sequence[Sequence[UUID]]) -> list[StandingStep]:
    """`standing` for several people at once, each by all of their identities, in order. One query."""
    asked = {one for group in groups for one in group}
    rows = models.StandingStep.objects.filter(identity_id__in=asked).order_by("identity_id", "-since", "-id")
    latest = {row.identity_id: row for row in rows.distinct("identity_id")}
    found = [[latest[one] for one in group if one in latest] for group in groups]
    return [_step(max(rows, key=lambda row: (row.since, row.id))) if rows else NOTHING_KNOWN for rows in found]


def standing_in(*, windows: Sequence[Window]) -> list[Standing]:
    """Where each of these people stood at the end of their window. One query."""
    found = [Standing.UNKNOWN] * len(windows)
    (rows,) = bulk.look((_STANDING_IN, columns(windows)))
    for n, standing in rows:
        found[n] = Standing(standing)
    return found


def telling(*, after: UUID | None, limit: int) -> list[UUID]:
    """Identities that stand as advocate, promoter or detractor, by their ids, from `after` on. One query."""
    rows = models.StandingStep.objects.filter(standing__in=[Standing.ADVOCATE, Standing.PROMOTER, Standing.DETRACTOR])
    later = rows.filter(identity_id__gt=after) if after else rows
    return list(later.order_by("identity_id").values_list("identity_id", flat=True).distinct()[:limit])


def stood_at(*, before: datetime, after: datetime) -> tuple[StoodAt, ...]:
    """Where each identity stood at two instants, for all of whom anything was known by the later one. One query, as many rows as there are such
    identities."""
    (rows,) = bulk.look((_STOOD_AT, [before, after]))
    return tuple(
        StoodAt(identity_id, Standing(was or Standing.UNKNOWN), was_since, Standing(now), now_since, because)
        for identity_id, was, was_since, now, now_since, because in rows
    )


def praised_in(*, windows: Sequence[Window]) -> list[bool]:
    """Whether each of these people praised us in public within their window, confirmed to be them. One query."""
    (rows,) = bulk.look((_PRAISED_IN, columns(windows)))
    said = {n for (n,) in rows}
    return [n in said for n in range(len(windows))]


_STANDING_IN = f"""
SELECT DISTINCT ON (w.n) w.n, s.standing FROM {WINDOWS} JOIN outcomes_standingstep s ON s.identity_id = w.who AND s.since <= w.until
ORDER BY w.n, s.since DESC, s.id DESC
"""
_STOOD_AT = """
WITH at (before, after) AS (SELECT %s::timestamptz, %s::timestamptz),
later AS (SELECT DISTINCT ON (s.identity_id) s.identity_id, s.standing, s.since, s.because FROM outcomes_standingstep s, at
    WHERE s.since <= at.after ORDER BY s.identity_id, s.since DESC, s.id DESC),
earlier AS (SELECT DISTINCT ON (s.identity_id) s.identity_id, s.standing, s.since FROM outcomes_standingstep s, at
    WHERE s.since <= at.before ORDER BY s.identity_id, s.since DESC, s.id DESC)
SELECT l.identity_id, e.standing, e.since, l.standing, l.since, l.because FROM later l LEFT JOIN earlier e USING (identity_id)
"""
_PRAISED_IN = f"""
SELECT DISTINCT w.n FROM {WINDOWS} JOIN outcomes_praise p ON p.identity_id = w.who AND p.at > w.since AND p.at <= w.until
WHERE p.public AND p.credited_to IS NOT NULL
"""


def history(*, identity_ids: Sequence[UUID]) -> tuple[StandingStep, ...]:
    """Every step of standing of these identities, the first one first."""
    return ask_history(identity_ids=identity_ids).answer


def ask_history(*, identity_ids: Sequence[UUID]) -> Question[tuple[StandingStep, ...]]:
    """`history`, to be asked together with others."""
    rows = models.StandingStep.objects.filter(identity_id__in=identity_ids).order_by("since", "id")
    return Question(lambda found: tuple(_step(row) for row in found), rows)


def praise(*, praise_id: UUID) -> Praise:
    """One praise. Refuses `no_such_praise`."""
    row = models.Praise.objects.filter(id=praise_id).first()
    if row is None:
        raise no_such_praise()
    return _praise(row)


def praises(*, praise_ids: Sequence[UUID]) -> dict[UUID, Praise]:
    """Those of these praises that exist, by id. One query."""
    return {row.id: _praise(row) for row in models.Praise.objects.filter(id__in=praise_ids)}


def credited_after(*, after: UUID | None, limit: int) -> tuple[Praise, ...]:
    """Kind words that are credited, those kept first first: so many of them after a place. One query."""
    rows = models.Praise.objects.filter(credited_to__isnull=False)
    if after is not None:
        rows = rows.filter(id__gt=after)
    return tuple(_praise(row) for row in rows.order_by("id")[:limit])


def praise_of_message(*, message_id: UUID) -> Praise | None:
    """The praise that this message was noted as, or None."""
    row = models.Praise.objects.filter(message_id=message_id).first()
    return _praise(row) if row else None


def praise_of(*, identity_ids: Sequence[UUID]) -> tuple[Praise, ...]:
    """What these identities said in praise, latest first."""
    return ask_praise_of(identity_ids=identity_ids).answer


def ask_praise_of(*, identity_ids: Sequence[UUID]) -> Question[tuple[Praise, ...]]:
    """`praise_of`, to be asked together with others."""
    rows = models.Praise.objects.filter(identity_id__in=identity_ids).order_by("-at", "-id")
    return Question(lambda found: tuple(_praise(row) for row in found), rows)


def praise_list(*, limit: int) -> tuple[Praise, ...]:
    """The latest praise of the brand, credited or not."""
    return tuple(_praise(row) for row in models.Praise.objects.order_by("-at", "-id")[:limit])


def praise_count(*, since: datetime, until: datetime, public_only: bool = False, but: Collection[UUID] = ()) -> int:
    """How many kind words came from `since` up to but not at `until`. Counts a stretch of the index, so keep it short."""
    return ask_praise_count(since=since, until=until, public_only=public_only, but=but).answer


def ask_praise_count(*, since: datetime, until: datetime, public_only: bool = False, but: Collection[UUID] = ()) -> Question[int]:
    """`praise_count`, to be asked together with others; without what some identities said."""
    text = "SELECT count(*) FROM outcomes_praise WHERE at >= %s AND at < %s AND (public OR NOT %s) AND (identity_id = ANY(%s::uuid[])) IS NOT TRUE"
    return Question(lambda found: int(found[0][0]), (text, [since, until, public_only, array(but)]))


def praised_cases(*, case_ids: Sequence[UUID]) -> set[UUID]:
    """Those of these cases to which a kind word was credited. One query."""
    found = models.Praise.objects.filter(case_id__in=case_ids, credited_to__isnull=False)
    return {case_id for case_id in found.values_list("case_id", flat=True) if case_id}


def thanks_for(*, member_id: UUID, limit: int = 50) -> tuple[Thanks, ...]:
    """The kind words that were passed on to a member, latest first, seen or not."""
    return tuple(
        _thanks(row) for row in models.Thanks.objects.filter(to_member_id=member_id).order_by("-passed_on_at", "-id")[:limit]
    )


def thanks_of(*, praise_id: UUID) -> tuple[Thanks, ...]:
    """To whom a praise was passed on, in that order."""
    return tuple(_thanks(row) for row in models.Thanks.objects.filter(praise_id=praise_id).order_by("passed_on_at", "id"))


def unseen_thanks(*, member_id: UUID) -> int:
    """How many kind words wait for a member's eyes."""
    return models.Thanks.objects.filter(to_member_id=member_id, seen_at__isnull=True).count()


def no_such_praise() -> Refusal:
    return Refusal("no_such_praise", "There is no such praise here. It may belong to another brand.", {"praise_id": "not found"})


def _step(row: models.StandingStep) -> StandingStep:
    return StandingStep(Standing(row.standing), row.since, row.because, row.message_id)


def _praise(row: models.Praise) -> Praise:
    return Praise(
        id=row.id,
        message_id=row.message_id,
        identity_id=row.identity_id,
        case_id=row.case_id,
        makegood_id=row.makegood_id,
        gesture=row.gesture,
        words=row.words,
        public=row.public,
        link=row.link,
        reach=row.reach,
        at=row.at,
        credited=row.credited_to is not None,
    )


def _thanks(row: models.Thanks) -> Thanks:
    return Thanks(
        praise_id=row.praise_id,
        to_member_id=row.to_member_id,
        to_name=row.to_name,
        words=row.words,
        passed_on_at=row.passed_on_at,
        seen_at=row.seen_at,
    )
