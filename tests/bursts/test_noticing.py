"""What is noticed, end to end in the database: who counts, what is usual, what is raised and when it is over."""

from collections import Counter
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest

from makegood.brands.types import Brand
from makegood.bursts import actions as bursts
from makegood.bursts import held, models, queries, taught, watched
from makegood.bursts.types import Burst, BurstId, BurstState, Precision, Voice
from makegood.kernel.actors import SYSTEM
from makegood.kernel.refusals import Refusal
from makegood.understanding import registry
from makegood.understanding.readers.cascade import shipped
from tests import cast
from tests.bursts import life
from tests.bursts.causes import LOOKED_AT
from tests.bursts.life import Words

AT = cast.AT


@pytest.fixture
def four_weeks(brightside: Brand) -> Random:
    """Brightside after four weeks of everyday complaints, twelve a day."""
    chance = Random(7)
    life.speak(life.weeks(chance, until=AT), at=AT)
    bursts.tick(at=AT)
    return chance


def test_forty_people_in_half_an_hour_are_noticed_within_minutes(four_weeks: Random) -> None:
    said = life.burst(four_weeks, LOOKED_AT["checkout"], begins=AT, minutes=30, people=40, harm="outage")
    (first,) = life.minute_by_minute(said, until=AT + timedelta(minutes=30))
    assert first.raised_at - AT <= timedelta(minutes=12)
    assert first.state is BurstState.RAISED
    (now,) = queries.going_on()
    assert now.people == len(queries.said_in(topic_ids=[first.topic_id], since=AT, until=AT + timedelta(hours=1)))
    assert now.people >= 36  # nine in ten, also by hashed words


def test_one_person_who_writes_a_hundred_times_is_one_person(four_weeks: Random) -> None:
    texts = LOOKED_AT["checkout"]
    said = [Words(AT + timedelta(seconds=17 * n), texts[n % len(texts)], 300_000, {"harm": "outage"}) for n in range(100)]
    assert life.minute_by_minute(said, until=AT + timedelta(minutes=30)) == []


def test_what_is_noticed_is_noticed_once_however_often_one_looks(four_weeks: Random) -> None:
    bursts.place(
        said=life.told(life.burst(four_weeks, LOOKED_AT["checkout"], begins=AT, minutes=10, people=20, harm="outage")), at=AT
    )
    later = AT + timedelta(minutes=10)
    assert len(bursts.tick(at=later)) == 1
    assert bursts.tick(at=later) == []
    models.Watch.objects.update(ticked_at=None)  # as if the worker had died before it wrote how far it came
    assert bursts.tick(at=later + timedelta(minutes=1)) == []
    assert len(queries.bursts()) == 1


def test_an_outage_of_the_worker_is_caught_up(four_weeks: Random) -> None:
    bursts.place(
        said=life.told(life.burst(four_weeks, LOOKED_AT["carrier"], begins=AT, minutes=30, people=40, harm="late")), at=AT
    )
    (raised,) = bursts.tick(at=AT + timedelta(hours=5))
    assert raised.began_at - AT < timedelta(minutes=20)
    (known,) = queries.bursts()
    assert known.state is BurstState.LAPSED
    assert known.ended_at is not None
    assert known.ended_at - AT <= timedelta(hours=5)


def test_what_comes_late_counts_when_it_was_said_and_what_is_older_raises_nothing(four_weeks: Random) -> None:
    said = life.burst(four_weeks, LOOKED_AT["checkout"], begins=AT, minutes=15, people=25, harm="outage")
    late = AT + timedelta(minutes=100)
    bursts.tick(at=late - timedelta(minutes=1))
    bursts.place(said=life.told(said), at=late)
    assert len(bursts.tick(at=late)) == 1
    old = life.burst(four_weeks, LOOKED_AT["code"], begins=AT - timedelta(days=3), minutes=15, people=60, first=400_000)
    bursts.place(said=life.told(old), at=late)
    assert bursts.tick(at=late + timedelta(minutes=1)) == []


def test_what_made_everything_louder_is_over_with_its_incident_and_is_not_raised_again_the_next_day(brightside: Brand) -> None:
    """Sixty-seven write of the checkout; the next day three write of three things. They are not the sixty-eighth to the seventieth."""
    chance = Random(7)
    life.speak(life.weeks(chance, until=AT, a_day=6), at=AT)
    bursts.tick(at=AT)
    life.speak(
        life.burst(chance, LOOKED_AT["checkout"], begins=AT, minutes=90, people=67, harm="outage"), at=AT + timedelta(minutes=90)
    )
    (raised,) = bursts.tick(at=AT + timedelta(minutes=30))
    bursts.judge(burst_id=raised.id, confirmed=True, by=SYSTEM, at=AT + timedelta(minutes=30))
    for minutes in (60, 95, 180, 840, 1020):
        assert bursts.tick(at=AT + timedelta(minutes=minutes)) == []
    assert queries.going_on() == []
    texts = ("My torch does not switch on.", "The parcel was wet inside.", "You sent the blue one, I ordered green.")
    begins = AT + timedelta(days=1)
    life.speak(
        [Words(begins + timedelta(seconds=n), text, 500_000 + n) for n, text in enumerate(texts)],
        at=begins + timedelta(minutes=2),
    )
    assert bursts.tick(at=begins + timedelta(minutes=5)) == []


def test_a_past_that_is_taken_in_raises_nothing_and_teaches_what_is_usual(brightside: Brand) -> None:
    past = life.weeks(Random(3), until=AT, days=10)
    bursts.tick(at=AT)
    life.speak(past, at=AT, vectors_too=False)
    assert bursts.tick(at=AT + timedelta(minutes=1)) == []
    whole = models.Topic.objects.get(kind="whole")
    (today,) = queries.volume(topic_ids=[whole.id], since=AT, until=AT + timedelta(hours=24, seconds=30), minutes=1440)
    assert today.usual == pytest.approx(12, rel=0.35)


def test_a_dismissed_burst_makes_its_topic_more_patient_and_a_confirmed_one_does_not(four_weeks: Random) -> None:
    bursts.place(
        said=life.told(life.burst(four_weeks, LOOKED_AT["checkout"], begins=AT, minutes=20, people=40, harm="outage")), at=AT
    )
    (raised,) = bursts.tick(at=AT + timedelta(minutes=20))
    bursts.tick(at=AT + timedelta(hours=4))
    assert factor(raised.topic_id) == 1.0
    bursts.judge(burst_id=raised.id, confirmed=False, by=SYSTEM, at=AT + timedelta(hours=4))
    assert factor(raised.topic_id) > 1.0
    assert queries.precision(since=AT, at=AT + timedelta(days=1)) == Precision(1, 0, 1, 0)
    bursts.judge(burst_id=raised.id, confirmed=True, by=SYSTEM, at=AT + timedelta(hours=5))
    assert factor(raised.topic_id) == 1.0
    assert queries.precision(since=AT, at=AT + timedelta(days=1)).share == 1.0
    with pytest.raises(Refusal, match="no such burst"):
        bursts.judge(burst_id=BurstId(cast.NOBODY), confirmed=True, by=SYSTEM, at=AT)


def test_what_is_said_of_a_topic_that_went_into_another_stays_counted_when_that_is_counted_anew(brightside: Brand) -> None:
    parcel, lamp = "My parcel stands still at the depot since Monday.", "One bulb of my chandelier is dead on arrival."
    (root,), (other,) = (set(life.speak([Words(AT, text, who)]).values()) for who, text in enumerate((parcel, lamp)))
    taught.make_one(root, [other])
    held.change(models.Watch.objects.get())
    assert set(life.speak([Words(AT, lamp, 2)]).values()) == {root}
    family = models.Minute.objects.filter(topic_id__in=[root, other])
    assert sum(family.values_list("people", flat=True)) == 3
    watched.recount([root], since=AT)
    assert sum(family.all().values_list("people", flat=True)) == 3


@pytest.fixture(params=["words", "small"])
def embedder(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both embedders: hashed words, which see what shares words and little else, and the transformer."""
    if request.param == "small":
        small = shipped.alike()
        if small is None:
            pytest.skip("the transformer's weights are not here")
        monkeypatch.setattr(registry, "embedder", lambda: small)
    return str(request.param)


def test_two_causes_of_the_same_hour_stay_apart(embedder: str, four_weeks: Random) -> None:
    down = life.burst(four_weeks, LOOKED_AT["checkout"][:8], begins=AT, minutes=30, people=40, harm="outage")
    late = life.burst(four_weeks, LOOKED_AT["code"][:6], begins=AT, minutes=30, people=20, first=500_000, harm="billing")
    bursts.place(said=life.told(down), at=AT)
    bursts.place(said=life.told(late), at=AT)
    raised = bursts.tick(at=AT + timedelta(minutes=30))
    assert len(raised) == 2
    shares = [Counter(harm_of(voice) for voice in said_of(one)) for one in raised]
    assert {many.most_common(1)[0][0] for many in shares} == {"outage", "billing"}
    assert all(many.most_common(1)[0][1] >= 0.9 * many.total() for many in shares)


def test_a_machines_counts_are_watched_too(brightside: Brand) -> None:
    for day in range(10, 0, -1):
        quiet = [(AT - timedelta(days=day) + timedelta(hours=hour), 1) for hour in range(24)]
        bursts.count_signal(kind="refused_checkouts", facet="", counts=quiet, at=AT)
    bursts.tick(at=AT)
    told = [(AT + timedelta(minutes=minute), 6) for minute in range(10)]
    bursts.count_signal(kind="refused_checkouts", facet="", counts=told, at=AT)
    bursts.count_signal(kind="refused_checkouts", facet="", counts=told, at=AT)  # said twice, counted once
    (raised,) = bursts.tick(at=AT + timedelta(minutes=10))
    assert raised.title_words == ("refused checkouts",)
    assert raised.people == 60
    assert queries.signals_among(topic_ids=[raised.topic_id]) == {raised.topic_id}
    with pytest.raises(Refusal, match="below zero"):
        bursts.count_signal(kind="refused_checkouts", facet="", counts=[(AT, -1)], at=AT)


def test_another_brand_sees_none_of_it(four_weeks: Random) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('makegood.brand', %s, true)", [str(cast.NOBODY)])
        for table in ("watch", "topic", "voice", "minute", "burst", "excursion"):
            cursor.execute(f"SELECT count(*) FROM bursts_{table}")
            assert cursor.fetchone() == (0,)


def factor(topic_id: UUID) -> float:
    board = watched.board(models.Watch.objects.get())
    return float(board.factors[board.rows[topic_id]])


def said_of(burst: Burst) -> list[Voice]:
    return queries.said_in(topic_ids=[burst.topic_id], since=AT, until=AT + timedelta(hours=1))


def harm_of(voice: Voice) -> str:
    return str(models.Voice.objects.get(id=voice.message_id).facets["harm"])
