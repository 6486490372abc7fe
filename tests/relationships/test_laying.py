"""Who gets what on which day, laid out by the database: the same as the pure rules say, writing only what changed."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from makegood.brands.types import Brand, Member
from makegood.kernel import actors
from makegood.people.actions import noting, recognising
from makegood.people.types import Address, Fact, IdentityId, IdentityKind, Sighting
from makegood.platform import bulk
from makegood.relationships import held, queries
from makegood.relationships.actions import planning, programmes
from makegood.relationships.rules import days, feasts, kilometres
from makegood.relationships.types import About, Audience, ProgrammeIn, Reading, Rhythm, Rule, Since, Step, StepKind
from tests import cast

LONDON, AUCKLAND = "Europe/London", "Pacific/Auckland"
START, END = date(2026, 3, 2), date(2027, 3, 3)
SAY = (Step(StepKind.MESSAGE, {"en": "Happy birthday"}, {"en": "All the best, {name}!"}),)
BIRTHDAYS = ProgrammeIn("Birthdays", Rule(Rhythm.BIRTHDAY), SAY)


def people(*names: str) -> list[UUID]:
    seen = [Sighting((Address(IdentityKind.EMAIL, f"{name}@example.org"),)) for name in names]
    return [one.identity_id for one in recognising.recognise(sightings=seen, at=cast.AT)]


def know(whom: UUID, kind: str, value: dict[str, object] | None = None, *, subject: str = "own", at: datetime = cast.AT) -> None:
    noting.note_span(facts=[Fact(IdentityId(whom), kind, subject, at, value or {})])


def laid(programme_id: UUID) -> list[tuple[UUID, str, date, datetime]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT identity_id, occurrence, day, due_at FROM relationships_occasion WHERE programme_id = %s ORDER BY day, occurrence, identity_id",
            [programme_id],
        )
        return list(cursor.fetchall())


def found(
    rule: Rule,
    *,
    zones: Sequence[tuple[UUID, str]] = (),
    persons: tuple[UUID, ...] | None = None,
    start: date = START,
    end: date = END,
) -> set[tuple[Any, ...]]:
    text, values = held.expected(rule, held.Scope(start, end, LONDON, tuple(zones), persons))
    (rows,) = bulk.look((f"SELECT identity_id, occurrence, day, about::text FROM ({text}) AS e", values))
    return {(who, occurrence, on, json.loads(about).get("km", 0)) for who, occurrence, on, about in rows}


@pytest.fixture
def birthdays(brightside: Brand, mara: Member) -> UUID:
    one = programmes.make(told=BIRTHDAYS, by=actors.member(mara.id), at=cast.AT)
    return one.id


def test_a_birthday_is_planned_for_the_hour_where_they_are(birthdays: UUID) -> None:
    tom, ana = people("tom", "ana")
    know(tom, "told.birthday", {"month": 4, "day": 1})
    know(ana, "told.birthday", {"month": 2, "day": 29})
    noting.note_zone(identity_id=ana, zone=AUCKLAND, by=actors.SYSTEM, at=cast.AT)
    assert planning.plan(programme_id=birthdays, at=cast.AT) == planning.Laid(2, 0)
    assert laid(birthdays) == [
        (tom, "2026", date(2026, 4, 1), datetime(2026, 4, 1, 8, tzinfo=UTC)),
        (ana, "2027", date(2027, 2, 28), datetime(2027, 2, 27, 20, tzinfo=UTC)),
    ]
    assert planning.plan(programme_id=birthdays, at=cast.AT) == planning.Laid(0, 0)


def test_a_new_fact_moves_one_persons_day_and_writes_nothing_else(birthdays: UUID) -> None:
    tom, ana = people("tom", "ana")
    for whom in (tom, ana):
        know(whom, "told.birthday", {"month": 4, "day": 1})
    planning.plan(programme_id=birthdays, at=cast.AT)
    know(tom, "told.birthday", {"month": 5, "day": 1}, at=cast.later(minutes=1))
    assert planning.replan(identity_ids=[tom], at=cast.AT) == planning.Laid(1, 0)
    assert [(who, on) for who, _, on, _ in laid(birthdays)] == [(ana, date(2026, 4, 1)), (tom, date(2026, 5, 1))]
    know(tom, "told.birthday", {"month": None, "day": None}, at=cast.later(minutes=2))
    assert planning.replan(identity_ids=[tom], at=cast.AT) == planning.Laid(0, 1)
    assert planning.replan(identity_ids=[tom, ana], at=cast.AT) == planning.Laid(0, 0)


def test_the_days_plan_lays_another_day_at_the_end_and_nothing_that_is_there(birthdays: UUID) -> None:
    tom, ana = people("tom", "ana")
    know(tom, "told.birthday", {"month": 3, "day": 3})
    know(ana, "told.birthday", {"month": 3, "day": 4})
    planning.plan(programme_id=birthdays, at=cast.AT)
    before = laid(birthdays)
    assert planning.plan_day(at=cast.later(hours=1)) == planning.Laid(0, 0)
    assert planning.plan_day(at=cast.later(days=1)) == planning.Laid(1, 0)
    assert [(who, occurrence) for who, occurrence, *_ in laid(birthdays)] == [(tom, "2026"), (ana, "2026"), (tom, "2027")]
    assert set(before) < set(laid(birthdays))


def test_kilometres_are_laid_anew_for_a_share_each_day_and_a_year_ahead_is_always_whole(brightside: Brand, mara: Member) -> None:
    """Of three drivers each has a turn within a month; on no day does the year ahead lack what the rules say."""
    drivers = people("tom", "ana", "joe")
    for nth, whom in enumerate(drivers):
        for days_ago, km in ((200, 20_000), (0, 20_000 + 9_000 * (nth + 1))):
            know(whom, "told.km_reading", {"km": km}, subject=f"{days_ago}", at=cast.later(days=-days_ago))
    drives = ProgrammeIn("Service", Rule(Rhythm.KILOMETRES, every=1_000), SAY)
    one = programmes.make(told=drives, by=actors.member(mara.id), at=cast.AT)
    planning.plan(programme_id=one.id, at=cast.AT)
    written = 0
    for later in range(1, 36):
        at = cast.later(days=later)
        day = planning.plan_day(at=at)
        written += day.written
        assert day.gone == 0
        ahead = at.date(), at.date() + planning.HORIZON
        meant = {row[:3] for row in found(drives.rule, start=ahead[0], end=ahead[1])}
        assert meant == {row[:3] for row in laid(one.id) if ahead[0] <= row[2] < ahead[1]}
    assert written > 0


def test_a_parcel_of_which_we_were_told_twice_is_one_occasion(brightside: Brand, mara: Member) -> None:
    (tom,) = people("tom")
    asks = ProgrammeIn("How was it?", Rule(Rhythm.AFTER, days=3, since=Since.DELIVERY), SAY)
    one = programmes.make(told=asks, by=actors.member(mara.id), at=cast.AT)
    for kind in ("order_delivered", "told.delivered"):
        know(tom, kind, subject="B-1001")
    assert planning.plan(programme_id=one.id, at=cast.AT) == planning.Laid(1, 0)
    know(tom, "told.delivered", subject="B-1001", at=cast.later(minutes=5))
    assert planning.replan(identity_ids=[tom], at=cast.later(minutes=5)) == planning.Laid(0, 0)


def test_what_becomes_known_while_everybody_is_laid_out_is_looked_at_again(birthdays: UUID) -> None:
    """A plan of everybody may not have seen it: the work comes back until no programme waits for one."""
    (tom,) = people("tom")
    know(tom, "told.birthday", {"month": 4, "day": 1})
    assert planning.replan(identity_ids=[tom], at=cast.AT) == planning.Laid(0, 0, under_way=True)
    assert _waits(cast.AT) == 0
    assert _waits(cast.later(minutes=1)) == 1
    planning.plan(programme_id=birthdays, at=cast.AT)
    planning.replan(identity_ids=[tom], at=cast.later(minutes=2))
    assert _waits(cast.later(days=1)) == 1


def _waits(at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM platform_work WHERE kind = %s AND due_at <= %s", [planning.KNOWN, at])
        return int(cursor.fetchone()[0])


def test_two_addresses_of_one_person_are_greeted_once(birthdays: UUID) -> None:
    tom, other = people("tom", "tom.at.work")
    for whom in (tom, other):
        know(whom, "told.birthday", {"month": 4, "day": 1})
    planning.plan(programme_id=birthdays, at=cast.AT)
    assert len(laid(birthdays)) == 2
    recognising.recognise(
        sightings=[
            Sighting(
                (Address(IdentityKind.EMAIL, "tom@example.org"), Address(IdentityKind.EMAIL, "tom.at.work@example.org")),
                strong=True,
            )
        ],
        at=cast.AT,
    )
    planning.replan(identity_ids=[other], at=cast.AT)
    assert [who for who, *_ in laid(birthdays)] == [tom]


def test_feasts_are_kept_where_a_person_chose_them_and_by_their_country(brightside: Brand) -> None:
    tom, ana, joe = people("tom", "ana", "joe")
    for whom in (tom, ana):
        know(whom, "told.feast", {"feast": "thanksgiving", "greet": True}, subject="thanksgiving")
    know(ana, "country", {"country": "CA"})
    know(joe, "told.feast", {"feast": "easter", "greet": True}, subject="easter")
    know(tom, "told.feast", {"feast": "easter", "greet": False}, subject="easter")
    rule = Rule(Rhythm.FEAST, feasts=("thanksgiving", "easter"))
    assert found(rule) == {
        (ana, "thanksgiving 2026", date(2026, 10, 12), 0),
        (joe, "easter 2026", date(2026, 4, 5), 0),
    }


_SOME_DAY = st.dates(date(2024, 1, 1), date(2026, 12, 31))
_SINCE = {Since.ORDER: "order_placed", Since.DELIVERY: "order_delivered", Since.VISIT: "visited", Since.CASE: "case_resolved"}
_RULES = st.one_of(
    st.builds(Rule, st.just(Rhythm.BIRTHDAY), ahead=st.integers(0, 20)),
    st.builds(Rule, st.just(Rhythm.CUSTOMER), ahead=st.integers(0, 20)),
    st.builds(
        Rule, st.just(Rhythm.MONTHS), every=st.integers(1, 30), since=st.sampled_from(list(Since)), ahead=st.integers(0, 20)
    ),
    st.builds(
        Rule, st.just(Rhythm.AFTER), days=st.integers(0, 300), since=st.sampled_from(list(Since)), ahead=st.integers(0, 20)
    ),
    st.builds(Rule, st.just(Rhythm.KILOMETRES), every=st.integers(1_000, 30_000), ahead=st.integers(0, 20)),
    st.builds(Rule, st.just(Rhythm.FEAST), feasts=st.just(("easter", "eid_al_fitr", "labor_day")), ahead=st.integers(0, 20)),
)
_HAPPENED = st.tuples(st.sampled_from(list(Since)), _SOME_DAY, st.integers(0, 23))
_READ = st.tuples(_SOME_DAY, st.integers(1, 90_000) | st.integers(40_000, 60_000), st.booleans())
_PERSON = st.fixed_dictionaries(
    {
        "zone": st.sampled_from(["", AUCKLAND, "America/Los_Angeles"]),
        "born": st.none() | st.dates(date(2000, 1, 1), date(2000, 12, 31)),
        "feast": st.sampled_from(["", "easter", "eid_al_fitr", "labor_day"]),
        "country": st.sampled_from(["", "US", "DE"]),
        "happened": st.lists(_HAPPENED, max_size=4),
        "read": st.lists(_READ, max_size=6, unique_by=lambda one: one[0]),
    }
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(_PERSON, min_size=1, max_size=3), rules=st.lists(_RULES, min_size=1, max_size=3))
def test_the_database_lays_out_what_the_pure_rules_say(brightside: Brand, told: list[dict[str, Any]], rules: list[Rule]) -> None:
    with transaction.atomic():
        whom = people(*(f"someone{nth}" for nth in range(len(told))))
        zones = []
        for identity_id, one in zip(whom, told, strict=True):
            _tell(identity_id, one)
            if one["zone"]:
                zones.append((identity_id, one["zone"]))
        for rule in rules:
            meant = {
                (identity_id, *each) for identity_id, one in zip(whom, told, strict=True) for each in _by_the_rules(rule, one)
            }
            assert found(rule, zones=zones) == meant
        transaction.set_rollback(True)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    told=st.lists(_PERSON, min_size=1, max_size=3),
    rule=_RULES,
    on=st.dates(START, END - timedelta(days=4)),
    many=st.integers(1, 3),
    hits=st.booleans(),
)
def test_who_is_looked_at_for_a_day_are_all_whom_the_rule_means_on_it(
    brightside: Brand, told: list[dict[str, Any]], rule: Rule, on: date, many: int, hits: bool
) -> None:
    with transaction.atomic():
        whom = people(*(f"someone{nth}" for nth in range(len(told))))
        zones = [(who, one["zone"]) for who, one in zip(whom, told, strict=True) if one["zone"]]
        for identity_id, one in zip(whom, told, strict=True):
            _tell(identity_id, one)
        meant = sorted(found(rule, zones=zones), key=lambda one: one[2])
        if hits and meant:  # else hardly a day drawn by chance is anybody's
            on = meant[len(meant) // 2][2]
        end = on + timedelta(days=many)
        looked_at = held.touched(rule, held.Scope(on, end, LONDON))
        assert found(rule, zones=zones, persons=looked_at, start=on, end=end) == found(rule, zones=zones, start=on, end=end)
        transaction.set_rollback(True)


def _tell(identity_id: UUID, one: dict[str, Any]) -> None:
    zone = ZoneInfo(one["zone"] or LONDON)
    if one["born"]:
        know(identity_id, "told.birthday", {"month": one["born"].month, "day": one["born"].day})
    if one["feast"]:
        know(identity_id, "told.feast", {"feast": one["feast"], "greet": True})
    if one["country"]:
        know(identity_id, "told.country", {"country": one["country"]})
    for nth, (since, on, hour) in enumerate(one["happened"]):
        know(identity_id, _SINCE[since], subject=f"no {nth}", at=datetime(on.year, on.month, on.day, hour, tzinfo=zone))
    for nth, (on, km, service) in enumerate(one["read"]):
        know(
            identity_id,
            "told.km_reading",
            {"km": km, "service": service},
            subject=f"no {nth}",
            at=datetime(on.year, on.month, on.day, 12, tzinfo=zone),
        )


def _by_the_rules(rule: Rule, one: dict[str, Any]) -> list[tuple[str, date, int]]:
    ahead = timedelta(days=rule.ahead)
    start, end = START + ahead, END + ahead
    happened = [(nth, on) for nth, (since, on, _) in enumerate(one["happened"]) if since is rule.since]
    match rule.rhythm:
        case Rhythm.BIRTHDAY:
            rows = list(days.birthdays(one["born"].month, one["born"].day, start=start, end=end)) if one["born"] else []
        case Rhythm.FEAST:
            known = feasts.BY_NAME.get(one["feast"])
            country = one["country"] if known and known.by_country else ""
            return (
                [(name, on - ahead, 0) for name, on in feasts.days(one["feast"], start=start, end=end, country=country)]
                if known
                else []
            )
        case Rhythm.MONTHS:
            last = max((on for _, on in happened), default=None)
            rows = list(days.every_months(last, rule.every, start=start, end=end)) if last else []
        case Rhythm.CUSTOMER:
            first = min((on for since, on, _ in one["happened"] if since is Since.ORDER), default=None)
            rows = list(days.every_months(first, 12, start=start, end=end)) if first else []
        case Rhythm.AFTER:
            return [
                (f"no {nth}", each.on - ahead, 0)
                for nth, on in happened
                for each in days.after(on, rule.days, start=start, end=end)
            ]
        case Rhythm.KILOMETRES:
            told = [Reading(km, on) for on, km, _ in one["read"]]
            row, _ = kilometres.car_in_use(told)
            service = {Reading(km, on) for on, km, service in one["read"] if service}
            serviced = max((each.km for each in row if each in service), default=None)
            return [
                (each.occurrence, each.on, each.about.km)
                for each in kilometres.every_km(told, rule.every, start=START, end=END, ahead=rule.ahead, serviced=serviced)
            ]
    return [(each.occurrence, each.on - ahead, 0) for each in rows]


def test_the_preview_counts_who_gets_what_on_which_day(birthdays: UUID) -> None:
    tom, ana = people("tom", "ana")
    know(tom, "told.birthday", {"month": 4, "day": 1})
    know(ana, "told.birthday", {"month": 4, "day": 20})
    seen = queries.preview(told=BIRTHDAYS, start=START, end=END)
    assert (seen.people, seen.occasions, seen.by_month) == (2, 2, (("2026-04", 2),))
    assert seen.first == ((tom, date(2026, 4, 1), "Birthday"), (ana, date(2026, 4, 20), "Birthday"))
    drives = ProgrammeIn("Service", Rule(Rhythm.KILOMETRES, every=10_000), SAY)
    know(tom, "told.km_reading", {"km": 12_000})
    assert queries.preview(told=drives, start=START, end=END).unknown == 1
    assert About(km=10_000).km == 10_000


def test_only_the_audience_is_meant(brightside: Brand, mara: Member) -> None:
    tom, ana = people("tom", "ana")
    for whom in (tom, ana):
        know(whom, "told.birthday", {"month": 4, "day": 1})
    know(ana, "visited")
    told = ProgrammeIn("Birthdays", Rule(Rhythm.BIRTHDAY), SAY, audience=Audience(fact="visited"))
    assert [who for who, *_ in queries.preview(told=told, start=START, end=END).first] == [ana]
    nobody = ProgrammeIn("Birthdays", Rule(Rhythm.BIRTHDAY), SAY, audience=Audience(segment_id=cast.NOBODY))
    assert queries.preview(told=nobody, start=START, end=END).occasions == 0
