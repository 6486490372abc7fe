"""Many workers at one watch: whoever places and whoever ticks take turns; what is noticed is noticed once, and nobody is counted twice or lost. Also
where a worker is killed between the two."""

import os
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from makegood.bursts import actions as bursts
from makegood.bursts import models, queries, watched
from makegood.bursts.types import Said
from makegood.kernel.actors import SYSTEM
from makegood.platform import tenancy
from tests import cast
from tests.bursts import life
from tests.bursts.causes import LOOKED_AT
from tests.nursery import Nursery
from tests.races.test_budgets import THREADS, together

AT = cast.AT
THEN = AT + timedelta(minutes=20)


@pytest.fixture
def brand(committed_brightside: UUID) -> UUID:
    """Brightside after ten days of everyday complaints."""
    with tenancy.brand(committed_brightside):
        life.speak(life.weeks(Random(3), until=AT, days=10), at=AT)
        bursts.tick(at=AT)
    return committed_brightside


def forty(brand: UUID) -> list[Said]:
    """What forty people say of one cause in twenty minutes; stored, and not placed."""
    with tenancy.brand(brand):
        return life.told(life.burst(Random(5), LOOKED_AT["checkout"], begins=AT, minutes=19, people=40, harm="outage"))


def counted(brand: UUID) -> int:
    """How many people the brand's whole counts in those minutes."""
    with tenancy.brand(brand):
        whole = models.Topic.objects.get(kind="whole")
        return sum(models.Minute.objects.filter(topic_id=whole.id, minute__gte=AT).values_list("people", flat=True))


def by_root(counts: Iterable[tuple[UUID, int]]) -> Counter[UUID]:
    """People of each topic, with those that are counted with it."""
    into = dict(models.Topic.objects.exclude(into_id=None).values_list("id", "into_id"))
    found: Counter[UUID] = Counter()
    for topic_id, people in counts:
        found[into.get(topic_id, topic_id)] += people
    return found


@pytest.mark.races
def test_many_ticks_at_once_raise_it_once(brand: UUID) -> None:
    said = forty(brand)
    with tenancy.brand(brand):
        bursts.place(said=said, at=THEN)
    found = together(brand, THREADS, lambda _n: len(bursts.tick(at=THEN)))
    assert Counter(found) == {0: THREADS - 1, 1: 1}
    with tenancy.brand(brand):
        assert len(queries.bursts()) == 1


@pytest.mark.races
def test_whoever_places_while_others_tick_loses_nobody_and_counts_nobody_twice(brand: UUID) -> None:
    said = forty(brand)

    def act(n: int) -> object:
        if n % 3 == 0:
            return len(bursts.tick(at=AT + timedelta(minutes=10 + n // 3)))
        return len(bursts.place(said=said[n % 40 : n % 40 + 9], at=THEN))  # each of them by many hands, again and again

    together(brand, 60, act)
    with tenancy.brand(brand):
        bursts.place(said=said, at=THEN)
        bursts.tick(at=THEN + timedelta(minutes=12))
        voices = models.Voice.objects.filter(said_at__gte=AT)
        assert (voices.count(), voices.filter(whole=True).count()) == (40, 40)
        minutes = models.Minute.objects.filter(minute__gte=AT).exclude(topic_id=models.Topic.objects.get(kind="whole").id)
        said_of = by_root((topic_id, 1) for topic_id in voices.filter(counts=True).values_list("topic_id", flat=True))
        assert said_of == by_root(minutes.values_list("topic_id", "people"))
        assert len(queries.bursts()) == 1
    assert counted(brand) == 40


@pytest.mark.faults
@pytest.mark.parametrize("border", ["placed", "watched"])
def test_whoever_is_killed_between_placing_and_the_tick_or_in_it_leaves_it_to_the_next(
    brand: UUID, tmp_path: Path, border: str
) -> None:
    """`placed`: nothing of the batch was committed; `watched`: the burst was written and its transaction not over."""
    said = forty(brand)
    ids = [str(one.message_id) for one in said]
    if border == "watched":
        with tenancy.brand(brand):
            bursts.place(said=said, at=THEN)
    with Nursery(os.environ) as nursery:
        died = nursery.bear("tests.bursts.dying", str(brand), border, THEN.isoformat(), *ids, log=tmp_path / "dying.log")
        assert died.wait(60) == -9, (tmp_path / "dying.log").read_text()
    with tenancy.brand(brand):
        assert queries.bursts() == []
        assert models.Voice.objects.filter(said_at__gte=AT).count() == (40 if border == "watched" else 0)
        bursts.place(said=said, at=THEN)
        (one,) = bursts.tick(at=THEN)
        bursts.judge(burst_id=one.id, confirmed=True, by=SYSTEM, at=THEN)
        assert watched.number_of(models.Watch.objects.get().ticked_at or AT) == watched.number_of(THEN)
    assert counted(brand) == 40
