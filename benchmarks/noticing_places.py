"""How often a watch that knows products, regions, carriers and channels is wrong: a brand at which nothing happens, week after week.

    python -m benchmarks.noticing_places [--weeks 4] [--a-day 200] [--seed 1]

Through the product's own placing and watching, in a private installation: 40 products, regions, carriers and channels of which people speak, some of them
much more often than others, and tied to what they speak of: each matter has its own few products and carriers, each region its own carriers and
channels. Days and hours differ as people do (a day's level is drawn, gamma of shape 20; more by day than by night). Four weeks are the past, and in those
after them each minute in which somebody spoke is placed and watched as a worker does it. There is no cause, so that whatever is raised is a false alarm.
The words are the everyday matters of the tests' own texts, a different person each time; vectors are made by hashed words. Nothing was tuned on it. The
CPU of placing a message and of watching a minute is taken down beside it, Python and PostgreSQL.
"""

import argparse
import random
import sys
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from benchmarks import ground, report

if TYPE_CHECKING:
    from makegood.bursts.types import Burst, Said
    from tests.bursts.life import Words

QUICK, FULL = ("--weeks", "1", "--a-day", "100"), ("--weeks", "8")
VALUES = 40
PAST_DAYS = 28
SHAPE = 20.0  # of the gamma by which days differ
AT_ONCE = 500


def main() -> int:
    """0 when no more is raised than the brand bears."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--weeks", type=int, default=4)
    options.add_argument("--a-day", type=int, default=200, help="people who speak on a usual day")
    options.add_argument("--seed", type=int, default=1)
    told = options.parse_args()
    said = report.start("noticing places")
    with ground.database(brands=1, settings={"READER": "first"}) as here:
        from tests import cast

        words = life(random.Random(told.seed), days=PAST_DAYS + 7 * told.weeks, a_day=told.a_day, until=cast.AT)
        begins = cast.AT - timedelta(weeks=told.weeks)
        found = _watched(said, here, words, begins)
        _tell(said, here, found, told.weeks)
    said.note(f"{len(words):,} people in {PAST_DAYS} days of the past and {told.weeks} weeks; seed {told.seed}.")
    return said.end()


def life(chance: random.Random, *, days: int, a_day: int, until: datetime) -> "list[Words]":
    """What is said until then, in its order: no day has a cause."""
    from tests.bursts.causes import HELD_OUT, LOOKED_AT
    from tests.bursts.life import Words

    matters = [*LOOKED_AT["life"], *HELD_OUT["life"]]
    often = [1 / (n + 1) for n in range(VALUES)]
    said: list[Words] = []
    for day in range(days):
        midnight = (until - timedelta(days=days - day)).replace(hour=0, minute=0)
        for _ in range(round(a_day * chance.gammavariate(SHAPE, 1 / SHAPE))):
            hour = min(max(chance.gauss(14, 4.5), 0.0), 23.99)
            matter = chance.choices(range(len(matters)), weights=[1 / (n + 2) for n in range(len(matters))])[0]
            (region,) = chance.choices(range(VALUES), weights=often)
            facets = {
                "product": f"Lamp {_near(chance, 3 * matter)}",
                "region": f"Region {region}",
                "carrier": f"Carrier {_near(chance, region // 3 + matter)}",
                "channel": f"Channel {_near(chance, region)}",
            }
            kept = {name: value for name, value in facets.items() if chance.random() < 0.7}  # the others do not say it
            said.append(Words(midnight + timedelta(hours=hour), matters[matter], len(said), kept))
    return sorted((one for one in said if one.at < until), key=lambda one: one.at)


def _near(chance: random.Random, middle: int) -> int:
    """One of the values, most often one of the few from `middle` on."""
    return (middle + int(chance.expovariate(0.5))) % VALUES if chance.random() < 0.8 else chance.randrange(VALUES)


def _watched(said: report.Report, here: ground.Ground, words: "Sequence[Words]", begins: datetime) -> "list[Burst]":
    from makegood.bursts import actions as bursts
    from makegood.platform import tenancy

    told = _stored(here, words)
    past, life_then = [one for one in told if one.said_at < begins], [one for one in told if one.said_at >= begins]
    for first in range(0, len(past), AT_ONCE):
        with tenancy.brand(here.brand.id):
            bursts.place(said=past[first : first + AT_ONCE], at=begins)
    with tenancy.brand(here.brand.id):
        bursts.tick(at=begins)
    here.take_statistics()
    found: list[Burst] = []
    placing, watching, minutes = 0.0, 0.0, 0
    before = here.cpu_seconds()
    for minute, some in groupby(life_then, key=lambda one: one.said_at.replace(second=0, microsecond=0)):
        now = minute + timedelta(minutes=1)
        with tenancy.brand(here.brand.id):
            mark = time.process_time()
            bursts.place(said=list(some), at=now)
            between = time.process_time()
            found += bursts.tick(at=now)
            placing, watching, minutes = placing + between - mark, watching + time.process_time() - between, minutes + 1
    used = here.cpu_seconds() - before
    unit = "ms of Python"
    said.figure("placing a message, its vector made before", placing / max(len(life_then), 1) * 1_000, unit)
    said.figure("watching a minute in which somebody spoke", watching / max(minutes, 1) * 1_000, unit)
    said.figure("PostgreSQL for both, a message", used.postgres / max(len(life_then), 1) * 1_000, "ms")
    return found


def _stored(here: ground.Ground, words: "Sequence[Words]") -> "list[Said]":
    from makegood.platform import tenancy
    from tests.bursts import life as lives

    told: list[Said] = []
    for first in range(0, len(words), AT_ONCE):
        with tenancy.brand(here.brand.id):
            told += lives.told(words[first : first + AT_ONCE])
    return told


def _tell(said: report.Report, here: ground.Ground, found: "Sequence[Burst]", weeks: int) -> None:
    from makegood.bursts import models
    from makegood.platform import tenancy

    with tenancy.brand(here.brand.id):
        kinds = dict(models.Topic.objects.filter(id__in=[one.topic_id for one in found]).values_list("id", "kind"))
        there = list(models.Topic.objects.filter(asleep=False, into_id=None).values_list("kind", flat=True))
    watched = len(there)
    said.figure(
        "false alarms a week, everything that is watched",
        len(found) / weeks,
        "",
        goal="≤ 1",
        reference=f"borne: 1 a week over all; {watched} topics, {sum(one == 'facet' for one in there)} of them places",
    )
    said.figure("… a week and topic", len(found) / weeks / max(watched, 1), "", goal="≤ 1", reference="the issue's measure")
    for name, kind in (("of places", "facet"), ("of words", "alike"), ("of everything together", "whole")):
        said.figure(f"… {name}", sum(kinds.get(one.topic_id) == kind for one in found) / weeks, "a week")
    for one in found[:20]:
        said.note(
            f"{one.raised_at:%a %H:%M}: {one.people} people, usual {one.usual:.1f} an hour, {one.facet or ' '.join(one.title_words)}"
        )


if __name__ == "__main__":
    sys.exit(main())
