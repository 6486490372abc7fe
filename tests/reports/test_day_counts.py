"""What is kept by day equals a count from nothing: after any order of random actions, with work done in any batches and some of it twice."""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from makegood.brands.types import Brand
from makegood.cases.actions import arriving as cases
from makegood.cases.actions import away, working
from makegood.cases.types import Arrival
from makegood.channels import queries as channels
from makegood.channels.actions import intake
from makegood.channels.types import Envelope
from makegood.flows import day_counts
from makegood.gestures.actions import grants, purses
from makegood.kernel.actors import SYSTEM
from makegood.kernel.by_day import DayCount
from makegood.kernel.refusals import Refusal
from makegood.outcomes import actions as outcomes
from makegood.outcomes.types import Credit, KindWords, PersonEvidence, Settling
from makegood.people.actions import recognising
from makegood.people.types import Address, IdentityKind
from makegood.platform.work import Taken
from makegood.promises.actions import making
from makegood.promises.types import Due, PromiseIn, PromiseKind
from makegood.promises.types import Source as MadeIn
from makegood.reports import actions as reports
from makegood.reports import queries
from makegood.reports.rules import summing
from makegood.reports.types import Source
from tests import cast
from tests.cases import telling
from tests.gestures.given import CREDIT, a_case, pounds, stock

WHOLE = (date(2020, 1, 1), date(2030, 1, 1))
MANY = 30
HARMS = ("faulty", "late", "wrong_item")


class House:
    """A brand in which anything may happen, at any of some days."""

    def __init__(self, seed: int) -> None:
        self.chance, self.done = random.Random(seed), 0
        self.channel, self.budget = telling.web_channel(), stock([CREDIT], limit=1_000_000)
        addresses = [Address(IdentityKind.EMAIL, f"p{n}@example.net", f"P {n}") for n in range(40)]
        found = recognising.recognise(sightings=[cast.seen(one) for one in addresses], at=cast.AT)
        self.people = list(zip(addresses, (one.identity_id for one in found), strict=True))
        self.cases, self.promises, self.grants, self.messages = list[UUID](), list[UUID](), list[UUID](), list[UUID]()

    def at(self) -> datetime:
        return cast.later(days=self.chance.randrange(-40, 3), minutes=self.chance.randrange(600))

    def anything(self) -> None:
        many: list[Callable[[], int]] = [self.write, self.promise, self.praise, self.stand]
        one: list[Callable[[], Any]] = [self.work, self.work, self.end, self.spend]
        try:
            if self.chance.random() < 0.25:
                self.done += self.chance.choice(many)()
            else:
                self.chance.choice(one)()
                self.done += 1
        except Refusal:
            return

    def said(self, *, public: bool = False) -> list[tuple[UUID, UUID, UUID, datetime]]:
        """So many messages of anybody at any time: their ids, conversations and authors."""
        told = [(*self.chance.choice(self.people), self.at()) for _ in range(MANY)]
        envelopes = [
            Envelope(
                external_id=uuid4().hex,
                author=who,
                text="Well.",
                visible="Well.",
                sent_at=at,
                thread_keys=(uuid4().hex,),
                public=public,
            )
            for who, _, at in told
        ]
        ids = intake.store_messages(channel_id=self.channel, envelopes=envelopes, at=cast.AT)
        intake.name_authors(authors={one: identity for one, (_, identity, _) in zip(ids, told, strict=True)}, at=cast.AT)
        self.messages += ids
        talks = {one.id: one.conversation_id for one in channels.messages(message_ids=ids)}
        return [(one, talks[one], identity, at) for one, (_, identity, at) in zip(ids, told, strict=True)]

    def write(self) -> int:
        arrivals = [
            Arrival(
                message_id=message_id,
                conversation_id=talk,
                identity_id=who,
                person_identity_ids=(who,),
                at=at,
                act="complaint",
                feeling="neutral",
                happened=(self.chance.choice(HARMS),),
                urgency="normal",
                title="P: Well.",
                words="Well.",
                public=False,
                asks_something=False,
                opens=True,
                order_number=uuid4().hex[:8],
            )
            for message_id, talk, who, at in self.said()
        ]
        placed = cases.open_or_join(arrivals=arrivals, at=cast.AT)
        self.cases += [one.case_id for one in placed if one.case_id]
        return len(placed)

    def work(self) -> None:
        if not self.cases:
            return
        case_id, at = self.chance.choice(self.cases), self.at()
        self.chance.choice(
            [
                lambda: working.note_reply(
                    case_id=case_id, outgoing_id=self.chance.choice(self.messages), by=SYSTEM, at=at, automatic=False
                ),
                lambda: working.resolve(case_id=case_id, how="Sent anew.", by=SYSTEM, at=at),
                lambda: working.reopen(case_id=case_id, by=SYSTEM, at=at),
                lambda: working.wait(case_id=case_id, by=SYSTEM, at=at),
                lambda: away.put_away(case_id=case_id, why="trash", by=SYSTEM, at=at),
                lambda: away.bring_back(case_ids=[case_id], by=SYSTEM, at=at),
            ]
        )()

    def promise(self) -> int:
        told = [
            PromiseIn(
                key=uuid4().hex,
                identity_id=self.chance.choice(self.people)[1],
                kind=self.chance.choice([PromiseKind.CALL, PromiseKind.REFUND]),
                source=MadeIn.MEMBER,
                what="a call",
                touchpoint="support",
                made_at=(at := self.at()),
                due=Due(at=at + timedelta(days=2), zone="Europe/London"),
            )
            for _ in range(MANY)
        ]
        self.promises += making.make(promises=told, by=SYSTEM, at=cast.AT)
        return len(told)

    def end(self) -> None:
        if self.promises:
            deed = self.chance.choice([making.keep, lambda **told: making.withdraw(because="moved", **told)])
            deed(promise_id=self.chance.choice(self.promises), by=SYSTEM, at=self.at())

    def spend(self) -> None:
        at = self.at()
        if self.chance.random() < 0.2:
            purses.refill(
                budget_id=self.budget.id, amount=pounds(self.chance.randrange(1, 900)), key=uuid4().hex, by=SYSTEM, at=at
            )
        elif self.grants and self.chance.random() < 0.5:
            grants.give(grant_id=self.grants.pop(), at=at)
        else:
            whom = self.chance.choice(self.people)[1]
            held = grants.hold_amount(
                name="Fix",
                amount=pounds(self.chance.randrange(900)),
                occasion=a_case(),
                identity_id=whom,
                key=uuid4().hex,
                by=SYSTEM,
                at=at,
            )
            self.grants.append(held.id)

    def praise(self) -> int:
        words = [
            KindWords(
                message_id,
                who,
                "Lovely.",
                public=self.chance.random() < 0.8,
                link="",
                reach=self.chance.choice([None, 3, 900, 40_000]),
                at=at,
            )
            for message_id, _talk, who, at in self.said(public=True)
        ]
        praised = outcomes.note_praises(words=words)
        due = [Credit(one, said.identity_id) for one, said in zip(praised, words, strict=True) if self.chance.random() < 0.8]
        outcomes.credit_all(due=due, at=cast.AT)
        return len(words) + len(due)

    def stand(self) -> int:
        settlings = [
            Settling(
                who,
                (who,),
                PersonEvidence(
                    orders=self.chance.randrange(2),
                    first_order_at=cast.later(days=-60),
                    public_praises=self.chance.randrange(2),
                    public_complaints=self.chance.randrange(2),
                    open_complaints=0,
                    private_thanks=self.chance.randrange(2),
                    referrals=0,
                ),
            )
            for _, who in self.chance.sample(self.people, MANY)
        ]
        return len(outcomes.settle_standings(settlings=settlings, at=self.at()))


def do_some_of_the_work(chance: random.Random, share: float) -> None:
    """As a worker would, in this transaction: some of what is left, and some of that twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, brand_id, key FROM platform_work WHERE kind = %s ORDER BY key", [day_counts.WORK])
        items = [
            Taken(row, brand, day_counts.WORK, key, {}, 0, row)
            for row, brand, key in cursor.fetchall()
            if chance.random() < share
        ]
        for _ in range(1 + (chance.random() < 0.2)):
            day_counts.moved(items, cast.AT)
        cursor.execute("DELETE FROM platform_work WHERE id = ANY(%s)", [[item.id for item in items]])


def kept() -> dict[Source, frozenset[DayCount]]:
    return {source: queries.counts(source=source, since=WHOLE[0], until=WHOLE[1]) for source in day_counts.SOURCES}


def test_after_random_actions_in_any_order_the_days_equal_a_recount(brightside: Brand) -> None:
    house = House(seed=7)
    while house.done < 2_000:
        house.anything()
        if house.chance.random() < 0.08:
            do_some_of_the_work(house.chance, share=0.7)
    do_some_of_the_work(house.chance, share=1.1)
    before = kept()
    assert all(before[source] for source in day_counts.SOURCES if source is not Source.MAKEGOODS)
    assert sum(one.n for one in before[Source.CASES] if one.what == "case") > 300
    assert day_counts.recount(since=WHOLE[0], until=WHOLE[1]) == 0
    assert kept() == before


def test_what_comes_late_moves_the_day_on_which_it_began(brightside: Brand) -> None:
    channel = telling.web_channel()
    case_id = telling.open_case(channel, at=cast.later(days=-9))
    do_some_of_the_work(random.Random(1), share=1.1)
    on = cast.later(days=-9).date()
    assert DayCount(on, "right", "open", 1) in kept()[Source.CASES]
    working.resolve(case_id=case_id, how="Sent anew.", by=SYSTEM, at=cast.AT)
    do_some_of_the_work(random.Random(1), share=1.1)
    found = kept()[Source.CASES]
    assert DayCount(on, "right", "late", 1) in found
    assert {one.on for one in found} == {on}
    away.put_away(case_id=case_id, why="spam", by=SYSTEM, at=cast.AT)
    do_some_of_the_work(random.Random(1), share=1.1)
    assert kept()[Source.CASES] == frozenset(), "spam is no case"


def test_the_first_work_of_a_brand_goes_through_its_past_and_a_wrong_count_is_healed(brightside: Brand) -> None:
    telling.open_case(telling.web_channel(), at=cast.later(days=-200))
    wrong = DayCount(cast.later(days=-100).date(), "case", "late", 9)
    reports.keep(source=Source.CASES, since=wrong.on, until=wrong.on + timedelta(days=1), counts=[wrong])
    do_some_of_the_work(random.Random(1), share=1.1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind FROM platform_work WHERE kind LIKE 'day_counts%%' ORDER BY kind")
        assert [kind for (kind,) in cursor.fetchall()] == [day_counts.NIGHT, day_counts.PAST]
    stretches = list[str]()
    while len(stretches) < 9:
        told = {"since": stretches[-1]} if stretches else {}
        day_counts.go_through_past([Taken(uuid4(), uuid4(), day_counts.PAST, day_counts.PAST, told, 0, uuid4())], cast.AT)
        with connection.cursor() as cursor:
            cursor.execute("SELECT payload ->> 'since' FROM platform_work WHERE kind = %s", [day_counts.PAST])
            since = cursor.fetchone()[0]
        if stretches[-1:] == [since]:
            break
        stretches.append(since)
    assert stretches == ["2025-11-14", "2026-02-14"], "92 days each, and the last one up to today"
    assert wrong not in kept()[Source.CASES]


def test_a_brand_in_another_zone_counts_other_days(brightside: Brand) -> None:
    assert reports.begin(zone="Europe/London", at=cast.AT)
    assert not reports.begin(zone="Europe/London", at=cast.AT)
    assert reports.begin(zone="Asia/Tokyo", at=cast.AT), "its past is to be counted anew"


@pytest.mark.parametrize(("minutes", "number"), [(0.5, 0), (1, 0), (2, 4), (60, 23), (100, 26)])
def test_minutes_lie_in_the_class_that_holds_them(brightside: Brand, minutes: float, number: int) -> None:
    channel = telling.web_channel()
    case_id, (reply, _, _) = telling.open_case(channel), telling.says("Here.", channel_id=channel)
    working.note_reply(case_id=case_id, outgoing_id=reply, by=SYSTEM, at=cast.AT + timedelta(minutes=minutes), automatic=False)
    day_counts.recount(since=cast.AT.date(), until=cast.AT.date() + timedelta(days=1))
    found = next(one for one in kept()[Source.CASES] if one.what == "minutes")
    assert int(found.of) == number
    low, high = summing.class_ends(number)
    assert low <= minutes < high


def test_a_fix_is_owed_and_what_comes_on_top_is_not(brightside: Brand) -> None:
    stock([CREDIT], limit=10_000)
    whom = telling.identity()
    fix = grants.hold_amount(
        name="Fix", amount=pounds(199), occasion=a_case(), identity_id=whom, key="fix", by=SYSTEM, at=cast.AT
    )
    grants.give(grant_id=fix.id, at=cast.AT)
    day_counts.recount(since=cast.AT.date(), until=cast.AT.date() + timedelta(days=1))
    assert DayCount(cast.AT.date(), "spent", "brand owed GBP", 1, 199) in kept()[Source.PURSES]
