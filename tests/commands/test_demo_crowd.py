"""The crowd written down: a small one without the story, with its cases, plans, purse and lists as if they had been lived."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from makegood.commands.demo.place import Place
from makegood.commands.demo.stage import Stage
from makegood.config import environment
from tests import cast

SCALE = 0.05


@pytest.fixture(scope="module")
def crowd(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Place]:
    """A twentieth of the shop, on the morning of Monday, 2 March 2026."""
    from makegood.commands.demo import place, removing, seeding
    from makegood.platform import clock

    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setenv("MAKEGOOD_HTTP_ALLOW", "127.0.0.1:9")
        patch.setattr(clock, "now", lambda: cast.AT)
        try:
            yield seeding.make(scale=SCALE, told=False)
        finally:
            left = removing.found()
            if left is not None:
                removing.remove(left)
            place.forget()
    environment.settings.cache_clear()


@pytest.fixture
def inside(crowd: Place) -> Iterator[UUID]:
    from makegood.platform import tenancy

    with tenancy.brand(crowd.brand_id):
        yield crowd.brand_id


def count(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])


def test_most_cases_are_put_right_and_some_are_open(inside: UUID) -> None:
    from makegood.views import queries as views

    lengths = {name: len(views.inbox(which=name, owner_id=None, at=cast.AT).rows) for name in ("ours", "theirs", "late")}
    states = Counter[str]()
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, count(*) FROM cases_case GROUP BY state")
        states.update(dict(cursor.fetchall()))
    total = sum(states.values())
    assert 130 < total < 230
    assert states["resolved"] > total * 0.85
    assert states["open"] >= lengths["ours"] > 0
    assert lengths["theirs"] > 0


def test_the_lists_equal_a_recount(inside: UUID) -> None:
    from makegood.views import actions as views

    def rows() -> list[tuple[object, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, title, state, turn, due_at, owner_name, last_words, message_count FROM views_inboxrow ORDER BY id"
            )
            return cursor.fetchall()

    before = rows()
    views.rebuild()
    assert rows() == before


def test_replies_come_in_business_time_mostly_within_the_hour_and_some_late(inside: UUID) -> None:
    from makegood.brands import queries as brands
    from makegood.brands import rules

    hours = brands.current().hours
    with connection.cursor() as cursor:
        cursor.execute("SELECT first_replied_at, first_reply_due_at FROM cases_segment WHERE first_replied_at IS NOT NULL")
        replies = cursor.fetchall()
    late = sum(at > due for at, due in replies)
    assert 0 < late < len(replies) * 0.25
    assert all(rules.is_open(hours=hours, at=at.replace(second=0)) or at.minute <= 1 for at, _ in replies)


def test_plans_ran_to_their_end_and_the_purse_is_the_sum_of_its_ledger(inside: UUID) -> None:
    states = Counter[str]()
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, count(*) FROM makegoods_makegood GROUP BY state")
        states.update(dict(cursor.fetchall()))
    assert states["done"] > 10
    assert count("SELECT count(*) FROM gestures_ledgerrow WHERE kind = 'refill'") >= 2
    held, spent, booked = count("SELECT sum(held_minor) FROM gestures_budget"), count("SELECT sum(spent_minor) FROM gestures_budget"), count(
        "SELECT sum(CASE kind WHEN 'hold' THEN amount_minor WHEN 'release' THEN -amount_minor ELSE 0 END) FROM gestures_ledgerrow WHERE NOT owed"
    )  # fmt: skip
    assert held + spent == booked
    assert (
        count("SELECT count(*) FROM gestures_grant g WHERE NOT EXISTS (SELECT 1 FROM makegoods_step s WHERE s.grant_id = g.id)")
        == 0
    )


def test_what_is_past_lies_in_the_past_and_leaves_nothing_to_do(inside: UUID) -> None:
    from makegood.platform import work

    for table, column in (
        ("channels_message", "at"),
        ("platform_journal", "at"),
        ("cases_segment", "resolved_at"),
        ("orders_parcelevent", "at"),
    ):
        assert count(f"SELECT count(*) FROM {table} WHERE {column} > '{cast.AT.isoformat()}'") == 0, table
    assert work.parked() == ()
    kinds = ["read_raw", "message_arrived", "deliver", "making_good", "inbox_row", "parcel_moved"]
    assert {kind for brand_id, kind in work.due(at=cast.AT, kinds=kinds) if brand_id == inside} == set()


def test_nothing_can_leave_for_the_outside(inside: UUID, crowd: Place) -> None:
    from makegood.channels import queries as channels

    for channel in channels.channels():
        settings = channels.channel(channel_id=channel.id).settings
        if channel.kind in ("webchat", "contact_form", "own_page"):
            continue  # the window fetches its answers, a form has none, and pages are looked at: none speaks to the outside
        assert channel.kind == "webhook"
        assert settings["reply_url"] == f"http://127.0.0.1:{crowd.port}/letters"
    hosts = count("SELECT count(*) FROM people_identity WHERE kind = 'email' AND value !~ '@([a-z-]+[.])*example([.](org|com|net))?$'"
                  " AND value !~ '@[a-z0-9-]+[.]example$'")  # fmt: skip
    assert hosts == 0


def test_the_first_letters_are_foreseen_word_for_word(inside: UUID, crowd: Place) -> None:
    from makegood.commands.demo.crowd.weeks import Weeks

    foreseen = set(Weeks(Stage(crowd.brand_id, cast.AT), now=cast.AT, scale=SCALE).foreseen())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject, visible FROM channels_message WHERE external_id ~ '^crowd-[0-9]+@' AND direction = 'in' "
            "AND id IN (SELECT message_id FROM understanding_reading)"
        )
        kept = set(cursor.fetchall())
    assert len(foreseen) > 150
    assert len(kept - foreseen) == 5  # the last ones come in as life brings them, and are read by the worker's consumers
    assert foreseen <= kept


def test_one_in_ten_is_held_out_of_surprises_by_the_products_own_lots_and_counted_after_a_week(inside: UUID) -> None:
    from makegood.experiments import models
    from makegood.experiments import queries as trials
    from makegood.experiments.rules import assigning
    from makegood.flows import did_it_pay
    from makegood.people import queries as people

    trial = trials.running(key="surprise")
    assert trial is not None
    entries = trials.drawn(trial_id=trial.id)
    persons, key = people.persons_of(identity_ids=[one.identity_id for one in entries]), bytes(models.Salt.objects.get().salt)
    shares, arms = {"surprise": 1.0}, {True: assigning.HELD_OUT, False: "surprise"}
    lots = [
        assigning.assign(persons[one.identity_id].id, key=key, experiment="surprise", shares=shares, held_out=0.1, at=one.at)
        for one in entries
    ]  # the key is another one each time: once in a hundred nobody of these forty is held out
    assert [(arms[one.held_out], one.propensity) for one in entries] == [(lot.arm, lot.propensity) for lot in lots]
    without = count("SELECT count(*) FROM makegoods_makegood WHERE arm = 'no_surprise' AND propensity = 0.1")
    assert without >= sum(one.held_out for one in entries)
    page = did_it_pay.page(at=cast.AT)
    counted = {arm: sum(lot.arm == arm for lot in lots) for arm in arms.values()}
    assert page.as_drawn == (assigning.mismatch(counted, {assigning.HELD_OUT: 0.1, "surprise": 0.9}) >= assigning.SURE)
    week = page.horizons[0]
    assert 0 < week.people < len(entries)
    assert (week.people + week.waiting, week.days) == (len(entries), 7)


def test_some_of_those_whose_parcel_came_were_asked_and_some_of_them_answered(inside: UUID) -> None:
    from makegood.flows import survey_pages
    from makegood.platform import journal

    (line,) = survey_pages.list_page(at=cast.AT).lines
    page = survey_pages.page(survey_id=line.survey.id, at=cast.AT)
    answered = count("SELECT count(*) FROM surveys_invitation WHERE state = 'answered'")
    assert line.survey.paused_at is not None, "it rests: nobody of the demonstration is asked from here on"
    assert page.figures.asked == count("SELECT count(*) FROM surveys_invitation") >= 5
    assert 0 < answered < page.figures.asked
    assert len(journal.latest(limit=1_000, kinds=["surveys.SurveyAnswered"])) == answered
    assert count("SELECT count(*) FROM platform_work WHERE kind LIKE 'survey%'") == 0


def test_the_crowd_goes_to_the_last_row_and_touches_nobody_else(committed_brightside: UUID, crowd: Place) -> None:
    from makegood.commands.demo import removing
    from tests.commands.test_demo import rows_of

    others = rows_of(committed_brightside)
    assert removing.remove(crowd.brand_id) > 3_000
    assert rows_of(crowd.brand_id) == {}
    assert rows_of(committed_brightside) == others


def test_one_that_was_killed_while_being_filled_is_taken_away_whole(
    committed_brightside: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    from makegood.commands.demo import place, removing, seeding
    from makegood.commands.demo.crowd.weeks import Weeks
    from makegood.platform import clock
    from tests.commands.test_demo import rows_of

    kept, keep = [], Weeks.keep

    def until_it_dies(self: Weeks, day: date, stage: Stage) -> None:
        kept.append(day)
        if len(kept) > 22:
            raise KeyboardInterrupt
        keep(self, day, stage)

    monkeypatch.setenv("MAKEGOOD_HTTP_ALLOW", "127.0.0.1:9")
    monkeypatch.setattr(clock, "now", lambda: cast.AT)
    monkeypatch.setattr(Weeks, "keep", until_it_dies)
    others = rows_of(committed_brightside)
    with pytest.raises(KeyboardInterrupt):
        seeding.make(scale=0.02, told=False)
    held, there = place.load(), removing.found()
    assert held is not None
    assert there is not None
    assert not held.finished  # so that the next start takes it away and begins anew
    assert removing.remove(there) > 200
    assert rows_of(there) == {}
    assert rows_of(committed_brightside) == others
