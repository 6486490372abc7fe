"""The crowd around the demonstration's story, before it is written down: how many write when about what, and that no two letters are alike."""

from collections import Counter
from datetime import UTC, datetime, time
from itertools import pairwise
from random import Random

import pytest

from makegood.brands import rules
from makegood.commands.demo.crowd import grammar, letters, plan, rhythm, team
from makegood.commands.demo.crowd.plan import Contact, Plan
from makegood.commands.demo.days import HOLIDAYS, ZONE
from makegood.commands.demo.people import PEOPLE

THE_STORYS = {somebody.phone for somebody in PEOPLE.values() if somebody.phone}
NOW = datetime(2026, 3, 2, 10, 5, tzinfo=UTC)  # a Monday


@pytest.fixture(scope="module")
def weeks() -> Plan:
    return plan.plan(now=NOW, holidays=rules.public_holidays(HOLIDAYS), scale=1.0, live=46)


@pytest.fixture(scope="module")
def everybody(weeks: Plan) -> list[Contact]:
    return [*weeks.contacts, *weeks.live]


def texts(contacts: list[Contact]) -> list[str]:
    return [letters.first_letter(one, str(20_000 + one.number), letters.chance_of(one)).visible for one in contacts]


def test_four_weeks_have_some_four_thousand_letters(everybody: list[Contact]) -> None:
    assert 3_900 <= len(everybody) <= 4_700
    assert max(one.at for one in everybody) < NOW
    assert (NOW - min(one.at for one in everybody)).days in (27, 28)


def test_mondays_are_the_fullest_and_sundays_are_quiet(everybody: list[Contact]) -> None:
    days = Counter(one.at.astimezone(ZONE).date() for one in everybody)
    first, today = min(days), max(days)
    whole = {day: count for day, count in days.items() if day not in (first, today)}
    by_weekday = {n: [count for day, count in whole.items() if day.weekday() == n] for n in range(7)}
    assert all(150 <= count <= 275 for day, count in whole.items() if day.weekday() < 5)
    assert min(by_weekday[0]) > max(by_weekday[4])
    assert max(by_weekday[6]) < 60
    assert max(by_weekday[6]) < min(by_weekday[5])


def test_the_day_has_a_morning_a_dip_at_noon_and_posts_in_the_evening(everybody: list[Contact]) -> None:
    hours = Counter(one.at.astimezone(ZONE).hour for one in everybody if one.kind not in rhythm.POSTED)
    posts = Counter(one.at.astimezone(ZONE).hour for one in everybody if one.kind in rhythm.POSTED)
    assert hours[9] > hours[12] * 1.4
    assert hours[14] > hours[13]
    assert hours[3] < hours[9] / 20
    assert sum(posts[hour] for hour in range(18, 23)) > sum(posts.values()) * 0.4


def test_they_write_about_what_people_write_to_a_lamp_shop_about(everybody: list[Contact]) -> None:
    found = Counter(one.kind for one in everybody)
    for kind, share in rhythm.KINDS:
        assert abs(found[kind] / len(everybody) - share) < 0.02, kind
    assert set(found) == {kind for kind, _ in rhythm.KINDS}


def test_some_write_in_german_french_and_spanish(everybody: list[Contact]) -> None:
    spoken = Counter(one.who.language for one in everybody if one.kind != "spam")
    total = sum(spoken.values())
    assert 0.82 < spoken["en"] / total < 0.93
    assert 0.04 < spoken["de"] / total < 0.11
    assert min(spoken["fr"], spoken["es"]) > total * 0.012


def test_a_few_buy_and_write_often_and_nobody_twice_in_nine_days(everybody: list[Contact]) -> None:
    mails: dict[str, list[datetime]] = {}
    for one in everybody:
        if one.kind != "spam":
            mails.setdefault(one.who.email, []).append(one.at)
    assert all(later - earlier >= plan.APART for ats in mails.values() for earlier, later in pairwise(ats))
    counts = Counter(len(ats) for ats in mails.values())
    assert counts[1] > counts[2] > counts[3] > 0


def test_no_two_letters_are_alike(everybody: list[Contact]) -> None:
    said = texts(everybody)
    assert len(set(said)) / len(said) > 0.985
    in_a_row = [len(set(said[start : start + 60])) for start in range(0, len(said) - 60, 60)]
    assert min(in_a_row) >= 58


def test_nothing_is_left_unfilled_and_nobody_real_is_written_to(everybody: list[Contact]) -> None:
    for one, text in zip(everybody, texts(everybody), strict=True):
        assert not set("{}<>|") & set(text), text
        host = one.who.email.partition("@")[2]
        assert host in ("example.org", "example.com", "example.net") or host.endswith(".example")
        assert not one.who.phone or one.who.phone.startswith("+447700900")
        assert one.who.phone not in THE_STORYS
        assert one.who.email not in {somebody.email for somebody in PEOPLE.values()}


def test_every_kind_can_be_written_and_answered_in_every_language_that_has_it() -> None:
    for language in grammar.LANGUAGES:
        for kind in {kind for kind, _ in rhythm.KINDS}:
            for name in (kind, f"answer_{kind}"):
                if grammar.knows(language, name):
                    assert {"first", "second"} <= set(grammar.phrases(language)[name])
        assert grammar.knows(language, "answer_ask")
        assert grammar.knows(language, "thanks")


def test_the_same_instant_gives_the_same_weeks(everybody: list[Contact]) -> None:
    again = plan.plan(now=NOW, holidays=rules.public_holidays(HOLIDAYS), scale=1.0, live=46)
    assert [*again.contacts, *again.live] == everybody
    assert texts(everybody[:200]) == texts([*again.contacts][:200])


def test_holidays_are_nearly_as_quiet_as_sundays() -> None:
    easter = datetime(2026, 4, 15, 9, 0, tzinfo=UTC)
    made = plan.plan(now=easter, holidays=rules.public_holidays(HOLIDAYS), scale=1.0, live=0)
    days = {day: len(contacts) for day, contacts in made.by_day().items()}
    assert days[datetime(2026, 4, 3, tzinfo=UTC).date()] < 75  # Good Friday
    assert days[datetime(2026, 4, 2, tzinfo=UTC).date()] > 140


def test_who_answers_is_there_and_speaks_the_language() -> None:
    chance = Random(1)
    friday_noon = datetime(2026, 2, 27, 12, 30, tzinfo=UTC)
    assert {team.who_answers(friday_noon, "en", chance).who for _ in range(200)} == {"mara", "joe", "anneke", "tomasz", "bea"}
    assert {team.who_answers(friday_noon, "fr", chance).who for _ in range(50)} == {"bea"}
    monday_morning = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    assert "tomasz" not in {team.who_answers(monday_morning, "en", chance).who for _ in range(200)}
    assert {team.who_answers(monday_morning, "es", chance).who for _ in range(50)} == {"lucia"}
    assert all(time(9) <= shift.begins < shift.ends <= time(17) for shift in team.SHIFTS)
