"""A past that comes in teaches the watch what is usual, and raises nothing."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid4

import pytest

from makegood.bursts import actions as bursts
from makegood.bursts import models, queries
from makegood.bursts.types import Burst
from makegood.cases import queries as cases
from makegood.channels.types import Direction, Envelope, PastMessage
from makegood.flows import history, usual_past
from makegood.flows.history import Told
from makegood.incidents import queries as incidents
from makegood.people.types import Address, IdentityKind
from makegood.platform import jobs, tenancy, work
from tests import cast
from tests.bursts import life
from tests.bursts.causes import HELD_OUT, LOOKED_AT
from tests.bursts.life import Words

AT = cast.AT
A_DAY = timedelta(days=1)


def comes_in(brand_id: UUID, said: list[Words], *, at: datetime = AT, read: bool = True) -> None:
    """An import of what another system kept, and everything that is due after it."""
    told = [Told(place, _message(one)) for place, one in enumerate(said)]
    with tenancy.brand(brand_id):
        channel_id = history.channel(name="The old help desk", at=at)
        taken = history.take(told=told, channel_id=channel_id, read=read, at=at)
        assert taken.refused == []
    jobs.do_all_due(brand_id, at=at)


def _message(one: Words) -> PastMessage:
    who = Address(IdentityKind.EMAIL, f"old{one.who}@example.org", f"Old {one.who}")
    return PastMessage(
        Envelope(external_id=uuid4().hex, author=who, text=one.text, visible=one.text, sent_at=one.at), Direction.IN
    )


def test_counts_by_the_hour_and_topics_are_known_and_nothing_happens(committed_brightside: UUID) -> None:
    comes_in(committed_brightside, life.weeks(Random(3), until=AT, days=40, a_day=10))
    with tenancy.brand(committed_brightside):
        assert bursts.tick(at=AT + timedelta(minutes=1)) == []
        assert (queries.bursts(), incidents.incidents(), cases.page(before=None, since=None, limit=9)) == ([], (), ())
        whole = models.Topic.objects.get(kind="whole")
        (day,) = queries.volume(topic_ids=[whole.id], since=AT, until=AT + A_DAY + timedelta(seconds=30), minutes=1440)
        assert day.usual == pytest.approx(10, rel=0.35)
        of_four_weeks = models.Voice.objects.filter(said_at__gte=AT - usual_past.OF_WHAT)
        assert of_four_weeks.count() >= 150
        assert not of_four_weeks.filter(topic_id=None).exists()
        assert models.Voice.objects.filter(said_at__lt=AT - usual_past.OF_WHAT, topic_id=None).count() >= 60
        assert not work.due_here(at=AT)


def test_the_same_past_again_counts_once_and_what_is_older_than_eight_weeks_or_of_the_last_hours_not_at_all(
    committed_brightside: UUID,
) -> None:
    text = HELD_OUT["carrier"][0]
    ages = (timedelta(days=1), usual_past.LOOKS_BACK + A_DAY, timedelta(minutes=90))
    past = [Words(AT - age, text, who) for who, age in enumerate(ages)]
    comes_in(committed_brightside, past)
    with tenancy.brand(committed_brightside):
        assert list(models.Voice.objects.values_list("said_at", flat=True)) == [AT - A_DAY]
        message_id = models.Voice.objects.values_list("id", flat=True).get()
        again = work.Taken(uuid4(), committed_brightside, usual_past.WORK, str(message_id), {}, 1, uuid4())
        usual_past.put([again], AT)
        assert (
            sum(
                models.Minute.objects.filter(topic_id__in=models.Topic.objects.filter(kind="alike")).values_list(
                    "people", flat=True
                )
            )
            == 1
        )


@pytest.mark.parametrize(("a_day", "is_told"), [(150, False), (2, True)])
def test_what_was_usual_in_the_past_that_a_brand_brought_is_no_news(
    committed_brightside: UUID, a_day: int, *, is_told: bool
) -> None:
    """Forty-five ask for a parcel within three hours by day: as always where a hundred and fifty do each day, and news where two do."""
    comes_in(committed_brightside, life.weeks(Random(3), until=AT, days=10, a_day=a_day, kinds=("carrier",)))
    chance = Random(5)
    today = [
        Words(AT + timedelta(minutes=chance.uniform(0, 180)), chance.choice(LOOKED_AT["carrier"]), 700_000 + n) for n in range(45)
    ]
    raised: list[Burst] = []
    with tenancy.brand(committed_brightside):
        said = life.told(today)
        for quarter in range(15, 195, 15):
            now = AT + timedelta(minutes=quarter)
            bursts.place(said=[one for one in said if now - timedelta(minutes=15) <= one.said_at < now], at=now)
            raised += bursts.tick(at=now)
    assert bool(raised) is is_told
