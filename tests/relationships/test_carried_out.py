"""What becomes of an occasion: by itself, with a yes, not at all; through the one gate, once, over a whole year and whatever the clock does."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction

from makegood.brands.types import Brand, Member
from makegood.channels.actions import connecting
from makegood.flows import rhythms
from makegood.gestures import queries as gestures
from makegood.gestures.actions import policies, purses, shelf
from makegood.gestures.types import GestureKind
from makegood.kernel import actors
from makegood.kernel.actors import SYSTEM
from makegood.kernel.money import Money
from makegood.kernel.refusals import Refusal
from makegood.people.actions import noting
from makegood.people.types import Consent, Fact, IdentityId, Purpose
from makegood.platform import jobs, journal
from makegood.relationships import queries
from makegood.relationships.actions import occasions, planning, programmes
from makegood.relationships.types import (
    Occasion,
    OccasionState,
    ProgrammeIn,
    Rhythm,
    Rule,
    Since,
    Step,
    StepKind,
)
from tests import cast
from tests.relationships.test_laying import people

WISH = Step(StepKind.MESSAGE, {"en": "Happy birthday, {name}"}, {"en": "Dear {name}, all the best from {brand}."})
BIRTHDAYS = ProgrammeIn("Birthdays", Rule(Rhythm.BIRTHDAY), (WISH,), alone=True)
BERLIN, AUCKLAND, HONOLULU = "Europe/Berlin", "Pacific/Auckland", "Pacific/Honolulu"


@pytest.fixture
def brand_id(brightside: Brand) -> UUID:
    connecting.add_channel(kind="webhook", name="Mail", address=cast.HELP_EMAIL, settings={}, by=SYSTEM, at=cast.AT)
    return brightside.id


def born(whom: UUID, month: int, day: int, *, zone: str = "", agreed: bool = True) -> UUID:
    noting.note_span(facts=[Fact(IdentityId(whom), "told.birthday", "own", cast.AT, {"month": month, "day": day})])
    if zone:
        noting.note_zone(identity_id=whom, zone=zone, by=SYSTEM, at=cast.AT)
    if agreed:
        agree(whom)
    return whom


def agree(whom: UUID) -> None:
    for channel in ("webhook", "email"):
        said = Consent(IdentityId(whom), channel, Purpose.RELATIONSHIP, True, "their own page", "1", cast.later(days=-1))
        noting.note_consent(consent=said, by=actors.person(whom))


def make(told: ProgrammeIn = BIRTHDAYS, at: datetime = cast.AT) -> UUID:
    made = programmes.make(told=told, by=SYSTEM, at=at)
    return made.id


def turn(brand_id: UUID, at: datetime) -> None:
    """Everything that is due then is done, as the worker would."""
    for kind, consumer in jobs.known().items():
        if kind.startswith("rhythm"):
            _drain(brand_id, kind, at)
        del consumer


def _drain(brand_id: UUID, kind: str, at: datetime) -> None:
    from makegood.platform import draining

    draining.drain(brand_id, jobs.known()[kind], at=at)


def all_of(whom: UUID) -> tuple[Occasion, ...]:
    return queries.coming(identity_ids=[whom], start=date(2026, 1, 1), limit=100)


def said() -> list[tuple[UUID, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT m.identity_id, m.subject FROM channels_message m WHERE m.direction = 'out' ORDER BY m.id")
        return list(cursor.fetchall())


def test_a_birthday_is_wished_by_itself_in_the_morning_where_they_are(brand_id: UUID) -> None:
    (ana,) = people("ana")
    born(ana, 4, 1, zone=BERLIN)
    make()
    turn(brand_id, cast.AT)
    turn(brand_id, datetime(2026, 4, 1, 6, 59, tzinfo=UTC))
    assert said() == []
    turn(brand_id, datetime(2026, 4, 1, 7, tzinfo=UTC))  # nine in Berlin
    assert [whom for whom, _ in said()] == [ana]
    assert said()[0][1].startswith("Happy birthday")
    (one, *later) = all_of(ana)
    assert (one.state, one.on, one.arm, one.propensity) == (OccasionState.DONE, date(2026, 4, 1), "treated", 1.0)
    assert [each.on for each in later] == [date(2027, 4, 1)][: len(later)]
    assert "relationships.OccasionDone" in [each.kind for each in journal.of_identities(identity_ids=[ana], limit=20)]


def test_who_never_agreed_is_not_written_to_and_the_occasion_says_why(brand_id: UUID) -> None:
    (ana,) = people("ana")
    born(ana, 4, 1, agreed=False)
    make()
    turn(brand_id, cast.AT)
    turn(brand_id, datetime(2026, 4, 1, 9, tzinfo=UTC))
    one = all_of(ana)[0]
    assert (one.state, one.because) == (
        OccasionState.NOT_SENT,
        "They never agreed to hear from us about this. Ask them first.",
    )
    assert said() == []


def test_what_comes_to_be_known_during_the_first_plan_waits_for_its_end(brand_id: UUID) -> None:
    (ana,) = people("ana")
    made = make()
    born(ana, 4, 1)
    with transaction.atomic():
        rhythms.told(happenings=[(ana, "told.birthday")], at=cast.AT)
    for minute in range(3):  # a worker is still at the plan of everybody
        _drain(brand_id, rhythms.KNOWN, cast.later(minutes=minute))
        assert waits(rhythms.KNOWN) == 1
    assert planning.plan(programme_id=made, at=cast.AT).written == 1
    _drain(brand_id, rhythms.KNOWN, cast.later(minutes=3))
    assert (waits(rhythms.KNOWN), [one.on for one in all_of(ana)]) == (0, [date(2026, 4, 1)])


def waits(kind: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM platform_work WHERE kind = %s", [kind])
        return int(cursor.fetchone()[0])


def test_a_programme_only_proposes_until_a_member_says_yes(brand_id: UUID, joe: Member) -> None:
    (ana,) = people("ana")
    born(ana, 4, 1)
    make(ProgrammeIn("Birthdays", Rule(Rhythm.BIRTHDAY), (WISH,)))
    turn(brand_id, cast.AT)
    turn(brand_id, datetime(2026, 4, 1, 9, tzinfo=UTC))
    one = all_of(ana)[0]
    assert (one.state, said()) == (OccasionState.PROPOSED, [])
    by = actors.member(joe.id)
    occasions.take_up(occasion_id=one.id, by=by, at=datetime(2026, 4, 1, 10, tzinfo=UTC))
    turn(brand_id, datetime(2026, 4, 1, 10, tzinfo=UTC))
    assert (all_of(ana)[0].state, len(said())) == (OccasionState.DONE, 1)
    with pytest.raises(Refusal, match="done already"):
        occasions.skip(occasion_id=one.id, by=by, at=cast.AT)


def test_a_member_leaves_one_out_or_moves_it_and_no_plan_undoes_that(brand_id: UUID, joe: Member) -> None:
    ana, tom = people("ana", "tom")
    born(ana, 4, 1)
    born(tom, 4, 1)
    made = make()
    turn(brand_id, cast.AT)
    by = actors.member(joe.id)
    occasions.skip(occasion_id=all_of(ana)[0].id, by=by, at=cast.AT)
    occasions.move(occasion_id=all_of(tom)[0].id, on=date(2026, 4, 3), by=by, at=cast.AT)
    planning.plan(programme_id=made, at=cast.AT)
    planning.replan(identity_ids=[ana, tom], at=cast.AT)
    assert [(one.state, one.on) for one in (all_of(ana)[0], all_of(tom)[0])] == [
        (OccasionState.SKIPPED, date(2026, 4, 1)),
        (OccasionState.PLANNED, date(2026, 4, 3)),
    ]
    turn(brand_id, datetime(2026, 4, 1, 9, tzinfo=UTC))
    assert said() == []
    turn(brand_id, datetime(2026, 4, 3, 9, tzinfo=UTC))
    assert [whom for whom, _ in said()] == [tom]


def test_a_gift_comes_out_of_stock_and_budget_and_without_one_a_member_looks(brand_id: UUID) -> None:
    ana, tom = people("ana", "tom")
    born(ana, 4, 1)
    born(tom, 4, 2)
    sweets = {"name": "a bag of sweets", "face_value": Money(60, "GBP"), "real_cost": Money(40, "GBP"), "stock": 1}
    shelf.add_item(code="sweets", kind=GestureKind.SURPRISE, **sweets, by=SYSTEM, at=cast.AT)  # type: ignore[arg-type]
    thanks = '\n[[rule]]\nname = "Without a harm"\ngive = ["surprise"]\nwho = ["lead"]\nup_to = "1.00"\n'
    policies.set_policy(text=gestures.default_policy() + thanks, by=SYSTEM, at=cast.AT)
    purse = purses.open_budget(name="Kindness", limit=Money(1_000, "GBP"), by=SYSTEM, at=cast.AT)
    wish = Step(StepKind.MESSAGE, {"en": "For you"}, {"en": "With {gift}."})
    make(
        ProgrammeIn(
            "Birthdays", Rule(Rhythm.BIRTHDAY), (wish, Step(StepKind.GIFT, code="sweets")), alone=True, budget_id=purse.id
        )
    )
    turn(brand_id, cast.AT)
    turn(brand_id, datetime(2026, 4, 1, 9, tzinfo=UTC))
    turn(brand_id, datetime(2026, 4, 2, 9, tzinfo=UTC))
    assert [(one.state, one.because) for one in (all_of(ana)[0], all_of(tom)[0])] == [
        (OccasionState.DONE, ""),
        (OccasionState.PROPOSED, "“a bag of sweets” is out of stock. Choose something else, or leave it out."),
    ]
    assert [budget.spent for budget in gestures.budgets() if budget.id == purse.id] == [Money(40, "GBP")]


def test_what_is_too_late_is_let_be(brand_id: UUID) -> None:
    (ana,) = people("ana")
    born(ana, 4, 1)
    make()
    turn(brand_id, cast.AT)
    turn(brand_id, datetime(2026, 4, 6, 9, tzinfo=UTC))
    one = all_of(ana)[0]
    assert (one.state, one.because) == (OccasionState.LAPSED, "Its day was 1 April 2026; that is too long ago.")


def test_some_are_left_out_by_lot_with_their_chance_written_down(brand_id: UUID) -> None:
    whom = people(*(f"p{nth}" for nth in range(30)))
    for one in whom:
        born(one, 4, 1)
    make(ProgrammeIn("Birthdays", Rule(Rhythm.BIRTHDAY), (WISH,), alone=True, holdout=5_000))
    turn(brand_id, cast.AT)
    turn(brand_id, datetime(2026, 4, 1, 9, tzinfo=UTC))
    found = [all_of(one)[0] for one in whom]
    out = [one for one in found if one.state is OccasionState.HELD_OUT]
    assert 5 <= len(out) <= 25  # two of three hundred million runs lie outside
    assert {(one.arm, one.propensity) for one in out} == {("held_out", 0.5)}
    assert len(said()) == len(whom) - len(out)


STEADY = ProgrammeIn("Half a year", Rule(Rhythm.MONTHS, every=6, since=Since.VISIT), (WISH,), alone=True)


def _a_year(brand_id: UUID) -> tuple[set[tuple[UUID, date]], list[UUID]]:
    """Six people with birthdays around both changes of the clock, one of them born on 29 February, in three zones."""
    whom = people(*(f"p{nth}" for nth in range(6)))
    days = [(3, 29), (10, 25), (2, 28), (2, 29), (3, 3), (12, 31)]
    for one, (month, day), zone in zip(whom, days, [BERLIN, BERLIN, AUCKLAND, HONOLULU, "", BERLIN], strict=True):
        born(one, month, day, zone=zone)
    shown = queries.preview(told=BIRTHDAYS, start=date(2026, 3, 2), end=date(2027, 3, 2))
    make()
    turn(brand_id, cast.AT)
    return {(who, on) for who, on, _ in shown.first}, whom


def test_over_a_simulated_year_exactly_what_the_preview_showed_is_sent(brand_id: UUID) -> None:
    shown, whom = _a_year(brand_id)
    at = cast.AT
    while at < datetime(2027, 3, 2, 12, tzinfo=UTC):
        at += timedelta(hours=6)
        turn(brand_id, at)
    done = [one for each in whom for one in all_of(each) if one.state is OccasionState.DONE]
    assert {(one.identity_id, one.on) for one in done} == shown
    assert len(shown) == len(done) == len(said()) == 6


JUMPS = (timedelta(hours=1), timedelta(hours=-1), timedelta(days=1), timedelta(days=-1))


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_a_clock_that_jumps_loses_nothing_and_doubles_nothing(brand_id: UUID, jump: timedelta) -> None:
    """The clock jumps just before and just after each birthday's hour, on the days on which clocks are turned among them."""
    shown, whom = _a_year(brand_id)
    for who, on in sorted(shown, key=lambda one: one[1]):
        (due,) = [one.due_at for one in all_of(who) if one.on == on]
        for at in (due - timedelta(minutes=1), due - timedelta(minutes=1) + jump, due, due + jump, due + timedelta(minutes=1)):
            turn(brand_id, at)
    turn(brand_id, datetime(2027, 3, 1, 20, tzinfo=UTC))
    states = Counter(one.state for each in whom for one in all_of(each) if one.on < date(2027, 3, 2))
    assert states == {OccasionState.DONE: len(shown)}
    assert sorted(who for who, _ in said()) == sorted(who for who, _ in shown)


def test_two_addresses_that_turn_out_to_be_one_person_are_wished_once(brand_id: UUID) -> None:
    ana, other = people("ana", "other")
    for one in (ana, other):
        born(one, 4, 1)
    make()
    turn(brand_id, cast.AT)
    turn(brand_id, datetime(2026, 4, 1, 8, tzinfo=UTC))
    assert len(said()) == 2  # nobody knows yet
