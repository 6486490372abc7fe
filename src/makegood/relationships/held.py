"""What would be planned for whom, worked out by the database for any number of people at once. Looks; never writes.

Days are never counted here: which day an anchor leads to is asked of `rules.days` and `rules.feasts`, once for each different anchor, and looked up
by joining. Only kilometres are divided here, in whole numbers as in `rules.kilometres`; a property test holds both together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from makegood.people import by_person
from makegood.platform import bulk
from makegood.platform.arrays import array
from makegood.relationships.rules import days, feasts, kilometres
from makegood.relationships.types import Planned, Rhythm, Rule, Since

BIRTHDAY, FEAST, COUNTRY, READING = (
    ("told.birthday", "birthday"),
    ("told.feast", "feast"),
    ("told.country", "country"),
    ("told.km_reading", "km_reading"),
)
HAPPENED = {
    Since.ORDER: ("order_placed",),
    Since.DELIVERY: ("order_delivered", "told.delivered"),
    Since.VISIT: ("visited", "told.visited"),
    Since.CASE: ("case_resolved",),
}
_USUALLY = {Rhythm.MONTHS: Since.VISIT, Rhythm.AFTER: Since.ORDER}
FIRST_BOUGHT = ("order_placed",)
ALL_KINDS = tuple(
    {*BIRTHDAY, *FEAST, *COUNTRY, *READING, *FIRST_BOUGHT, *(kind for kinds in HAPPENED.values() for kind in kinds)}
)

_ZONES = timedelta(days=1)  # a local day is at most so far from the one in UTC
_SPAN = timedelta(days=20_000)  # more than half a century: whoever told of older things is looked up


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose days, and between which: [start, end) of local days. `zones` are those who do not live by the brand's clock (the address with which
    each was born, and its zone)."""

    start: date
    end: date
    zone: str
    zones: tuple[tuple[UUID, str], ...] = ()
    persons: tuple[UUID, ...] | None = None


def expected(rule: Rule, scope: Scope) -> bulk.Statement:
    """A SELECT of what the rule means within the scope: identity_id, occurrence, day, about (jsonb). May look for the anchors first."""
    return _OF[rule.rhythm](rule, scope)


def _birthdays(rule: Rule, scope: Scope) -> bulk.Statement:
    text, values = by_person.latest(kinds=BIRTHDAY, persons=scope.persons)
    when, days_of = _days_of_birthdays(scope.start, scope.end, rule.ahead)
    return (
        f"SELECT told.identity_id, d.c AS occurrence, d.d AS day, '{{}}'::jsonb AS about FROM ({text}) AS told "
        f"JOIN {when} ON told.value->>'month' = d.a AND told.value->>'day' = d.b"
    ), [*values, *days_of]


@lru_cache(maxsize=64)
def _days_of_birthdays(start: date, end: date, ahead: int) -> tuple[str, tuple[Any, ...]]:
    text, values = table(_birthdays_between(start, end, ahead), ("text", "text", "text", "date"))
    return text, tuple(values)


def _birthdays_between(start: date, end: date, ahead: int) -> list[tuple[str, str, str, date]]:
    """Which birthdays (month, day) are meant within these days, what each is called and when it is announced."""
    before = timedelta(days=ahead)
    return [
        (str(month), str(day), one.occurrence, one.on - before)
        for month, day in _all_birthdays()
        for one in days.birthdays(month, day, start=start + before, end=end + before)
    ]


def _all_birthdays() -> Iterable[tuple[int, int]]:
    for nth in range(366):
        on = date(2000, 1, 1) + timedelta(days=nth)  # a year that has them all
        yield on.month, on.day


def _feasts(rule: Rule, scope: Scope) -> bulk.Statement:
    text, values = by_person.latest(kinds=FEAST, part="feast", persons=scope.persons)
    where, there = by_person.latest(kinds=COUNTRY, persons=scope.persons)
    bound = [name for name in rule.feasts if feasts.BY_NAME[name].by_country]
    countries = _countries(where, there) if bound else []
    rows = []
    for name in rule.feasts:
        for country in countries if name in bound else [""]:
            rows += [
                (name, country, occurrence, on - _ahead(rule))
                for occurrence, on in feasts.days(name, country=country, **_between(rule, scope))
            ]
    when, held = table(rows, ("text", "text", "text", "date"))
    return (
        f"SELECT told.identity_id, d.c AS occurrence, d.d AS day, jsonb_build_object('feast', told.part) AS about FROM ({text}) AS told "
        f"LEFT JOIN ({where}) AS lives ON lives.identity_id = told.identity_id JOIN {when} ON d.a = told.part "
        "AND d.b = CASE WHEN told.part = ANY(%s::text[]) THEN coalesce(upper(lives.value->>'country'), '?') ELSE '' END WHERE told.value->>'greet' = 'true'"
    ), [*values, *there, *held, array(bound)]


def _countries(where: str, there: Sequence[Any]) -> list[str]:
    (found,) = bulk.look((f"SELECT DISTINCT upper(lives.value->>'country') FROM ({where}) AS lives", there))
    return sorted(country for (country,) in found if country)


def _months(rule: Rule, scope: Scope) -> bulk.Statement:
    text, values = by_person.last(kinds=_counted_from(rule), persons=scope.persons)
    return _from_anchors(rule, scope, f"SELECT identity_id, ''::text AS subject, at FROM ({text}) AS last", values, rule.every)


def _customers(rule: Rule, scope: Scope) -> bulk.Statement:
    text, values = by_person.first(kinds=FIRST_BOUGHT, persons=scope.persons)
    return _from_anchors(rule, scope, f"SELECT identity_id, ''::text AS subject, at FROM ({text}) AS first", values, 12)


def _after(rule: Rule, scope: Scope) -> bulk.Statement:
    since = datetime.combine(scope.start - timedelta(days=rule.days + 2), datetime.min.time(), tzinfo=UTC)
    text, values = by_person.each(kinds=_counted_from(rule), since=since, persons=scope.persons)
    named = "CASE WHEN length(subject) > 60 THEN md5(subject) ELSE subject END"  # told twice, of one parcel, it is one
    once = f"SELECT identity_id, {named} AS subject, max(at) AS at FROM ({text}) AS each GROUP BY 1, 2"
    return _from_anchors(rule, scope, once, values, 0)


def _from_anchors(rule: Rule, scope: Scope, text: str, values: Sequence[Any], months: int) -> bulk.Statement:
    """What is counted from the local day of something that happened: the different days are looked up first, and the rule is asked once for each."""
    zones, living = table(scope.zones, ("uuid", "text"), "z")
    local = (
        f"SELECT what.identity_id, what.subject, (what.at AT TIME ZONE coalesce(z.b, %s::text))::date AS anchor FROM ({text}) AS what "
        f"LEFT JOIN {zones} ON z.a = what.identity_id"
    )
    all_values = [scope.zone, *values, *living]
    rows = [
        (anchor, one.occurrence, one.on - _ahead(rule), _years(rule, one.on, anchor))
        for anchor in _anchors(rule, scope, local, all_values)
        for one in _follow(rule, scope, anchor)
    ]
    when, held = table(rows, ("date", "text", "date", "int"))
    about = (
        "jsonb_build_object('years', d.d)"
        if rule.rhythm is Rhythm.CUSTOMER
        else "'{}'::jsonb"
        if months
        else "jsonb_build_object('of', local.subject)"
    )
    occurrence = "d.b" if months else "local.subject"
    return (
        f"SELECT local.identity_id, {occurrence} AS occurrence, d.c AS day, {about} AS about FROM ({local}) AS local JOIN {when} ON d.a = local.anchor"
    ), [*all_values, *held]


def _anchors(rule: Rule, scope: Scope, local: str, values: Sequence[Any]) -> Iterable[date]:
    """The local days from which something is counted: of everybody each day between the first and the last, which the database knows at once; of a
    few people theirs."""
    if scope.persons is None and (span := _span(_counted_from(rule))) is not None:
        return span
    (found,) = bulk.look((f"SELECT DISTINCT anchor FROM ({local}) AS local", values))
    return [anchor for (anchor,) in found]


def _span(kinds: Sequence[str]) -> list[date] | None:
    """Every day on which facts of these kinds can lie, in whatever zone; None where that is more days than it is worth."""
    known = by_person.between(kinds=kinds)
    if known is None:
        return []
    start, end = known[0].astimezone(UTC).date() - _ZONES, known[1].astimezone(UTC).date() + _ZONES
    return [start + timedelta(days=nth) for nth in range((end - start).days + 1)] if end - start < _SPAN else None


def _counted_from(rule: Rule) -> tuple[str, ...]:
    """The kinds of facts from which this rule counts days."""
    return FIRST_BOUGHT if rule.rhythm is Rhythm.CUSTOMER else HAPPENED[rule.since or _USUALLY[rule.rhythm]]


def _follow(rule: Rule, scope: Scope, anchor: date) -> Iterable[Planned]:
    """What follows from this day within the scope, as the pure rules say it."""
    months = {Rhythm.CUSTOMER: 12, Rhythm.MONTHS: rule.every}.get(rule.rhythm, 0)
    if months:
        return days.every_months(anchor, months, **_between(rule, scope))
    return days.after(anchor, rule.days, **_between(rule, scope))


def _years(rule: Rule, on: date, anchor: date) -> int:
    return on.year - anchor.year if rule.rhythm is Rhythm.CUSTOMER else 0


_SEEN = """
WITH told AS ({each}), said AS (
    SELECT DISTINCT ON (told.identity_id, day) told.identity_id, (told.at AT TIME ZONE coalesce(z.b, %s::text))::date AS day,
        (told.value->>'km')::bigint AS km, told.value->>'service' = 'true' AS service
    FROM told LEFT JOIN {zones} ON z.a = told.identity_id WHERE told.value->>'km' ~ '^[1-9][0-9]{{0,6}}$'
    ORDER BY told.identity_id, day, told.at DESC, told.fact_id DESC
), recent AS (
    SELECT * FROM (SELECT *, max(day) OVER (PARTITION BY identity_id) AS last_day FROM said) AS s WHERE last_day - day < {back}
), beside AS (
    SELECT *, lag(km) OVER w AS before, lag(day) OVER w AS day_before, lead(km) OVER w AS after FROM recent
    WINDOW w AS (PARTITION BY identity_id ORDER BY day)
), kept AS (
    SELECT identity_id, day, km, service FROM beside WHERE before IS NULL OR NOT CASE
        WHEN after IS NULL THEN km - before > {fastest} * (day - day_before)
        ELSE after >= before AND (km < before OR km > after) END
), fallen AS (
    SELECT *, CASE WHEN km < lag(km) OVER (PARTITION BY identity_id ORDER BY day) THEN 1 ELSE 0 END AS fell FROM kept
), cars AS (
    SELECT *, 1 + sum(fell) OVER (PARTITION BY identity_id ORDER BY day) AS car FROM fallen
), in_use AS (
    SELECT *, max(car) OVER (PARTITION BY identity_id) AS latest FROM cars
), pace AS (
    SELECT identity_id, latest AS car, min(day) AS first_day, max(day) AS last_day, min(km) AS first_km, max(km) AS last_km,
        coalesce(max(km) FILTER (WHERE service), 0) AS base
    FROM in_use WHERE car = latest GROUP BY identity_id, latest
), known AS (SELECT * FROM pace WHERE last_day - first_day >= {least} AND last_km > first_km)
"""
_DRIVEN = """
SELECT identity_id, target || ' km' || CASE WHEN car > 1 THEN ', car ' || car ELSE '' END AS occurrence, on_day - {ahead} AS day,
    jsonb_build_object('km', target) AS about
FROM (
    SELECT *, last_day + greatest(1, ((target - last_km) * driven_days + driven - 1) / driven)::int AS on_day
    FROM (SELECT *, last_km - first_km AS driven, last_day - first_day AS driven_days FROM known) AS k CROSS JOIN LATERAL (
        SELECT base + nth * {every} AS target FROM generate_series(
            greatest(1, (last_km - base - {tenth} + {every} - 1) / {every}),
            greatest(0, (last_km - base + driven * least({most}, greatest(0, %s::date + {ahead} - last_day)) / driven_days) / {every} + 2)
        ) AS nth
    ) AS targets
) AS reached WHERE on_day - last_day <= {most} AND on_day - {ahead} >= %s::date AND on_day - {ahead} < %s::date
"""  # whole numbers, rounded up: what is not positive comes out below the least that counts


def _kilometres(rule: Rule, scope: Scope) -> bulk.Statement:
    seen, values = readings(scope)
    driven = _DRIVEN.format(every=rule.every, tenth=rule.every // 10, ahead=rule.ahead, most=kilometres.AHEAD)
    return f"{seen} {driven}", [*values, scope.end, scope.start, scope.end]


def readings(scope: Scope) -> bulk.Statement:
    """The beginning of a SELECT from `known`: whose pace is known, from which readings of the car in use; and from `pace`, everybody's."""
    text, values = by_person.each(kinds=READING, persons=scope.persons)
    zones, living = table(scope.zones, ("uuid", "text"), "z")
    shape = {"back": kilometres.LOOKED_BACK, "fastest": kilometres.FASTEST, "least": kilometres.AT_LEAST_DAYS}
    return _SEEN.format(each=text, zones=zones, **shape), [*values, scope.zone, *living]


def touched(rule: Rule, scope: Scope) -> tuple[UUID, ...] | None:
    """The people for whom the rule can mean a day of a short scope, and perhaps some more, found without looking at everybody; None where only
    looking at everybody would tell."""
    if rule.rhythm is Rhythm.BIRTHDAY:
        rows = _birthdays_between(scope.start, scope.end, rule.ahead)
        return by_person.saying(kinds=BIRTHDAY, parts=("month", "day"), values=[(month, day) for month, day, *_ in rows])
    if rule.rhythm is Rhythm.FEAST:
        bound = any(feasts.BY_NAME[name].by_country for name in rule.feasts)
        start, end = scope.start + _ahead(rule), scope.end + _ahead(rule)
        return None if bound or any(feasts.days(name, start=start, end=end) for name in rule.feasts) else ()
    if rule.rhythm is Rhythm.KILOMETRES or (span := _span(_counted_from(rule))) is None:
        return None
    anchors = [anchor for anchor in span if any(_follow(rule, scope, anchor))]
    return by_person.around(kinds=_counted_from(rule), days=anchors)


def _ahead(rule: Rule) -> timedelta:
    return timedelta(days=rule.ahead)


def _between(rule: Rule, scope: Scope) -> dict[str, date]:
    """Between which days what is announced must lie, so that its announcement lies in the scope."""
    return {"start": scope.start + _ahead(rule), "end": scope.end + _ahead(rule)}


def table(rows: Sequence[Sequence[Any]], kinds: Sequence[str], name: str = "d") -> tuple[str, list[Any]]:
    """Rows of ours as a table that can be joined: columns a, b, c, …"""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(kinds)
    places = ", ".join(f"%s::{kind}[]" for kind in kinds)
    return f"unnest({places}) AS {name} ({', '.join('abcd'[: len(kinds)])})", [array(column) for column in columns]


_OF = {
    Rhythm.BIRTHDAY: _birthdays,
    Rhythm.FEAST: _feasts,
    Rhythm.MONTHS: _months,
    Rhythm.KILOMETRES: _kilometres,
    Rhythm.AFTER: _after,
    Rhythm.CUSTOMER: _customers,
}


def instants(scope: Scope, hour: int) -> tuple[str, str, list[Any]]:
    """The instant of the hour on each day `e.day` of a SELECT `e`, by the clock of whom it means: what to join to it, how the instant is then
    written, and the values. Who lives by the brand's clock, nearly everybody, is looked up by the day alone."""
    ours, moments = _instants((scope.zone,), hour, scope.start, scope.end, "o")
    if not scope.zones:
        return f"JOIN {ours} ON o.b = e.day", "o.c", [*moments]
    zones, living = table(scope.zones, ("uuid", "text"), "z")
    theirs, others = _instants(tuple(sorted({zone for _, zone in scope.zones})), hour, scope.start, scope.end, "t")
    joined = (
        f"JOIN {ours} ON o.b = e.day LEFT JOIN {zones} ON z.a = e.identity_id LEFT JOIN {theirs} ON t.a = z.b AND t.b = e.day"
    )
    return joined, "coalesce(t.c, o.c)", [*moments, *living, *others]


@lru_cache(maxsize=64)
def _instants(zones: tuple[str, ...], hour: int, start: date, end: date, name: str) -> tuple[str, tuple[Any, ...]]:
    span = [start + timedelta(days=nth) for nth in range((end - start).days)]
    rows = [(zone, on, days.instant(on, hour, zone)) for zone in zones for on in span]
    text, values = table(rows, ("text", "date", "timestamptz"), name)
    return text, tuple(values)
