"""Looks at programmes and occasions: frozen values, a fixed number of queries. Never writes."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet

from makegood.brands import queries as brands
from makegood.kernel.refusals import Refusal
from makegood.people import by_person
from makegood.people import queries as people
from makegood.people.types import Fact
from makegood.platform import bulk, places
from makegood.relationships import held, models
from makegood.relationships.rules import kilometres, sentences, written
from makegood.relationships.types import (
    About,
    Audience,
    Occasion,
    OccasionId,
    OccasionState,
    Pace,
    Preview,
    Programme,
    ProgrammeId,
    ProgrammeIn,
    Reading,
    Rhythm,
    ToldUs,
)
from makegood.segments import queries as segments

_PAGE = 10_000  # members of a segment that are read at once

# Programmes ------------------------------------------------------------------------------------------------------------


def programme(*, programme_id: UUID) -> Programme:
    """One of them. Refuses ("no_such_programme"). One query."""
    row = models.Programme.objects.filter(id=programme_id).first()
    if row is None:
        raise Refusal("no_such_programme", "There is no such programme here.", {"programme_id": "unknown"})
    return as_programme(row)


def programmes(*, active: bool | None = None) -> tuple[Programme, ...]:
    """All of them, those with the greatest priority first. One query."""
    rows = models.Programme.objects.order_by("-priority", "name")
    if active is not None:
        rows = rows.filter(paused_at__isnull=active)
    return tuple(map(as_programme, rows))


def counts_kilometres() -> bool:
    """Whether a programme that runs goes by the odometer. One query."""
    return models.Programme.objects.filter(paused_at=None, rhythm=Rhythm.KILOMETRES.value).exists()


def programmes_page(*, before: UUID | None, limit: int) -> tuple[Programme, ...]:
    """All of them in the order in which they were made, the last first. One query."""
    return tuple(map(as_programme, places.latest_first(models.Programme.objects.all(), before=before, since=None)[:limit]))


def standing() -> tuple[tuple[Programme, date | None], ...]:
    """Those that run, those with the greatest priority first, and up to which day each is planned (None before its first plan). One query."""
    rows = models.Programme.objects.filter(paused_at=None).order_by("-priority", "name")
    return tuple((as_programme(row), row.planned_until) for row in rows)


def next_due() -> datetime | None:
    """When the next planned occasion of a programme that runs is due; None where none is. One query."""
    ((*found,),) = bulk.look((_NEXT_DUE, []))
    return found[0][0] if found else None


_NEXT_DUE = """
SELECT o.due_at FROM relationships_occasion AS o WHERE o.state = 'planned'
    AND o.programme_id IN (SELECT id FROM relationships_programme WHERE paused_at IS NULL) ORDER BY o.due_at LIMIT 1
"""


def planned_until() -> dict[UUID, date | None]:
    """Up to which day each programme is planned; None before its first plan. One query."""
    return dict(models.Programme.objects.values_list("id", "planned_until"))


def counts(*, programme_ids: Sequence[UUID], start: date, end: date) -> dict[UUID, dict[OccasionState, int]]:
    """How many occasions of each programme lie in [start, end), by what became of them. One query."""
    rows = (
        models.Occasion.objects.filter(programme_id__in=list(programme_ids), day__gte=start, day__lt=end)
        .values_list("programme_id", "state")
        .annotate(n=Count("id"))
        .order_by()
    )
    found: dict[UUID, dict[OccasionState, int]] = {one: {} for one in programme_ids}
    for programme_id, state, n in rows:
        found[programme_id][OccasionState(state)] = n
    return found


# Occasions -------------------------------------------------------------------------------------------------------------


def occasion(*, occasion_id: UUID) -> Occasion:
    """One of them. Refuses ("no_such_occasion"). Two queries."""
    found = _occasions(_in_order().filter(id=occasion_id))
    if not found:
        raise Refusal("no_such_occasion", "This occasion is not planned any more.", {"occasion_id": "unknown"})
    return found[0]


def occasions(*, occasion_ids: Sequence[UUID]) -> tuple[Occasion, ...]:
    """These, in the order in which they are due. Two queries."""
    return _occasions(_in_order().filter(id__in=list(occasion_ids)))


def occasions_for(*, identity_ids: Sequence[UUID], on: date) -> tuple[Occasion, ...]:
    """What these people (any of their addresses) have on this local day, whatever became of it, what weighs most first. Three queries."""
    return _by_weight(_occasions(_of_people(identity_ids).filter(day=on)))


def coming(*, identity_ids: Sequence[UUID], start: date, limit: int = 12) -> tuple[Occasion, ...]:
    """What these people have from this day on, the soonest first. Three queries."""
    return _occasions(_of_people(identity_ids).filter(day__gte=start)[:limit])


def between(
    *, start: date, end: date, programme_id: UUID | None = None, states: Sequence[OccasionState] = (), limit: int = 200
) -> tuple[Occasion, ...]:
    """The brand's occasions on the days in [start, end), in the order in which they are due. Two queries."""
    rows = _in_order().filter(day__gte=start, day__lt=end)
    if programme_id is not None:
        rows = rows.filter(programme_id=programme_id)
    if states:
        rows = rows.filter(state__in=list(states))
    return _occasions(rows[:limit])


def page(
    *,
    before: UUID | None,
    since: UUID | None,
    limit: int,
    programme_id: UUID | None = None,
    state: OccasionState | None = None,
    identity_ids: Sequence[UUID] | None = None,
) -> tuple[Occasion, ...]:
    """Occasions in the order of their ids, the greatest first, for programs that read all of them. Two queries."""
    rows = models.Occasion.objects.order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    if since is not None:
        rows = rows.filter(id__gte=since)
    if programme_id is not None:
        rows = rows.filter(programme_id=programme_id)
    if state is not None:
        rows = rows.filter(state=state)
    if identity_ids is not None:
        rows = rows.filter(identity_id__in=list(identity_ids))
    found = _occasions(rows[:limit])
    return tuple(sorted(found, key=lambda one: one.id, reverse=True))


def begun_elsewhere(*, occasions: Sequence[Occasion]) -> dict[UUID, UUID]:
    """Which of these somebody already had at another of their addresses: the occasion's id, and that one's. Three queries."""
    persons = people.persons_of(identity_ids=[one.identity_id for one in occasions])
    family: dict[UUID, UUID] = {one.id: persons[one.identity_id].id for one in occasions if one.identity_id in persons}
    whose: dict[UUID, UUID] = {each.id: person.id for person in persons.values() for each in person.identities}
    rows = models.Occasion.objects.filter(
        identity_id__in=list(whose),
        programme_id__in={one.programme_id for one in occasions},
        occurrence__in={one.occurrence for one in occasions},
    ).exclude(state__in=[OccasionState.PLANNED, OccasionState.DUE])
    had = {(whose[row.identity_id], row.programme_id, row.occurrence): row.id for row in rows}
    found = {one.id: had.get((family[one.id], one.programme_id, one.occurrence)) for one in occasions if one.id in family}
    return {one: other for one, other in found.items() if other is not None and other != one}


# What is foretold -----------------------------------------------------------------------------------------------------


def preview(*, told: ProgrammeIn, start: date, end: date, first: int = 50) -> Preview:
    """Who would get what on which day in [start, end), were this a programme and nothing changed: counted, and the first of them. Stores nothing.
    A few queries, whatever the number of people. Refuses ("bad_programme")."""
    told = written.check(told)
    ours = brands.current().zone
    scope = held.Scope(start, end, ours, by_person.zones_elsewhere(ours=ours))
    text, values = held.expected(told.rule, scope)
    only, meant = meant_by(told.audience)
    rows = f"WITH e AS MATERIALIZED (SELECT e.* FROM ({text}) AS e WHERE true{only})"
    counted, listed = bulk.look(
        (
            f"{rows} SELECT to_char(day, 'YYYY-MM'), count(*), count(DISTINCT identity_id), (SELECT count(DISTINCT identity_id) FROM e) FROM e GROUP BY 1 ORDER BY 1",
            [*values, *meant],
        ),
        (
            f"{rows} SELECT identity_id, day, about::text FROM e ORDER BY day, occurrence, identity_id LIMIT {int(first)}",
            [*values, *meant],
        ),
    )
    return Preview(
        people=counted[0][3] if counted else 0,
        occasions=sum(n for _, n, *_ in counted),
        by_month=tuple((month, n) for month, n, *_ in counted),
        first=tuple((who, on, sentences.occasion(told.rule.rhythm, _about(about), on, told.name)) for who, on, about in listed),
        unknown=_unknown(scope) if told.rule.rhythm is Rhythm.KILOMETRES else 0,
    )


def _unknown(scope: held.Scope) -> int:
    """Of how many people a reading is known, and their pace not."""
    text, values = held.readings(scope)
    ((found,),) = bulk.look((f"{text} SELECT (SELECT count(*) FROM pace) - (SELECT count(*) FROM known)", values))
    return int(found[0])


def meant_by(audience: Audience) -> tuple[str, list[Any]]:
    """The audience as a condition on `e.identity_id`, and its values."""
    if audience.segment_id is not None:
        text, values = by_person.roots(persons=_members(audience.segment_id))
        return f" AND e.identity_id IN ({text})", list(values)
    if audience.fact:
        text, values = by_person.last(kinds=[audience.fact])
        return f" AND e.identity_id IN (SELECT identity_id FROM ({text}) AS noted)", list(values)
    return "", []


def _members(segment_id: UUID) -> list[UUID]:
    """Everybody who fits a saved segment, page by page."""
    found: list[UUID] = []
    while len(page := segments.members(segment_id=segment_id, after=found[-1] if found else None, limit=_PAGE)) == _PAGE:
        found += [one.person_id for one in page]
    return [*found, *(one.person_id for one in page)]


def readings_of(*, identity_ids: Sequence[UUID]) -> tuple[Reading, ...]:
    """What somebody's odometer showed, the oldest first, slips and all. Three queries."""
    persons = people.persons_of(identity_ids=identity_ids)
    ids = [each.id for person in persons.values() for each in person.identities]
    zones = people.zones_of(identity_ids=ids[:1])
    zone = ZoneInfo(next(iter(zones.values()), brands.current().zone))
    facts = people.facts_of(identity_ids=ids, kinds=held.READING)
    return tuple(Reading(km, one.at.astimezone(zone).date()) for one in facts if (km := _km(one)))


def pace_of(*, identity_ids: Sequence[UUID]) -> Pace | None:
    """How fast somebody drives, or None where too little is known."""
    return kilometres.pace(readings_of(identity_ids=identity_ids))


def told_of(*, identity_ids: Sequence[UUID]) -> ToldUs:
    """What a person told for this, their latest word at any of their addresses. Two queries."""
    persons = people.persons_of(identity_ids=identity_ids)
    ids = [each.id for person in persons.values() for each in person.identities]
    birthday, chosen, country = None, dict[str, bool](), ""
    for one in people.facts_of(identity_ids=ids, kinds=(*held.BIRTHDAY, *held.FEAST, *held.COUNTRY)):
        if one.kind in held.BIRTHDAY:
            month, day = one.value.get("month"), one.value.get("day")
            birthday = (month, day) if isinstance(month, int) and isinstance(day, int) else None
        elif one.kind in held.FEAST:
            chosen[str(one.value.get("feast"))] = one.value.get("greet") is True
        else:
            country = str(one.value.get("country", ""))
    return ToldUs(birthday, tuple(name for name, greet in chosen.items() if greet), country)


def _km(fact: Fact) -> int:
    km = fact.value.get("km")
    return km if isinstance(km, int) and 0 < km < 10_000_000 else 0


# ---------------------------------------------------------------------------------------------------------------------


def _of_people(identity_ids: Sequence[UUID]) -> QuerySet[models.Occasion]:
    persons = people.persons_of(identity_ids=identity_ids)
    ids = {each.id for person in persons.values() for each in person.identities}
    return _in_order().filter(identity_id__in=ids)


def _in_order() -> QuerySet[models.Occasion]:
    return models.Occasion.objects.order_by("due_at", "id")


def _occasions(rows: QuerySet[models.Occasion]) -> tuple[Occasion, ...]:
    found = list(rows)
    theirs = {row.id: as_programme(row) for row in models.Programme.objects.filter(id__in={one.programme_id for one in found})}
    return tuple(as_occasion(row, theirs[row.programme_id]) for row in found)


def _by_weight(found: tuple[Occasion, ...]) -> tuple[Occasion, ...]:
    priorities = dict(models.Programme.objects.filter(id__in={one.programme_id for one in found}).values_list("id", "priority"))
    return tuple(sorted(found, key=lambda one: (-priorities[one.programme_id], one.due_at, one.id)))


def _about(kept: str | dict[str, Any]) -> About:
    return written.about_in(json.loads(kept) if isinstance(kept, str) else kept)


def as_programme(row: models.Programme) -> Programme:
    """A row as others may hold it."""
    told = ProgrammeIn(
        name=row.name,
        rule=written.rule_in(row.rule),
        steps=written.steps_in(row.steps),
        audience=written.audience_in(row.audience),
        hour=row.hour,
        channel=row.channel,
        priority=row.priority,
        alone=row.alone,
        budget_id=row.budget_id,
        holdout=row.holdout,
        good_for=row.good_for,
    )
    return Programme(ProgrammeId(row.id), told, row.since_on, row.paused_at, sentences.sentence(told))


def as_occasion(row: models.Occasion, of: Programme) -> Occasion:
    """A row as others may hold it."""
    about = written.about_in(row.about)
    rhythm = of.told.rule.rhythm
    return Occasion(
        id=OccasionId(row.id),
        programme_id=of.id,
        programme=of.name,
        rhythm=rhythm,
        identity_id=row.identity_id,
        occurrence=row.occurrence,
        on=row.day,
        due_at=row.due_at,
        state=OccasionState(row.state),
        words=sentences.occasion(rhythm, about, row.day, of.name),
        because=row.because,
        outgoing_id=row.outgoing_id,
        arm=row.arm,
        propensity=row.propensity,
        done_at=row.done_at,
        steps=tuple(step.kind for step in of.told.steps),
        about=about,
    )
