"""Looks at makegoods and their steps; returns values. Two queries each, whatever the number. Never writes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Max, QuerySet

from makegood.gestures.types import Occasion
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal
from makegood.makegoods import models
from makegood.makegoods.rules import written
from makegood.makegoods.types import Basis, Makegood, MakegoodId, MakegoodState, Step, StepId, StepKind, StepState
from makegood.platform import asking, places
from makegood.platform.arrays import array


@dataclass(frozen=True, slots=True)
class Lately:
    """A makegood in outline: for whom, when it was done (or where it is not yet: agreed to, or proposed), and the titles of what was fixed
    and given."""

    identity_id: UUID
    at: datetime
    titles: tuple[str, ...]


def makegood(*, makegood_id: UUID) -> Makegood:
    """The makegood with its steps. Refuses ("no_such_makegood")."""
    found = _read(models.Makegood.objects.filter(id=makegood_id))
    if not found:
        raise Refusal("no_such_makegood", "makegood_id: there is no such makegood.", {"makegood_id": "unknown"})
    return found[0]


def page(
    *,
    before: UUID | None,
    since: UUID | None,
    state: MakegoodState | None = None,
    identity_ids: Sequence[UUID] | None = None,
    limit: int,
) -> tuple[Makegood, ...]:
    """The brand's makegoods, the one proposed last first: `limit` of them, from before a place on, down to `since`; those in one state, or
    for some identities, alone where that is given. Places are ids."""
    rows = places.latest_first(models.Makegood.objects.all(), before=before, since=since)
    if state is not None:
        rows = rows.filter(state=state)
    if identity_ids is not None:
        rows = rows.filter(identity_id__in=list(identity_ids))
    return _read(rows[:limit])


def for_occasion(*, occasion: Occasion) -> Makegood | None:
    """The latest makegood for the occasion: the live one where there is one."""
    return ask_for_occasion(occasion=occasion).answer


def ask_for_occasion(*, occasion: Occasion) -> asking.Question[Makegood | None]:
    """`for_occasion`, to be asked together with others; of one that is found the steps are looked up when it is heard of."""
    rows = models.Makegood.objects.filter(occasion_kind=occasion.kind, occasion_id=occasion.id)
    return asking.Question(lambda found: next(iter(_with_steps(found)), None), rows.order_by("-proposed_at", "-id")[:1])


def for_occasions(*, kind: str, ids: Sequence[UUID]) -> dict[UUID, Makegood]:
    """The latest makegood for each of these occasions; those for which there is none are left out."""
    rows = models.Makegood.objects.filter(occasion_kind=kind, occasion_id__in=list(ids))
    latest = rows.order_by("occasion_id", "-proposed_at", "-id").distinct("occasion_id")
    return {makegood.occasion.id: makegood for makegood in _read(latest)}


def of_identities(*, identity_ids: Sequence[UUID], since: datetime) -> tuple[Makegood, ...]:
    """What was proposed for these identities from `since` on, the latest first."""
    rows = models.Makegood.objects.filter(identity_id__in=list(identity_ids), proposed_at__gte=since)
    return _read(rows.order_by("-proposed_at", "-id"))


def how_many_done(*, identity_ids: Sequence[UUID], since: datetime | None = None) -> int:
    """How many makegoods for these identities were carried out to their end; ever, or after `since`. One query."""
    rows = models.Makegood.objects.filter(identity_id__in=list(identity_ids), state=MakegoodState.DONE)
    return (rows.filter(done_at__gt=since) if since else rows).count()


def lately(*, since: datetime, states: Sequence[MakegoodState]) -> tuple[Lately, ...]:
    """What was proposed from `since` on for anybody and is in one of these states now, in outline, the latest first: the whole span, however
    much it holds. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_LATELY, [since, list(states)])
        return tuple(Lately(identity_id, at, tuple(titles)) for identity_id, at, titles in cursor.fetchall())


_LATELY = """
SELECT m.identity_id, coalesce(m.done_at, m.approved_at, m.proposed_at),
    ARRAY(SELECT s.title FROM makegoods_step s
        WHERE s.brand_id = m.brand_id AND s.makegood_id = m.id AND s.kind IN ('fix', 'give') ORDER BY s.position)
FROM makegoods_makegood m WHERE m.proposed_at >= %s AND m.state = ANY(%s) ORDER BY m.proposed_at DESC, m.id DESC
"""


def in_state(*, state: MakegoodState, limit: int = 200) -> tuple[Makegood, ...]:
    """The makegoods in this state, latest first."""
    return _read(models.Makegood.objects.filter(state=state).order_by("-proposed_at", "-id")[:limit])


def states_for(*, kind: str, ids: Sequence[UUID]) -> dict[UUID, str]:
    """The state of the latest makegood of each of these occasions; those without one are left out. One query."""
    rows = models.Makegood.objects.filter(occasion_kind=kind, occasion_id__in=list(ids)).order_by("proposed_at", "id")
    return dict(rows.values_list("occasion_id", "state"))


def last_proposed(*, kind: str, ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """When something was last proposed for each of these occasions; those for which nothing ever was are left out. One query."""
    rows = models.Makegood.objects.filter(occasion_kind=kind, occasion_id__in=list(ids)).order_by()
    return dict(rows.values_list("occasion_id").annotate(last=Max("proposed_at")))


def words_of(*, makegood_ids: Sequence[UUID], step_ids: Sequence[UUID]) -> dict[UUID, str]:
    """What was said of these: of a makegood why it was declined, of a step how it was done, or what went wrong with it. Those of which
    nothing is said (any more) are left out. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, [array(makegood_ids), array(step_ids)])
        return dict(cursor.fetchall())


_WORDS = """
SELECT id, declined_because FROM makegoods_makegood WHERE id = ANY(%s::uuid[]) AND declined_because <> ''
UNION ALL
SELECT id, coalesce(nullif(outcome, ''), trouble) FROM makegoods_step WHERE id = ANY(%s::uuid[]) AND outcome || trouble <> ''
"""


@dataclass(frozen=True, slots=True)
class OnTop:
    """What was given on top of the fix, in minor units, and for what kind of harm."""

    occasion: Occasion
    currency: str
    like: str  # "late, real": harm and severity, those whose harms are alike
    minor: int


def on_top(*, since: datetime, limit: int) -> tuple[OnTop, ...]:
    """For each makegood agreed to from `since` on, the latest first: what it cost on top of the fix. Gifts left out do not count. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_ON_TOP, [since, limit])
        return tuple(
            OnTop(Occasion(kind, id_), currency, like, int(minor)) for kind, id_, currency, like, minor in cursor.fetchall()
        )


_ON_TOP = """
SELECT m.occasion_kind, m.occasion_id, m.currency, concat_ws(', ', m.basis->>'harm', m.basis->>'severity', m.basis->>'fault'),
    coalesce((SELECT sum(s.cost_minor) FROM makegoods_step s
        WHERE s.brand_id = m.brand_id AND s.makegood_id = m.id AND s.kind = 'give' AND s.state <> 'skipped'), 0)
FROM makegoods_makegood m WHERE m.approved_at >= %s AND m.state IN ('running', 'done', 'stuck')
ORDER BY m.approved_at DESC, m.id DESC LIMIT %s
"""


def given_for(*, kind: str, ids: Sequence[UUID]) -> dict[tuple[UUID, str], int]:
    """What was really given for each of these occasions, by the code of the thing: what it cost, in minor units. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVEN_FOR, [kind, array(ids)])
        return {(occasion_id, code): int(minor) for occasion_id, code, minor in cursor.fetchall()}


_GIVEN_FOR = """
SELECT m.occasion_id, s.params->>'code', sum(s.cost_minor) FROM makegoods_makegood m
JOIN makegoods_step s ON s.brand_id = m.brand_id AND s.makegood_id = m.id AND s.kind = 'give' AND s.state = 'done'
WHERE m.occasion_kind = %s AND m.occasion_id = ANY(%s::uuid[]) GROUP BY m.occasion_id, s.params->>'code'
"""


def spent_for(*, kind: str, ids: Sequence[UUID]) -> tuple[tuple[str, str, int], ...]:
    """What every step that was done for these occasions cost, fixes and gifts: (the code of the thing or '', currency, minor units). One query."""
    with connection.cursor() as cursor:
        cursor.execute(_SPENT_FOR, [kind, array(ids)])
        return tuple((str(code), str(currency), int(minor)) for code, currency, minor in cursor.fetchall())


_SPENT_FOR = """
SELECT coalesce(s.params->>'code', ''), s.currency, sum(s.cost_minor) FROM makegoods_makegood m
JOIN makegoods_step s ON s.brand_id = m.brand_id AND s.makegood_id = m.id AND s.state = 'done' AND s.cost_minor <> 0
WHERE m.occasion_kind = %s AND m.occasion_id = ANY(%s::uuid[]) GROUP BY 1, 2 ORDER BY 1, 2
"""


def bases(*, since: datetime, limit: int) -> tuple[Basis, ...]:
    """What was known of what was proposed from `since` on, the latest first, at most `limit`: enough to judge it anew. One query."""
    rows = models.Makegood.objects.filter(proposed_at__gte=since).order_by("-proposed_at", "-id")[:limit]
    return tuple(
        Basis(
            occasion=Occasion(row.occasion_kind, row.occasion_id),
            identity_id=row.identity_id,
            currency=row.currency,
            arm=row.arm,
            propensity=row.propensity,
            proposed_at=row.proposed_at,
            state=MakegoodState(row.state),
            known=dict(row.basis),
        )
        for row in rows
    )


def step(*, step_id: UUID) -> Step:
    """One step. Refuses ("no_such_step")."""
    row = models.Step.objects.filter(id=step_id).first()
    if row is None:
        raise Refusal("no_such_step", "step_id: there is no such step.", {"step_id": "unknown"})
    return as_step(row)


def steps_of(*, makegood_id: UUID) -> tuple[Step, ...]:
    """The steps of a makegood in the plan's order."""
    return tuple(as_step(row) for row in models.Step.objects.filter(makegood_id=makegood_id).order_by("position"))


def as_step(row: models.Step) -> Step:
    return Step(
        id=StepId(row.id),
        key=row.key,
        kind=StepKind(row.kind),
        title=row.title,
        cost=Money(row.cost_minor, row.currency),
        params=dict(row.params),
        after=tuple(row.after),
        state=StepState(row.state),
        due_at=row.due_at,
        done_at=row.done_at,
        outcome=row.outcome,
        reference=row.reference,
        trouble=row.trouble,
        grant_id=row.grant_id,
        makegood_id=MakegoodId(row.makegood_id),
    )


def _read(rows: "QuerySet[models.Makegood]") -> tuple[Makegood, ...]:
    return _with_steps(list(rows))


def _with_steps(found: Sequence[models.Makegood]) -> tuple[Makegood, ...]:
    steps: dict[UUID, list[Step]] = defaultdict(list)
    ids = [row.id for row in found]
    for row in models.Step.objects.filter(makegood_id__in=ids).order_by("position") if ids else ():
        steps[row.makegood_id].append(as_step(row))
    return tuple(_as_makegood(row, steps[row.id]) for row in found)


def _as_makegood(row: models.Makegood, steps: Iterable[Step]) -> Makegood:
    proposals = written.read(row.proposals)
    taken = next(proposal for proposal in proposals if proposal.name == row.name)
    left = row.left_after_minor
    return Makegood(
        id=MakegoodId(row.id),
        occasion=Occasion(row.occasion_kind, row.occasion_id),
        identity_id=row.identity_id,
        state=MakegoodState(row.state),
        title=row.title,
        why=row.why,
        steps=tuple(steps),
        cost=Money(row.cost_minor, row.currency),
        budget_left_after=Money(left, row.currency) if left is not None else None,
        alternatives=tuple(proposal for proposal in proposals if proposal.name != row.name),
        forbidden=taken.forbidden,
        needs_approval=taken.needs_approval,
        approved_by=taken.approved_by,
        arm=row.arm,
        propensity=row.propensity,
        policy_version=row.policy_version,
        changed=dict(row.changed),
        proposed_at=row.proposed_at,
        approved_at=row.approved_at,
        approved_by_member=row.approved_by_member,
        done_at=row.done_at,
        name=row.name,
        automatic=taken.automatic,
    )
