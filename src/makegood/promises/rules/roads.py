"""The roads of a brand: a curve for each lane, leaning on its carrier's, and that on all parcels'. Pure numpy; never a clock.

Two stretches of the way are learned apart: until the carrier has it (`HAND_OVER`), and from there to the door (`WAY`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from makegood.promises.rules import survival
from makegood.promises.rules.journeys import Journeys
from makegood.promises.rules.survival import Counts, Curve, Floats

HAND_OVER, WAY = "hand_over", "way"
Name = tuple[str, str, str]  # stage, carrier, lane


@dataclass(slots=True)
class Roads:
    """Counts by road, and their curves as they are asked for."""

    counts: dict[Name, Counts]
    _curves: dict[Name, Curve] = field(default_factory=dict)

    def curve(self, stage: str, carrier: str, lane: str) -> Curve:
        """The lane's curve, or of what is known of it: its carrier's, or that of all."""
        name = (stage, carrier, lane)
        if name not in self._curves:
            wider = self.curve(stage, carrier if lane else "", "") if carrier or lane else None
            counts = self.counts.get(name)
            self._curves[name] = survival.learn(counts or _none(), wider) if counts or wider is None else wider
        return self._curves[name]

    def parcels(self) -> int:
        """How many parcels were handed over, and counted."""
        held = self.counts.get((WAY, "", ""))
        return held.ended if held else 0


def learn(journeys: Journeys, *, at: float) -> Roads:
    """What can be known at an instant (hours) of the roads that these went."""
    known = journeys.known_at(at)
    return Roads(dict(_counted(known, at)))


def late(roads: Roads, journeys: Journeys, at: Floats) -> Floats:
    """The chance of each that it does not come before it is due, seen at its own instant of `at` (hours): from the roads alone."""
    handed = journeys.handed <= at
    left = journeys.due - at
    found = np.ones(len(journeys))
    lanes = np.char.add(np.char.add(journeys.carrier, "\x1f"), journeys.lane)
    for name in np.unique(lanes) if len(journeys) else ():
        carrier, _, lane = str(name).partition("\x1f")
        mine = lanes == name
        road = roads.curve(WAY, carrier, lane)
        here = np.nonzero(mine & handed)[0]
        found[here] = survival.late(road, age=at[here] - journeys.handed[here], left=left[here])
        first = roads.curve(HAND_OVER, "", "")
        for i in np.nonzero(mine & ~handed)[0]:
            found[i] = survival.late_before_hand_over(first, road, age=at[i] - journeys.placed[i], left=max(left[i], 0.0))
    return np.where(left <= 0, 1.0, found)


def _counted(known: Journeys, at: float) -> Iterator[tuple[Name, Counts]]:
    has = ~np.isnan(known.handed)
    until = np.where(has, known.handed, np.where(np.isnan(known.ended), at, known.ended))
    how = np.where(has, survival.DELIVERED, np.where(np.isnan(known.ended), survival.CENSORED, survival.OTHER))
    yield (HAND_OVER, "", ""), survival.count(np.maximum(until - known.placed, 0.0), how)
    gone = known.take(has)
    hours = np.maximum(np.where(np.isnan(gone.ended), at, gone.ended) - gone.handed, 0.0)
    yield (WAY, "", ""), survival.count(hours, gone.how)
    for carrier in np.unique(gone.carrier):
        of_it = gone.carrier == carrier
        if carrier:
            yield (WAY, str(carrier), ""), survival.count(hours[of_it], gone.how[of_it])
        for lane in np.unique(gone.lane[of_it]):
            if lane:
                on_it = of_it & (gone.lane == lane)
                yield (WAY, str(carrier), str(lane)), survival.count(hours[on_it], gone.how[on_it])


def _none() -> Counts:
    return Counts(np.zeros(survival.BINS), np.zeros(survival.BINS), np.zeros(survival.BINS))
