"""Which of the small things that fit is given how often: counted anew at night from what followed, and laid as the shares of the day that comes.

Only where the policy lets the lot choose (`which_by_lot`); never of anything that is owed. Until each thing was tried two hundred times all have the same
share; none ever has less than a twentieth, and none changes by more than a tenth a day (`experiments.rules.choosing`).
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import numpy as np

from makegood.brands import queries as brands
from makegood.experiments import actions as experiments
from makegood.experiments import queries as trials
from makegood.experiments.rules import choosing, ways
from makegood.experiments.rules.ways import Drew
from makegood.experiments.types import Counted, Thing
from makegood.gestures import queries as gestures
from makegood.gestures.types import GestureKind
from makegood.platform.work import Taken

AFTER = 28  # days: whether somebody came back within them is what the lot learns from


def learn(items: Sequence[Taken], at: datetime) -> None:
    """Lays the shares of today for these trials. May be repeated: a day is laid once. Four queries each."""
    for trial_id in dict.fromkeys(UUID(str(item.payload["trial_id"])) for item in items):
        lay(trial_id=trial_id, at=at)


def lay(*, trial_id: UUID, at: datetime) -> None:
    """Lays the shares of the day of `at` for this trial, from everybody who was counted until now; nothing where there is no choice among two things or
    more than each could keep a twentieth. Once a day; may be repeated."""
    before = {one.code: one.share for one in trials.things(trial_id=trial_id)}
    codes = [item.code for item in gestures.catalogue() if item.kind is GestureKind.SURPRISE and item.active]
    if not 1 < len(codes) <= 1 / choosing.FLOOR:
        return
    tried, mean, variance = ways.believed(drew(trials.counted(trial_id=trial_id, days=[AFTER])), codes)
    even = np.full(len(codes), 1 / len(codes))
    were = np.array([before.get(code, 0.0) for code in codes])
    on = brands.local_day(at)
    dice = np.random.default_rng([trial_id.int, on.toordinal()])  # the same day is counted alike, however often
    shares = choosing.shares(tried, mean, variance, were / were.sum() if were.all() else even, rng=dice)
    things = [
        Thing(code, on, float(share), int(n), float(came) if n >= 2 else None)
        for code, share, n, came in zip(codes, shares, tried, mean, strict=True)
    ]
    experiments.keep_things(trial_id=trial_id, things=things)


def drew(counted: Sequence[Counted]) -> list[Drew]:
    """Those for whom the lot chose which, and what they did within `AFTER` days, in the order in which they were drawn."""
    return [
        Drew(one.followed.orders > 0, one.entry.held_out, one.entry.drawn, one.entry.among, one.entry.harm)
        for one in counted
        if one.followed.days == AFTER and one.entry.among
    ]
