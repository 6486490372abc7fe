"""A cause that is said in fifty ways is noticed by what those who say it share: the carrier, the product, the region, the channel."""

from datetime import datetime, timedelta
from random import Random

import pytest

from makegood.brands.types import Brand
from makegood.bursts import actions as bursts
from makegood.bursts import faceted, models, queries
from tests import cast
from tests.bursts import life
from tests.bursts.causes import HELD_OUT, LOOKED_AT
from tests.bursts.life import Words

AT = cast.AT
EVERYDAY = [*LOOKED_AT["life"], *HELD_OUT["life"]]
CARRIERS = ("Swiftline", "Northpost", "Parcelbee")


def everyday(chance: Random, *, begins: datetime, minutes: int, people: int, first: int, **facets: str) -> list[Words]:
    """So many people, hardly two of whom say the same."""
    texts = chance.sample(EVERYDAY, min(people, len(EVERYDAY)))
    step = timedelta(minutes=minutes) / people
    return [Words(begins + n * step, texts[n % len(texts)], first + n, facets) for n in range(people)]


@pytest.fixture
def carriers(brightside: Brand) -> Random:
    """Brightside after three weeks of everyday complaints, twelve a day, of parcels of three carriers."""
    chance = Random(7)
    past = life.weeks(chance, until=AT, days=21)
    life.speak([Words(one.at, one.text, one.who, {"carrier": chance.choice(CARRIERS)}) for one in past], at=AT)
    bursts.tick(at=AT)
    return chance


def test_a_carriers_failure_that_is_said_in_many_ways_is_noticed_by_the_carrier(carriers: Random) -> None:
    said = everyday(carriers, begins=AT, minutes=60, people=20, first=300_000, carrier="Swiftline")
    others = everyday(carriers, begins=AT, minutes=60, people=1, first=400_000, carrier="Northpost")
    (found,) = life.minute_by_minute(sorted([*said, *others], key=lambda one: one.at), until=AT + timedelta(minutes=60))
    assert (found.title_words, found.facet) == (("Swiftline",), "carrier Swiftline")
    assert found.raised_at - AT <= timedelta(minutes=45)
    voices = queries.said_in(topic_ids=[found.topic_id], since=AT, until=AT + timedelta(hours=1))
    assert {models.Voice.objects.get(id=one.message_id).facets["carrier"] for one in voices} == {"Swiftline"}
    assert len(voices) == 20
    assert {one.likeness for one in voices} == {None}


def test_where_everything_rises_alike_no_carrier_is_to_blame(carriers: Random) -> None:
    each = [
        everyday(carriers, begins=AT, minutes=60, people=14, first=300_000 + 1_000 * n, carrier=carrier)
        for n, carrier in enumerate(CARRIERS)
    ]
    found = life.minute_by_minute(
        sorted((one for some in each for one in some), key=lambda one: one.at), until=AT + timedelta(minutes=60)
    )
    assert [
        one.facet for one in found if one.facet.startswith("carrier") and one.title_words in {(name,) for name in CARRIERS}
    ] == []


def test_what_a_topic_explains_is_not_raised_again_by_its_carrier(carriers: Random) -> None:
    said = life.burst(carriers, LOOKED_AT["carrier"][:8], begins=AT, minutes=30, people=30, harm="late", carrier="Swiftline")
    found = life.minute_by_minute(said, until=AT + timedelta(minutes=30))
    assert len(found) == 1
    assert models.Topic.objects.get(id=found[0].topic_id).kind == "alike"
    assert found[0].facet == "carrier Swiftline"


def test_no_more_values_are_watched_than_there_is_room_for_and_what_falls_silent_makes_room(brightside: Brand) -> None:
    many = [Words(AT + timedelta(seconds=n), EVERYDAY[n % 20], n, {"product": f"Lamp {n}"}) for n in range(60)]
    life.speak(many, vectors_too=False)
    products = models.Topic.objects.filter(kind="facet", name="product")
    assert products.count() == faceted.MOST_VALUES
    later = AT + timedelta(days=15)
    faceted.make_room(at=later, going_on=())
    assert products.filter(asleep=False).count() == 0
    life.speak([Words(later, EVERYDAY[0], 1, {"product": "Lamp 59"})], vectors_too=False)
    life.speak([Words(later, EVERYDAY[0], 2, {"product": "Lamp 0"})], vectors_too=False)
    assert set(products.filter(asleep=False).values_list("facet", flat=True)) == {"Lamp 59", "Lamp 0"}


def test_one_person_counts_once_for_a_carrier_in_two_hours(brightside: Brand) -> None:
    said = [Words(AT + timedelta(minutes=20 * n), EVERYDAY[n], 1, {"carrier": "Swiftline"}) for n in range(5)]
    for one in said:
        life.speak([one], vectors_too=False)
    topic = models.Topic.objects.get(kind="facet")
    assert sum(models.Minute.objects.filter(topic_id=topic.id).values_list("people", flat=True)) == 1
