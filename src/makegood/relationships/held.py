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
from makegood.relationships.types import Rhythm, Rule, Since

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
FIRST_BOUGHT = ("order_placed",)
ALL_KINDS = tuple(
    {*BIRTHDAY, *FEAST, *COUNTRY, *READING, *FIRST_BOUGHT, *(kind for kinds in HAPPENED.values() for kind in kinds)}
)


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
    before = timedelta(days=ahead)
    rows = [
        (str(month), str(day), one.occurrence, one.on - before)
        for month, day in _all_birthdays()
        for one in days.birthdays(month, day, start=start + before, end=end + before)
    ]
    text, values = table(rows, ("text", "text", "text", "date"))
    return text, tuple(values)


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
    text, values = by_person.last(kinds=HAPPENED[rule.since or Since.VISIT], persons=scope.persons)
    return _from_anchors(rule, scope, f"SELECT identity_id, ''::text AS subject, at FROM ({text}) AS last", values, rule.every)


def _customers(rule: Rule, scope: Scope) -> bulk.Statement:
    text, values = by_person.first(kinds=FIRST_BOUGHT, persons=scope.persons)
    return _from_anchors(rule, scope, f"SELECT identity_id, ''::text AS subject, at FROM ({text}) AS first", values, 12)


def _after(rule: Rule, scope: Scope) -> bulk.Statement:
    since = datetime.combine(scope.start - timedelta(days=rule.days + 2), datetime.min.time(), tzinfo=UTC)
    text, values = by_person.each(kinds=HAPPENED[rule.since or Since.ORDER], since=since, persons=scope.persons)
    named = "CASE WHEN length(subject) > 60 THEN md5(subject) ELSE subject END"
    return _from_anchors(rule, scope, f"SELECT identity_id, {named} AS subject, at FROM ({text}) AS each", values, 0)


def _from_anchors(rule: Rule, scope: Scope, text: str, values: Sequence[Any], months: int) -> bulk.Statement:
    """What is counted from the local day of something that happened: the different days are looked up first, and the rule is asked once for each."""
    zones, living = table(scope.zones, ("uuid", "text"), "z")
    local = (
        f"SELECT what.identity_id, what.subject, (what.at AT TIME ZONE coalesce(z.b, %s::text))::date AS anchor FROM ({text}) AS what "
        f"LEFT JOIN {zones} ON z.a = what.identity_id"
    )
    all_values = [scope.zone, *values, *living]
    (found,) = bulk.look((f"SELECT DISTINCT anchor FROM ({local}) AS local", all_values))
    rows = []
    for (anchor,) in found:
        found_days = (
            days.every_months(anchor, months, **_between(rule, scope))
            if months
            else days.after(anchor, rule.days, **_between(rule, scope))
        )
        rows += [(anchor, one.occurrence, one.on - _ahead(rule), _years(rule, one.on, anchor)) for one in found_days]
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
    SELECT *, last_day + greatest(1, ceil((target - last_km)::numeric * (last_day - first_day) / (last_km - first_km)))::int AS on_day
    FROM known CROSS JOIN LATERAL (
        SELECT base + nth * {every} AS target FROM generate_series(
            greatest(1, ceil((last_km - base - {tenth})::numeric / {every}))::bigint,
            greatest(0, ceil(((last_km - base) + (last_km - first_km)::numeric * least({most}, greatest(0, %s::date + {ahead} - last_day)) / (last_day - first_day)) / {every}))::bigint + 1
        ) AS nth
    ) AS targets
) AS reached WHERE on_day - last_day <= {most} AND on_day - {ahead} >= %s::date AND on_day - {ahead} < %s::date
"""


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


def instants(scope: Scope, hour: int) -> bulk.Statement:
    """The instant of the hour on each day of the scope in each zone that somebody of it lives by: zone, day, instant as columns a, b, c of t."""
    zones = tuple(sorted({scope.zone, *(zone for _, zone in scope.zones)}))
    return _instants(zones, hour, scope.start, scope.end)


@lru_cache(maxsize=64)
def _instants(zones: tuple[str, ...], hour: int, start: date, end: date) -> tuple[str, tuple[Any, ...]]:
    span = [start + timedelta(days=nth) for nth in range((end - start).days)]
    text, values = table(
        [(zone, on, days.instant(on, hour, zone)) for zone in zones for on in span], ("text", "date", "timestamptz"), "t"
    )
    return text, tuple(values)
