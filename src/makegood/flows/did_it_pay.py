"""Did it pay: what may be said of surprises, from those who were held out by lot. For one page of the desk and its file. Looks only.

Each person counts once, as they were drawn first, also where two turned out to be one. Everybody counts as they were drawn, whatever they were given in
the end. Where something else than the lot chose, nothing is read from the groups.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from makegood.brands import queries as brands
from makegood.experiments import queries as trials
from makegood.experiments.rules import verdicts
from makegood.experiments.rules.sequences import Plan
from makegood.experiments.rules.verdicts import Finding, Sample, Won
from makegood.experiments.types import HORIZONS, SURPRISE, Counted, Entry, Metric, Trial
from makegood.gestures import queries as gestures
from makegood.kernel.refusals import Refusal
from makegood.outcomes.types import Standing
from makegood.people import queries as people
from makegood.touchpoints import queries as touchpoints


@dataclass(frozen=True, slots=True)
class Horizon:
    """What followed within so many days. `waiting` people were drawn less long ago. `cost_minor` is what surprises cost for all who could have one."""

    days: int
    people: int
    waiting: int
    findings: tuple[Finding, ...]
    cost_minor: int
    advocates: Won
    returning: Won


@dataclass(frozen=True, slots=True)
class Part:
    """The people of one kind (one thing, one harm, one touchpoint): did they become advocates, at the longest horizon of which anything is known."""

    by: str  # "gesture", "harm", "touchpoint"
    name: str
    days: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class PayPage:
    """`share` is what the policy holds out now (basis points); `trial` what is shown, None where nobody was ever held out."""

    share: int
    currency: str
    trial: Trial | None
    earlier: tuple[Trial, ...]
    people_with: int
    people_without: int
    as_drawn: bool
    horizons: tuple[Horizon, ...]
    parts: tuple[Part, ...]


def page(*, trial_id: UUID | None = None) -> PayPage:
    """The trial that runs, the latest where none does, or the one that is asked for (refuses `no_such_trial`). Seven queries, whatever the number of people."""
    share, currency, known = gestures.policy().without_share, brands.current().currency, trials.trials(key=SURPRISE)
    trial = next((one for one in known if trial_id in (None, one.id)), None)
    if trial is None and trial_id is not None:
        raise Refusal("no_such_trial", "There is no such trial here. It may belong to another brand.", {"trial_id": "not found"})
    if trial is None:
        return PayPage(share, currency, None, known, 0, 0, True, (), ())
    drawn = _once(trials.drawn(trial_id=trial.id))
    without = sum(entry.held_out for entry in drawn.values())
    as_drawn = verdicts.is_as_drawn(people_with=len(drawn) - without, people_without=without, without_share=trial.without_share)
    counted = [one for one in trials.counted(trial_id=trial.id) if one.entry.id in drawn]
    plan = Plan(each=trial.each)
    return PayPage(
        share=share,
        currency=currency,
        trial=trial,
        earlier=tuple(one for one in known if one.id != trial.id),
        people_with=len(drawn) - without,
        people_without=without,
        as_drawn=as_drawn,
        horizons=_horizons(counted, len(drawn), plan, as_drawn=as_drawn),
        parts=_parts(counted, plan, as_drawn=as_drawn),
    )


def _once(entries: Sequence[Entry]) -> Mapping[UUID, Entry]:
    """Each person's first entry, by its id. `entries` are in the order in which they were drawn."""
    persons = people.person_ids_of(identity_ids=[entry.identity_id for entry in entries])
    first: dict[UUID, Entry] = {}
    for entry in entries:
        first.setdefault(persons[entry.identity_id], entry)
    return {entry.id: entry for entry in first.values()}


def _horizons(counted: Sequence[Counted], drawn: int, plan: Plan, *, as_drawn: bool) -> tuple[Horizon, ...]:
    by_days = {days: [one for one in counted if one.followed.days == days] for days in HORIZONS}
    found = verdicts.judge({days: _sample(some) for days, some in by_days.items()}, plan=plan, as_drawn=as_drawn)
    shown = []
    for days, some in by_days.items():
        cost = sum(one.followed.cost_minor for one in some)
        named = {finding.metric: finding for finding in found[days]}
        won = [verdicts.won(named[metric], cost_minor=cost) for metric in (Metric.ADVOCATE, Metric.CAME_BACK)]
        shown.append(Horizon(days, len(some), drawn - len(some), found[days], cost, *won))
    return tuple(shown)


_MEASURED: Mapping[Metric, Callable[[Counted], float]] = {
    Metric.CAME_BACK: lambda one: one.followed.orders > 0,
    Metric.SPENT: lambda one: one.followed.spent_minor,
    Metric.ADVOCATE: lambda one: one.followed.standing == Standing.ADVOCATE,
    Metric.PRAISED: lambda one: one.followed.praised,
    Metric.FAILED_AGAIN: lambda one: one.followed.failed_again,
}


def _sample(some: Sequence[Counted], metrics: Sequence[Metric] = tuple(Metric)) -> Sample:
    return Sample(
        held_out=np.array([one.entry.held_out for one in some], dtype=np.bool_),
        outcomes={metric: np.array([_MEASURED[metric](one) for one in some], dtype=np.float64) for metric in metrics},
        before=np.array([one.entry.before_minor for one in some], dtype=np.float64),
    )


def _parts(counted: Sequence[Counted], plan: Plan, *, as_drawn: bool) -> tuple[Part, ...]:
    """By thing, harm and touchpoint, the largest first; all of them are judged together, so that many parts find no more by chance than one."""
    days = max((one.followed.days for one in counted), default=0)
    some = [one for one in counted if one.followed.days == days]
    places, names = touchpoints.places_of(case_ids=[one.entry.occasion_id for one in some]), touchpoints.names()
    things = {item.code: item.name for item in gestures.catalogue()}
    groups: dict[tuple[str, str], list[Counted]] = defaultdict(list)
    for one in some:
        groups["gesture", things.get(one.entry.drawn, one.entry.drawn)].append(one)
        groups["harm", one.entry.harm].append(one)
        if place := places.get(one.entry.occasion_id):
            groups["touchpoint", names.get(place, place)].append(one)
    ranked = sorted(groups.items(), key=lambda each: (each[0][0], -len(each[1]), each[0][1]))
    samples = {n: _sample(theirs, (Metric.ADVOCATE,)) for n, (_, theirs) in enumerate(ranked)}
    found = verdicts.judge(samples, plan=plan, as_drawn=as_drawn)
    return tuple(Part(by, name, days, found[n][0]) for n, ((by, name), _) in enumerate(ranked))
